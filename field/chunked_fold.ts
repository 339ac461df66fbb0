// The fold of packed pairs in chunks of lanes, in three routines: for JavaScriptCore. One fused function is a fifth faster
// there in the end, but its best compiler takes a million pairs to get to it, two to three times as many as for the
// parts, and every worker of a proof starts cold. Rows are written behind those that are still to be read, so the fold
// may work in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Pairs in lanes at a time: small enough for the first-level cache. */
const CHUNK = 32;

/** The routines that a chunk goes through. */
export interface FoldSteps {
  /** Pairs of packed elements to lanes: first, and second − first. */
  loadSlopes(
    first: Float64Array,
    slope: Float64Array,
    words: Uint32Array,
    wordOffset: number,
    pairs: Int32Array,
    count: number,
  ): void;
  /** out = a·scalar·2^−256. */
  mulScalar(out: Float64Array, a: Float64Array, scalar: Float64Array, count: number): void;
  /** a + b to packed canonical elements. */
  packSums(
    words: Uint32Array,
    wordOffset: number,
    a: Float64Array,
    b: Float64Array,
    count: number,
  ): void;
}

/** Makes {@linkcode LaneKernel.foldPairs} of its steps. */
export function chunkedFold(steps: FoldSteps): LaneKernel["foldPairs"] {
  const first = new Float64Array(CHUNK * LANES);
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
      steps.loadSlopes(first, slope, words, wordOffset, unequal, filled);
      steps.mulScalar(slope, slope, u, filled);
      steps.packSums(folded, 0, first, slope, filled);
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
