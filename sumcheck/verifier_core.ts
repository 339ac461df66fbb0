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

/**
 * Checks every round and collects the challenge point.
 *
 * @param univariates per round the values at 0 … D, two or more, canonical
 * @param challenge gives u_k, once the round's check has passed; called in order
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
  univariates.forEach((univariate, round) => {
    const sum = field.add(univariate.get(0), univariate.get(1));
    if (!field.equals(sum, target)) {
      throw new SumcheckError(
        "round-check-failed",
        `Cannot accept round ${round}: s(0) + s(1) is ${field.format(sum)}, not ${
          field.format(target)
        }`,
        { round },
      );
    }
    const u = challenge(round, univariate);
    target = evaluateUnivariate(univariate, u);
    point.set(round, u);
    targets.set(round, target);
  });
  return { point, targets, target };
}

/** The relations at a point. */
export interface BatchedRelations {
  /** Every subrelation's value, in the registry's order, neither batched nor weighted. */
  readonly subrelations: FieldVector;
  /** Their sum with the separators. */
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
  let rowWise = field.zero;
  let sumWise = field.zero;
  registry.subrelations.forEach(({ kind }, j) => {
    const value = subrelations.get(j);
    const term = j === 0 ? value : field.mul(alphas.get(j - 1), value);
    if (kind === "row-wise") rowWise = field.add(rowWise, term);
    else sumWise = field.add(sumWise, term);
  });
  return { subrelations, value: field.add(field.mul(gate, rowWise), sumWise) };
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
