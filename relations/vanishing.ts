// Which expressions are identically zero once some columns are: the proof behind skip conditions and behind leaving
// out the rows beyond every column's length.

import type { ExpressionGraph } from "./expression.ts";

/**
 * Whether the node is the zero polynomial when the given columns (numbers in the relation) are zero. Decided on the
 * structure alone: a sum vanishes when all its terms do, a product when a factor does; so `true` is a proof.
 */
export function vanishesWhereZero(
  graph: ExpressionGraph,
  id: number,
  zeroColumns: ReadonlySet<number>,
): boolean {
  const known = new Map<number, boolean>();
  const visit = (id: number): boolean => {
    let result = known.get(id);
    if (result === undefined) known.set(id, result = decide(id));
    return result;
  };
  const decide = (id: number): boolean => {
    const node = graph.nodes[id];
    switch (node.op) {
      case "column":
        return zeroColumns.has(node.index);
      case "constant":
        return /^-?(0x)?0+$/.test(String(node.value));
      case "parameter":
        return false;
      case "sum":
        return node.terms.every(visit);
      case "product":
        return visit(node.left) || visit(node.right);
      case "power":
        return visit(node.base);
    }
  };
  return visit(id);
}
