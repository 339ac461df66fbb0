// The fold of packed pairs in chunks of lanes, from the operations of a kernel: for JavaScriptCore, where one fused
// function is slower than its parts. Rows are written behind those that are still to be read, so it may work in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Pairs in lanes at a time: small enough for the first-level cache. */
const CHUNK = 32;

/** Makes {@linkcode LaneKernel.foldPairs} of the other operations of a kernel. */
export function chunkedFold(
  kernel: Pick<LaneKernel, "loadPairs" | "mulScalar" | "add" | "pack">,
): LaneKernel["foldPairs"] {
  const first = new Float64Array(CHUNK * LANES);
  const second = new Float64Array(CHUNK * LANES);
  const slope = new Float64Array(CHUNK * LANES);
  const folded = new Uint32Array(CHUNK * WORDS);
  const unequal = new Int32Array(CHUNK);

  return (out, outOffset, words, wordOffset, u, count) => {
    let multiplied = 0;
    for (let start = 0; start < count;) {
      // Gather unequal pairs until a chunk is full.
      let filled = 0;
      let end = start;
      for (; end < count && filled < CHUNK; end++) {
        const from = wordOffset + 2 * WORDS * end;
        for (let j = from; j < from + WORDS; j++) {
          if (words[j] === words[j + WORDS]) continue;
          unequal[filled++] = end;
          break;
        }
      }
      kernel.loadPairs(first, second, slope, words, wordOffset, unequal, filled);
      kernel.mulScalar(slope, slope, u, filled);
      kernel.add(first, first, slope, filled);
      kernel.pack(folded, 0, first, filled);
      for (let pair = start, k = 0; pair < end; pair++) {
        const to = outOffset + WORDS * pair;
        if (k < filled && unequal[k] === pair) {
          for (let j = 0; j < WORDS; j++) out[to + j] = folded[WORDS * k + j]!;
          k++;
        } else {
          const from = wordOffset + 2 * WORDS * pair;
          for (let j = 0; j < WORDS; j++) out[to + j] = words[from + j]!;
        }
      }
      multiplied += filled;
      start = end;
    }
    return multiplied;
  };
}
