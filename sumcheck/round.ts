// From the threads' slots to the round univariate: slots are added, batched with the relation separator, brought to
// the points 0 … D, and the gate separator's factor is applied, once per round.

import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { coefficientsAt } from "../relations/points.ts";
import type { Output, Program } from "../relations/program.ts";
import { combineValues, lagrangeBasis } from "./univariate.ts";

/** Terms that may be added up before the sum must be reduced (LaneKernel.reduce accepts 512·p). */
const TERMS_PER_REDUCTION = 256;

/** What some blocks add to a group: sums of one degree with the same planes left out. */
interface Part {
  readonly degree: number;
  readonly omitted: number;
  /** First accumulator of each member. */
  readonly members: number[];
}

/** Subrelations of one degree and kind, whose sums are added up after batching. */
interface Group {
  readonly degree: number;
  readonly rowWise: boolean;
  readonly parts: Part[];
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
  readonly #subrelations: number;
  readonly #first: Layout;
  readonly #later: Layout;
  /** By group: its sum of the last round at 0 … D, and that at the round's challenge. */
  readonly #values = new Map<string, FieldVector>();
  readonly #claims = new Map<string, FieldElement>();
  readonly #matrices = new Map<number, Float64Array>();

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
    this.#first = new Layout(field, first, alphas);
    this.#later = later === first ? this.#first : new Layout(field, later, alphas);
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
    const field = this.#field, layout = round === 0 ? this.#first : this.#later;
    const sums = layout.addSlots(this.#kernel, slots, stride, used);
    this.#kernel.mul(sums, sums, layout.alphas, layout.accumulators);
    const rowWise = field.vector(this.#length), sumWise = field.vector(this.#length);
    for (const [key, group] of layout.groups) {
      const values = this.#groupValues(group, sums, this.#claims.get(key), beta);
      const out = group.rowWise ? rowWise : sumWise;
      for (let x = 0; x < this.#length; x++) out.set(x, field.add(out.get(x), values.get(x)));
      this.#values.set(key, values);
    }
    return { rowWise, sumWise };
  }

  /** The challenge of the round that was batched last. */
  bind(u: FieldElement): void {
    const basis = lagrangeBasis(this.#field, this.#length, u);
    for (const [key, values] of this.#values) this.#claims.set(key, combineValues(values, basis));
  }

  /** Every subrelation's own sum in round 0 at 0 … D; only where nothing was left out. */
  subrelationSums(slots: Uint32Array, stride: number, used: readonly number[]): FieldVector[] {
    const field = this.#field;
    const lanes = this.#first.addSlots(this.#kernel, slots, stride, used);
    const sums = Array.from({ length: this.#subrelations }, () => field.vector(this.#length));
    for (const { subrelation, accumulator, degree } of this.#first.outputs) {
      const planes = this.#partPlanes({ members: [accumulator], degree }, lanes);
      this.#addValues(sums[subrelation], planes, degree);
    }
    return sums;
  }

  /** The group's sum at 0 … D. */
  #groupValues(
    group: Group,
    sums: Float64Array,
    claim: FieldElement | undefined,
    beta: FieldElement,
  ): FieldVector {
    const field = this.#field;
    const parts = group.parts.map((part) => ({ part, planes: this.#partPlanes(part, sums) }));
    const unknown = claim && parts.find(({ part }) => part.omitted > 0);
    if (unknown !== undefined) {
      let atOne = field.zero, others = field.zero;
      for (const { part, planes } of parts) {
        atOne = field.add(atOne, planes.get(Math.min(1, part.degree)));
        if (planes !== unknown.planes) others = field.add(others, planes.get(0));
      }
      const atZero = field.sub(claim!, group.rowWise ? field.mul(beta, atOne) : atOne);
      unknown.planes.set(0, field.sub(atZero, others));
    }
    const values = field.vector(this.#length);
    for (const { part, planes } of parts) this.#addValues(values, planes, part.degree);
    return values;
  }

  /** out[x] += the polynomial with the given values on planes 0 … degree, at x = 0 … D. */
  #addValues(out: FieldVector, planes: FieldVector, degree: number): void {
    const kernel = this.#kernel, length = this.#length, count = planes.length;
    const sum = new Float64Array(length * LANES), value = new Float64Array(LANES);
    const terms = new Float64Array(count * length * LANES);
    kernel.unpack(sum, out.words, 0, length);
    for (let plane = 0; plane < count; plane++) {
      kernel.unpack(value, planes.words, plane * WORDS, 1);
      for (let x = 0; x < length; x++) terms.set(value, (plane * length + x) * LANES);
    }
    kernel.mul(terms, terms, this.#matrix(degree), count * length);
    for (let plane = 0; plane < count; plane++) {
      kernel.add(sum, sum, terms.subarray(plane * length * LANES), length);
    }
    kernel.pack(out.words, 0, sum, length);
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

  /** A part's sum on its planes, packed. */
  #partPlanes(
    { members, degree }: Pick<Part, "members" | "degree">,
    sums: Float64Array,
  ): FieldVector {
    const kernel = this.#kernel, planes = degree + 1;
    const total = new Float64Array(planes * LANES);
    members.forEach((accumulator, i) => {
      kernel.add(total, total, sums.subarray(accumulator * LANES), planes);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) kernel.reduce(total, total, planes);
    });
    const words = new Uint32Array(planes * WORDS);
    kernel.pack(words, 0, total, planes);
    return new FieldVector(this.#field, words);
  }
}

/** Where a program's results are in a slot, and how they belong together. */
class Layout {
  readonly accumulators: number;
  readonly outputs: readonly Output[];
  /** By degree and kind. */
  readonly groups: ReadonlyMap<string, Group>;
  /** α of each accumulator. */
  readonly alphas: Float64Array;
  readonly #sums: Float64Array;
  readonly #slot: Float64Array;

  constructor(field: PrimeField, program: Program, alphas: FieldVector) {
    const { accumulators, outputs } = program;
    this.accumulators = accumulators;
    this.outputs = outputs;
    this.groups = groupOutputs(program);
    this.#sums = new Float64Array(accumulators * LANES);
    this.#slot = new Float64Array(accumulators * LANES);
    const words = new Uint32Array(accumulators * WORDS);
    for (const { subrelation, accumulator, degree } of outputs) {
      const alpha = subrelation === 0 ? field.one : alphas.get(subrelation - 1);
      for (let plane = 0; plane <= degree; plane++) words.set(alpha, (accumulator + plane) * WORDS);
    }
    this.alphas = new Float64Array(accumulators * LANES);
    field.kernel().unpack(this.alphas, words, 0, accumulators);
  }

  /** The sum of the slots, reduced; valid until the next call. */
  addSlots(
    kernel: LaneKernel,
    slots: Uint32Array,
    stride: number,
    used: readonly number[],
  ): Float64Array {
    const sums = this.#sums, count = this.accumulators;
    sums.fill(0);
    used.forEach((slot, i) => {
      kernel.unpack(this.#slot, slots, slot * stride, count);
      kernel.add(sums, sums, this.#slot, count);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) kernel.reduce(sums, sums, count);
    });
    kernel.reduce(sums, sums, count);
    return sums;
  }
}

function groupOutputs(program: Program): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { subrelationDegree, rowWise, accumulator, degree, omitted } of program.outputs) {
    const key = `${subrelationDegree} ${rowWise}`;
    const group = groups.get(key) ?? { degree: subrelationDegree, rowWise, parts: [] };
    groups.set(key, group);
    let part = group.parts.find((p) => p.degree === degree && p.omitted === omitted);
    if (part === undefined) group.parts.push(part = { degree, omitted, members: [] });
    part.members.push(accumulator);
  }
  return groups;
}

/** Coefficients c with p(x) = Σ c[plane]·(p on that plane), over planes 0 … degree (points.ts). */
function planeCoefficients(degree: number, x: number): number[] {
  if (degree === 0) return [1];
  // Only 0 and 1 are kept of a linear sum.
  return degree === 1 ? [1 - x, x] : coefficientsAt(degree, x);
}
