// The textbook sumcheck prover, one element at a time, for any registry and any arithmetic on plain integers: every
// relation at all D + 1 points of every pair of rows, its expression graph walked once per point. It leaves out what
// anybody would: rows that are zero in every column, relations whose skip columns are zero on both rows, and work that
// the nodes of a graph share. Knows nothing of the library's programs, kernels and tables, and draws no challenges: they
// are those of a proof that it is to make again.

import type { ExpressionGraph, Node } from "../../relations/expression.ts";
import { reachable } from "../../relations/graph.ts";
import type { Relation } from "../../relations/relation.ts";
import type { RelationRegistry } from "../../relations/registry.ts";

/** Arithmetic of a prime field on canonical integers. */
export interface Arithmetic {
  readonly add: (a: bigint, b: bigint) => bigint;
  readonly sub: (a: bigint, b: bigint) => bigint;
  readonly mul: (a: bigint, b: bigint) => bigint;
  /** The element of any integer. */
  readonly from: (integer: bigint) => bigint;
}

/** What is proved, with the challenges of the proof. */
export interface ScalarStatement {
  readonly registry: RelationRegistry;
  /** In the order of the registry's columns, shifts included; rows that are not stored are zero. */
  readonly columns: readonly (readonly bigint[])[];
  /** In the registry's order. */
  readonly parameters: readonly bigint[];
  /** Coefficients of subrelations 1, 2, …; subrelation 0 has coefficient 1. */
  readonly alphas: readonly bigint[];
  /** Gate challenges, one per round. */
  readonly betas: readonly bigint[];
  /** Round challenges, one per round. */
  readonly challenges: readonly bigint[];
}

/** The messages of the prover. */
export interface ScalarProof {
  /** Per round the values at 0 … D. */
  readonly univariates: readonly (readonly bigint[])[];
  /** Every column at the challenge point. */
  readonly evaluations: readonly bigint[];
}

/** Makes the messages. */
export function scalarProve(field: Arithmetic, statement: ScalarStatement): ScalarProof {
  const { add, sub, mul, from } = field;
  const { registry, alphas, betas, challenges } = statement;
  const points = registry.univariateLength;
  const relations = registry.relations.map((relation) => new Walk(field, statement, relation));
  const coefficients = [from(1n), ...alphas];
  const zero = from(0n);
  // Rows of zeros can be left out if no relation makes anything of them.
  const blank = registry.columns.map(() => zero);
  const sparse = relations.every((walk) => walk.run(blank).every((value) => value === zero));

  let tables = statement.columns;
  let factor = from(1n);
  const univariates = challenges.map((u, round) => {
    const left = challenges.length - round;
    const longest = Math.max(...tables.map((table) => table.length));
    const edges = sparse ? Math.ceil(longest / 2) : 2 ** (left - 1);
    const weights = separators(field, betas.slice(round + 1), edges);
    const sums = registry.subrelations.map(() => new Array<bigint>(points).fill(zero));
    for (let edge = 0; edge < edges; edge++) {
      const low = tables.map((table) => table[2 * edge] ?? zero);
      const high = tables.map((table) => table[2 * edge + 1] ?? zero);
      const slopes = low.map((value, i) => sub(high[i], value));
      const live = relations.filter((walk) => !walk.skips(low, high));
      let row = low;
      for (let x = 0; x < points; x++) {
        if (x > 0) row = row.map((value, i) => add(value, slopes[i]));
        for (const walk of live) {
          walk.run(row).forEach((value, i) => {
            const sum = sums[walk.first + i];
            sum[x] = add(sum[x], walk.rowWise[i] ? mul(weights[edge], value) : value);
          });
        }
      }
    }
    const slope = sub(betas[round], from(1n));
    const univariate = Array.from({ length: points }, (_, x) => {
      const weight = mul(factor, add(from(1n), mul(from(BigInt(x)), slope)));
      return registry.subrelations.reduce((total, { kind }, j) => {
        const term = mul(coefficients[j], sums[j][x]);
        return add(total, kind === "row-wise" ? mul(weight, term) : term);
      }, zero);
    });
    factor = mul(factor, add(from(1n), mul(u, slope)));
    tables = tables.map((table) =>
      Array.from({ length: Math.ceil(table.length / 2) }, (_, row) => {
        const low = table[2 * row], high = table[2 * row + 1] ?? zero;
        return add(low, mul(u, sub(high, low)));
      })
    );
    return univariate;
  });
  return { univariates, evaluations: tables.map((table) => table[0] ?? zero) };
}

