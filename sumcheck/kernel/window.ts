// The edges that a program works on at a time: which of them are live, their columns and their weights.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import type { TableView } from "../tables.ts";
import type { EdgeWeights } from "./weights.ts";

/** Edges in a window at most: a set of them is a 32-bit mask. */
export const MAX_WINDOW = 32;

/** A window of consecutive edges, and the subset of them (the *live* edges) that is being computed. */
export class Window {
  /** Numbers of the live edges; {@linkcode live} of them. */
  readonly edges: Int32Array = new Int32Array(MAX_WINDOW);
  /** How many edges are live. */
  live = 0;
  /** The live edges as a mask: bit k is edge first + k. */
  mask = 0;

  readonly #kernel: LaneKernel;
  readonly #weights: EdgeWeights;
  readonly #views: readonly TableView[];
  /** Weights of all edges of the window, and the place where those of the live ones are wanted. */
  readonly #allWeights: Float64Array;
  readonly #liveWeights: Float64Array;
  /** Per column: the edges on which it is zero on both rows, valid in the window of that stamp. */
  readonly #zeroMasks: Int32Array;
  readonly #zeroStamps: Float64Array;
  readonly #pair = new Uint32Array(2 * WORDS);
  readonly #first0 = new Int32Array(1);
  #stamp = 0;
  #first = 0;
  #count = 0;

  constructor(
    kernel: LaneKernel,
    views: readonly TableView[],
    weights: EdgeWeights,
    liveWeights: Float64Array,
  ) {
    this.#kernel = kernel;
    this.#views = views;
    this.#weights = weights;
    this.#allWeights = new Float64Array(MAX_WINDOW * LANES);
    this.#liveWeights = liveWeights;
    this.#zeroMasks = new Int32Array(views.length);
    this.#zeroStamps = new Float64Array(views.length);
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
    for (let i = 0; i < columns.length && zero !== 0; i++) zero &= this.#zeroMask(columns[i]);
    return all & ~zero;
  }

  /** Makes the edges of the mask the live ones. */
  select(mask: number): void {
    if (mask === this.mask) return;
    let live = 0;
    for (let k = 0; k < this.#count; k++) {
      if ((mask >>> k & 1) === 0) continue;
      const from = k * LANES, to = live * LANES;
      for (let i = 0; i < LANES; i++) this.#liveWeights[to + i] = this.#allWeights[from + i];
      this.edges[live++] = this.#first + k;
    }
    this.live = live;
    this.mask = mask;
  }

  /** A column on the live edges: its values at 0, 1 and ∞. */
  load(column: number, at0: Float64Array, at1: Float64Array, atInfinity: Float64Array): void {
    const { words, offset, length } = this.#views[column];
    const { edges } = this;
    let whole = this.live;
    while (whole > 0 && 2 * edges[whole - 1] + 1 >= length) whole--;
    this.#kernel.loadPairs(at0, at1, atInfinity, words, offset, edges, whole);
    if (whole === this.live) return;
    let k = whole;
    if (2 * edges[k] < length) {
      const row = offset + 2 * edges[k] * WORDS, at = k * LANES;
      for (let i = 0; i < WORDS; i++) this.#pair[i] = words[row + i];
      this.#kernel.loadPairs(
        at0.subarray(at),
        at1.subarray(at),
        atInfinity.subarray(at),
        this.#pair,
        0,
        this.#first0,
        1,
      );
      k++;
    }
    for (const plane of [at0, at1, atInfinity]) plane.fill(0, k * LANES, this.live * LANES);
  }

  #zeroMask(column: number): number {
    if (this.#zeroStamps[column] === this.#stamp) return this.#zeroMasks[column];
    const { words, offset, length } = this.#views[column];
    let mask = 0;
    for (let k = 0; k < this.#count; k++) {
      const row = 2 * (this.#first + k), at = offset + row * WORDS;
      const end = at + WORDS * Math.max(0, Math.min(2, length - row));
      let any = 0;
      for (let i = at; i < end && any === 0; i++) any = words[i];
      if (any === 0) mask |= 1 << k;
    }
    this.#zeroStamps[column] = this.#stamp;
    return this.#zeroMasks[column] = mask;
  }
}
