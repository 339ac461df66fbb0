// The fold of packed pairs, in chunks of lanes and in three steps: pairs to lanes, one product with the challenge, back
// to words. Each step is a small function that engines compile early and keep in registers; one function for all of it
// is slower on both (docs/architecture.md). Rows are written behind those that are still to be read, so a fold may work
// in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Pairs in lanes at a time: small enough for the first-level cache. */
const CHUNK = 32;

/** The routines that a chunk goes through. */
export interface FoldSteps extends Pick<LaneKernel, "addFixed" | "packProducts"> {
  /** Pairs of packed elements to lanes: first, and second − first. */
  loadSlopes(
    first: Float64Array,
    slope: Float64Array,
    words: Uint32Array,
    wordOffset: number,
    pairs: Int32Array,
    count: number,
  ): void;
}

/** Makes {@linkcode LaneKernel.foldPairs} of its steps. */
export function packedFold(steps: FoldSteps): LaneKernel["foldPairs"] {
  const first = new Float64Array(CHUNK * LANES);
  const slope = new Float64Array(CHUNK * LANES);
  const folded = new Uint32Array(CHUNK * WORDS);
  const unequal = new Int32Array(CHUNK);

  return (out, outOffset, words, wordOffset, factor, count) => {
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
      const to = outOffset + WORDS * start;
      if (filled > 0) {
        steps.loadSlopes(first, slope, words, wordOffset, unequal, filled);
        steps.addFixed(first, first, slope, factor, filled);
      }
      if (filled === end - start) {
        steps.packProducts(out, to, first, filled);
      } else {
        if (filled > 0) steps.packProducts(folded, 0, first, filled);
        copyRows(out, outOffset, words, wordOffset, { start, end, unequal, filled, folded });
      }
      multiplied += filled;
      start = end;
    }
    return multiplied;
  };
}

/** Writes rows start … end − 1: the folded ones, and of each equal pair its one value. */
function copyRows(
  out: Uint32Array,
  outOffset: number,
  words: Uint32Array,
  wordOffset: number,
  { start, end, unequal, filled, folded }: {
    readonly start: number;
    readonly end: number;
    /** Pairs that were not equal, rising: their rows are in `folded`. */
    readonly unequal: Int32Array;
    readonly filled: number;
    readonly folded: Uint32Array;
  },
): void {
  for (let pair = start, k = 0; pair < end; pair++) {
    const to = outOffset + WORDS * pair;
    const isFolded = k < filled && unequal[k] === pair;
    const source = isFolded ? folded : words;
    const from = isFolded ? WORDS * k++ : wordOffset + 2 * WORDS * pair;
    for (let j = 0; j < WORDS; j++) out[to + j] = source[from + j]!;
  }
}
