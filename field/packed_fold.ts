// The fold of packed pairs, in chunks of lanes: from words to folded lanes, and back to words. Two functions, because one
// for both would leave engines without registers, as in packed_products.ts. A chunk is read before it is written, and rows
// are written behind those that are still to be read, so a fold may work in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Pairs in lanes at a time: small enough for the first-level cache. */
const CHUNK = 32;

/** The routines that a chunk goes through. */
export interface FoldSteps extends Pick<LaneKernel, "packProducts"> {
  /**
   * Folds those of `count` pairs of packed elements that are not equal, closed up, and writes their numbers to `unequal`;
   * returns how many they are.
   */
  foldToLanes(
    out: Float64Array,
    words: Uint32Array,
    wordOffset: number,
    unequal: Int32Array,
    factor: Float64Array,
    count: number,
  ): number;
}

/** Makes {@linkcode LaneKernel.foldPairs} of its steps. */
export function packedFold(steps: FoldSteps): LaneKernel["foldPairs"] {
  const lanes = new Float64Array(CHUNK * LANES);
  const folded = new Uint32Array(CHUNK * WORDS);
  const unequal = new Int32Array(CHUNK);

  return (out, outOffset, words, wordOffset, factor, count) => {
    let multiplied = 0;
    for (let start = 0; start < count; start += CHUNK) {
      const pairs = Math.min(CHUNK, count - start);
      const from = wordOffset + 2 * WORDS * start, to = outOffset + WORDS * start;
      const filled = steps.foldToLanes(lanes, words, from, unequal, factor, pairs);
      multiplied += filled;
      if (filled === pairs) {
        steps.packProducts(out, to, lanes, filled);
        continue;
      }
      steps.packProducts(folded, 0, lanes, filled);
      // An equal pair is copied: the rows of the others come from `folded`.
      for (let pair = 0, k = 0; pair < pairs; pair++) {
        const isFolded = k < filled && unequal[k] === pair;
        const row = isFolded ? folded : words;
        const at = isFolded ? WORDS * k++ : from + 2 * WORDS * pair;
        for (let j = 0; j < WORDS; j++) out[to + WORDS * pair + j] = row[at + j]!;
      }
    }
    return multiplied;
  };
}
