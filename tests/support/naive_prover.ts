// The sumcheck prover written the slowest, plainest way, for any registry: BigInt, every column extended at every point,
// nothing skipped, no table shared. Shares with the library only the expression graphs that it reads.

import type { Constant, Node } from "../../relations/expression.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import type { PrimeField } from "../../field/prime_field.ts";

/** The field's modulus. */
export function modulusOf(field: PrimeField): bigint {
  return Array.from(field.modulus).reduceRight((m, word) => (m << 32n) | BigInt(word), 0n);
}

/** Every subrelation's value: `row` in the order of `registry.columns`, `parameters` in that of `.parameters`. */
export function naiveEvaluate(
  registry: RelationRegistry,
  row: readonly bigint[],
  parameters: readonly bigint[],
): bigint[] {
  const p = modulusOf(registry.field);
  const reduce = (x: bigint): bigint => ((x % p) + p) % p;
  return registry.relations.flatMap((relation) => {
    const known = new Map<number, bigint>();
    const value = (id: number): bigint => {
      let x = known.get(id);
      if (x === undefined) known.set(id, x = reduce(compute(relation.graph.nodes[id])));
      return x;
    };
    const compute = (node: Node): bigint => {
      switch (node.op) {
        case "constant":
          return constant(node.value);
        case "parameter":
          return parameters[registry.parameters.indexOf(relation.parameters[node.index])];
        case "column":
          return row[registry.columns.indexOf(relation.columns[node.index])];
        case "sum":
          return node.terms.reduce((s, t, i) => s + BigInt(node.coefficients[i]) * value(t), 0n);
        case "product":
          return value(node.left) * value(node.right);
        case "power":
          return Array.from({ length: node.exponent }, () => value(node.base))
            .reduce((power, x) => power * x % p, 1n);
      }
    };
    return relation.subrelations.map((s) => value(s.value.id));
  });
}

function constant(value: Constant): bigint {
  const text = String(value);
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

/** What the naive prover is given; all numbers are canonical integers. */
export interface NaiveStatement {
  readonly registry: RelationRegistry;
  /** Columns by name, at most 2^rounds values each, zeros follow; a shift that is missing is its base one row on. */
  readonly columns: Readonly<Record<string, readonly bigint[]>>;
  /** Parameters by name. */
  readonly parameters: Readonly<Record<string, bigint>>;
  /** Coefficients of subrelations 1, 2, …; subrelation 0 has coefficient 1. */
  readonly alphas: readonly bigint[];
  /** Gate challenges, one per round. */
  readonly betas: readonly bigint[];
  /** Round challenges; their number is that of the rounds, padded ones included. */
  readonly challenges: readonly bigint[];
}

/** What the naive prover found. */
export interface NaiveProof {
  readonly claimedSum: bigint;
  /** Per round, the values at 0 … D. */
  readonly univariates: readonly (readonly bigint[])[];
  /** In the order of `registry.columns`. */
  readonly evaluations: readonly bigint[];
  /** What the batched relation is worth at the challenge point, which the last univariate must give there. */
  readonly final: bigint;
}

/** Proves by the definition: round k's univariate is the sum over the remaining variables of the batched relation. */
export function naiveProve(statement: NaiveStatement): NaiveProof {
  const { registry, alphas, betas, challenges } = statement;
  const p = modulusOf(registry.field);
  const reduce = (x: bigint): bigint => ((x % p) + p) % p;
  const parameters = registry.parameters.map((name) => statement.parameters[name]);
  const at = (a: bigint, b: bigint, x: bigint): bigint => reduce(a + x * (b - a));
  const batched = (row: readonly bigint[], weight: bigint): bigint =>
    naiveEvaluate(registry, row, parameters).reduce((sum, value, j) => {
      const rowWise = registry.subrelations[j].kind === "row-wise";
      return reduce(sum + (j === 0 ? 1n : alphas[j - 1]) * value * (rowWise ? weight : 1n));
    }, 0n);

  let tables = tablesOf(statement, 2 ** challenges.length);
  let bound = 1n; // Π (1 + u_k(β_k − 1)) over the rounds done
  const univariates: bigint[][] = [];
  challenges.forEach((u, k) => {
    const half = tables[0].length / 2;
    univariates.push(Array.from({ length: registry.univariateLength }, (_, x) => {
      let sum = 0n;
      for (let j = 0; j < half; j++) {
        let weight = bound * (1n + BigInt(x) * (betas[k] - 1n));
        for (let bit = 0; 2 ** bit < half; bit++) {
          if (Math.floor(j / 2 ** bit) % 2 === 1) weight = reduce(weight * betas[k + 1 + bit]);
        }
        const row = tables.map((t) => at(t[2 * j], t[2 * j + 1], BigInt(x)));
        sum += batched(row, reduce(weight));
      }
      return reduce(sum);
    }));
    bound = reduce(bound * (1n + u * (betas[k] - 1n)));
    tables = tables.map((t) =>
      Array.from({ length: half }, (_, j) => at(t[2 * j], t[2 * j + 1], u))
    );
  });
  const evaluations = tables.map((t) => t[0]);
  const claimedSum = reduce(univariates[0][0] + univariates[0][1]);
  return { claimedSum, univariates, evaluations, final: batched(evaluations, bound) };
}

/** Every column of the registry, zeros appended to `rows` values. */
function tablesOf({ registry, columns }: NaiveStatement, rows: number): bigint[][] {
  const stored = (name: string): readonly bigint[] => columns[name] ?? [];
  const base = new Map(registry.shifts.map((shift) => [shift.name, shift.base]));
  return registry.columns.map((name) => {
    const shifted = base.get(name);
    const values = columns[name] === undefined && shifted !== undefined
      ? stored(shifted).slice(1)
      : stored(name);
    if (values.length > rows) throw new RangeError(`${name} has ${values.length} rows of ${rows}`);
    return Array.from({ length: rows }, (_, i) => values[i] ?? 0n);
  });
}
