// Permutations: two sides hold the same tuples equally often. The argument is in log_derivative.ts.

import {
  logDerivative,
  type LogDerivativeOptions,
  type LogDerivativeRelation,
  type TupleSide,
} from "./log_derivative.ts";

/** A permutation as it is declared. */
export interface PermutationDefinition extends LogDerivativeOptions {
  /** The tuples in one order. */
  readonly from: TupleSide;
  /** The tuples in another order. */
  readonly to: TupleSide;
}

/**
 * The relation that says: the tuples of the rows whose `from` selector is 1 are, in some order, those of the rows whose
 * `to` selector is 1. With f and t the compressed tuples of a row, s_f and s_t the selectors:
 * - `inverse`, row-wise, degree 4: (s_f + s_t)·(I·f·t − 1);
 * - `sum`, sum-wise, degree 3: I·(s_f·t − s_t·f), that is s_f/f − s_t/t.
 *
 * Sound when both sides have fewer than p rows: as functions of γ, both sums have a pole at every tuple, with residue the
 * number of its occurrences. What the selectors and challenges must fulfil is said in log_derivative.ts.
 *
 * @example The accesses of a memory, once in the order of time and once sorted by address
 * ```ts
 * import { permutation } from "@limbs/sumcheck/relations";
 *
 * export const sorted = permutation({
 *   name: "sorted",
 *   from: { selector: "accesses", columns: ["address", "value"] },
 *   to: { selector: "is_sorted", columns: ["sorted_address", "sorted_value"] },
 *   inverses: "sorted_inverses",
 * });
 * ```
 *
 * @throws {RelationError} "bad-tuple" for tuples of different or no width or a wrong number of weights; "bad-name",
 * "duplicate-name"
 */
export function permutation(definition: PermutationDefinition): LogDerivativeRelation {
  const { name, from, to, inverses, shifts = [], gamma = "gamma", weights = "beta" } = definition;
  const argument = { from, to, counts: undefined, inverses, gamma, weights };
  return logDerivative(name, argument, shifts, (e) => ({
    degree: 3,
    value: e.inverses.mul(e.fromSelector.mul(e.t).sub(e.toSelector.mul(e.f))),
  }));
}
