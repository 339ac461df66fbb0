// Where a program's results are in a slot, how they belong together, and their sums over all slots.

import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import type { Output, Program } from "../relations/program.ts";

/** Terms that may be added up before the sum must be reduced (LaneKernel.reduce accepts 512·p). */
const TERMS_PER_REDUCTION = 256;

/** What some blocks add to a group: sums of one degree with the same planes left out. */
export interface Part {
  readonly degree: number;
  readonly omitted: number;
  /** First accumulator of each member. */
  readonly members: number[];
  /** Room for its sum on planes 0 … degree, as lanes. */
  readonly planes: Float64Array;
}

/** Subrelations of one degree and kind, whose sums are added up after batching. */
export interface Group {
  readonly degree: number;
  readonly rowWise: boolean;
  readonly parts: Part[];
}

/** The results of one program in the slots of a pass. */
export class SlotSums {
  /** How many there are in a slot. */
  readonly accumulators: number;
  /** What they are. */
  readonly outputs: readonly Output[];
  /** By degree and kind. */
  readonly groups: ReadonlyMap<string, Group>;
  /** α of each accumulator, as lanes. */
  readonly alphas: Float64Array;
  readonly #kernel: LaneKernel;
  readonly #sums: Float64Array;
  readonly #slot: Float64Array;

  /** @param alphas the relation separators: that of subrelation 0 is 1 and not among them */
  constructor(field: PrimeField, program: Program, alphas: FieldVector) {
    const { accumulators, outputs } = program;
    this.#kernel = field.kernel();
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
    this.#kernel.unpack(this.alphas, words, 0, accumulators);
  }

  /**
   * The sum of the slots, reduced; valid until the next call.
   *
   * @param slots one run of `stride` words per slot
   */
  add(slots: Uint32Array, stride: number, used: readonly number[]): Float64Array {
    const kernel = this.#kernel, sums = this.#sums, count = this.accumulators;
    sums.fill(0);
    used.forEach((slot, i) => {
      kernel.unpack(this.#slot, slots, slot * stride, count);
      kernel.add(sums, sums, this.#slot, count);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) kernel.reduce(sums, sums, count);
    });
    kernel.reduce(sums, sums, count);
    return sums;
  }

  /** Adds up a part's members, into its planes: reduced. */
  addMembers({ members, degree, planes }: Part, sums: Float64Array): void {
    const kernel = this.#kernel, count = degree + 1;
    planes.fill(0);
    members.forEach((accumulator, i) => {
      kernel.add(planes, planes, sums.subarray(accumulator * LANES), count);
      if (i % TERMS_PER_REDUCTION === TERMS_PER_REDUCTION - 1) kernel.reduce(planes, planes, count);
    });
    kernel.reduce(planes, planes, count);
  }
}

function groupOutputs(program: Program): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { subrelationDegree, rowWise, accumulator, degree, omitted } of program.outputs) {
    const key = `${subrelationDegree} ${rowWise}`;
    const group = groups.get(key) ?? { degree: subrelationDegree, rowWise, parts: [] };
    groups.set(key, group);
    let part = group.parts.find((p) => p.degree === degree && p.omitted === omitted);
    if (part === undefined) {
      part = { degree, omitted, members: [], planes: new Float64Array((degree + 1) * LANES) };
      group.parts.push(part);
    }
    part.members.push(accumulator);
  }
  return groups;
}