/** Π β_k over the bits k that are set in an edge's number, for the first edges. */
function separators({ from, mul }: Arithmetic, betas: readonly bigint[], edges: number): bigint[] {
  const table = [from(1n)];
  for (const beta of betas) {
    if (table.length >= edges) break;
    for (const value of table.slice()) table.push(mul(value, beta));
  }
  return table;
}

/** One relation's graph, ready to be walked. */
class Walk {
  /** Number of its first subrelation in the registry, and which of them the gate separator weighs. */
  readonly first: number;
  readonly rowWise: readonly boolean[];
  readonly #field: Arithmetic;
  readonly #graph: ExpressionGraph;
  readonly #roots: readonly number[];
  readonly #order: readonly number[];
  readonly #columns: readonly number[];
  readonly #skip: readonly number[];
  /** Of each node: its value, if it is the same in every row, and afterwards the last row's. */
  readonly #values: bigint[] = [];
  readonly #zero: bigint;

  constructor(field: Arithmetic, { registry, parameters }: ScalarStatement, relation: Relation) {
    const { relations } = registry;
    this.#field = field;
    this.#zero = field.from(0n);
    this.#graph = relation.graph;
    this.#roots = relation.subrelations.map(({ value }) => value.id);
    this.#columns = relation.columns.map((name) => registry.columnIndex(name));
    this.#skip = relation.skipIfZero.map((name) => registry.columnIndex(name));
    this.rowWise = relation.subrelations.map(({ kind }) => kind === "row-wise");
    this.first = relations.slice(0, relations.indexOf(relation))
      .reduce((count, { subrelations }) => count + subrelations.length, 0);
    this.#order = reachable(relation.graph, this.#roots).filter((id) => {
      const node = relation.graph.nodes[id];
      if (node.op === "constant") this.#values[id] = field.from(integer(node.value));
      if (node.op === "parameter") {
        this.#values[id] = parameters[registry.parameters.indexOf(relation.parameters[node.index])];
      }
      return node.op !== "constant" && node.op !== "parameter";
    });
  }

  /** Whether the relation is skipped on a pair of rows. */
  skips(low: readonly bigint[], high: readonly bigint[]): boolean {
    return this.#skip.length > 0 &&
      this.#skip.every((c) => low[c] === this.#zero && high[c] === this.#zero);
  }

  /** The subrelations' values on a row. */
  run(row: readonly bigint[]): bigint[] {
    const values = this.#values, { nodes } = this.#graph;
    for (const id of this.#order) values[id] = this.#compute(nodes[id], row);
    return this.#roots.map((root) => values[root]);
  }

  #compute(node: Node, row: readonly bigint[]): bigint {
    const values = this.#values, { add, sub, mul, from } = this.#field;
    switch (node.op) {
      case "column":
        return row[this.#columns[node.index]];
      case "sum": {
        let total = this.#zero;
        node.terms.forEach((term, i) => {
          const c = node.coefficients[i], x = values[term];
          if (c === 1) total = add(total, x);
          else if (c === -1) total = sub(total, x);
          else total = add(total, mul(from(BigInt(c)), x));
        });
        return total;
      }
      case "product":
        return mul(values[node.left], values[node.right]);
      case "power": {
        let power = values[node.base];
        for (let bit = Math.floor(Math.log2(node.exponent)) - 1; bit >= 0; bit--) {
          power = mul(power, power);
          if (Math.floor(node.exponent / 2 ** bit) % 2 === 1) power = mul(power, values[node.base]);
        }
        return power;
      }
      case "constant":
      case "parameter":
        throw new Error("Cannot compute a node twice: its value is known from the beginning");
    }
  }
}

function integer(constant: number | string): bigint {
  const text = String(constant);
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}
