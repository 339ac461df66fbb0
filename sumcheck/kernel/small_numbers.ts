// Small columns as lanes: what a window reads of them in round 0, and the first fold, which ends their being small.
// Numbers below 256 come from a table, larger ones are short products.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import { MAX_WINDOW } from "../limits.ts";
import type { SmallRows, TableView } from "../tables.ts";
import { ShortMultiplier } from "./short_multiplier.ts";

/** Numbers that have an entry in the tables. */
const TABLE = 256;
/** Pairs multiplied at a time, and the most edges that can be loaded: those of a window. */
const CHUNK = MAX_WINDOW;

/** Turns small integers into elements; one per thread. */
export class SmallNumbers {
  readonly #kernel: LaneKernel;
  readonly #one: ShortMultiplier;
  readonly #challenge: ShortMultiplier;
  /** The numbers below 256. */
  readonly #lanes = new Float64Array(TABLE * LANES);
  /** What the pairs 00, 01, 10 and 11 fold to. */
  readonly #bits = new Float64Array(4 * LANES);
  readonly #first = new Float64Array(CHUNK);
  readonly #second = new Float64Array(CHUNK);
  readonly #slope = new Float64Array(CHUNK);
  readonly #sums = new Float64Array(CHUNK * LANES);
  readonly #folded = new Float64Array(CHUNK * LANES);
  readonly #unequal = new Int32Array(CHUNK);

  /** @param one the field's 1, packed */
  constructor(kernel: LaneKernel, one: Uint32Array) {
    this.#kernel = kernel;
    this.#one = new ShortMultiplier(kernel);
    this.#challenge = new ShortMultiplier(kernel);
    const unit = new Float64Array(LANES);
    kernel.unpack(unit, one, 0, 1);
    this.#one.bind(unit);
    this.#one.addTo(this.#lanes, Float64Array.from({ length: TABLE }, (_, n) => n), TABLE);
    kernel.reduce(this.#lanes, this.#lanes, TABLE);
  }

  /** The challenge that folds from now on. */
  bind(u: Float64Array): void {
    const one = this.#lanes.subarray(LANES, 2 * LANES), bits = this.#bits;
    this.#challenge.bind(u);
    bits.set(u, LANES);
    this.#kernel.sub(bits.subarray(2 * LANES), one, u, 1);
    bits.set(one, 3 * LANES);
    this.#kernel.reduce(bits, bits, 4);
  }

  /** The rows of some edges as lanes: the first and the second of each, and their difference. */
  load(
    at0: Float64Array,
    at1: Float64Array,
    atInfinity: Float64Array,
    rows: SmallRows,
    edges: Int32Array,
    count: number,
  ): void {
    const first = this.#first, second = this.#second, slope = this.#slope;
    readPairs(first, second, rows, edges, count);
    for (let k = 0; k < count; k++) slope[k] = second[k] - first[k];
    this.#toLanes(at0, first, count);
    this.#toLanes(at1, second, count);
    this.#toLanes(atInfinity, slope, count);
  }

  /** Folds rows 2·first … 2·end − 1, pair by pair, to rows first … end − 1 of the target. */
  fold(
    { words, lanes, offset }: Pick<TableView, "words" | "lanes" | "offset">,
    rows: SmallRows,
    first: number,
    end: number,
  ): void {
    for (let row = first; row < end; row += CHUNK) {
      const count = Math.min(CHUNK, end - row);
      this.#foldChunk(rows, row, count);
      if (lanes === undefined) {
        this.#kernel.pack(words, offset + row * WORDS, this.#folded, count);
      } else {
        const to = offset + row * LANES;
        for (let i = 0; i < count * LANES; i++) lanes[to + i] = this.#folded[i];
      }
    }
  }

  /** Folds the pairs first … first + count − 1 to lanes. */
  #foldChunk({ values, offset, length }: SmallRows, first: number, count: number): void {
    const bits = this.#bits, table = this.#lanes, folded = this.#folded;
    let waiting = 0;
    for (let k = 0, to = 0; k < count; k++, to += LANES) {
      const row = 2 * (first + k);
      const a = values[offset + row], b = row + 1 < length ? values[offset + row + 1] : 0;
      if ((a | b) >>> 0 <= 1) copy(folded, to, bits, (2 * a + b) * LANES);
      else if (a === b && a < TABLE) copy(folded, to, table, a * LANES);
      else {
        this.#first[waiting] = a;
        this.#slope[waiting] = b - a;
        this.#unequal[waiting++] = to;
      }
    }
    if (waiting === 0) return;
    // a + u·(b − a) for the pairs that wait.
    const sums = this.#sums;
    sums.fill(0, 0, waiting * LANES);
    this.#one.addTo(sums, this.#first, waiting);
    this.#challenge.addTo(sums, this.#slope, waiting);
    this.#kernel.reduce(sums, sums, waiting);
    for (let k = 0; k < waiting; k++) copy(folded, this.#unequal[k], sums, k * LANES);
  }

  #toLanes(out: Float64Array, numbers: Float64Array, count: number): void {
    const table = this.#lanes;
    let inTable = true;
    for (let k = 0; k < count; k++) {
      const n = numbers[k];
      inTable &&= n < TABLE && n > -TABLE;
    }
    if (!inTable) {
      out.fill(0, 0, count * LANES);
      this.#one.addTo(out, numbers, count);
      this.#kernel.reduce(out, out, count);
      return;
    }
    for (let k = 0, to = 0; k < count; k++, to += LANES) {
      const n = numbers[k], sign = n < 0 ? -1 : 1, from = sign * n * LANES;
      for (let i = 0; i < LANES; i++) out[to + i] = sign * table[from + i];
    }
  }
}

/** The two rows of each edge as numbers. */
export function readPairs(
  first: Float64Array,
  second: Float64Array,
  { values, offset, length }: SmallRows,
  edges: Int32Array,
  count: number,
): void {
  for (let k = 0; k < count; k++) {
    const row = 2 * edges[k];
    first[k] = row < length ? values[offset + row] : 0;
    second[k] = row + 1 < length ? values[offset + row + 1] : 0;
  }
}

function copy(to: Float64Array, at: number, from: Float64Array, offset: number): void {
  for (let i = 0; i < LANES; i++) to[at + i] = from[offset + i];
}
