// Copies with something changed, for attacks: the original stays as it is.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";

/** A copy with element `i` replaced. */
export function withElement(values: FieldVector, i: number, x: FieldElement): FieldVector {
  const copy = values.slice();
  copy.set(i, x);
  return copy;
}

/** A copy with element `i` one higher. */
export function plusOne(values: FieldVector, i: number): FieldVector {
  return withElement(values, i, values.field.add(values.get(i), values.field.one));
}

/** A copy with item `i` replaced. */
export function replaced<T>(list: readonly T[], i: number, item: T): T[] {
  return list.map((old, k) => k === i ? item : old);
}
