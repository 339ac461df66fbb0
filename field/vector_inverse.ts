// The inverses of all elements of a vector from one inversion (Montgomery, "Speeding the Pollard and elliptic curve
// methods of factorization", 1987), arranged so that every multiplication is one of a whole row.

import { FieldError } from "./errors.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import { LaneVector } from "./lane_vector.ts";
import type { PrimeField } from "./prime_field.ts";
import {
  checkOperands,
  checkOverlap,
  type ElementVector,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";
import { isZeroWords, WORDS } from "./words.ts";

/** Elements that share one inversion. */
const BLOCK = 4096;

/** Elements of a row: a block is up to 64 rows, multiplied column by column. */
const ROW = 64;

/**
 * out[i] = a[i]⁻¹, with three multiplications per element and one inversion per 4096; `out` may be `a`.
 * @throws {FieldError} "no-inverse", naming the first index of a zero, before anything is written; "field-mismatch",
 * "length-mismatch", "out-of-range" or "overlap" for operands that do not fit together
 */
export function invertVector(out: ElementVector, a: ElementVector, range?: VectorRange): void {
  const { start, end } = checkOperands("invert a vector", [out, a], range);
  checkOverlap("invert a vector", out, [a]);
  const kernel = out.field.kernel();
  refuseZero(kernel, a, start, end);
  const room = new Float64Array(2 * Math.min(BLOCK, end - start) * LANES);
  for (let at = start; at < end; at += BLOCK) {
    const count = Math.min(BLOCK, end - at);
    const lanes = room.subarray(0, count * LANES);
    if (a instanceof LaneVector) lanes.set(a.lanes.subarray(at * LANES, (at + count) * LANES));
    else kernel.unpack(lanes, a.words, at * WORDS, count);
    invertLanes(kernel, out.field, lanes, room.subarray(count * LANES), count);
    if (out instanceof LaneVector) out.lanes.set(lanes, at * LANES);
    else kernel.pack(out.words, at * WORDS, lanes, count);
  }
  if (out instanceof LaneVector) {
    out.bound = start === 0 && end === out.length ? 1 : Math.max(out.bound, 1);
  }
}

function refuseZero(kernel: LaneKernel, a: ElementVector, start: number, end: number): void {
  const fail = (index: number) =>
    new FieldError("no-inverse", `Cannot invert a vector: the element at index ${index} is 0`);
  if (!(a instanceof LaneVector)) {
    for (let i = start; i < end; i++) {
      const low = a.words[i * WORDS]!;
      if (low === 0 && isZeroWords(a.words.subarray(i * WORDS, (i + 1) * WORDS))) throw fail(i);
    }
    return;
  }
  // A value within p/2 of 0 is 0 mod p only if it is 0, and 0 has no lanes but zeros.
  const reduced = scratch(0), step = reduced.length / LANES;
  for (let at = start; at < end; at += step) {
    const count = Math.min(step, end - at);
    kernel.reduce(reduced, a.lanes.subarray(at * LANES, (at + count) * LANES), count);
    for (let i = 0; i < count; i++) {
      if (reduced.subarray(i * LANES, (i + 1) * LANES).every((lane) => lane === 0)) {
        throw fail(at + i);
      }
    }
  }
}

/** Inverts `count` elements in place; `products` is room for as many. */
function invertLanes(
  kernel: LaneKernel,
  field: PrimeField,
  lanes: Float64Array,
  products: Float64Array,
  count: number,
): void {
  if (count === 1) {
    const words = new Uint32Array(WORDS);
    kernel.pack(words, 0, lanes, 1);
    kernel.unpack(lanes, field.inverse(words), 0, 1);
    return;
  }
  // A short vector is arranged in shorter rows.
  const row = count > ROW ? ROW : Math.floor(Math.sqrt(count));
  const rows = Math.ceil(count / row);
  const size = (r: number) => Math.min(row, count - r * row);
  const view = (of: Float64Array, r: number, n: number) =>
    of.subarray(r * row * LANES, (r * row + n) * LANES);
  // products[r] = lanes[0]·…·lanes[r], column by column; the last row may be short.
  view(products, 0, row).set(view(lanes, 0, row));
  for (let r = 1; r < rows; r++) {
    const n = size(r);
    kernel.mul(view(products, r, n), view(products, r - 1, n), view(lanes, r, n), n);
  }
  // The product of each column, then its inverse.
  const inverse = new Float64Array(row * LANES);
  const last = size(rows - 1);
  inverse.set(view(products, rows - 1, last));
  if (last < row) {
    inverse.set(view(products, rows - 2, row).subarray(last * LANES), last * LANES);
  }
  invertLanes(kernel, field, inverse, new Float64Array(row * LANES), row);
  // From the last row down: inverse = (lanes[0]·…·lanes[r])⁻¹.
  const old = new Float64Array(row * LANES);
  for (let r = rows - 1; r > 0; r--) {
    const n = size(r);
    old.set(view(lanes, r, n));
    kernel.mul(view(lanes, r, n), inverse, view(products, r - 1, n), n);
    kernel.mul(inverse, inverse, old, n);
  }
  view(lanes, 0, row).set(inverse);
}
