// Round 1 of a lean proof, whose tables are not stored: the rows of a window are folded from the columns given each time
// they are read, once to evaluate round 1 and once more to make the tables of round 2. Saves the largest tables there
// are for one more fold of the columns.

import { WORDS } from "../../field/words.ts";
import { TableView } from "../tables.ts";
import type { Folder } from "./fold.ts";

/** Folds single windows of round 1 into scratch memory of its own. */
export class UnstoredRound {
  /** The columns as they are in the window folded last: rows outside it are not there. */
  readonly views: readonly TableView[];
  readonly #folder: Folder;
  readonly #rows: number;
  #scratch = new Uint32Array(0);

  /** @param rows most rows of a window */
  constructor(folder: Folder, columns: number, rows: number) {
    this.#folder = folder;
    this.#rows = rows;
    this.views = Array.from({ length: columns }, () => new TableView());
  }

  /**
   * Rows first … end − 1 of round 1.
   *
   * @param from the columns given
   * @param order columns by falling length
   * @param u the first challenge, as a factor
   */
  fold(
    from: readonly TableView[],
    order: Int32Array,
    u: Float64Array,
    first: number,
    end: number,
  ): void {
    let columns = 0;
    for (let k = 0; k < order.length; k++) {
      const view = this.views[order[k]];
      view.length = (from[order[k]].length + 1) >> 1;
      if (view.length > first) columns = k + 1;
    }
    const words = columns * this.#rows * WORDS;
    if (this.#scratch.length < words) this.#scratch = new Uint32Array(words);
    for (let k = 0; k < columns; k++) {
      const view = this.views[order[k]];
      view.words = this.#scratch;
      // Row numbers stay those of the round, so the window's first row is at the beginning of its place.
      view.offset = (k * this.#rows - first) * WORDS;
    }
    this.#folder.fold(from, this.views, order, u, first, end);
  }
}
