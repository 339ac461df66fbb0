// Every challenge of an UltraHonk proof but those of the rounds, and what follows from them: the relations' parameters
// and the two separators. Source: specs of barretenberg 5.0.0's verifier, checked against its proofs.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { ULTRA_HONK_REGISTRY } from "./layout.ts";
import type { UltraHonkProof } from "./proof.ts";
import { publicInputDelta } from "./public_input_delta.ts";
import type { UltraHonkStatement } from "./statement.ts";
import { UltraHonkTranscript } from "./transcript.ts";
import { wordsAt } from "./words.ts";

/** The challenges drawn before the first round. */
export interface UltraHonkChallenges {
  /** Weighs the parts of memory records. */
  readonly eta: FieldElement;
  /** Permutation and lookup. */
  readonly beta: FieldElement;
  /** Permutation and lookup. */
  readonly gamma: FieldElement;
  /** Subrelation k is weighted by alpha^k. */
  readonly alpha: FieldElement;
  /** g: the gate separator's β_k is g^(2^k). */
  readonly gate: FieldElement;
}

/** All that the rounds and the last check need. */
export interface OpenedUltraHonk {
  /** The challenges. */
  readonly challenges: UltraHonkChallenges;
  /** What the public inputs contribute to the permutation. */
  readonly publicInputDelta: FieldElement;
  /** The relations' parameters, in the registry's order. */
  readonly parameters: FieldVector;
  /** alpha, alpha^2, …: the relation separator without subrelation 0's. */
  readonly alphas: FieldVector;
  /** The gate separator, one per round. */
  readonly betas: FieldVector;
  /** Draws the challenge of a round; to be called once per round, in order. */
  readonly roundChallenge: (round: number) => FieldElement;
}

/**
 * Replays the transcript up to the first round.
 *
 * @throws {SumcheckError} `degenerate-challenge`
 */
export function openUltraHonk(
  statement: UltraHonkStatement,
  proof: UltraHonkProof,
): OpenedUltraHonk {
  const { field, subrelations } = ULTRA_HONK_REGISTRY;
  const { bytes, layout } = proof;
  const transcript = new UltraHonkTranscript(field);
  const [first, second, third] = witnessMessages(proof);
  const eta = transcript.next(statement.words, first).low;
  const { low: beta, high: gamma } = transcript.next(second);
  const alpha = transcript.next(third).low;
  const gate = transcript.next().low;
  const publicInputs = joined(statement.publicInputs, proof.pairingLimbs);
  const delta = publicInputDelta(beta, gamma, publicInputs, statement.publicInputsOffset);
  return {
    challenges: { eta, beta, gamma, alpha, gate },
    publicInputDelta: delta,
    parameters: ULTRA_HONK_REGISTRY.parameterVector({
      beta,
      gamma,
      public_input_delta: delta,
      eta,
    }),
    alphas: sequence(alpha, subrelations.length - 1, (x) => field.mul(x, alpha)),
    betas: sequence(gate, layout.logRows, (x) => field.square(x)),
    roundChallenge: (round) => {
      const { start, end } = layout.univariates[round];
      return transcript.next(wordsAt(bytes, start, end)).low;
    },
  };

  function sequence(start: FieldElement, length: number, next: (x: FieldElement) => FieldElement) {
    const out = field.vector(length);
    let value = start;
    for (let i = 0; i < length; i++) {
      out.set(i, value);
      value = next(value);
    }
    return out;
  }
}

/** The elements of both. There may be more of them than a call may have arguments. */
function joined(a: FieldVector, b: FieldVector): FieldVector {
  const both = a.field.vector(a.length + b.length);
  both.words.set(a.words);
  both.words.set(b.words, a.words.length);
  return both;
}

/** What is hashed for eta (limbs and three points), for beta and gamma (three points), for alpha (two points). */
function witnessMessages({ bytes, layout }: UltraHonkProof): readonly Uint8Array[] {
  const { start, end } = layout.witnessPoints;
  return [
    wordsAt(bytes, layout.pairingLimbs.start, start + 6),
    wordsAt(bytes, start + 6, start + 12),
    wordsAt(bytes, start + 12, end),
  ];
}
