// What prover and verifier share: a record of everything said so far, from which challenges are drawn.
// An interface only; sumcheck/protocol.ts alone says what is absorbed and drawn, and in which order.

import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";

/**
 * A Fiat–Shamir transcript. A challenge must depend on every label and every byte absorbed before it and on every
 * challenge drawn before it.
 *
 * A transcript may already hold something when a prover or verifier is given it: this is how the commitments to the
 * columns get into the challenges (both sides absorb them first). Where the columns are not fixed in some other way
 * before the challenges are drawn, leaving that out makes the proof worthless.
 */
export interface Transcript {
  /** The field that the challenges are elements of. */
  readonly field: PrimeField;
  /** Absorbs `data` under a label of at most 255 bytes. */
  absorb(label: string, data: Uint8Array): void;
  /**
   * Draws `count` challenges under a label.
   *
   * @throws {SumcheckError} `unknown-challenge` or `challenges-exhausted` when a transcript with given challenges
   * has none under that label or not that many.
   */
  challenges(label: string, count: number): FieldVector;
}
