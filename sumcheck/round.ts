// From the threads' slots to the round univariate: slots are added, batched with the relation separator, brought to
// the points 0 … D, and the gate separator's factor is applied, once per round.

import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { coefficientsAt, INFINITY_PLANE, pointOfPlane } from "../relations/points.ts";
import type { Program } from "../relations/program.ts";

/** Slots that may be added up before the sum must be reduced (LaneKernel.reduce accepts 512·p). */
const SLOTS_PER_REDUCTION = 256;

/** Subrelations of one degree and kind, whose results are added up after batching. */
interface Group {
  readonly degree: number;
  readonly rowWise: boolean;
  /** First accumulator of each member. */
  readonly members: number[];
}

/** The batched sums of one round at X = 0 … D, before the gate separator's factor. */
export interface RoundSums {
  /** Σ_k α_k·(row-wise subrelation k). */
  readonly rowWise: FieldVector;
  /** Σ_m α_m·(sum-wise subrelation m). */
  readonly sumWise: FieldVector;
}

/** Joins the slots of a pass. Made once per proof. */
export class RoundBatcher {
  readonly #field: PrimeField;
  readonly #kernel: LaneKernel;
  readonly #length: number;
  readonly #accumulators: number;
  readonly #groups: readonly Group[];
  /** α of each accumulator. */
  readonly #alphas: Float64Array;
  readonly #sums: Float64Array;
  readonly #slot: Float64Array;

  /** @param length values of a univariate: D + 1 */
  constructor(field: PrimeField, program: Program, alphas: FieldVector, length: number) {
    this.#field = field;
    this.#kernel = field.kernel();
    this.#length = length;
    this.#accumulators = program.accumulators;
    this.#groups = groupOutputs(program);
    this.#sums = new Float64Array(program.accumulators * LANES);
    this.#slot = new Float64Array(program.accumulators * LANES);
    const words = new Uint32Array(program.accumulators * WORDS);
    program.outputs.forEach(({ accumulator, degree }, k) => {
      const alpha = k === 0 ? field.one : alphas.get(k - 1);
      for (let plane = 0; plane <= degree; plane++) words.set(alpha, (accumulator + plane) * WORDS);
    });
    this.#alphas = new Float64Array(program.accumulators * LANES);
    this.#kernel.unpack(this.#alphas, words, 0, program.accumulators);
  }

  /** Adds up and batches the given slots of the pass. */
  batch(slots: Uint32Array, used: readonly number[]): RoundSums {
    const kernel = this.#kernel, count = this.#accumulators;
    this.#sums.fill(0);
    used.forEach((slot, i) => {
      kernel.unpack(this.#slot, slots, slot * count * WORDS, count);
      kernel.add(this.#sums, this.#sums, this.#slot, count);
      if (i % SLOTS_PER_REDUCTION === SLOTS_PER_REDUCTION - 1) {
        kernel.reduce(this.#sums, this.#sums, count);
      }
    });
    kernel.reduce(this.#sums, this.#sums, count);
    kernel.mul(this.#sums, this.#sums, this.#alphas, count);
    const rowWise = this.#field.vector(this.#length), sumWise = this.#field.vector(this.#length);
    for (const group of this.#groups) {
      this.#addValues(group.rowWise ? rowWise : sumWise, this.#groupPlanes(group), group.degree);
    }
    return { rowWise, sumWise };
  }

  /** The group's batched sum on its planes, packed. */
  #groupPlanes({ members, degree }: Group): FieldVector {
    const kernel = this.#kernel, planes = degree + 1;
    const total = new Float64Array(planes * LANES);
    members.forEach((accumulator, i) => {
      kernel.add(total, total, this.#sums.subarray(accumulator * LANES), planes);
      if (i % SLOTS_PER_REDUCTION === SLOTS_PER_REDUCTION - 1) kernel.reduce(total, total, planes);
    });
    const words = new Uint32Array(planes * WORDS);
    kernel.pack(words, 0, total, planes);
    return new FieldVector(this.#field, words);
  }

  /** out[x] += the polynomial that has the given values on planes 0 … degree, at x = 0 … D. */
  #addValues(out: FieldVector, planes: FieldVector, degree: number): void {
    const field = this.#field;
    for (let x = 0; x < this.#length; x++) {
      out.set(x, field.add(out.get(x), valueAt(field, planes, degree, x)));
    }
  }
}

function groupOutputs(program: Program): Group[] {
  const groups = new Map<string, Group>();
  for (const { accumulator, degree, rowWise } of program.outputs) {
    const key = `${degree} ${rowWise}`;
    const group = groups.get(key) ?? { degree, rowWise, members: [] };
    group.members.push(accumulator);
    groups.set(key, group);
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
