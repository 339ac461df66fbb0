// Evaluation of columns at a point: fold after fold, the way the prover goes but column by column and alone.
// Knows nothing of relations or proofs.

import { FieldVector } from "../field/field_vector.ts";
import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import type { FieldElement } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";

/**
 * Evaluates columns over 2^`logRows` rows at one point, as multilinear polynomials. Coordinates beyond `logRows` are
 * padded rounds: each multiplies every column by (1 − X_k).
 *
 * Costs one multiplication per stored value, none for the zero rows behind them, and scratch memory of three quarters
 * of the longest column.
 */
export class MultilinearEvaluator {
  readonly #point: FieldVector;
  readonly #logRows: number;
  readonly #kernel: LaneKernel;
  /** The coordinates, as factors. */
  readonly #factors: Float64Array[];
  readonly #padding: FieldElement;
  #scratch: readonly [Uint32Array, Uint32Array] = [new Uint32Array(0), new Uint32Array(0)];

  /**
   * Prepares the point.
   *
   * @param point at least `logRows` coordinates; coordinate 0 belongs to bit 0 of the row index
   */
  constructor(point: FieldVector, logRows: number) {
    const { field } = point;
    this.#point = point;
    this.#logRows = logRows;
    this.#kernel = field.kernel();
    this.#factors = Array.from({ length: logRows }, (_, k) => {
      const lanes = new Float64Array(LANES);
      this.#kernel.unpack(lanes, point.words, WORDS * k, 1);
      return this.#kernel.fixedFactor(lanes);
    });
    this.#padding = field.one;
    for (let k = logRows; k < point.length; k++) {
      this.#padding = field.mul(this.#padding, field.sub(field.one, point.get(k)));
    }
  }

  /** The value at the point of the column that begins with `values` (at most 2^logRows) and is zero from there on. */
  evaluate(values: FieldVector): FieldElement {
    const { field } = this.#point;
    if (values.length === 0) return field.zero;
    this.#reserve(values.length);
    let from = values.words;
    let length = values.length;
    for (let k = 0; k < this.#logRows; k++) {
      const to = this.#scratch[k & 1];
      const pairs = length >> 1;
      this.#kernel.foldPairs(to, 0, from, 0, this.#factors[k], pairs);
      if (length & 1) {
        // The last value stands alone: its pair is (value, 0), and folds to value·(1 − u).
        const last = new FieldVector(field, from).get(length - 1);
        const folded = field.sub(last, field.mul(last, this.#point.get(k)));
        to.set(folded, WORDS * pairs);
      }
      from = to;
      length = pairs + (length & 1);
    }
    return field.mul(new FieldVector(field, from).get(0), this.#padding);
  }

  #reserve(length: number): void {
    const half = (length + 1) >> 1;
    if (this.#scratch[0].length >= WORDS * half) return;
    this.#scratch = [new Uint32Array(WORDS * half), new Uint32Array(WORDS * ((half + 1) >> 1))];
  }
}
