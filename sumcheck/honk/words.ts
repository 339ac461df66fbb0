// Big-endian 32-byte words: what the files of an UltraHonk proof and its transcript are made of. Knows no file.

import type { FieldElement, PrimeField } from "../../field/prime_field.ts";
import { ELEMENT_BYTES } from "../bytes.ts";
import { asCanonical } from "../canonical.ts";
import { SumcheckError } from "../errors.ts";

/** Words `start` to `end` − 1, a view. */
export function wordsAt(bytes: Uint8Array, start: number, end: number = start + 1): Uint8Array {
  return bytes.subarray(ELEMENT_BYTES * start, ELEMENT_BYTES * end);
}

/**
 * A copy of bytes that came from outside, once they are seen to be whole words.
 *
 * @throws {SumcheckError} `wrong-shape` when it is not a Uint8Array; `truncated` when a word is cut short.
 */
export function copyWords(bytes: Uint8Array, what: string): Uint8Array {
  if (!(bytes instanceof Uint8Array)) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot read ${what}: a ${typeof bytes} is not a Uint8Array`,
    );
  }
  if (bytes.length % ELEMENT_BYTES !== 0) {
    throw new SumcheckError(
      "truncated",
      `Cannot read ${what}: its length ${bytes.length} is not a multiple of ${ELEMENT_BYTES} bytes`,
    );
  }
  return Uint8Array.from(bytes);
}

/**
 * One word as a field element.
 *
 * @throws {SumcheckError} `non-canonical` when it is not below the modulus.
 */
export function readWord(
  field: PrimeField,
  word: Uint8Array,
  what: string,
  round?: number,
): FieldElement {
  return asCanonical(what, () => field.fromBytes(word, "big"), round);
}
