// Element-wise arithmetic on vectors, packed or in lanes: sums, products, multiples, interpolation. The loops are the
// lane kernel's; this file says which kernel steps make an operation and how large their results are.
//
// Every function writes to `out`, which may be one of the inputs, within a range that all operands share, and throws
// FieldError "field-mismatch", "length-mismatch", "out-of-range" or "overlap" for operands that do not fit together.

import { FieldError } from "./errors.ts";
import { REDUCED } from "./lane_vector.ts";
import { addPacked, negatePacked, subPacked } from "./packed_sums.ts";
import type { FieldElement } from "./prime_field.ts";
import {
  type ElementVector,
  fixedElement,
  packedOperands,
  runOnLanes,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";

/** Integer multiples up to this go without a multiplication: what `combine` takes. */
const LARGEST_COEFFICIENT = 512;

/** out[i] = a[i] + b[i]. */
export function addVectors(
  out: ElementVector,
  a: ElementVector,
  b: ElementVector,
  range?: VectorRange,
): void {
  const task = "add vectors";
  const packed = packedOperands(task, out, [a, b], range);
  if (packed !== undefined) {
    const { words: [to, x, y], modulus, offset, count } = packed;
    return addPacked(to!, x!, y!, modulus, offset, count);
  }
  runOnLanes(task, out, [a, b], range, (kernel, to, [x, y], count) => {
    kernel.add(to, x!.lanes, y!.lanes, count);
    return x!.bound + y!.bound;
  });
}

/** out[i] = a[i] − b[i]. */
export function subVectors(
  out: ElementVector,
  a: ElementVector,
  b: ElementVector,
  range?: VectorRange,
): void {
  const task = "subtract vectors";
  const packed = packedOperands(task, out, [a, b], range);
  if (packed !== undefined) {
    const { words: [to, x, y], modulus, offset, count } = packed;
    return subPacked(to!, x!, y!, modulus, offset, count);
  }
  runOnLanes(task, out, [a, b], range, (kernel, to, [x, y], count) => {
    kernel.sub(to, x!.lanes, y!.lanes, count);
    return x!.bound + y!.bound;
  });
}

/** out[i] = −a[i]. */
export function negateVector(out: ElementVector, a: ElementVector, range?: VectorRange): void {
  const task = "negate a vector";
  const packed = packedOperands(task, out, [a], range);
  if (packed !== undefined) {
    const { words: [to, x], modulus, offset, count } = packed;
    return negatePacked(to!, x!, modulus, offset, count);
  }
  runOnLanes(task, out, [a], range, (kernel, to, [x], count) => {
    kernel.combine(to, [x!.lanes], [-1], false, count);
    return x!.bound;
  });
}

/**
 * out[i] = factor·a[i] for an integer; up to ±512 it costs no multiplication.
 * @throws {FieldError} "bad-coefficient" if `factor` is not a safe integer
 */
export function scaleVector(
  out: ElementVector,
  a: ElementVector,
  factor: number,
  range?: VectorRange,
): void {
  if (!Number.isSafeInteger(factor)) {
    throw new FieldError(
      "bad-coefficient",
      `Cannot scale a vector: the factor ${String(factor)} is not a safe integer`,
    );
  }
  if (Math.abs(factor) > LARGEST_COEFFICIENT) {
    // A small field may not have the integer as a residue of its own: reduce it first.
    return mulVectorByElement(out, a, integerElement(out, factor), range);
  }
  runOnLanes("scale a vector", out, [a], range, (kernel, to, [x], count) => {
    let from = x!.lanes, bound = x!.bound;
    if (bound > 1) {
      kernel.reduce(to, from, count);
      from = to;
      bound = REDUCED;
    }
    const large = Math.abs(factor) * bound > 2;
    kernel.combine(to, [from], [factor], large, count);
    return large ? REDUCED : Math.abs(factor) * bound;
  });
}

function integerElement({ field }: ElementVector, n: number): FieldElement {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, Math.abs(n) % 2 ** 32);
  new DataView(bytes.buffer).setUint32(24, Math.abs(n) / 2 ** 32);
  const x = field.fromWideBytes(bytes);
  return n < 0 ? field.neg(x) : x;
}

/** out[i] = a[i]·b[i]. */
export function mulVectors(
  out: ElementVector,
  a: ElementVector,
  b: ElementVector,
  range?: VectorRange,
): void {
  if (a === b) return squareVector(out, a, range);
  const task = "multiply vectors";
  const packed = packedOperands(task, out, [a, b], range);
  if (packed !== undefined) {
    const { words: [to, x, y], offset, count } = packed;
    return out.field.kernel().mulPacked(to!, x!, y!, offset, count);
  }
  runOnLanes(task, out, [a, b], range, (kernel, to, [x, y], count) => {
    kernel.mul(to, x!.lanes, y!.lanes, count);
    return x!.bound * y!.bound * kernel.ratio + 0.5;
  });
}

/** out[i] = a[i]². */
export function squareVector(out: ElementVector, a: ElementVector, range?: VectorRange): void {
  const task = "square a vector";
  const packed = packedOperands(task, out, [a], range);
  if (packed !== undefined) {
    const { words: [to, x], offset, count } = packed;
    return out.field.kernel().squarePacked(to!, x!, offset, count);
  }
  runOnLanes(task, out, [a], range, (kernel, to, [x], count) => {
    kernel.square(to, x!.lanes, count);
    return x!.bound * x!.bound * kernel.ratio + 0.5;
  });
}

/**
 * out[i] = a[i]·x for one element x.
 * @throws {FieldError} "bad-element" or "non-canonical" if x is not an element
 */
export function mulVectorByElement(
  out: ElementVector,
  a: ElementVector,
  x: FieldElement,
  range?: VectorRange,
): void {
  const factor = fixedElement(out.field, x);
  const task = "multiply a vector by an element";
  const packed = packedOperands(task, out, [a], range);
  if (packed !== undefined) {
    const { words: [to, y], offset, count } = packed;
    return out.field.kernel().mulFixedPacked(to!, y!, factor, offset, count);
  }
  runOnLanes(task, out, [a], range, (kernel, to, [y], count) => {
    kernel.mulFixed(to, y!.lanes, factor, count);
    return REDUCED;
  });
}

/**
 * out[i] = a[i] + u·(b[i] − a[i]): the line through a (at 0) and b (at 1), at u.
 * @throws {FieldError} "bad-element" or "non-canonical" if u is not an element
 */
export function interpolateVectors(
  out: ElementVector,
  a: ElementVector,
  b: ElementVector,
  u: FieldElement,
  range?: VectorRange,
): void {
  const factor = fixedElement(out.field, u);
  runOnLanes("interpolate vectors", out, [a, b], range, (kernel, to, [x, y], count) => {
    const difference = scratch(3);
    kernel.sub(difference, y!.lanes, x!.lanes, count);
    if (x!.bound + y!.bound > kernel.maxValue) kernel.reduce(difference, difference, count);
    kernel.mulFixed(difference, difference, factor, count);
    kernel.add(to, x!.lanes, difference, count);
    return x!.bound + REDUCED;
  }, true);
}
