// The edges that a program works on at a time: which of them are live, their columns and their weights.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import { MAX_WINDOW } from "../limits.ts";
import type { SmallRows, TableView } from "../tables.ts";
import { DigitMultiples } from "./digit_multiples.ts";
import { readPairs, type SmallNumbers } from "./small_numbers.ts";
import type { EdgeWeights } from "./weights.ts";

/** A window of consecutive edges, and the subset of them (the *live* edges) that is being computed. */
export class Window {
  /** Numbers of the live edges; {@linkcode live} of them. */
  readonly edges: Int32Array = new Int32Array(MAX_WINDOW);
  /** How many edges are live. */
  live = 0;
  /** Where in the window the live edges are. */
  readonly places: Int32Array = new Int32Array(MAX_WINDOW);
  /** The live edges as a mask: bit k is edge first + k. */
  mask = 0;

  readonly #kernel: LaneKernel;
  readonly #weights: EdgeWeights;
  readonly #small: SmallNumbers;
  readonly #views: readonly TableView[];
  /** Weights of all edges of the window, and the place where those of the live ones are wanted. */
  readonly #allWeights: Float64Array;
  readonly #liveWeights: Float64Array;
  /** What stands for weights where there are none; both times the places of digits. */
  readonly #ones: Float64Array;
  readonly #digitWeights: DigitMultiples;
  readonly #digitOnes: DigitMultiples;
  /** Per column: the edges on which it is 0 (and 1) on both rows, valid in the window of that stamp. */
  readonly #constant: readonly [zero: ConstantMasks, one: ConstantMasks];
  #stamp = 0;
  #first = 0;
  #count = 0;

  constructor(
    kernel: LaneKernel,
    views: readonly TableView[],
    weights: EdgeWeights,
    small: SmallNumbers,
    liveWeights: Float64Array,
    one: Uint32Array,
  ) {
    this.#kernel = kernel;
    this.#views = views;
    this.#weights = weights;
    this.#small = small;
    this.#allWeights = new Float64Array(MAX_WINDOW * LANES);
    this.#ones = new Float64Array(MAX_WINDOW * LANES);
    for (let k = 0; k < MAX_WINDOW; k++) kernel.unpack(this.#ones.subarray(k * LANES), one, 0, 1);
    this.#digitWeights = new DigitMultiples(kernel, MAX_WINDOW);
    this.#digitOnes = new DigitMultiples(kernel, MAX_WINDOW);
    this.#liveWeights = liveWeights;
    this.#constant = [
      new ConstantMasks(kernel, views, new Uint32Array(WORDS)),
      new ConstantMasks(kernel, views, one),
    ];
  }

  /** Moves to the edges first … first + count − 1; none is live yet. */
  open(first: number, count: number): void {
    this.#first = first;
    this.#count = count;
    this.#stamp++;
    this.mask = 0;
    this.live = 0;
    this.#weights.load(this.#allWeights, first, count);
  }

  /** The edges on which not all of the given columns are zero; all edges if none is given. */
  liveMask(columns: Int32Array): number {
    const all = this.#count === 32 ? -1 : (1 << this.#count) - 1;
    if (columns.length === 0) return all;
    let zero = all;
    for (let i = 0; i < columns.length && zero !== 0; i++) zero &= this.#mask(columns[i], 0);
    return all & ~zero;
  }

  /** The edges on which every column of the pairs column, value (0 or 1) has that value on both rows. */
  constantMask(pairs: Int32Array): number {
    let mask = -1;
    for (let i = 0; i < pairs.length && mask !== 0; i += 2) {
      mask &= this.#mask(pairs[i], pairs[i + 1]);
    }
    return mask;
  }

  /** Makes the edges of the mask the live ones. */
  select(mask: number): void {
    if (mask === this.mask) return;
    let live = 0;
    for (let k = 0; k < this.#count; k++) {
      if ((mask >>> k & 1) === 0) continue;
      const from = k * LANES, to = live * LANES;
      for (let i = 0; i < LANES; i++) this.#liveWeights[to + i] = this.#allWeights[from + i];
      this.places[live] = k;
      this.edges[live++] = this.#first + k;
    }
    this.live = live;
    this.mask = mask;
  }

