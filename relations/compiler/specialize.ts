// Partial evaluation: a relation's graph where some columns are known constants. On a window where a selector is 1 on
// every row, or a column 0, most of a relation folds away; the kernel then runs the smaller program.

import type { PrimeField } from "../../field/prime_field.ts";
import { PointEvaluator } from "../evaluate.ts";
import { type Expression, ExpressionGraph, linear, MAX_COEFFICIENT } from "../expression.ts";
import { reachable } from "../graph.ts";
import type { Relation, SubrelationKind } from "../relation.ts";

/** What the compiler needs of a relation: the graph and the polynomials in it. */
export interface Polynomials {
  /** Where the values live. */
  readonly graph: ExpressionGraph;
  /** The polynomials. */
  readonly subrelations: readonly { readonly kind: SubrelationKind; readonly value: Expression }[];
}

/** The relation with columns (by number) replaced by integers; constant parts are folded in the field. */
export function specialize(
  relation: Relation,
  known: ReadonlyMap<number, number>,
  field: PrimeField,
): Polynomials {
  const from = relation.graph, graph = new ExpressionGraph();
  const roots = relation.subrelations.map((s) => s.value.id);
  const made = new Map<number, Expression>();
  const variable = new Set<number>();
  for (const id of reachable(from, roots)) {
    const node = from.nodes[id];
    const operand = (id: number): Expression => made.get(id)!;
    let result: Expression;
    switch (node.op) {
      case "column":
        result = known.has(node.index)
          ? graph.constant(known.get(node.index)!)
          : graph.column(node.index);
        break;
      case "parameter":
        result = graph.parameter(node.index);
        variable.add(id);
        break;
      case "constant":
        result = graph.constant(node.value);
        break;
      case "sum":
        result = linear(
          graph,
          node.terms.map((t, i) => [node.coefficients[i], operand(t)] as const),
        );
        if (node.terms.some((t) => variable.has(t))) variable.add(id);
        break;
      case "product":
        result = operand(node.left).mul(operand(node.right));
        if (variable.has(node.left) || variable.has(node.right)) variable.add(id);
        break;
      case "power":
        result = operand(node.base).pow(node.exponent);
        if (variable.has(node.base)) variable.add(id);
        break;
    }
    made.set(id, result.degree === 0 && !variable.has(id) ? folded(field, result) : result);
  }
  return {
    graph,
    subrelations: relation.subrelations.map((s) => ({
      kind: s.kind,
      value: made.get(s.value.id)!,
    })),
  };
}

/** A constant expression as one constant: an integer if it is small in absolute value. */
function folded(field: PrimeField, x: Expression): Expression {
  if (x.graph.number(x.id) !== undefined) return x;
  const [value] = new PointEvaluator(field, x.graph, [x.id]).run(
    () => field.zero,
    () => field.zero,
  );
  for (const sign of [1, -1]) {
    const words = field.toWords(sign === 1 ? value : field.neg(value));
    if (words[0] <= MAX_COEFFICIENT && words.subarray(1).every((w) => w === 0)) {
      return x.graph.constant(sign * words[0] + 0);
    }
  }
  return x.graph.constant(field.format(value));
}
