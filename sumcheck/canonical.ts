// Elements and vectors that came from outside: right length, right field, every element below the modulus.

import { FieldError } from "../field/errors.ts";
import { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { SumcheckError } from "./errors.ts";

/**
 * Checks that something is a vector of `length` canonical elements of a field.
 *
 * @throws {SumcheckError} `wrong-shape`, `wrong-field`, `non-canonical`.
 */
export function checkVector(
  field: PrimeField,
  values: FieldVector,
  length: number,
  what: string,
  round?: number,
): void {
  const options = round === undefined ? {} : { round };
  if (!(values instanceof FieldVector) || values.length !== length) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot accept ${what}: the number of elements is ${values?.length}, not ${length}`,
      options,
    );
  }
  if (!field.isSameAs(values.field)) {
    throw new SumcheckError(
      "wrong-field",
      `Cannot accept ${what}: the elements are of ${values.field.name}, not of ${field.name}`,
      options,
    );
  }
  asCanonical(what, () => FieldVector.checked(field, values.words), round);
}

/**
 * Checks that something is one canonical element of a field.
 *
 * @throws {SumcheckError} `non-canonical`
 */
export function checkElement(field: PrimeField, value: FieldElement, what: string): void {
  asCanonical(what, () => field.checked(value));
}

/** Runs a check of the field and reports its refusal as this room's `non-canonical`. */
export function asCanonical<T>(what: string, check: () => T, round?: number): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new SumcheckError("non-canonical", `Cannot accept ${what}: ${error.message}`, {
      cause: error,
      ...(round === undefined ? {} : { round }),
    });
  }
}
