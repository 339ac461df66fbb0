// A transcript whose challenges are given beforehand: for golden vectors and tests.
// Never for proofs that anyone should believe: it ignores what is absorbed, so a prover can aim at its challenges.

import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { SumcheckError } from "./errors.ts";
import type { Transcript } from "./transcript.ts";

/** Challenges by label: `alpha`, `beta`, `round`, in the order in which they will be drawn. */
export type FixedChallenges = Readonly<Record<string, FieldVector>>;

/** Hands out given challenges, label by label and in order. Offers no soundness. */
export class FixedTranscript implements Transcript {
  /** The field that the challenges are elements of. */
  readonly field: PrimeField;
  readonly #challenges: FixedChallenges;
  readonly #drawn = new Map<string, number>();

  /** Makes a transcript with these challenges. */
  constructor(field: PrimeField, challenges: FixedChallenges) {
    this.field = field;
    this.#challenges = challenges;
  }

  /** Does nothing: the challenges are given. */
  absorb(_label: string, _data: Uint8Array): void {}

  /**
   * The next `count` challenges of the label.
   *
   * @throws {SumcheckError} `unknown-challenge` when none are given under the label, `challenges-exhausted` when
   * fewer than `count` are left.
   */
  challenges(label: string, count: number): FieldVector {
    if (!Object.hasOwn(this.#challenges, label)) {
      throw new SumcheckError(
        "unknown-challenge",
        `Cannot draw a challenge: no challenges are given for the label ${JSON.stringify(label)}`,
      );
    }
    const given = this.#challenges[label];
    const start = this.#drawn.get(label) ?? 0;
    if (start + count > given.length) {
      throw new SumcheckError(
        "challenges-exhausted",
        `Cannot draw ${count} challenges: ${
          JSON.stringify(label)
        } has ${given.length}, of which ${start} are drawn`,
      );
    }
    this.#drawn.set(label, start + count);
    return given.slice(start, start + count);
  }
}
