// fast-check arbitraries for whole statements: random registries, ragged traces of them, and challenges. What they
// generate is plain data (a *recipe*), so that fast-check can print and shrink it; it becomes a registry here, and a
// whole statement in random_statement.ts.

import fc from "fast-check";
import type { PrimeField } from "../../field/prime_field.ts";
import type { Constant, Expression } from "../../relations/expression.ts";
import { RelationRegistry } from "../../relations/registry.ts";
import { type Relation, relation } from "../../relations/relation.ts";
import { modulusOf } from "./naive_prover.ts";

/** How to build an expression; numbers are taken modulo what there is to choose from. */
export type Recipe =
  | { readonly op: "column" | "parameter" | "shared"; readonly index: number }
  | { readonly op: "constant"; readonly value: Constant }
  | { readonly op: "sum"; readonly terms: readonly (readonly [number, Recipe])[] }
  | { readonly op: "product"; readonly factors: readonly Recipe[] }
  | { readonly op: "power"; readonly base: Recipe; readonly exponent: number }
  /** (x + y)·z − x·z − y·z: zero, but not by its looks. */
  | { readonly op: "cancel"; readonly x: Recipe; readonly y: Recipe; readonly z: Recipe };

/** How to build a subrelation. */
export interface SubrelationRecipe {
  readonly kind: "row-wise" | "sum-wise";
  /** Multiplied by the relation's guard columns, one each, and added up; without a guard, the first alone. */
  readonly values: readonly Recipe[];
}

/** How to build a relation over some of the registry's columns. */
export interface RelationRecipe {
  /** Bit k: column k is read in its row, or in the next. The guards are always read. */
  readonly reads: number;
  readonly shifts: number;
  /** Bit k: parameter k is read. */
  readonly parameters: number;
  /** Columns whose vanishing makes the relation vanish; none: it need not vanish anywhere. */
  readonly guards: readonly number[];
  /** Whether the guards are declared as the skip condition. */
  readonly skips: boolean;
  /** Hints for the prover: a column's number and its value, 0 or 1. None given: the usual hint. */
  readonly hints: readonly (readonly (readonly [column: number, value: 0 | 1])[])[] | undefined;
  /** Expressions of degree at most 1, 2, 3 that others refer to. */
  readonly shared: readonly Recipe[];
  readonly subrelations: readonly SubrelationRecipe[];
}

/** The columns that a registry has. */
export const COLUMNS: readonly string[] = ["a", "b", "c", "d", "e"];
/** The parameters that it may have. */
export const PARAMETERS: readonly string[] = ["beta", "gamma", "delta"];

const chosen = (names: readonly string[], bits: number): string[] =>
  names.filter((_, k) => bits >>> k & 1);

/** A constant of the field: small, large and negative ones, in every spelling. */
function constants(p: bigint): fc.Arbitrary<Constant> {
  const any = fc.bigInt({ min: 0n, max: p - 1n });
  return fc.oneof(
    fc.integer({ min: -70, max: 70 }),
    fc.integer({ min: -(2 ** 31) + 2, max: 2 ** 31 - 2 }).filter((n) => BigInt(Math.abs(n)) < p),
    any.map((x) => `0x${x.toString(16)}`),
    any.map((x) => `${x}`),
    any.map((x) => `-${x}`),
    fc.constantFrom<Constant>("0", "-1", 0, 1, `${p - 1n}`, `0x${(p >> 1n).toString(16)}`),
  );
}

/** A coefficient of a sum: up to ±64, so that sums of like terms go beyond. */
const COEFFICIENT = fc.oneof(
  fc.constantFrom(1, -1, 2, 64, -64),
  fc.integer({ min: -64, max: 64 }),
);

