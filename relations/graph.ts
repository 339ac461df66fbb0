// Walking an expression graph: which nodes a value is made of.

import type { ExpressionGraph, Node } from "./expression.ts";

/** The operands of a node. */
export function operands(node: Node): readonly number[] {
  switch (node.op) {
    case "constant":
    case "parameter":
    case "column":
      return [];
    case "sum":
      return node.terms;
    case "product":
      return [node.left, node.right];
    case "power":
      return [node.base];
  }
}

/** Every node that `roots` are made of, operands before their users. */
export function reachable(graph: ExpressionGraph, roots: readonly number[]): readonly number[] {
  const last = Math.max(-1, ...roots);
  const used = new Uint8Array(last + 1);
  for (const root of roots) used[root] = 1;
  for (let id = last; id >= 0; id--) {
    if (used[id] === 1) { for (const operand of operands(graph.nodes[id])) used[operand] = 1; }
  }
  const found: number[] = [];
  used.forEach((is, id) => {
    if (is === 1) found.push(id);
  });
  return found;
}

/** How often each node is an operand of a node that `roots` are made of, or a root itself; 0 for the others. */
export function countUses(graph: ExpressionGraph, roots: readonly number[]): readonly number[] {
  const uses = new Array<number>(graph.nodes.length).fill(0);
  for (const root of roots) uses[root]++;
  for (const id of reachable(graph, roots)) {
    for (const operand of operands(graph.nodes[id])) uses[operand]++;
  }
  return uses;
}
