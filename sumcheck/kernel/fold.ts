// Folding: the table of a round from that of the round before it, for the rows of one chunk and all columns.

import type { LaneKernel } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import type { TableView } from "../tables.ts";

/** Folds chunks; owns one pair of rows of scratch memory. */
export class Folder {
  readonly #kernel: LaneKernel;
  /** Pairs multiplied since the counter was last set to 0; equal pairs are copied. */
  multiplied = 0;
  /** The last row of a column of odd length, with the zero row that follows it. */
  readonly #pair = new Uint32Array(2 * WORDS);

  constructor(kernel: LaneKernel) {
    this.#kernel = kernel;
  }

  /**
   * into[row] = from[2·row] + u·(from[2·row+1] − from[2·row]) for first ≤ row < end, column by column.
   *
   * @param order columns by falling length, so that the first one that is too short ends the work
   */
  fold(
    from: readonly TableView[],
    into: readonly TableView[],
    order: Int32Array,
    u: Float64Array,
    first: number,
    end: number,
  ): void {
    for (let k = 0; k < order.length; k++) {
      const source = from[order[k]], target = into[order[k]];
      const last = Math.min(end, target.length);
      if (last <= first) return;
      const out = target.offset + first * WORDS, at = source.offset + 2 * first * WORDS;
      const whole = Math.min(last, source.length >> 1) - first;
      if (whole > 0) {
        this.multiplied += this.#kernel.foldPairs(target.words, out, source.words, at, u, whole);
      }
      if (whole < last - first) {
        const row = source.offset + 2 * (last - 1) * WORDS;
        for (let i = 0; i < WORDS; i++) this.#pair[i] = source.words[row + i];
        this.multiplied += this.#kernel.foldPairs(
          target.words,
          target.offset + (last - 1) * WORDS,
          this.#pair,
          0,
          u,
          1,
        );
      }
    }
  }
}