/** Expressions of at most this degree. */
function recipes(
  p: bigint,
): (degree: number, depth: number, shared: boolean) => fc.Arbitrary<Recipe> {
  const index = fc.nat({ max: 63 });
  const column: fc.Arbitrary<Recipe> = fc.record({ op: fc.constant("column" as const), index });
  const parameter: fc.Arbitrary<Recipe> = fc.record({
    op: fc.constant("parameter" as const),
    index,
  });
  const constant: fc.Arbitrary<Recipe> = fc.record({
    op: fc.constant("constant" as const),
    value: constants(p),
  });
  const known = new Map<string, fc.Arbitrary<Recipe>>();
  const of = (degree: number, depth: number, shared: boolean): fc.Arbitrary<Recipe> => {
    const key = `${degree} ${depth} ${shared}`;
    let made = known.get(key);
    if (made === undefined) known.set(key, made = make(degree, depth, shared));
    return made;
  };
  const make = (degree: number, depth: number, shared: boolean): fc.Arbitrary<Recipe> => {
    if (degree === 0) {
      if (depth === 0) return fc.oneof(constant, parameter);
      const inner = of(0, depth - 1, false);
      return fc.oneof(
        { weight: 4, arbitrary: fc.oneof(constant, parameter) },
        { weight: 1, arbitrary: sumOf(inner, 1, 3) },
        { weight: 1, arbitrary: productOf([inner, inner]) },
      );
    }
    const monomial = degree === 1
      ? column
      : productOf(Array.from({ length: degree }, () => column));
    if (depth === 0) return fc.oneof({ weight: 5, arbitrary: monomial }, constant, parameter);
    const lower = (d: number) => of(d, depth - 1, shared);
    const choices: { weight: number; arbitrary: fc.Arbitrary<Recipe> }[] = [
      { weight: 2, arbitrary: monomial },
      { weight: 1, arbitrary: of(0, 1, false) },
      { weight: 5, arbitrary: sumOf(lower(degree), 1, 5) },
      {
        weight: 5,
        arbitrary: fc.nat({ max: degree }).chain((d) => productOf([lower(d), lower(degree - d)])),
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 2, max: 5 }).chain((exponent) =>
          fc.record({
            op: fc.constant("power" as const),
            base: lower(Math.floor(degree / exponent)),
            exponent: fc.constant(exponent),
          })
        ),
      },
    ];
    if (shared) {
      const index = fc.nat({ max: Math.min(2, degree - 1) });
      choices.push({
        weight: 3,
        arbitrary: fc.record({ op: fc.constant("shared" as const), index }),
      });
    }
    if (degree >= 2) {
      choices.push({
        weight: 1,
        arbitrary: fc.record({
          op: fc.constant("cancel" as const),
          x: lower(degree >> 1),
          y: lower(degree >> 1),
          z: lower(degree - (degree >> 1)),
        }),
      });
    }
    return fc.oneof(...choices);
  };
  return of;
}

function sumOf(term: fc.Arbitrary<Recipe>, minLength: number, maxLength: number) {
  return fc.record({
    op: fc.constant("sum" as const),
    terms: fc.array(fc.tuple(COEFFICIENT, term), { minLength, maxLength }),
  });
}

function productOf(factors: readonly fc.Arbitrary<Recipe>[]): fc.Arbitrary<Recipe> {
  return fc.record({ op: fc.constant("product" as const), factors: fc.tuple(...factors) });
}

/** Relations; with `vanishing`, only such as are zero where all columns are. */
function relationRecipes(p: bigint, vanishing: boolean): fc.Arbitrary<RelationRecipe> {
  const recipe = recipes(p);
  const shared = fc.tuple(recipe(1, 1, false), recipe(2, 1, false), recipe(3, 2, false));
  const guards = fc.uniqueArray(fc.nat({ max: COLUMNS.length - 1 }), {
    minLength: vanishing ? 1 : 0,
    maxLength: 2,
  });
  const hint = fc.tuple(
    fc.nat({ max: 2 * COLUMNS.length - 1 }),
    fc.constantFrom(0 as const, 1 as const),
  );
  return guards.chain((guards) => {
    const subrelation = fc.integer({ min: 1, max: 7 }).chain((degree) =>
      fc.record({
        kind: fc.constantFrom("row-wise" as const, "row-wise" as const, "sum-wise" as const),
        values: fc.tuple(
          ...Array.from(
            { length: Math.max(1, guards.length) },
            () => recipe(guards.length > 0 ? degree - 1 : degree, 2, true),
          ),
        ),
      })
    );
    return fc.record({
      reads: fc.nat({ max: 31 }),
      shifts: fc.oneof(fc.constant(0), fc.nat({ max: 31 })),
      parameters: fc.integer({ min: 1, max: 7 }),
      guards: fc.constant(guards),
      skips: fc.boolean(),
      hints: fc.option(fc.array(fc.array(hint, { minLength: 1, maxLength: 3 }), { maxLength: 2 }), {
        nil: undefined,
      }),
      shared,
      subrelations: fc.array(subrelation, { minLength: 1, maxLength: 4 }),
    });
  });
}