  /** A column on the live edges: its values at 0, 1 and ∞. */
  load(column: number, at0: Float64Array, at1: Float64Array, atInfinity: Float64Array): void {
    const view = this.#views[column], { words, lanes, offset, length, small } = view;
    const { edges } = this;
    if (small !== undefined) {
      this.#small.load(at0, at1, atInfinity, small, edges, this.live);
      return;
    }
    let whole = this.live;
    while (whole > 0 && 2 * edges[whole - 1] + 1 >= length) whole--;
    if (lanes !== undefined) {
      this.#kernel.loadLanePairs(at0, at1, atInfinity, lanes, offset, edges, whole);
    } else this.#kernel.loadPairs(at0, at1, atInfinity, words, offset, edges, whole);
    if (whole === this.live) return;
    for (const plane of [at0, at1, atInfinity]) {
      plane.fill(0, whole * LANES, this.live * LANES);
    }
    if (2 * edges[whole] < length) {
      // The last row of a column of odd length; its slope is to the zero row behind it.
      const row = 2 * edges[whole], at = at0.subarray(whole * LANES);
      if (lanes === undefined) this.#kernel.unpack(at, words, offset + row * WORDS, 1);
      else for (let i = 0; i < LANES; i++) at[i] = lanes[offset + row * LANES + i];
      this.#kernel.combine(atInfinity.subarray(whole * LANES), [at], [-1], false, 1);
    }
  }

  /** A small column on the live edges: its values at 0 and at 1. */
  loadNumbers(column: number, at0: Float64Array, at1: Float64Array): void {
    readPairs(at0, at1, this.#views[column].small!, this.edges, this.live);
  }

  /** 2^(16·digit) times the weights, or times 1, of all edges of the window. */
  weightsOf(weighted: boolean, digit: number): Float64Array {
    return weighted
      ? this.#digitWeights.of(digit, this.#allWeights, this.#stamp, this.#count)
      : this.#digitOnes.of(digit, this.#ones, 0, MAX_WINDOW);
  }

  #mask(column: number, value: number): number {
    return this.#constant[value].get(column, this.#stamp, this.#first, this.#count);
  }
}

/** Per column, the edges of the window on which both of its rows have one given value. */
class ConstantMasks {
  readonly #views: readonly TableView[];
  /** The value, packed and as the reduced lanes that tables hold. */
  readonly #value: Uint32Array;
  readonly #lanes = new Float64Array(LANES);
  readonly #isZero: boolean;
  readonly #masks: Int32Array;
  readonly #stamps: Float64Array;

  constructor(kernel: LaneKernel, views: readonly TableView[], value: Uint32Array) {
    this.#views = views;
    this.#value = value;
    kernel.unpack(this.#lanes, value, 0, 1);
    kernel.reduce(this.#lanes, this.#lanes, 1);
    this.#isZero = value.every((word) => word === 0);
    this.#masks = new Int32Array(views.length);
    this.#stamps = new Float64Array(views.length);
  }

  get(column: number, stamp: number, first: number, count: number): number {
    if (this.#stamps[column] === stamp) return this.#masks[column];
    this.#stamps[column] = stamp;
    const view = this.#views[column], { small } = view;
    return this.#masks[column] = small !== undefined
      ? smallMask(small, this.#isZero ? 0 : 1, first, count)
      : this.#rowMask(view, first, count);
  }

  #rowMask({ words, lanes, offset, length }: TableView, first: number, count: number): number {
    const size = lanes === undefined ? WORDS : LANES;
    let mask = 0;
    for (let k = 0; k < count; k++) {
      const row = 2 * (first + k), stored = Math.max(0, Math.min(2, length - row));
      // Rows that are not stored are zero.
      if (stored < 2 && !this.#isZero) break;
      let at = offset + row * size, same = true;
      for (let r = 0; r < stored && same; r++, at += size) {
        same = lanes === undefined
          ? areWords(words, at, this.#value)
          : areLanes(lanes, at, this.#lanes);
      }
      if (same) mask |= 1 << k;
    }
    return mask;
  }
}

// Two functions for one thing: engines compile each for the one kind of array that it sees.

function areWords(rows: Uint32Array, at: number, value: Uint32Array): boolean {
  for (let i = 0; i < WORDS; i++) if (rows[at + i] !== value[i]) return false;
  return true;
}

function areLanes(rows: Float64Array, at: number, value: Float64Array): boolean {
  for (let i = 0; i < LANES; i++) if (rows[at + i] !== value[i]) return false;
  return true;
}

/** The edges on which both rows of a small column have this value. */
function smallMask(
  { values, offset, length }: SmallRows,
  value: number,
  first: number,
  count: number,
): number {
  let mask = 0;
  for (let k = 0, row = 2 * first; k < count; k++, row += 2) {
    const a = row < length ? values[offset + row] : 0;
    const b = row + 1 < length ? values[offset + row + 1] : 0;
    if (a === value && b === value) mask |= 1 << k;
  }
  return mask;
}
