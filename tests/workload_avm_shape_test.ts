// The registry of the workload `avm-shaped` against the counts of the AVM's relation set that it is modelled on.

import { assert, assertEquals } from "@std/assert";
import shape from "../bench/workloads/avm_shape.json" with { type: "json" };
import { Lengths } from "../bench/workloads/avm_shaped_lengths.ts";
import { avmShape } from "../bench/workloads/avm_shaped_registry.ts";
import type { Node } from "../relations/expression.ts";
import { isLogDerivative, type LogDerivativeRelation } from "../relations/log_derivative.ts";
import type { Relation } from "../relations/relation.ts";

const { registry, heights, widths } = avmShape();
const main = registry.relations.filter((relation) => !isLogDerivative(relation));
const helpers = registry.relations.filter(isLogDerivative);
const lookups = helpers.filter(({ argument }) => argument.counts !== undefined);
const permutations = helpers.filter(({ argument }) => argument.counts === undefined);

function operandsOf(node: Node): readonly number[] {
  switch (node.op) {
    case "sum":
      return node.terms;
    case "product":
      return [node.left, node.right];
    case "power":
      return [node.base];
    default:
      return [];
  }
}

/** By node: the largest degree + 1 of the subrelations that it is part of. */
function lengthsOfNodes({ graph, subrelations }: Relation): Map<number, number> {
  const found = new Map<number, number>();
  const visit = (id: number, length: number): void => {
    if ((found.get(id) ?? 0) >= length) return;
    found.set(id, length);
    for (const operand of operandsOf(graph.nodes[id])) visit(operand, length);
  };
  for (const { value, degree } of subrelations) visit(value.id, degree + 1);
  return found;
}

/** As a native prover computes it: each product at the points of the longest subrelation, each result separated. */
function multiplications(relation: Relation): number {
  let total = relation.subrelations.reduce((sum, { degree }) => sum + degree + 1, 0);
  for (const [id, length] of lengthsOfNodes(relation)) {
    const node = relation.graph.nodes[id];
    if (node.op === "product") total += length;
    if (node.op === "power") total += length * Math.ceil(Math.log2(node.exponent));
  }
  return total;
}

function histogram(relations: readonly LogDerivativeRelation[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { argument } of relations) {
    sizes[argument.from.columns.length] = (sizes[argument.from.columns.length] ?? 0) + 1;
  }
  return sizes;
}

Deno.test("avm-shaped: relations, subrelations and columns are as many as the AVM's", () => {
  assertEquals(registry.relations.length, shape.relations);
  assertEquals(registry.subrelations.length, shape.subrelations);
  assertEquals(registry.maxDegree + 1, shape.max_partial_length);
  assertEquals(registry.columns.length, shape.columns.all);
  assertEquals(registry.storedColumns.length, shape.columns.precomputed + shape.columns.witness);
  assertEquals(registry.shifts.length, shape.columns.shifted);
});

Deno.test("avm-shaped: every column of the witness is read by a relation", () => {
  const read = new Set(
    registry.relations.flatMap(({ columns, shifts }) => [
      ...columns.slice(0, columns.length - shifts.length),
      ...shifts,
    ]),
  );
  const witness = registry.storedColumns.slice(shape.columns.precomputed);
  assertEquals(witness.filter((name) => !read.has(name)), []);
  assert(read.size - witness.length > 0.75 * shape.columns.precomputed, "few precomputed ones are");
});

Deno.test("avm-shaped: each main relation has the partial lengths and columns of its model", () => {
  assertEquals(
    main.map(({ name, columns, subrelations }) => ({
      name,
      columns: columns.length,
      lengths: subrelations.map(({ degree }) => degree + 1).join(""),
    })),
    shape.main.map((m) => ({ name: m.name, columns: m.columns, lengths: m.partial_lengths })),
  );
});

Deno.test("avm-shaped: each main relation reads every column that it declares", () => {
  for (const relation of main) {
    const nodes = [...lengthsOfNodes(relation).keys()].map((id) => relation.graph.nodes[id]);
    const read = new Set(nodes.flatMap((node) => node.op === "column" ? [node.index] : []));
    assertEquals(relation.columns.filter((_, i) => !read.has(i)), [], relation.name);
  }
});

Deno.test("avm-shaped: each main relation has its model's multiplications per edge, within 5 %", () => {
  let counted = 0, modelled = 0;
  main.forEach((relation, i) => {
    const model = shape.main[i].multiplications_per_edge;
    if (model === null) return;
    const count = multiplications(relation);
    assert(Math.abs(count - model) <= 0.05 * model, `${relation.name}: ${count}, not ${model}`);
    counted += count;
    modelled += model;
  });
  assert(Math.abs(counted - modelled) <= 0.01 * modelled, `${counted}, not ${modelled} in all`);
});

Deno.test("avm-shaped: lookups and permutations have the AVM's tuple sizes", () => {
  assertEquals(histogram(lookups), shape.lookup_tuple_sizes);
  assertEquals(histogram(permutations), shape.permutation_tuple_sizes);
});

Deno.test("avm-shaped: lookups have partial lengths 5 and 5, permutations 5 and 4 where the AVM declares 5", () => {
  const lengthsOf = ({ subrelations }: Relation) =>
    subrelations.map(({ kind, degree }) => `${kind} ${degree + 1}`).join(", ");
  assertEquals(new Set(lookups.map(lengthsOf)), new Set(["row-wise 5, sum-wise 5"]));
  assertEquals(new Set(permutations.map(lengthsOf)), new Set(["row-wise 5, sum-wise 4"]));
});

Deno.test("avm-shaped: every relation has a skip condition, the main ones with their own selector", () => {
  for (const { name, skipIfZero } of main) assert(skipIfZero.includes(`${name}_sel`), name);
  for (const { argument, skipIfZero } of helpers) {
    assertEquals(new Set(skipIfZero), new Set([argument.from.selector, argument.to.selector]));
  }
});

Deno.test("avm-shaped: heights are log-uniform up to 173,706 at scale 1", () => {
  const sorted = [...heights.values()].sort((a, b) => b - a);
  assertEquals(sorted[0], 173_706);
  // Equal numbers of subtraces between equal ratios.
  const octaves = Math.log2(sorted[0] / sorted[sorted.length - 1]);
  for (let low = sorted[sorted.length - 1]; 2 * low < sorted[0]; low *= 2) {
    const inside = sorted.filter((height) => height >= low && height < 2 * low).length;
    assert(
      Math.abs(inside - sorted.length / octaves) <= 1,
      `${inside} of ${low} to ${2 * low} rows`,
    );
  }
});

Deno.test("avm-shaped: scale 1 fits in 8 GB with the prover's tables", () => {
  const { columns, bytes } = new Lengths(avmShape(), shape.log_rows);
  assertEquals(Math.max(...columns.values()), 173_706 + 1);
  const shifted = registry.shifts.reduce((sum, { base }) => sum + 32 * columns.get(base)!, 0);
  // Tables of half and of a quarter of the rows, shifts too; the rest is for the program and its threads.
  const tables = 0.75 * (bytes + shifted);
  assert(bytes + tables < 6e9, `${bytes} bytes of columns and ${tables} of tables`);
});

Deno.test("avm-shaped: most columns are small integers, as the AVM's are", () => {
  assertEquals([...widths.keys()], [...registry.storedColumns]);
  const narrow = [...widths.values()].filter((bits) => bits <= 32).length;
  assert(narrow > 0.6 * widths.size, `${narrow} of ${widths.size}`);
});
