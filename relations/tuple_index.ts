// Finding rows by their tuples: an open-addressing hash table over columns of packed words.

import type { FieldVector } from "../field/field_vector.ts";
import { WORDS } from "../field/words.ts";

/** A column read in a row or, if shifted, in the next; zero beyond its end. */
export class ColumnReader {
  readonly #words: Uint32Array;
  readonly #offset: number;

  /** Reads the column one row on if `shifted`. */
  constructor(column: FieldVector, shifted: boolean) {
    this.#words = column.words;
    this.#offset = shifted ? 1 : 0;
  }

  /** Word `word` of the element in the row. */
  word(row: number, word: number): number {
    return this.#words[(row + this.#offset) * WORDS + word] ?? 0;
  }

  /** Copies the elements of the rows, one after the other, into `out`. */
  gather(out: Uint32Array, rows: ArrayLike<number>): void {
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] + this.#offset) * WORDS;
      if (start >= this.#words.length) out.fill(0, i * WORDS, (i + 1) * WORDS);
      else for (let k = 0; k < WORDS; k++) out[i * WORDS + k] = this.#words[start + k];
    }
  }
}

/** The first of each set of rows with the same tuple, found by tuple. */
export class TupleIndex {
  readonly #columns: readonly ColumnReader[];
  /** Row + 1, or 0 for an empty place. */
  readonly #places: Int32Array;

  /** Indexes the tuples of the rows. */
  constructor(columns: readonly ColumnReader[], rows: ArrayLike<number>) {
    this.#columns = columns;
    let size = 16;
    while (size < 2 * rows.length) size *= 2;
    this.#places = new Int32Array(size);
    for (let i = 0; i < rows.length; i++) {
      const place = this.#placeOf(columns, rows[i]);
      if (this.#places[place] === 0) this.#places[place] = rows[i] + 1;
    }
  }

  /** The first indexed row with the tuple that `columns`, as many as are indexed, have in `row`; −1 if there is none. */
  find(columns: readonly ColumnReader[], row: number): number {
    return this.#places[this.#placeOf(columns, row)] - 1;
  }

  /** Where the tuple is, or the empty place where it would be. */
  #placeOf(columns: readonly ColumnReader[], row: number): number {
    const mask = this.#places.length - 1;
    let place = hash(columns, row) & mask;
    while (this.#places[place] !== 0 && !this.#equals(this.#places[place] - 1, columns, row)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  #equals(indexed: number, columns: readonly ColumnReader[], row: number): boolean {
    for (let c = 0; c < columns.length; c++) {
      for (let k = 0; k < WORDS; k++) {
        if (this.#columns[c].word(indexed, k) !== columns[c].word(row, k)) return false;
      }
    }
    return true;
  }
}

/** Mixes every word; multiplier and shift are those of Fibonacci hashing. */
function hash(columns: readonly ColumnReader[], row: number): number {
  let h = 0;
  for (const column of columns) {
    for (let k = 0; k < WORDS; k++) {
      h = Math.imul(h ^ column.word(row, k), 0x9e3779b1);
      h ^= h >>> 15;
    }
  }
  return h;
}
