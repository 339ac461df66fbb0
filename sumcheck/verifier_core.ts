// The checks of a sumcheck, without a transcript: where challenges come from and what was absorbed is the caller's
// business, so that other protocols with the same rounds (UltraHonk's) use the same checks.
//
//   s_0(0) + s_0(1) = claimed sum;   s_k(0) + s_k(1) = s_(k−1)(u_(k−1));
//   pow(u)·Σ α_j·S_j(evaluations) over row-wise j + Σ α_j·S_j(evaluations) over sum-wise j = s_(n−1)(u_(n−1))

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { SumcheckError } from "./errors.ts";
import { evaluateUnivariate } from "./univariate.ts";

/** What the rounds reduce the claimed sum to. */
export interface RoundsClaim {
  /** The challenges u_0, u_1, … */
  readonly point: FieldVector;
  /** Per round s_k(u_k): what the next round must sum to. */
  readonly targets: FieldVector;
  /** The last of them, which the relations must give at the point; the claimed sum when there are no rounds. */
  readonly target: FieldElement;
}

/** One round, looked at but not judged. */
export interface ReplayedRound {
  /** Its number; the first is 0. */
  readonly round: number;
  /** What it must sum to: the claimed sum, or the round before at its challenge. */
  readonly expected: FieldElement;
  /** What it does sum to: s(0) + s(1). */
  readonly sum: FieldElement;
  /** Are they the same? */
  readonly passes: boolean;
  /** u: the challenge drawn after it. */
  readonly challenge: FieldElement;
  /** s(u): what the next round must sum to. */
  readonly target: FieldElement;
}

/**
 * Looks at one round after the other, going on where one does not pass.
 *
 * @param univariates per round the values at 0 … D, two or more, canonical
 * @param challenge gives u_k; called once per round, in order, up to the last round that is asked for
 */
export function* replayRounds(
  field: PrimeField,
  claimedSum: FieldElement,
  univariates: readonly FieldVector[],
  challenge: (round: number, univariate: FieldVector) => FieldElement,
): Generator<ReplayedRound, void, undefined> {
  let expected = claimedSum;
  for (const [round, univariate] of univariates.entries()) {
    const sum = field.add(univariate.get(0), univariate.get(1));
    const u = challenge(round, univariate);
    const target = evaluateUnivariate(univariate, u);
    const passes = field.equals(sum, expected);
    yield { round, expected, sum, passes, challenge: u, target };
    expected = target;
  }
}

/**
 * Refuses a round that does not pass.
 *
 * @throws {SumcheckError} `round-check-failed`, with the round.
 */
export function checkRound(field: PrimeField, replayed: ReplayedRound): void {
  const { round, sum, expected } = replayed;
  if (replayed.passes) return;
  throw new SumcheckError(
    "round-check-failed",
    `Cannot accept round ${round}: s(0) + s(1) is ${field.format(sum)}, not ${
      field.format(expected)
    }`,
    { round },
  );
}

/**
 * Checks every round and collects the challenge point.
 *
 * @param univariates per round the values at 0 … D, two or more, canonical
 * @param challenge gives u_k; called once per round, in order, up to the first round that does not pass
 * @throws {SumcheckError} `round-check-failed` with the first round whose two values do not sum to its target.
 */
export function verifyRounds(
  field: PrimeField,
  claimedSum: FieldElement,
  univariates: readonly FieldVector[],
  challenge: (round: number, univariate: FieldVector) => FieldElement,
): RoundsClaim {
  const point = field.vector(univariates.length);
  const targets = field.vector(univariates.length);
  let target = claimedSum;
  for (const replayed of replayRounds(field, claimedSum, univariates, challenge)) {
    checkRound(field, replayed);
    target = replayed.target;
    point.set(replayed.round, replayed.challenge);
    targets.set(replayed.round, target);
  }
  return { point, targets, target };
}

/** The relations at a point. */
export interface BatchedRelations {
  /** Every subrelation's value, in the registry's order, neither batched nor weighted. */
  readonly subrelations: FieldVector;
  /** The same, row-wise ones times the gate separator. */
  readonly weighted: FieldVector;
  /** Their sum with the relation separator. */
  readonly value: FieldElement;
}

/**
 * Evaluates every subrelation, skipping none, and sums them with the separators.
 *
 * @param evaluations one value per entry of `registry.columns`
 * @param alphas coefficients of subrelations 1, 2, …
 * @param gate pow at the point
 */
export function batchRelations(
  registry: RelationRegistry,
  evaluations: FieldVector,
  parameters: FieldVector,
  alphas: FieldVector,
  gate: FieldElement,
): BatchedRelations {
  const { field } = registry;
  const subrelations = registry.evaluate(evaluations, parameters);
  const weighted = field.vector(subrelations.length);
  let value = field.zero;
  registry.subrelations.forEach(({ kind }, j) => {
    const own = subrelations.get(j);
    const weight = kind === "row-wise" ? field.mul(gate, own) : own;
    weighted.set(j, weight);
    value = field.add(value, j === 0 ? weight : field.mul(alphas.get(j - 1), weight));
  });
  return { subrelations, weighted, value };
}

/**
 * The last check: do the relations at the evaluations give what the rounds have left?
 *
 * @throws {SumcheckError} `final-check-failed`
 */
export function checkFinalValue(
  field: PrimeField,
  value: FieldElement,
  target: FieldElement,
): void {
  if (field.equals(value, target)) return;
  throw new SumcheckError(
    "final-check-failed",
    `Cannot accept the evaluations: the relations give ${
      field.format(value)
    } there, not the last round's ${field.format(target)}`,
  );
}
