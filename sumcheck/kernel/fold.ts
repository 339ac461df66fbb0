// Folding: the table of a round from that of the round before it, for the rows of one chunk and all columns.

import type { LaneKernel } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import type { TableView } from "../tables.ts";
import type { SmallNumbers } from "./small_numbers.ts";

/** Folds chunks; owns one pair of rows of scratch memory. */
export class Folder {
  readonly #kernel: LaneKernel;
  readonly #small: SmallNumbers;
  /**
   * Pairs multiplied since the counter was last set to 0. Equal pairs are copied; those of small columns are not whole
   * products and not counted.
   */
  multiplied = 0;
  /** The last row of a column of odd length, with the zero row that follows it. */
  readonly #pair = new Uint32Array(2 * WORDS);

  /** @param small folds small columns by the challenge that it is bound to */
  constructor(kernel: LaneKernel, small: SmallNumbers) {
    this.#kernel = kernel;
    this.#small = small;
  }

  /**
   * into[row] = from[2·row] + u·(from[2·row+1] − from[2·row]) for first ≤ row < end, column by column.
   *
   * @param order columns by falling length, so that the first one that is too short ends the work
   * @param u the challenge, as a factor
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
      if (source.small !== undefined) {
        this.#small.fold(target.words, out, source.small, first, last);
        continue;
      }
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
