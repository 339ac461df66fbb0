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
  laneElement,
  laneOperand,
  type LaneOperation,
  runOnLanes,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";
import { WORDS } from "./words.ts";

/** Elements that can be added up lane by lane before their sum must be reduced. */
const LARGEST_SUM = 2 ** 20;

/** Pairs of vectors from which on accumulating before reducing is faster. */
const FEWEST_ACCUMULATED = 4;

/** The bound, in units of p, at which a sum of products is reduced before more are added: well within `reduce`'s. */
const LARGEST_PART = 64;

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
 * out[i] = Σ_k a[k][i]·b[k][i] for any number of pairs of vectors, with one reduction for all products of an element if
 * there are four or more (for each hundred of them, if there are more).
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
  const operation = a.length < FEWEST_ACCUMULATED ? addProducts : accumulateProducts;
  runOnLanes("sum products", out, [...a, ...b], range, operation, true);
}

/** The sum of the products of each input in the first half with its partner in the second, reduced one by one. */
const addProducts: LaneOperation = (kernel, to, inputs, count) => {
  // Neither is `to`, which may be an input.
  const sum = scratch(inputs.length + 1), product = scratch(inputs.length + 2);
  const pairs = inputs.length / 2;
  let bound = 0;
  for (let k = 0; k < pairs; k++) {
    const x = inputs[k]!, y = inputs[pairs + k]!;
    kernel.mul(k === 0 ? sum : product, x.lanes, y.lanes, count);
    if (k > 0) kernel.add(sum, sum, product, count);
    bound += x.bound * y.bound * kernel.ratio + 0.5;
  }
  to.set(sum.subarray(0, count * LANES));
  return bound;
};

/** The same with one reduction for as many pairs as a result can bear. */
const accumulateProducts: LaneOperation = (kernel, to, inputs, count) => {
  const sum = scratch(inputs.length + 1), part = scratch(inputs.length + 2);
  const pairs = inputs.length / 2;
  const lanes = inputs.map((input) => input.lanes);
  let bound = 0;
  for (let k = 0; k < pairs;) {
    const first = k;
    let partBound = 0.5;
    do {
      partBound += inputs[k]!.bound * inputs[pairs + k]!.bound * kernel.ratio;
      k++;
    } while (k < pairs && partBound < LARGEST_PART);
    const target = first === 0 ? sum : part;
    kernel.sumOfProducts(
      target,
      lanes.slice(first, k),
      lanes.slice(pairs + first, pairs + k),
      count,
    );
    if (first > 0) kernel.add(sum, sum, part, count);
    bound += partBound;
    if (k < pairs) {
      kernel.reduce(sum, sum, count);
      bound = REDUCED;
    }
  }
  to.set(sum.subarray(0, count * LANES));
  return bound;
};

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
    laneElement(out.field, u),
    out.length,
  );
}
