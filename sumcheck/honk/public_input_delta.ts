// What the public inputs contribute to the permutation's grand product: the permutation sends the public rows to values
// that no wire has, and this quotient takes their place.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { SumcheckError } from "../errors.ts";

/** Distance between the permutation's values for different wires: more than any number of rows. */
const WIRE_DISTANCE = 2 ** 28;

/**
 * Π_i (γ + β(2^28 + offset + i) + x_i) / Π_i (γ − β(offset + 1 + i) + x_i).
 *
 * @param publicInputs x, the circuit's own and then the limbs of the pairing points
 * @param offset the row of the first of them
 * @throws {SumcheckError} `degenerate-challenge` when a factor below the line is 0, as for one in 2^127 challenges.
 */
export function publicInputDelta(
  beta: FieldElement,
  gamma: FieldElement,
  publicInputs: FieldVector,
  offset: number,
): FieldElement {
  const { field } = publicInputs;
  let numerator = field.one;
  let denominator = field.one;
  let above = field.add(gamma, field.mul(beta, field.parse(WIRE_DISTANCE + offset)));
  let below = field.sub(gamma, field.mul(beta, field.parse(offset + 1)));
  for (let i = 0; i < publicInputs.length; i++) {
    const x = publicInputs.get(i);
    numerator = field.mul(numerator, field.add(above, x));
    denominator = field.mul(denominator, field.add(below, x));
    above = field.add(above, beta);
    below = field.sub(below, beta);
  }
  if (field.isZero(denominator)) {
    throw new SumcheckError(
      "degenerate-challenge",
      `Cannot compute the public-input delta: for beta ${field.format(beta)} and gamma ${
        field.format(gamma)
      } its denominator is 0`,
    );
  }
  return field.mul(numerator, field.inverse(denominator));
}