/** The column that a row-wise subrelation of an answered registry is compared with. */
export function answerColumn(relation: number, subrelation: number): string {
  return `answer_${relation}_${subrelation}`;
}

/** Builds the relation of a recipe. */
function buildRelation(recipe: RelationRecipe, number: number, answered: boolean): Relation {
  const guards = recipe.guards.map((k) => COLUMNS[k]);
  let reads = recipe.guards.reduce((bits, k) => bits | 1 << k, recipe.reads);
  if (reads === 0 && recipe.shifts === 0) reads = 1;
  const columns = chosen(COLUMNS, reads), shifts = chosen(COLUMNS, recipe.shifts);
  const parameters = chosen(PARAMETERS, recipe.parameters);
  const names = [...columns, ...shifts.map((name) => `${name}_shift`)];
  const answers = recipe.subrelations.flatMap(({ kind }, i) =>
    answered && kind === "row-wise" ? [answerColumn(number, i)] : []
  );
  return relation({
    name: `relation_${number}`,
    columns: [...columns, ...answers],
    shifts,
    parameters,
    ...(recipe.skips && guards.length > 0 && { skipIfZero: [...guards, ...answers] }),
    ...(recipe.hints !== undefined && {
      specialize: recipe.hints.map((hint) =>
        Object.fromEntries(hint.map(([k, value]) => [names[k % names.length], value]))
      ),
    }),
    subrelations: (c, p) => {
      const columnList = names.map((name) => c[name]);
      const builder = new Builder(columnList, parameters.map((name) => p[name]), recipe.shared);
      return recipe.subrelations.map(({ kind, values }, i) => {
        const expressions = values.map((value) => builder.build(value));
        let value = guards.length === 0
          ? expressions[0]
          : guards.map((name, k) => c[name].mul(expressions[k])).reduce((a, b) => a.add(b));
        // A subrelation must depend on a column, and vanish with the guards.
        const first = guards.length === 0 ? columnList[0] : c[guards[0]];
        if (value.degree === 0) value = guards.length === 0 ? value.add(first) : first;
        if (answered && kind === "row-wise") value = value.sub(c[answerColumn(number, i)]);
        return { name: `s${i}`, degree: value.degree, kind, value };
      });
    },
  });
}

class Builder {
  constructor(
    readonly columns: readonly Expression[],
    readonly parameters: readonly Expression[],
    readonly shared: readonly Recipe[],
  ) {}

  build(recipe: Recipe): Expression {
    const graph = this.columns[0].graph;
    switch (recipe.op) {
      case "column":
        return this.columns[recipe.index % this.columns.length];
      case "parameter":
        return this.parameters[recipe.index % this.parameters.length];
      case "shared":
        return this.build(this.shared[recipe.index % this.shared.length]);
      case "constant":
        return graph.constant(recipe.value);
      case "sum":
        return recipe.terms.reduce(
          (sum, [c, term]) => sum.add(this.build(term).mul(c)),
          graph.constant(0),
        );
      case "product":
        return recipe.factors.map((f) => this.build(f)).reduce((a, b) => a.mul(b));
      case "power":
        return this.build(recipe.base).pow(recipe.exponent);
      case "cancel": {
        const [x, y, z] = [recipe.x, recipe.y, recipe.z].map((r) => this.build(r));
        return x.add(y).mul(z).sub(x.mul(z)).sub(y.mul(z));
      }
    }
  }
}

