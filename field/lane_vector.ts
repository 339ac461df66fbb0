// A vector of field elements kept in lanes between operations, so that a run of operations unpacks and packs once. It
// stores and converts; arithmetic is in the vector operations, which take it wherever they take a FieldVector.

import { FieldError } from "./errors.ts";
import { FieldVector } from "./field_vector.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import type { PrimeField } from "./prime_field.ts";
import { WORDS } from "./words.ts";

/** The bound of a reduced value, in units of p: what {@linkcode LaneKernel.reduce} promises. */
export const REDUCED = 0.51;

/** The largest bound that any vector may have, whatever its field: keeps sums of a few within what `reduce` takes. */
const LARGEST_BOUND = 8;

/** The largest |value|, in units of p, that a LaneVector of this kernel's field may hold. */
export function largestBound(kernel: LaneKernel): number {
  return Math.min(LARGEST_BOUND, kernel.maxValue);
}

/**
 * `length` elements of one field in lanes: {@linkcode LANES} doubles each, any integer that is the element's Montgomery
 * form mod p and at most {@linkcode LaneVector.bound} · p in absolute value. Equal elements can have different lanes.
 *
 * @example Three operations, one conversion each way
 * ```ts
 * import { addVectors, BN254_FR, LaneVector, mulVectors } from "@limbs/sumcheck/field";
 * import { assertEquals } from "@std/assert";
 *
 * const x = LaneVector.from(BN254_FR.vectorOf([1, 2, 3]));
 * mulVectors(x, x, x);
 * addVectors(x, x, x);
 * mulVectors(x, x, x);
 * assertEquals(x.toFieldVector().toHex(), BN254_FR.vectorOf([4, 64, 324]).toHex());
 * ```
 */
export class LaneVector {
  /** The field of every element. */
  readonly field: PrimeField;
  /** The lanes: element i is lanes LANES·i to LANES·(i + 1) − 1. */
  readonly lanes: Float64Array;
  /** How many elements. */
  readonly length: number;
  /** No element is larger than this times p in absolute value. The operations that write the vector keep it true. */
  bound: number;

  /**
   * `length` zeros, in a SharedArrayBuffer if asked.
   * @throws {FieldError} "bad-length" if `length` is not a count
   */
  constructor(field: PrimeField, length: number, options: { readonly shared?: boolean } = {}) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new FieldError(
        "bad-length",
        `Cannot make a lane vector over ${field.name}: the length ${String(length)} is not a count`,
      );
    }
    const bytes = length * LANES * Float64Array.BYTES_PER_ELEMENT;
    const buffer = options.shared === true ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    this.field = field;
    this.lanes = new Float64Array(buffer);
    this.length = length;
    this.bound = 0;
  }

  /** The elements of `vector`, in lanes. */
  static from(vector: FieldVector): LaneVector {
    const copy = new LaneVector(vector.field, vector.length);
    copy.load(vector);
    return copy;
  }

  /**
   * Replaces every element by those of `vector`.
   * @throws {FieldError} "field-mismatch" or "length-mismatch"
   */
  load(vector: FieldVector): void {
    this.#check("load", vector);
    this.field.kernel().unpack(this.lanes, vector.words, 0, this.length);
    this.bound = 1;
  }

  /**
   * Writes every element to `vector`, below p.
   * @throws {FieldError} "field-mismatch" or "length-mismatch"
   */
  store(vector: FieldVector): void {
    this.#check("store", vector);
    this.field.kernel().pack(vector.words, 0, this.lanes, this.length);
  }

  /** The elements as a new packed vector. */
  toFieldVector(): FieldVector {
    const vector = new FieldVector(this.field, new Uint32Array(this.length * WORDS));
    this.store(vector);
    return vector;
  }

  #check(task: string, vector: FieldVector): void {
    if (!this.field.isSameAs(vector.field)) {
      throw new FieldError(
        "field-mismatch",
        `Cannot ${task} a lane vector: ${vector.field.name} is not ${this.field.name}`,
      );
    }
    if (this.length !== vector.length) {
      throw new FieldError(
        "length-mismatch",
        `Cannot ${task} a lane vector: its length is ${this.length}, the other's is ${vector.length}`,
      );
    }
  }
}
