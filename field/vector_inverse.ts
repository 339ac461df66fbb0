// The inverses of all elements of a vector from one inversion (Montgomery, "Speeding the Pollard and elliptic curve
// methods of factorization", 1987), arranged so that every multiplication is one of a whole row.

import { FieldError } from "./errors.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import { LaneVector } from "./lane_vector.ts";
import type { PrimeField } from "./prime_field.ts";
import {
  checkOperands,
  checkOverlap,
  CHUNK,
  type ElementVector,
  laneOperand,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";
import { isZeroWords, WORDS } from "./words.ts";

/** Elements of a row, which must fit into scratch; a table of many rows is inverted column by column. */
const ROW = Math.min(64, CHUNK);

/** Packed elements that share one inversion: their products fit into a second-level cache. */
const BLOCK = 4096;

/**
 * out[i] = a[i]⁻¹ with three multiplications per element, and one inversion for all (for each 4096, if `a` is packed);
 * `out` may be `a`. Takes room for the lanes of all elements (of 4096).
 * @throws {FieldError} "no-inverse", naming the first index of a zero, before anything is written; "field-mismatch",
 * "length-mismatch", "out-of-range" or "overlap" for operands that do not fit together
 */
export function invertVector(out: ElementVector, a: ElementVector, range?: VectorRange): void {
  const { start, end } = checkOperands("invert a vector", [out, a], range);
  checkOverlap("invert a vector", out, [a]);
  if (start === end) return;
  const { field } = out, kernel = field.kernel();
  const inLanes = a instanceof LaneVector;
  if (!inLanes) refuseZeroWords(a.words, start, end);
  const block = inLanes ? end - start : Math.min(BLOCK, end - start);
  const room = new Float64Array(block * LANES);
  for (let at = start; at < end; at += block) {
    const count = Math.min(block, end - at);
    const source = (row: number, n: number) =>
      laneOperand(kernel, a, at + row, n, scratch(0)).lanes;
    const sink = (row: number, lanes: Float64Array, n: number) => {
      if (out instanceof LaneVector) {
        out.lanes.set(lanes.subarray(0, n * LANES), (at + row) * LANES);
      } else kernel.packProducts(out.words, (at + row) * WORDS, lanes, n);
    };
    if (!invertRows(kernel, field, source, sink, room, count)) throw zeroIn(kernel, a, start, end);
  }
  if (out instanceof LaneVector) {
    out.bound = start === 0 && end === out.length ? 1 : Math.max(out.bound, 1);
  }
}

function noInverse(index: number): FieldError {
  return new FieldError("no-inverse", `Cannot invert a vector: the element at index ${index} is 0`);
}

function refuseZeroWords(words: Uint32Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if (words[i * WORDS] !== 0) continue;
    if (isZeroWords(words.subarray(i * WORDS, (i + 1) * WORDS))) throw noInverse(i);
  }
}

/** The error for the first zero among elements of which one is zero. */
function zeroIn(kernel: LaneKernel, a: ElementVector, start: number, end: number): FieldError {
  const words = new Uint32Array(WORDS);
  for (let i = start; i < end; i++) {
    kernel.pack(words, 0, laneOperand(kernel, a, i, 1, scratch(0)).lanes, 1);
    if (isZeroWords(words)) return noInverse(i);
  }
  throw new RangeError("No element is zero"); // the caller has seen a product of 0
}

/**
 * Inverts `count` elements, read and written a row at a time: `sink` is called once per row, from the last to the first,
 * after `source` for that row and for all rows before it. Returns false, having written nothing, if one is zero.
 * `room` holds `count` elements.
 */
function invertRows(
  kernel: LaneKernel,
  field: PrimeField,
  source: (start: number, count: number) => Float64Array,
  sink: (start: number, lanes: Float64Array, count: number) => void,
  room: Float64Array,
  count: number,
): boolean {
  if (count === 1) return invertOne(kernel, field, source, sink);
  const row = count > ROW ? ROW : Math.floor(Math.sqrt(count));
  const product = (start: number) => room.subarray(start * LANES, (start + row) * LANES);
  // product(start) = the product of all rows up to this one, column by column; the last row may be short.
  product(0).set(source(0, row).subarray(0, row * LANES));
  let last = 0;
  for (let start = row; start < count; last = start, start += row) {
    const n = Math.min(row, count - start);
    kernel.mul(product(start), product(start - row), source(start, n), n);
  }
  // The inverse of each column's product.
  const inverse = new Float64Array(row * LANES), short = count - last;
  inverse.set(product(last));
  if (short < row) inverse.set(product(last - row).subarray(short * LANES), short * LANES);
  const columns = inverse.slice();
  const done = invertRows(
    kernel,
    field,
    (start) => columns.subarray(start * LANES),
    (start, lanes, n) => inverse.set(lanes.subarray(0, n * LANES), start * LANES),
    new Float64Array(row * LANES),
    row,
  );
  if (!done) return false;
  // From the last row to the first: inverse = (the product of all rows up to this one)⁻¹.
  const result = scratch(1);
  for (let start = last; start > 0; start -= row) {
    const n = Math.min(row, count - start);
    const factor = source(start, n);
    kernel.mul(result, inverse, product(start - row), n);
    kernel.mul(inverse, inverse, factor, n);
    sink(start, result, n);
  }
  sink(0, inverse, row);
  return true;
}

function invertOne(
  kernel: LaneKernel,
  field: PrimeField,
  source: (start: number, count: number) => Float64Array,
  sink: (start: number, lanes: Float64Array, count: number) => void,
): boolean {
  const words = new Uint32Array(WORDS), lanes = new Float64Array(LANES);
  kernel.pack(words, 0, source(0, 1), 1);
  if (isZeroWords(words)) return false;
  kernel.unpack(lanes, field.inverse(words), 0, 1);
  sink(0, lanes, 1);
  return true;
}
