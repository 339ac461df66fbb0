// Lookups: every tuple that is read stands in the table. The argument is in log_derivative.ts.

import {
  logDerivative,
  type LogDerivativeOptions,
  type LogDerivativeRelation,
  type TupleSide,
} from "./log_derivative.ts";

/** A lookup as it is declared. */
export interface LookupDefinition extends LogDerivativeOptions {
  /** The tuples that are read. */
  readonly read: TupleSide;
  /** The tuples that may be read. */
  readonly table: TupleSide;
  /** Name of the column that says how often each row of the table is read. */
  readonly counts: string;
}

/**
 * The relation that says: in every row whose read selector is 1, the read tuple is the table tuple of some row whose
 * table selector is 1. With f and t the compressed tuples of a row, s_f and s_t the selectors, m the count:
 * - `inverse`, row-wise, degree 4: (s_f + s_t)·(I·f·t − 1);
 * - `sum`, sum-wise, degree 4: I·(s_f·t − s_t·m·f), that is s_f/f − s_t·m/t.
 *
 * Sound when fewer than p rows are read (Haböck, eprint 2022/1530, the lemma on set inclusion): as functions of γ, the
 * sum of s_f/f has a pole at every tuple that is read, with residue the number of its reads, which is not 0 mod p; the
 * other sum has poles at table tuples only. Counts need not be honest: the sum holds only if those of equal table tuples add up rightly.
 * What the selectors and challenges must fulfil is said in log_derivative.ts.
 *
 * @example Bytes in a table of all bytes
 * ```ts
 * import { lookup } from "@limbs/sumcheck/relations";
 *
 * export const bytes = lookup({
 *   name: "bytes",
 *   read: { selector: "is_byte", columns: ["w"] },
 *   table: { selector: "in_table", columns: ["byte"] },
 *   counts: "byte_counts",
 *   inverses: "byte_inverses",
 * });
 * ```
 *
 * @throws {RelationError} "bad-tuple" for tuples of different or no width or a wrong number of weights; "bad-name",
 * "duplicate-name"
 */
export function lookup(definition: LookupDefinition): LogDerivativeRelation {
  const { name, read, table, counts, inverses, shifts = [], gamma = "gamma", weights = "beta" } =
    definition;
  const argument = { from: read, to: table, counts, inverses, gamma, weights };
  return logDerivative(name, argument, shifts, (e) => ({
    degree: 4,
    value: e.inverses.mul(
      e.fromSelector.mul(e.t).sub(e.toSelector.mul(e.counts!).mul(e.f)),
    ),
  }));
}
