// Sums of the form x + s·y, with s a scalar, that are only used as factors of products. Dividing such a sum by s and
// multiplying the product by s instead turns the multiplication s·y into x/s, which pays when several sums share x: in
// the permutation argument w + β·id + γ and w + β·σ + γ share w + γ, so eight multiplications by β become four by 1/β
// (the powers of β go into the weight, once per edge).

import type { ExpressionGraph } from "../expression.ts";
import { operands, reachable } from "../graph.ts";

/** The sums to be divided, each with the node of its divisor. */
export function rescalableSums(
  graph: ExpressionGraph,
  roots: readonly number[],
): ReadonlyMap<number, number> {
  const candidates = new Map<number, { divisor: number; rest: readonly number[] }>();
  const nodes = reachable(graph, roots);
  for (const id of nodes) {
    const found = asRescalable(graph, id);
    if (found !== undefined) candidates.set(id, found);
  }
  // Every use must be as a factor: elsewhere the sum itself is wanted.
  for (const root of roots) candidates.delete(root);
  for (const id of nodes) {
    if (graph.nodes[id].op === "product") continue;
    for (const operand of operands(graph.nodes[id])) candidates.delete(operand);
  }
  const chosen = new Map<number, number>();
  for (const divisor of new Set([...candidates.values()].map((c) => c.divisor))) {
    const sums = [...candidates].filter(([, c]) => c.divisor === divisor);
    const shared = new Set(sums.flatMap(([, c]) => c.rest));
    if (shared.size < sums.length) { for (const [id] of sums) chosen.set(id, divisor); }
  }
  return chosen;
}

/** Is the node a linear sum with exactly one term scaled by a scalar that is no plain constant? */
function asRescalable(
  graph: ExpressionGraph,
  id: number,
): { divisor: number; rest: readonly number[] } | undefined {
  const node = graph.nodes[id];
  if (node.op !== "sum" || graph.degrees[id] !== 1) return undefined;
  let divisor: number | undefined;
  const rest: number[] = [];
  for (const term of node.terms) {
    const inner = graph.nodes[term];
    if (inner.op === "product") {
      const scalar = [inner.left, inner.right].find((x) => graph.degrees[x] === 0);
      if (divisor !== undefined || scalar === undefined) return undefined;
      divisor = scalar;
    } else if (graph.degrees[term] > 0) rest.push(term);
  }
  return divisor === undefined || rest.length === 0 ? undefined : { divisor, rest };
}
