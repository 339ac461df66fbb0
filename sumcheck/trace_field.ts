// Which field a trace file is over: one with a known name, or one that the caller brings.

import { FieldError } from "../field/errors.ts";
import { fieldByName } from "../field/fields.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { SumcheckError } from "./errors.ts";
import { shown } from "./shown.ts";

/** The field that a trace must be over. */
export interface FieldChoice {
  /** Default: the field of this package that the file names. */
  readonly field?: PrimeField;
}

/**
 * The field of a file that names `name` (and, in binary files, has `modulus`).
 *
 * @throws {SumcheckError} `wrong-field` when the field is unknown, is not the caller's, or has another modulus.
 */
export function resolveField(
  name: string,
  choice: FieldChoice,
  modulus?: Uint32Array,
): PrimeField {
  const field = choice.field ?? knownField(name);
  if (name !== field.name) {
    throw new SumcheckError(
      "wrong-field",
      `Cannot read the trace: it is over ${shown(name)}, not ${field.name}`,
    );
  }
  if (modulus && modulus.some((word, i) => word !== field.modulus[i])) {
    throw new SumcheckError(
      "wrong-field",
      `Cannot read the trace: its modulus is not that of ${field.name}`,
    );
  }
  return field;
}

function knownField(name: string): PrimeField {
  try {
    return fieldByName(name);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new SumcheckError("wrong-field", `Cannot read the trace: ${error.message}`, {
      cause: error,
    });
  }
}