/** How to build a registry. */
export type RegistryRecipe = readonly RelationRecipe[];

/** Registries of 1 to 3 relations; with `vanishing`, only such as padded rounds allow. */
export function registryRecipes(
  field: PrimeField,
  vanishing: boolean,
): fc.Arbitrary<RegistryRecipe> {
  return fc.array(relationRecipes(modulusOf(field), vanishing), { minLength: 1, maxLength: 3 });
}

/**
 * Builds the registry of a recipe; its columns are all of {@linkcode COLUMNS}, read or not.
 *
 * @param answered every row-wise subrelation is made to be zero by a further column that is equal to it
 */
export function buildRegistry(
  field: PrimeField,
  recipe: RegistryRecipe,
  answered = false,
): RelationRegistry {
  const relations = recipe.map((r, number) => buildRelation(r, number, answered));
  const answers = relations.flatMap((r) => r.columns.filter((name) => name.startsWith("answer_")));
  return new RelationRegistry({
    name: "random",
    field,
    relations,
    columns: [...COLUMNS, ...answers],
  });
}

/** A statement to be proved with given challenges: plain integers. */
export interface StatementRecipe {
  readonly registry: RegistryRecipe;
  readonly logRows: number;
  /** Rounds beyond `logRows`. */
  readonly padding: number;
  /** One list of values per column. */
  readonly columns: readonly (readonly bigint[])[];
  readonly parameters: readonly bigint[];
  /** Separators and round challenges are taken from here, again from the start when it ends. */
  readonly challenges: readonly bigint[];
}

/** Whole statements over the field, of 2^1 to 2^`maxLogRows` rows. */
export function statementRecipes(
  field: PrimeField,
  maxLogRows: number,
): fc.Arbitrary<StatementRecipe> {
  const p = modulusOf(field);
  const any = fc.bigInt({ min: 0n, max: p - 1n });
  const value = fc.oneof(any, fc.constantFrom(0n, 1n, p - 1n, p >> 1n));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
  ).chain((padding) =>
    fc.integer({ min: 1, max: maxLogRows }).chain((logRows) =>
      fc.record({
        registry: registryRecipes(field, padding > 0),
        logRows: fc.constant(logRows),
        padding: fc.constant(padding),
        columns: fc.tuple(...COLUMNS.map(() => columnValues(p, 2 ** logRows))),
        parameters: fc.tuple(...PARAMETERS.map(() => value)),
        challenges: fc.array(value, { minLength: 24, maxLength: 24 }),
      })
    )
  );
}

/** Values of one column: empty, one, odd, full; random, bits, extremes, with runs of zeros. */
function columnValues(p: bigint, rows: number): fc.Arbitrary<bigint[]> {
  const any = fc.bigInt({ min: 0n, max: p - 1n });
  const length = fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constant(1) },
    { weight: 2, arbitrary: fc.nat({ max: rows / 2 - 1 }).map((n) => 2 * n + 1) },
    { weight: 2, arbitrary: fc.nat({ max: rows }) },
    { weight: 3, arbitrary: fc.constant(rows) },
  );
  const list = (value: fc.Arbitrary<bigint>) =>
    length.chain((n) => fc.array(value, { minLength: n, maxLength: n }));
  const run = fc.tuple(fc.nat({ max: rows }), fc.nat({ max: rows }));
  return fc.oneof(
    list(any),
    list(fc.constantFrom(0n, 1n)),
    list(fc.constant(p - 1n)),
    list(fc.constantFrom(0n, 1n, p - 1n, (p - 1n) / 2n, 2n)),
    fc.tuple(fc.oneof(list(any), list(fc.constant(1n))), run).map(([values, [first, count]]) =>
      values.map((x, i) => i >= first && i < first + count ? 0n : x)
    ),
    // A selector that is on everywhere.
    list(fc.constant(1n)),
    // The same value on both rows of an edge: nothing to fold.
    list(any).map((values) => values.map((_, i) => values[i - i % 2])),
  );
}
