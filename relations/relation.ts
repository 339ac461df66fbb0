// A relation: polynomials over the columns of one row (and, through shifts, the next) that hold on a valid trace,
// declared once as data. Everything else — program, verifier, digest, tables — is derived from what is built here.
// May not know a field: constants are kept as they are written.

import { RelationError } from "./errors.ts";
import { Expression, ExpressionGraph } from "./expression.ts";
import { checkDistinct, checkIdentifier, checkLabel, shiftedName } from "./names.ts";
import { vanishesWhereZero } from "./vanishing.ts";

/**
 * How a subrelation enters the sum: `row-wise` ones hold on every row and are weighted by the gate separator,
 * `sum-wise` ones hold only summed over all rows and are not.
 */
export type SubrelationKind = "row-wise" | "sum-wise";

/** One polynomial of a relation. */
export interface Subrelation {
  /** Name, unique in the relation. */
  readonly name: string;
  /** Degree, every column and shift counted; parameters have degree 0. */
  readonly degree: number;
  /** Whether it holds on each row or only summed over all of them. */
  readonly kind: SubrelationKind;
  /** The polynomial. */
  readonly value: Expression;
}

/** Columns by name with the value, 0 or 1, that they are to have. */
export type Specialization = Readonly<Record<string, 0 | 1>>;

/** A relation, checked; made by {@linkcode relation}. */
export interface Relation {
  /** Name, unique in a registry. */
  readonly name: string;
  /** The declared columns, then `x_shift` for every shift `x`: the numbers of the graph's columns. */
  readonly columns: readonly string[];
  /** The columns that are also read in the next row. */
  readonly shifts: readonly string[];
  /** Values that are the same in every row (challenges, public input); the numbers of the graph's parameters. */
  readonly parameters: readonly string[];
  /** When all of these are zero, every subrelation is zero whatever the rest: a prover may skip such rows. */
  readonly skipIfZero: readonly string[];
  /** Rows with these columns constant are worth a program of their own to a prover; changes nothing else. */
  readonly specialize: readonly Specialization[];
  /** The graph that the subrelations live in. */
  readonly graph: ExpressionGraph;
  /** The polynomials, in order. */
  readonly subrelations: readonly Subrelation[];
}

/** A subrelation as it is declared; `kind` is `row-wise` unless given. */
export interface SubrelationDefinition {
  /** Name, unique in the relation. */
  readonly name: string;
  /** The degree that the author means; it must be the one inferred from `value`. */
  readonly degree: number;
  /** The polynomial that is to be zero (or to sum to zero). */
  readonly value: Expression;
  /** Whether it holds on each row or only summed over all of them. */
  readonly kind?: SubrelationKind;
}

/** A relation as it is declared. `C`, `S` and `P` are the names of columns, shifts and parameters. */
export interface RelationDefinition<C extends string, S extends string, P extends string> {
  /** Name, unique in a registry. */
  readonly name: string;
  /** Columns read in a row. */
  readonly columns: readonly C[];
  /** Columns read in the next row, there called `x_shift`; they need not be among `columns`. */
  readonly shifts?: readonly S[];
  /** Values that are the same in every row. */
  readonly parameters?: readonly P[];
  /** Columns (or `x_shift`) whose vanishing makes every subrelation vanish; none unless given. */
  readonly skipIfZero?: string | readonly string[];
  /**
   * Hints for the prover: on rows where all columns of an entry have the given values it runs a program in which they
   * are constants. Tried in order. Unless given, a relation with one skip column is specialized for its being 1.
   */
  readonly specialize?: readonly Specialization[];
  /** Builds the polynomials from the columns and parameters, by name. */
  readonly subrelations: (
    columns: Readonly<Record<C | `${S}_shift`, Expression>>,
    parameters: Readonly<Record<P, Expression>>,
  ) => readonly SubrelationDefinition[];
}

/**
 * Declares a relation and checks it: names, degrees, kinds, and that `skipIfZero` is exact, which is proven on the
 * polynomials' structure (vanishing.ts). Skipping can therefore never change a prover's message.
 *
 * @example A boolean column under a selector
 * ```ts
 * import { relation } from "@limbs/sumcheck/relations";
 *
 * export const bit = relation({
 *   name: "bit",
 *   columns: ["q_bit", "w"],
 *   skipIfZero: "q_bit",
 *   subrelations: ({ q_bit, w }) => [
 *     { name: "boolean", degree: 3, value: q_bit.mul(w).mul(w.sub(1)) },
 *   ],
 * });
 * ```
 *
 * @throws {RelationError} "bad-name", "duplicate-name"; "unknown-column" or "unknown-parameter" for a name that was not
 * declared; "empty-relation" without subrelations; "foreign-expression" for a value of another relation; "bad-kind";
 * "constant-subrelation" for a value without columns; "degree-mismatch"; "unsound-skip"
 */
export function relation<
  const C extends string,
  const S extends string = never,
  const P extends string = never,
