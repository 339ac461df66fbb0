// The fold from packed pairs to packed rows, in chunks of lanes: from words to folded lanes, and back to words. Two
// functions, because one for both would leave engines without registers, as in packed_products.ts. A chunk is read before
// it is written, and rows are written behind those that are still to be read, so a fold may work in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Pairs in lanes at a time: small enough for the first-level cache. */
const CHUNK = 32;

/** Makes {@linkcode LaneKernel.foldPairs} of its steps. */
export function packedFold(
  { foldWords, packProducts }: Pick<LaneKernel, "foldWords" | "packProducts">,
): LaneKernel["foldPairs"] {
  const folded = new Float64Array(CHUNK * LANES);
  return (out, outOffset, words, wordOffset, factor, count) => {
    let multiplied = 0;
    for (let start = 0; start < count; start += CHUNK) {
      const pairs = Math.min(CHUNK, count - start);
      multiplied += foldWords(folded, 0, words, wordOffset + 2 * WORDS * start, factor, pairs);
      packProducts(out, outOffset + WORDS * start, folded, pairs);
    }
    return multiplied;
  };
}
