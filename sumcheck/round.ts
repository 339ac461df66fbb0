// From the threads' slots to the round univariate: slots are added, batched with the relation separator, brought to
// the points 0 … D. The gate separator's factor is the prover's to apply.

import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { coefficientsAt } from "../relations/points.ts";
import type { Program } from "../relations/program.ts";
import { type Group, SlotSums } from "./slot_sums.ts";
import { lagrangeBasis } from "./univariate.ts";

/** The batched sums of one round at X = 0 … D, before the gate separator's factor. */
export interface RoundSums {
  /** Σ_k α_k·(row-wise subrelation k). */
  readonly rowWise: FieldVector;
  /** Σ_m α_m·(sum-wise subrelation m). */
  readonly sumWise: FieldVector;
}

/** A group's sum, as lanes. */
interface GroupSum {
  /** At 0 … D, in the round batched last; reduced. */
  readonly values: Float64Array;
  /** At the challenge of the round before. */
  readonly claim: Float64Array;
}

/**
 * Joins the slots of a pass. Made once per proof.
 *
 * With T_r(X) the sum of a group in round r, T_r(0) + β_r·T_r(1) = T_{r−1}(u_{r−1}) for row-wise groups, whose edges'
 * weights carry the factor β_r where the row bit is 1, and T_r(0) + T_r(1) = T_{r−1}(u_{r−1}) for sum-wise ones. So
 * from round 1 on the value at 0 need not be computed. Source: the sumcheck identity per degree, as in Plonky3's and
 * Jolt's provers for the whole sum.
 */
export class RoundBatcher {
  readonly #field: PrimeField;
  readonly #kernel: LaneKernel;
  readonly #length: number;
  readonly #subrelations: number;
  readonly #first: SlotSums;
  readonly #later: SlotSums;
  /** By group. */
  readonly #sums = new Map<string, GroupSum>();
  readonly #matrices = new Map<number, Float64Array>();
  readonly #beta = new Float64Array(LANES);
  /** Value at 1, and at 0 of all parts but the one that is not known there. */
  readonly #atOne = new Float64Array(LANES);
  readonly #others = new Float64Array(LANES);
  #bound = false;

  /**
   * @param first the program of round 0
   * @param later the program of the other rounds
   * @param length values of a univariate: D + 1
   */
  constructor(
    field: PrimeField,
    first: Program,
    later: Program,
    alphas: FieldVector,
    length: number,
  ) {
    this.#field = field;
    this.#kernel = field.kernel();
    this.#length = length;
    this.#subrelations = alphas.length + 1;
    this.#first = new SlotSums(field, first, alphas);
    this.#later = later === first ? this.#first : new SlotSums(field, later, alphas);
  }

