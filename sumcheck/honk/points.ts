// Points of BN254's G1 as they stand in a proof or a key: x and y, each below the base field's modulus, on
// y² = x³ + 3; (0, 0) stands for the point at infinity. Checks the form of points; what they commit to is not seen.

import { BN254_FQ } from "../../field/fields.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { SumcheckError } from "../errors.ts";
import { readWord, wordsAt } from "./words.ts";

const B: FieldElement = BN254_FQ.parse(3);

/**
 * Checks the point in the first two words.
 *
 * @param what names its first word, or its second
 * @throws {SumcheckError} `non-canonical`, `not-on-curve`.
 */
export function checkPoint(words: Uint8Array, what: (coordinate: 0 | 1) => string): void {
  const q = BN254_FQ;
  const x = readWord(q, wordsAt(words, 0), what(0));
  const y = readWord(q, wordsAt(words, 1), what(1));
  if (q.isZero(x) && q.isZero(y)) return;
  const right = q.add(q.mul(q.square(x), x), B);
  if (!q.equals(q.square(y), right)) {
    throw new SumcheckError(
      "not-on-curve",
      `Cannot accept ${what(0)} and the next: (${q.format(x)}, ${
        q.format(y)
      }) is not on y² = x³ + 3`,
    );
  }
}
