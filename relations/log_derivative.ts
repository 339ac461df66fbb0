// What lookup.ts and permutation.ts share: arguments by logarithmic derivatives, after U. Haböck, "Multivariate lookups
// based on logarithmic derivatives" (eprint 2022/1530).
//
// Two sides name a tuple of columns and a selector each. In a row a side's tuple (c_0, …, c_k−1) is compressed to
// γ + c_0 + w_1·c_1 + … + w_k−1·c_k−1, with w_i = β^i or parameters of their own: f on the first side, t on the second.
// One helper column holds I = 1/(f·t) wherever a selector is set, which the row-wise subrelation
//     (s_f + s_t)·(I·f·t − 1) = 0
// says; then s_f·I·t = s_f/f and s_t·I·f = s_t/t, and the sum-wise subrelation compares the sums of these fractions over
// all rows. Where both selectors are 0, I is multiplied by 0 in both subrelations and may be anything; the helper that
// fills it writes 0.
//
// The selectors must be 0 or 1: that is for other relations to say. γ and the weights must be drawn after the columns
// of both sides (and the counts of a lookup) are committed to. Then two different rational functions agree at γ with
// probability at most (rows of both sides)/p, two different tuples are compressed alike with at most width/p.

import { RelationError } from "./errors.ts";
import type { Expression } from "./expression.ts";
import { shiftedName } from "./names.ts";
import {
  type Relation,
  relation,
  type Specialization,
  type SubrelationDefinition,
} from "./relation.ts";

/** One side of an argument: in rows where the selector is 1, the tuple takes part; where it is 0, it does not. */
export interface TupleSide {
  /** A column that is 0 or 1 in every row. */
  readonly selector: string;
  /** The tuple's columns; `x_shift` is column x in the next row, if x is among the argument's shifts. */
  readonly columns: readonly string[];
}

/** What every argument declares. */
export interface LogDerivativeOptions {
  /** Name of the relation. */
  readonly name: string;
  /** Name of the column that holds 1/(f·t). */
  readonly inverses: string;
  /** The columns that are also read in the next row. */
  readonly shifts?: readonly string[];
  /** The parameter that is added to every compressed tuple; "gamma" unless given. */
  readonly gamma?: string;
  /**
   * How the tuple's entries after the first are weighed: by the powers of one parameter, or by one parameter each.
   * "beta" unless given.
   */
  readonly weights?: string | readonly string[];
}

/** An argument as plain data: what is needed to fill its helper columns. */
export interface LogDerivativeArgument {
  /** The side whose tuples are looked up or permuted. */
  readonly from: TupleSide;
  /** The side of the table or of the other order. */
  readonly to: TupleSide;
  /** The column that says how often each row of `to` occurs on the other side; undefined for "once". */
  readonly counts: string | undefined;
  /** The column that holds 1/(f·t). */
  readonly inverses: string;
  /** The parameter that is added to every compressed tuple. */
  readonly gamma: string;
  /** One parameter whose powers weigh the entries after the first, or one parameter for each of them. */
  readonly weights: string | readonly string[];
}

/** A relation that {@linkcode lookup} or {@linkcode permutation} made. */
export interface LogDerivativeRelation extends Relation {
  /** What it argues. */
  readonly argument: LogDerivativeArgument;
}

/** Whether a relation was made by {@linkcode lookup} or {@linkcode permutation}. */
export function isLogDerivative(relation: Relation): relation is LogDerivativeRelation {
  return "argument" in relation;
}

/** Compressed tuples and columns of a row, as expressions. */
export interface ArgumentExpressions {
  /** The selector of `from`. */
  readonly fromSelector: Expression;
  /** The selector of `to`. */
  readonly toSelector: Expression;
  /** The compressed tuple of `from`. */
  readonly f: Expression;
  /** The compressed tuple of `to`. */
  readonly t: Expression;
  /** The column 1/(f·t). */
  readonly inverses: Expression;
  /** The count of a row of `to`; undefined without such a column. */
  readonly counts: Expression | undefined;
}

/**
 * The relation of an argument: the inverses' row-wise subrelation, and the sum-wise one that `sum` builds.
 * @throws {RelationError} "bad-tuple" for sides of different or no width or a wrong number of weights; else as `relation`
 */
export function logDerivative(
  name: string,
  argument: LogDerivativeArgument,
  shifts: readonly string[],
  sum: (e: ArgumentExpressions) => Omit<SubrelationDefinition, "name" | "kind">,
): LogDerivativeRelation {
  const { from, to, counts, inverses, gamma, weights } = argument;
  checkTuples(name, argument);
  const read = [from.selector, to.selector, ...from.columns, ...to.columns, inverses];
  if (counts !== undefined) read.push(counts);
  const shifted = new Set(shifts.map(shiftedName));
  const made = relation<string, string, string>({
    name,
    columns: [...new Set(read.filter((column) => !shifted.has(column)))],
    shifts,
    parameters: [gamma, ...(from.columns.length === 1 ? [] : [weights].flat())],
    skipIfZero: [...new Set([from.selector, to.selector])],
    // The two sides are mostly parts of a machine of different heights: behind the shorter one's end it is all zero.
    specialize: from.selector === to.selector ? [] : [emptySide(from), emptySide(to)],
    subrelations: (c, p) => {
      const powers = weighing(p, weights, from.columns.length);
      const compress = (side: TupleSide): Expression =>
        side.columns.reduce(
          (total, column, i) => total.add(i === 0 ? c[column] : c[column].mul(powers[i - 1])),
          p[gamma],
        );
      const e: ArgumentExpressions = {
        fromSelector: c[from.selector],
        toSelector: c[to.selector],
        f: compress(from),
        t: compress(to),
        inverses: c[inverses],
        counts: counts === undefined ? undefined : c[counts],
      };
      const selected = e.fromSelector.add(e.toSelector);
      return [
        { name: "inverse", degree: 4, value: selected.mul(e.inverses.mul(e.f).mul(e.t).sub(1)) },
        { name: "sum", kind: "sum-wise", ...sum(e) },
      ];
    },
  });
  return Object.freeze({ ...made, argument: Object.freeze({ ...argument }) });
}

function emptySide({ selector, columns }: TupleSide): Specialization {
  return Object.fromEntries([selector, ...columns].map((column) => [column, 0]));
}

/** The weights of the entries after the first. */
function weighing(
  parameters: Readonly<Record<string, Expression>>,
  weights: string | readonly string[],
  width: number,
): readonly Expression[] {
  if (typeof weights !== "string") return weights.map((name) => parameters[name]);
  const powers: Expression[] = [];
  for (let i = 1; i < width; i++) {
    powers.push(
      i === 1 ? parameters[weights] : powers[i - 2].mul(parameters[weights]),
    );
  }
  return powers;
}

function checkTuples(name: string, { from, to, weights }: LogDerivativeArgument): void {
  const fail = (why: string): RelationError =>
    new RelationError("bad-tuple", `Cannot define relation "${name}": ${why}`);
  const width = from.columns.length;
  if (width !== to.columns.length) {
    throw fail(
      `one side's tuple is ${width} columns wide, the other's is ${to.columns.length} wide`,
    );
  }
  if (width === 0) throw fail("its tuples are empty");
  if (typeof weights !== "string" && weights.length !== width - 1) {
    throw fail(
      `the number of its weights is ${weights.length}, not ${
        width - 1
      }, one for each entry after the first`,
    );
  }
}
