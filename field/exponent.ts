// Exponents, as the power functions of elements and of vectors take them.

import { FieldError } from "./errors.ts";

/**
 * The little-endian words of an exponent: a safe integer of at least 0, or words already.
 * @throws {FieldError} "bad-exponent"
 */
export function exponentWords(exponent: number | Uint32Array): Uint32Array {
  if (exponent instanceof Uint32Array) return exponent;
  if (!Number.isSafeInteger(exponent) || exponent < 0) {
    throw new FieldError(
      "bad-exponent",
      `Cannot raise to a power: the exponent ${
        String(exponent)
      } is not a safe integer of at least 0`,
    );
  }
  return Uint32Array.of(exponent, exponent / 0x100000000);
}