>(definition: RelationDefinition<C, S, P>): Relation {
  const { name } = definition;
  checkLabel("name", "a relation", name);
  const where = `relation "${name}"`;
  const declared: readonly string[] = [...definition.columns];
  const shifts: readonly string[] = [...definition.shifts ?? []];
  const parameters: readonly string[] = [...definition.parameters ?? []];
  for (const column of [...declared, ...shifts]) checkIdentifier("column", where, column);
  for (const parameter of parameters) checkIdentifier("parameter", where, parameter);
  const columns = [...declared, ...shifts.map(shiftedName)];
  checkDistinct("column", where, columns);
  checkDistinct("parameter", where, parameters);

  const graph = new ExpressionGraph();
  const definitions = definition.subrelations(
    byName(where, "column", columns, (i) => graph.column(i)),
    byName(where, "parameter", parameters, (i) => graph.parameter(i)),
  );
  if (definitions.length === 0) {
    throw new RelationError("empty-relation", `Cannot define ${where}: it has no subrelations`);
  }
  checkDistinct("subrelation", where, definitions.map((s) => s.name));
  const subrelations = definitions.map((s) => subrelation(where, graph, s));
  const skipIfZero = exactSkip(where, definition.skipIfZero, columns, graph, subrelations);
  return Object.freeze({
    name,
    columns: Object.freeze(columns),
    shifts: Object.freeze(shifts),
    parameters: Object.freeze(parameters),
    skipIfZero: Object.freeze(skipIfZero),
    specialize: Object.freeze(
      specializations(where, definition.specialize, columns, skipIfZero),
    ),
    graph,
    subrelations: Object.freeze(subrelations),
  });
}

function subrelation(
  where: string,
  graph: ExpressionGraph,
  definition: SubrelationDefinition,
): Subrelation {
  const { name, degree, value, kind = "row-wise" } = definition;
  checkLabel("subrelation", where, name);
  const at = `subrelation "${name}" of ${where}`;
  if (!(value instanceof Expression) || value.graph !== graph) {
    throw new RelationError(
      "foreign-expression",
      `Cannot define ${at}: its value is not an expression of this relation`,
    );
  }
  if (kind !== "row-wise" && kind !== "sum-wise") {
    throw new RelationError(
      "bad-kind",
      `Cannot define ${at}: its kind ${JSON.stringify(kind)} is neither "row-wise" nor "sum-wise"`,
    );
  }
  if (value.degree === 0) {
    throw new RelationError(
      "constant-subrelation",
      `Cannot define ${at}: its value is the same in every row, for it reads no column`,
    );
  }
  if (value.degree !== degree) {
    throw new RelationError(
      "degree-mismatch",
      `Cannot define ${at}: its declared degree is ${degree}, its inferred degree is ${value.degree}`,
    );
  }
  return Object.freeze({ name, degree, kind, value });
}

/** The skip columns, once every subrelation is shown to vanish with them. */
function exactSkip(
  where: string,
  given: string | readonly string[] | undefined,
  columns: readonly string[],
  graph: ExpressionGraph,
  subrelations: readonly Subrelation[],
): readonly string[] {
  const skip = typeof given === "string" ? [given] : [...given ?? []];
  if (skip.length === 0) return [];
  checkDistinct("skip column", where, skip);
  for (const column of skip) {
    if (!columns.includes(column)) {
      throw new RelationError(
        "unknown-column",
        `Cannot define ${where}: its skip column "${column}" is not one of its columns`,
      );
    }
  }
  const zero = new Set(skip.map((column) => columns.indexOf(column)));
  const kept = subrelations.find((s) => !vanishesWhereZero(graph, s.value.id, zero));
  if (kept !== undefined) {
    throw new RelationError(
      "unsound-skip",
      `Cannot define ${where}: with ${
        skip.join(", ")
      } zero, its subrelation "${kept.name}" is not shown to be zero`,
    );
  }
  return skip;
}

/** The prover's hints: those given, once they are seen to name columns and values, or the usual one. */
function specializations(
  where: string,
  given: readonly Specialization[] | undefined,
  columns: readonly string[],
  skip: readonly string[],
): readonly Specialization[] {
  if (given === undefined) {
    return skip.length === 1 ? [Object.freeze({ [skip[0]]: 1 as const })] : [];
  }
  return given.map((entry) => {
    for (const [column, value] of Object.entries(entry)) {
      if (!columns.includes(column)) {
        throw new RelationError(
          "unknown-column",
          `Cannot define ${where}: the column "${column}" that it is specialized for is not one of its columns`,
        );
      }
      if (value !== 0 && value !== 1) {
        throw new RelationError(
          "bad-constant",
          `Cannot define ${where}: the value ${
            JSON.stringify(value)
          } that "${column}" is specialized for is not 0 or 1`,
        );
      }
    }
    return Object.freeze({ ...entry });
  });
}

/** Expressions by name; asking for another name is an error that says so. */
function byName<N extends string>(
  where: string,
  what: "column" | "parameter",
  names: readonly string[],
  make: (index: number) => Expression,
): Readonly<Record<N, Expression>> {
  const known: Record<string, Expression> = Object.create(null);
  names.forEach((name, index) => known[name] = make(index));
  return new Proxy(Object.freeze(known) as Readonly<Record<N, Expression>>, {
    get(_, name) {
      if (typeof name === "string" && name in known) return known[name];
      throw new RelationError(
        `unknown-${what}`,
        `Cannot define ${where}: the ${what} "${String(name)}" is not declared`,
      );
    },
  });
}
