// Scalars that are plain integers: those made of constants alone, as long as every step is exact.

import type { ExpressionGraph } from "../expression.ts";
import type { Scalar } from "./values.ts";

/** The integers that scalars are, or undefined where one depends on a parameter or is too large to be exact. */
export function plainScalars(
  graph: ExpressionGraph,
  scalars: readonly Scalar[],
): (number | undefined)[] {
  const known: (number | undefined)[] = [];
  for (const scalar of scalars) known.push(plainScalar(graph, scalar, known));
  return known;
}

function plainScalar(
  graph: ExpressionGraph,
  scalar: Scalar,
  known: readonly (number | undefined)[],
): number | undefined {
  switch (scalar.op) {
    case "node":
      return plainNode(graph, scalar.node);
    case "sum":
      return sum(scalar.coefficients, scalar.terms.map((t) => known[t]));
    case "product":
      return product(scalar.factors.map((f) => known[f]));
    case "inverse":
      return undefined;
  }
}

/** A node of degree 0. */
function plainNode(graph: ExpressionGraph, id: number): number | undefined {
  const node = graph.nodes[id];
  switch (node.op) {
    case "constant":
      // A text that stands for more than a safe integer is not rounded to one.
      return safe(Number(node.value));
    case "sum":
      return sum(node.coefficients, node.terms.map((t) => plainNode(graph, t)));
    case "product":
      return product([plainNode(graph, node.left), plainNode(graph, node.right)]);
    case "power": {
      const base = plainNode(graph, node.base);
      return product(new Array<number | undefined>(node.exponent).fill(base));
    }
    default:
      return undefined;
  }
}

function sum(
  coefficients: readonly number[],
  terms: readonly (number | undefined)[],
): number | undefined {
  return terms.reduce<number | undefined>(
    (total, term, i) => plus(total, product([coefficients[i], term])),
    0,
  );
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : safe(a + b);
}

function product(factors: readonly (number | undefined)[]): number | undefined {
  return factors.reduce<number | undefined>(
    (result, factor) =>
      result === undefined || factor === undefined ? undefined : safe(result * factor),
    1,
  );
}

function safe(x: number): number | undefined {
  return Number.isSafeInteger(x) ? x : undefined;
}
