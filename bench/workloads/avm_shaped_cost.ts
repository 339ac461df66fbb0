// The multiplications of a relation per edge, counted as for a native prover that evaluates each subrelation at as many
// points as its partial length says, computes equal products once, and multiplies each result by its separator.

import type { Relation } from "../../relations/mod.ts";
import { reachable } from "../../relations/graph.ts";

/** Multiplications per edge, those by constants counted. */
export function nativeMultiplications({ graph, subrelations }: Relation): number {
  const points = new Map<number, number>();
  let total = 0;
  for (const { degree, value } of subrelations) {
    const length = degree + 1;
    total += length;
    for (const id of reachable(graph, [value.id])) {
      points.set(id, Math.max(points.get(id) ?? 0, length));
    }
  }
  for (const [id, length] of points) {
    const node = graph.nodes[id];
    if (node.op === "product") total += length;
    if (node.op === "power") total += length * multiplicationsOfPower(node.exponent);
  }
  return total;
}

/** By squaring, from the highest bit: one for each bit after it, one more for each of these that is 1. */
function multiplicationsOfPower(exponent: number): number {
  let count = 0;
  for (let n = exponent; n > 1; n >>= 1) count += 1 + (n & 1);
  return count;
}