  /**
   * Adds up and batches the slots that threads filled in the pass of a round.
   *
   * @param slots one run of `stride` words per slot
   * @param beta the gate separator's challenge of the round
   */
  batch(
    round: number,
    slots: Uint32Array,
    stride: number,
    used: readonly number[],
    beta: FieldElement,
  ): RoundSums {
    const kernel = this.#kernel, length = this.#length;
    const layout = round === 0 ? this.#first : this.#later;
    const sums = layout.add(slots, stride, used);
    kernel.mul(sums, sums, layout.alphas, layout.accumulators);
    kernel.unpack(this.#beta, beta, 0, 1);
    const rowWise = new Float64Array(length * LANES), sumWise = new Float64Array(length * LANES);
    for (const [key, group] of layout.groups) {
      const values = this.#groupValues(key, group, layout, sums);
      const out = group.rowWise ? rowWise : sumWise;
      kernel.add(out, out, values, length);
    }
    return { rowWise: this.#packed(rowWise), sumWise: this.#packed(sumWise) };
  }

  /** The challenge of the round that was batched last. */
  bind(u: FieldElement): void {
    const basis = new Float64Array(this.#length * LANES);
    this.#kernel.unpack(basis, lagrangeBasis(this.#field, this.#length, u).words, 0, this.#length);
    for (const { claim, values } of this.#sums.values()) {
      this.#kernel.innerProduct(claim, values, basis, this.#length);
    }
    this.#bound = true;
  }

  /** Every subrelation's own sum in round 0 at 0 … D; only where nothing was left out. */
  subrelationSums(slots: Uint32Array, stride: number, used: readonly number[]): FieldVector[] {
    const layout = this.#first, size = this.#length * LANES;
    const lanes = layout.add(slots, stride, used);
    const sums = Array.from({ length: this.#subrelations }, () => new Float64Array(size));
    for (const { subrelation, accumulator, degree } of layout.outputs) {
      this.#addValues(sums[subrelation], lanes.subarray(accumulator * LANES), degree);
    }
    return sums.map((values) => this.#packed(values));
  }

  /** The group's sum at 0 … D: kept until the next round, reduced. */
  #groupValues(key: string, group: Group, layout: SlotSums, sums: Float64Array): Float64Array {
    const kernel = this.#kernel, { parts, rowWise } = group;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { values: new Float64Array(this.#length * LANES), claim: new Float64Array(LANES) };
      this.#sums.set(key, sum);
    }
    for (const part of parts) layout.addMembers(part, sums);
    const unknown = this.#bound ? parts.find(({ omitted }) => omitted > 0) : undefined;
    if (unknown !== undefined) {
      const atOne = this.#atOne.fill(0), others = this.#others.fill(0);
      for (const { planes, degree } of parts) {
        kernel.add(atOne, atOne, planes.subarray(Math.min(1, degree) * LANES), 1);
        if (planes !== unknown.planes) kernel.add(others, others, planes, 1);
      }
      kernel.reduce(atOne, atOne, 1);
      if (rowWise) kernel.mul(atOne, atOne, this.#beta, 1);
      kernel.combine(unknown.planes, [sum.claim, atOne, others], [1, -1, -1], true, 1);
    }
    sum.values.fill(0);
    for (const { planes, degree } of parts) this.#addValues(sum.values, planes, degree);
    return sum.values;
  }

  /** out[x] += the polynomial with the given values on planes 0 … degree, at x = 0 … D; reduced. */
  #addValues(out: Float64Array, planes: Float64Array, degree: number): void {
    const kernel = this.#kernel, length = this.#length, count = degree + 1;
    const terms = new Float64Array(count * length * LANES);
    for (let plane = 0; plane < count; plane++) {
      const value = planes.subarray(plane * LANES, (plane + 1) * LANES);
      for (let x = 0; x < length; x++) terms.set(value, (plane * length + x) * LANES);
    }
    kernel.mul(terms, terms, this.#matrix(degree), count * length);
    for (let plane = 0; plane < count; plane++) {
      kernel.add(out, out, terms.subarray(plane * length * LANES), length);
    }
    kernel.reduce(out, out, length);
  }

  /** Per plane, what its value contributes at 0 … D, as lanes, one after the other. */
  #matrix(degree: number): Float64Array {
    let matrix = this.#matrices.get(degree);
    if (matrix === undefined) {
      const length = this.#length, count = (degree + 1) * length;
      const rows = Array.from({ length }, (_, x) => planeCoefficients(degree, x));
      const values = Array.from(
        { length: count },
        (_, i) => rows[i % length][Math.floor(i / length)],
      );
      matrix = new Float64Array(count * LANES);
      this.#kernel.unpack(matrix, this.#field.vectorOf(values).words, 0, count);
      this.#matrices.set(degree, matrix);
    }
    return matrix;
  }

  #packed(lanes: Float64Array): FieldVector {
    const words = new Uint32Array(this.#length * WORDS);
    this.#kernel.pack(words, 0, lanes, this.#length);
    return new FieldVector(this.#field, words);
  }
}

/** Coefficients c with p(x) = Σ c[plane]·(p on that plane), over planes 0 … degree (points.ts). */
function planeCoefficients(degree: number, x: number): number[] {
  if (degree === 0) return [1];
  // Only 0 and 1 are kept of a linear sum.
  return degree === 1 ? [1 - x, x] : coefficientsAt(degree, x);
}
