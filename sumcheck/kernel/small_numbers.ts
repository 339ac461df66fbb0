// Small columns as lanes: what a window reads of them in round 0, and the first fold, which ends their being small.
// Numbers below 256 come from a table, larger ones are short products.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import type { SmallRows } from "../tables.ts";
import { ShortMultiplier } from "./short_multiplier.ts";

/** Numbers that have an entry in the tables. */
const TABLE = 256;
/** Pairs multiplied at a time, and the most edges that can be loaded: those of a window. */
const CHUNK = 32;

/** Turns small integers into elements; one per thread. */
export class SmallNumbers {
  readonly #kernel: LaneKernel;
  readonly #one: ShortMultiplier;
  readonly #challenge: ShortMultiplier;
  /** The numbers below 256: lanes, and packed. */
  readonly #lanes = new Float64Array(TABLE * LANES);
  readonly #packed = new Uint32Array(TABLE * WORDS);
  /** What the pairs 00, 01, 10 and 11 fold to, packed. */
  readonly #bits = new Uint32Array(4 * WORDS);
  readonly #first = new Float64Array(CHUNK);
  readonly #second = new Float64Array(CHUNK);
  readonly #slope = new Float64Array(CHUNK);
  readonly #sums = new Float64Array(CHUNK * LANES);
  readonly #folded = new Uint32Array(CHUNK * WORDS);
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
    kernel.pack(this.#packed, 0, this.#lanes, TABLE);
  }

  /** The challenge that folds from now on. */
  bind(u: Float64Array): void {
    const one = this.#lanes.subarray(LANES, 2 * LANES), rest = new Float64Array(LANES);
    this.#challenge.bind(u);
    this.#kernel.sub(rest, one, u, 1);
    this.#kernel.pack(this.#bits, WORDS, u, 1);
    this.#kernel.pack(this.#bits, 2 * WORDS, rest, 1);
    this.#bits.set(this.#packed.subarray(WORDS, 2 * WORDS), 3 * WORDS);
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

  /** Folds rows 2·first … 2·end − 1, pair by pair, to packed elements from word `at` on. */
  fold(words: Uint32Array, at: number, rows: SmallRows, first: number, end: number): void {
    const { values, offset, length } = rows, bits = this.#bits, packed = this.#packed;
    let waiting = 0;
    for (let row = first, to = at; row < end; row++, to += WORDS) {
      const a = values[offset + 2 * row];
      const b = 2 * row + 1 < length ? values[offset + 2 * row + 1] : 0;
      if ((a | b) >>> 0 <= 1) copy(words, to, bits, (2 * a + b) * WORDS);
      else if (a === b && a < TABLE) copy(words, to, packed, a * WORDS);
      else {
        this.#first[waiting] = a;
        this.#slope[waiting] = b - a;
        this.#unequal[waiting++] = to;
        if (waiting === CHUNK) {
          this.#multiply(words, waiting);
          waiting = 0;
        }
      }
    }
    this.#multiply(words, waiting);
  }

  /** a + u·(b − a) for the pairs that wait. */
  #multiply(words: Uint32Array, count: number): void {
    if (count === 0) return;
    const sums = this.#sums;
    sums.fill(0, 0, count * LANES);
    this.#one.addTo(sums, this.#first, count);
    this.#challenge.addTo(sums, this.#slope, count);
    this.#kernel.reduce(sums, sums, count);
    this.#kernel.pack(this.#folded, 0, sums, count);
    for (let k = 0; k < count; k++) copy(words, this.#unequal[k], this.#folded, k * WORDS);
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

function copy(to: Uint32Array, at: number, from: Uint32Array, offset: number): void {
  for (let i = 0; i < WORDS; i++) to[at + i] = from[offset + i];
}
