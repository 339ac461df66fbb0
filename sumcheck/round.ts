// From the threads' slots to the round univariate: slots are added, batched with the relation separator, brought to
// the points 0 … D, and the gate separator's factor is applied, once per round.

import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { coefficientsAt, INFINITY_PLANE, pointOfPlane } from "../relations/points.ts";
import type { Program } from "../relations/program.ts";
import type { KnownPoints } from "./kernel/round_kernel.ts";
import { evaluateUnivariate } from "./univariate.ts";

/** Terms that may be added up before the sum must be reduced (LaneKernel.reduce accepts 512·p). */
const TERMS_PER_REDUCTION = 256;

/** What a group's blocks add to it: sums of one degree. */
interface Part {
  readonly degree: number;
  /** Whether it comes from general blocks, which may leave out the value at 0. */
  readonly general: boolean;
  /** First accumulator of each member. */
  readonly members: number[];
}

/** Subrelations of one degree and kind, whose sums are added up after batching. */
interface Group {
  readonly degree: number;
  readonly rowWise: boolean;
  readonly parts: Part[];
  /** The group's sum of the round before at that round's challenge. */
  claim: FieldElement | undefined;
  /** The group's sum of this round at 0 … degree. */
  values: FieldVector | undefined;
}

/** The batched sums of one round at X = 0 … D, before the gate separator's factor. */
export interface RoundSums {
  /** Σ_k α_k·(row-wise subrelation k). */
  readonly rowWise: FieldVector;
  /** Σ_m α_m·(sum-wise subrelation m). */
  readonly sumWise: FieldVector;
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
  readonly #known: KnownPoints;
  readonly #accumulators: number;
  readonly #groups: readonly Group[];
  /** α of each accumulator. */
  readonly #alphas: Float64Array;
  readonly #sums: Float64Array;
  readonly #slot: Float64Array;

  /**
   * @param length values of a univariate: D + 1
   * @param known what the kernels were told to leave out
   */
  constructor(
    field: PrimeField,
    program: Program,
    alphas: FieldVector,
    length: number,
    known: KnownPoints,
  ) {
    this.#field = field;
    this.#kernel = field.kernel();
    this.#length = length;
    this.#known = known;
    this.#accumulators = program.accumulators;
    this.#groups = groupOutputs(program);
    this.#sums = new Float64Array(program.accumulators * LANES);
    this.#slot = new Float64Array(program.accumulators * LANES);
    const words = new Uint32Array(program.accumulators * WORDS);
    for (const { subrelation, accumulator, degree } of program.outputs) {
      const alpha = subrelation === 0 ? field.one : alphas.get(subrelation - 1);
      for (let plane = 0; plane <= degree; plane++) words.set(alpha, (accumulator + plane) * WORDS);
    }
    this.#alphas = new Float64Array(program.accumulators * LANES);
    this.#kernel.unpack(this.#alphas, words, 0, program.accumulators);
  }

  /**
   * Adds up and batches the slots that threads filled in the pass of a round.
   *
   * @param beta the gate separator's challenge of the round
   */
  batch(slots: Uint32Array, used: readonly number[], beta: FieldElement): RoundSums {
    const field = this.#field;
    this.#addSlots(slots, used);
    const rowWise = field.vector(this.#length), sumWise = field.vector(this.#length);
    for (const group of this.#groups) {
      const values = this.#groupValues(group, beta);
      const out = group.rowWise ? rowWise : sumWise;
      for (let x = 0; x < this.#length; x++) out.set(x, field.add(out.get(x), values.get(x)));
      group.values = values.subvector(0, group.degree + 1);
    }
    return { rowWise, sumWise };
  }

  /** The challenge of the round that was batched last. */
  bind(u: FieldElement): void {
    if (!this.#known.claims) return;
    for (const group of this.#groups) group.claim = evaluateUnivariate(group.values!, u);
  }

  #addSlots(slots: Uint32Array, used: readonly number[]): void {
    const kernel = this.#kernel, count = this.#accumulators;
    this.#sums.fill(0);
    used.forEach((slot, i) => {
      kernel.unpack(this.#slot, slots, slot * count * WORDS, count);
      kernel.add(this.#sums, this.#sums, this.#slot, count);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) {
        kernel.reduce(this.#sums, this.#sums, count);
      }
    });
    kernel.reduce(this.#sums, this.#sums, count);
    kernel.mul(this.#sums, this.#sums, this.#alphas, count);
  }

  /** The group's sum at 0 … D. */
  #groupValues(group: Group, beta: FieldElement): FieldVector {
    const field = this.#field;
    const parts = group.parts.map((part) => ({ part, planes: this.#partPlanes(part) }));
    if (group.claim !== undefined) {
      let atOne = field.zero, others = field.zero, general: FieldVector | undefined;
      for (const { part, planes } of parts) {
        atOne = field.add(atOne, planes.get(Math.min(1, part.degree)));
        if (part.general) general = planes;
        else others = field.add(others, planes.get(0));
      }
      const atZero = field.sub(group.claim, group.rowWise ? field.mul(beta, atOne) : atOne);
      general!.set(0, field.sub(atZero, others));
    }
    const values = field.vector(this.#length);
    for (const { part, planes } of parts) {
      for (let x = 0; x < this.#length; x++) {
        values.set(x, field.add(values.get(x), valueAt(field, planes, part.degree, x)));
      }
    }
    return values;
  }

  /** A part's batched sum on its planes, packed. */
  #partPlanes({ members, degree }: Part): FieldVector {
    const kernel = this.#kernel, planes = degree + 1;
    const total = new Float64Array(planes * LANES);
    members.forEach((accumulator, i) => {
      kernel.add(total, total, this.#sums.subarray(accumulator * LANES), planes);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) kernel.reduce(total, total, planes);
    });
    const words = new Uint32Array(planes * WORDS);
    kernel.pack(words, 0, total, planes);
    return new FieldVector(this.#field, words);
  }
}

/** Groups by degree and kind; each has a general part, for every subrelation has a general block. */
function groupOutputs(program: Program): Group[] {
  const groups = new Map<string, Group>();
  for (const output of program.outputs) {
    const { subrelationDegree, rowWise, accumulator, degree, general } = output;
    const key = `${subrelationDegree} ${rowWise}`;
    const group = groups.get(key) ??
      { degree: subrelationDegree, rowWise, parts: [], claim: undefined, values: undefined };
    groups.set(key, group);
    let part = group.parts.find((p) => p.degree === degree && p.general === general);
    if (part === undefined) group.parts.push(part = { degree, general, members: [] });
    part.members.push(accumulator);
  }
  return [...groups.values()];
}

/** p(x) from p on planes 0 … degree (points.ts). */
function valueAt(field: PrimeField, planes: FieldVector, degree: number, x: number): FieldElement {
  for (let plane = 0; plane <= degree; plane++) {
    if (plane !== INFINITY_PLANE && pointOfPlane(plane) === x) return planes.get(plane);
  }
  if (degree === 0) return planes.get(0);
  if (degree === 1) {
    // Only 0 and 1 are kept of a linear sum.
    const step = field.sub(planes.get(1), planes.get(0));
    return field.add(planes.get(0), field.mul(field.parse(x), step));
  }
  return coefficientsAt(degree, x).reduce(
    (sum, c, plane) => c === 0 ? sum : field.add(sum, field.mul(field.parse(c), planes.get(plane))),
    field.zero,
  );
}
