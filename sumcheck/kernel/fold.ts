// Folding: the table of a round from that of the round before it, for the rows of one chunk and all columns.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
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
  readonly #wordPair = new Uint32Array(2 * WORDS);
  readonly #lanePair = new Float64Array(2 * LANES);

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
      if (source.small !== undefined) {
        this.#small.fold(target, source.small, first, last);
        continue;
      }
      const whole = Math.max(first, Math.min(last, source.length >> 1));
      this.#rows(source, source.offset, target, u, first, whole);
      if (whole < last) this.#lastRow(source, target, u, last - 1);
    }
  }

  /** Rows first … end − 1 of a column, whose pairs are all stored; row 0 of what is read is at `offset`. */
  #rows(
    { words, lanes }: Pick<TableView, "words" | "lanes">,
    offset: number,
    target: TableView,
    u: Float64Array,
    first: number,
    end: number,
  ): void {
    const kernel = this.#kernel, count = end - first;
    if (lanes !== undefined) {
      const at = offset + 2 * first * LANES, to = target.offset + first * LANES;
      this.multiplied += kernel.foldLanes(target.lanes!, to, lanes, at, u, count);
      return;
    }
    const at = offset + 2 * first * WORDS;
    this.multiplied += target.lanes !== undefined
      ? kernel.foldWords(target.lanes, target.offset + first * LANES, words, at, u, count)
      : kernel.foldPairs(target.words, target.offset + first * WORDS, words, at, u, count);
  }

  /** A row whose pair's second one is not stored. */
  #lastRow(
    { words, lanes, offset }: TableView,
    target: TableView,
    u: Float64Array,
    row: number,
  ): void {
    const pair = { words: this.#wordPair, lanes: lanes && this.#lanePair };
    const size = lanes === undefined ? WORDS : LANES, from = lanes ?? words;
    const to = pair.lanes ?? pair.words, before = 2 * row * size;
    for (let i = 0; i < size; i++) to[i] = from[offset + before + i];
    this.#rows(pair, -before, target, u, row, row + 1);
  }
}
