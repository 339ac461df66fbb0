// The optional conversion between elements and BigInt, for callers whose data is in BigInt. The only file of the library
// that may mention it; nothing in the library imports it but mod.ts.

import { FieldError } from "./errors.ts";
import type { FieldVector } from "./field_vector.ts";
import type { FieldElement, PrimeField } from "./prime_field.ts";
import { WORDS } from "./words.ts";

/** The plain integer of an element. */
export function toBigInt(field: PrimeField, x: FieldElement): bigint {
  return BigInt(field.format(x));
}

/**
 * The element of a plain integer.
 * @throws {FieldError} "non-canonical" unless 0 ≤ value < p
 */
export function fromBigInt(field: PrimeField, value: bigint): FieldElement {
  if (value < 0n) {
    throw new FieldError(
      "non-canonical",
      `Cannot take an element of ${field.name}: ${value} is negative`,
    );
  }
  return field.parse(`0x${value.toString(16)}`);
}

/** The plain integers of a vector. */
export function toBigInts(vector: FieldVector): bigint[] {
  return Array.from(vector, (x) => toBigInt(vector.field, x));
}

/**
 * The vector of plain integers.
 * @throws {FieldError} "non-canonical" unless 0 ≤ value < p for each
 */
export function fromBigInts(field: PrimeField, values: readonly bigint[]): FieldVector {
  const vector = field.vector(values.length);
  values.forEach((value, i) => vector.words.set(fromBigInt(field, value), i * WORDS));
  return vector;
}
