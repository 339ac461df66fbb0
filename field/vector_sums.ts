// Operations that multiply and add up: sums of products element by element, inner products, the sum of a vector, and the
// fold.
//
// Every function throws FieldError "field-mismatch", "length-mismatch", "out-of-range" or "overlap" for operands that do
// not fit together.

import { FieldError } from "./errors.ts";
import type { FieldVector } from "./field_vector.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import { LaneVector, REDUCED } from "./lane_vector.ts";
import type { FieldElement } from "./prime_field.ts";
import {
  checkOperands,
  checkOverlap,
  CHUNK,
  type ElementVector,
  fixedElement,
  type LaneOperand,
  laneOperand,
  runChunks,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";
import { WORDS } from "./words.ts";

/** Elements that can be added up lane by lane before their sum must be reduced. */
const LARGEST_SUM = 2 ** 20;

/** Pairs of vectors from which on accumulating before reducing is faster. */
const FEWEST_ACCUMULATED = 4;

/**
 * Pairs that are accumulated at a time. A bound is at most 8 and 1.82·2^256/p, so a product of two at most 15·p and the
 * sum of these within the 512·p that `reduce` takes.
 */
const LARGEST_GROUP = 16;

/** The scratch of sums of products: three for results, then the group's left and right factors. */
const SUM_SCRATCH = 3, GROUP_SCRATCH = 6;

/** Packed elements in lanes at a time for an inner product: it pays for a reduction per chunk. */
const INNER_CHUNK = 512;

const innerRooms: Float64Array[] = [];

function innerRoom(index: number): Float64Array {
  return innerRooms[index] ??= new Float64Array(INNER_CHUNK * LANES);
}

/** Adds elements up without limit. */
class LaneSum {
  readonly #kernel: LaneKernel;
  readonly #lanes = new Float64Array(LANES);
  #count = 0;

  constructor(kernel: LaneKernel) {
    this.#kernel = kernel;
  }

  add(lanes: Float64Array, count: number): void {
    if (this.#count + count > LARGEST_SUM) {
      this.#kernel.reduce(this.#lanes, this.#lanes, 1);
      this.#count = 1;
    }
    this.#kernel.accumulate(this.#lanes, lanes, count);
    this.#count += count;
  }

  total(): FieldElement {
    const total = new Uint32Array(WORDS);
    this.#kernel.reduce(this.#lanes, this.#lanes, 1);
    this.#kernel.pack(total, 0, this.#lanes, 1);
    return total;
  }
}

/** Σ a[i], zero for an empty range. */
export function sumVector(a: ElementVector, range?: VectorRange): FieldElement {
  const { start, end } = checkOperands("sum a vector", [a], range);
  const kernel = a.field.kernel(), sum = new LaneSum(kernel);
  for (let at = start; at < end; at += CHUNK) {
    const count = Math.min(CHUNK, end - at);
    sum.add(laneOperand(kernel, a, at, count, scratch(0)).lanes, count);
  }
  return sum.total();
}

/** Σ a[i]·b[i], zero for an empty range; reduced once for many products. */
export function innerProduct(
  a: ElementVector,
  b: ElementVector,
  range?: VectorRange,
): FieldElement {
  const { start, end } = checkOperands("take an inner product", [a, b], range);
  const kernel = a.field.kernel(), sum = new LaneSum(kernel), product = new Float64Array(LANES);
  const inLanes = a instanceof LaneVector && b instanceof LaneVector;
  const step = inLanes ? end - start : INNER_CHUNK;
  const left = inLanes ? product : innerRoom(0), right = inLanes ? product : innerRoom(1);
  for (let at = start; at < end; at += step) {
    const count = Math.min(step, end - at);
    const x = laneOperand(kernel, a, at, count, left), y = laneOperand(kernel, b, at, count, right);
    kernel.innerProduct(product, x.lanes, y.lanes, count);
    sum.add(product, 1);
  }
  return sum.total();
}

/**
 * out[i] = Σ_k a[k][i]·b[k][i] for any number of pairs of vectors, with one reduction per element for up to 16 pairs at
 * a time (three or fewer are reduced one by one, which is faster).
 * @throws {FieldError} "length-mismatch" if there are not as many vectors in `a` as in `b`, or none
 */
export function sumOfProducts(
  out: ElementVector,
  a: readonly ElementVector[],
  b: readonly ElementVector[],
  range?: VectorRange,
): void {
  if (a.length !== b.length || a.length === 0) {
    throw new FieldError(
      "length-mismatch",
      `Cannot sum products: there are ${a.length} left factors and ${b.length} right ones`,
    );
  }
  const pairs = a.length;
  runChunks("sum products", out, [...a, ...b], range, (kernel, to, at, count) => {
    // Neither is `to`, which may be an input.
    const sum = scratch(SUM_SCRATCH), part = scratch(SUM_SCRATCH + 1);
    let bound = 0;
    for (let first = 0; first < pairs; first += LARGEST_GROUP) {
      const size = Math.min(LARGEST_GROUP, pairs - first);
      const load = (vectors: readonly ElementVector[], room: number) =>
        Array.from(
          { length: size },
          (_, k) => laneOperand(kernel, vectors[first + k]!, at, count, scratch(room + k)),
        );
      const left = load(a, GROUP_SCRATCH), right = load(b, GROUP_SCRATCH + LARGEST_GROUP);
      bound += sumGroup(kernel, first === 0 ? sum : part, left, right, count);
      if (first > 0) kernel.add(sum, sum, part, count);
      if (first + size < pairs) {
        kernel.reduce(sum, sum, count);
        bound = REDUCED;
      }
    }
    to.set(sum.subarray(0, count * LANES));
    return bound;
  }, true);
}

/** out = Σ_k left[k]·right[k]; returns its bound. */
function sumGroup(
  kernel: LaneKernel,
  out: Float64Array,
  left: readonly LaneOperand[],
  right: readonly LaneOperand[],
  count: number,
): number {
  let bound = 0;
  left.forEach((x, k) => bound += x.bound * right[k]!.bound * kernel.ratio);
  if (left.length >= FEWEST_ACCUMULATED) {
    const lanes = ({ lanes }: LaneOperand) => lanes;
    kernel.sumOfProducts(out, left.map(lanes), right.map(lanes), count);
    return bound + 0.5;
  }
  const product = scratch(SUM_SCRATCH + 2);
  left.forEach((x, k) => {
    kernel.mul(k === 0 ? out : product, x.lanes, right[k]!.lanes, count);
    if (k > 0) kernel.add(out, out, product, count);
  });
  return bound + 0.5 * left.length;
}

/**
 * out[j] = a[2j] + u·(a[2j+1] − a[2j]), for every j below `out.length`: one round's fold of a table. Equal pairs are
 * copied. Returns how many pairs were not.
 * @throws {FieldError} "length-mismatch" if `a` is not twice as long as `out`; "overlap" if they share memory
 */
export function foldVector(out: FieldVector, a: FieldVector, u: FieldElement): number {
  const task = "fold a vector";
  if (a.length !== 2 * out.length) {
    throw new FieldError(
      "length-mismatch",
      `Cannot ${task}: ${a.length} elements do not fold into ${out.length}`,
    );
  }
  checkOperands(task, [out, a.subvector(0, out.length)]);
  checkOverlap(task, out, [a], false);
  return out.field.kernel().foldPairs(
    out.words,
    0,
    a.words,
    0,
    fixedElement(out.field, u),
    out.length,
  );
}
