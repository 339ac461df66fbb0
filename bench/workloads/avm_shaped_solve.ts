// Computes columns from others: the value of an expression in every row, a block of rows at a time. What a witness
// generator does; the prover's compiler and kernel are not used, so a proof tests them against this.

import { type FieldVector, type LaneKernel, LANES, type PrimeField } from "../../field/mod.ts";
import { constantValue } from "../../relations/evaluate.ts";
import type { Node, Relation } from "../../relations/mod.ts";
import { reachable } from "../../relations/graph.ts";
import type { SolvedColumn } from "./avm_shaped_main.ts";

/** Rows at a time. */
const BLOCK = 128;
/** Words of an element. */
const WORDS = 8;
/** Terms that the kernel adds up at once. */
const TERMS = 4;

/** Fills the solved columns from row 1 on. All columns that they need must be there; rows behind their ends are 0. */
export function solveColumns(
  field: PrimeField,
  relation: Relation,
  solved: readonly SolvedColumn[],
  columns: ReadonlyMap<string, FieldVector>,
): void {
  if (solved.length === 0) return;
  const { graph } = relation, blocks = new RowBlock(field, relation, columns);
  // What each column needs that those before it did not: a column must be written before it is read.
  const known = new Set<number>();
  const steps = solved.map(({ name, value }) => {
    const nodes = reachable(graph, [value.id]).filter((id) => !known.has(id));
    for (const id of nodes) known.add(id);
    return { out: columns.get(name)!, root: value.id, nodes };
  });
  for (let row = 1; row < steps[0].out.length; row += BLOCK) {
    const count = Math.min(BLOCK, steps[0].out.length - row);
    for (const { out, root, nodes } of steps) {
      for (const id of nodes) blocks.compute(id, row, count);
      blocks.store(root, out, row, count);
    }
  }
}

/** The values of a graph's nodes in a block of rows. Every value is below p in absolute value, as lanes. */
class RowBlock {
  readonly #kernel: LaneKernel;
  readonly #field: PrimeField;
  readonly #relation: Relation;
  readonly #columns: ReadonlyMap<string, FieldVector>;
  /** By node; filled once for constants. */
  readonly #values = new Map<number, Float64Array>();

  constructor(
    field: PrimeField,
    relation: Relation,
    columns: ReadonlyMap<string, FieldVector>,
  ) {
    this.#field = field;
    this.#kernel = field.kernel();
    this.#relation = relation;
    this.#columns = columns;
  }

  compute(id: number, row: number, count: number): void {
    const node = this.#relation.graph.nodes[id];
    let out = this.#values.get(id);
    if (out === undefined) {
      this.#values.set(id, out = new Float64Array(BLOCK * LANES));
      if (node.op === "constant") this.#constant(out, node);
    }
    switch (node.op) {
      case "constant":
        return;
      case "parameter":
        throw new RangeError("Cannot solve for a column: its value depends on a parameter");
      case "column":
        return this.#load(out, node.index, row, count);
      case "sum":
        return this.#sum(out, node, count);
      case "product":
        return this.#kernel.mul(out, this.#value(node.left), this.#value(node.right), count);
      case "power":
        return this.#power(out, this.#value(node.base), node.exponent, count);
    }
  }

  store(id: number, column: FieldVector, row: number, count: number): void {
    this.#kernel.pack(column.words, row * WORDS, this.#value(id), count);
  }

  #value(id: number): Float64Array {
    return this.#values.get(id)!;
  }

  #constant(out: Float64Array, node: Node & { op: "constant" }): void {
    const words = new Uint32Array(BLOCK * WORDS);
    const element = constantValue(this.#field, node.value);
    for (let i = 0; i < BLOCK; i++) words.set(element, i * WORDS);
    this.#kernel.unpack(out, words, 0, BLOCK);
  }

  #load(out: Float64Array, index: number, row: number, count: number): void {
    const { columns, shifts } = this.#relation;
    const shift = index - (columns.length - shifts.length);
    const { words, length } = this.#columns.get(shift < 0 ? columns[index] : shifts[shift])!;
    const first = shift < 0 ? row : row + 1;
    const stored = Math.max(0, Math.min(count, length - first));
    this.#kernel.unpack(out, words, first * WORDS, stored);
    out.fill(0, stored * LANES, count * LANES);
  }

  #sum(
    out: Float64Array,
    { terms, coefficients }: Node & { op: "sum" },
    count: number,
  ): void {
    for (let i = 0; i < terms.length;) {
      const inputs: Float64Array[] = [], factors: number[] = [];
      if (i > 0) {
        inputs.push(out);
        factors.push(1);
      }
      for (; i < terms.length && inputs.length < TERMS; i++) {
        inputs.push(this.#value(terms[i]));
        factors.push(coefficients[i]);
      }
      this.#kernel.combine(out, inputs, factors, true, count);
    }
  }

  #power(out: Float64Array, base: Float64Array, exponent: number, count: number): void {
    out.set(base.subarray(0, count * LANES));
    for (let bit = Math.floor(Math.log2(exponent)) - 1; bit >= 0; bit--) {
      this.#kernel.square(out, out, count);
      if (exponent >> bit & 1) this.#kernel.mul(out, out, base, count);
    }
  }
}
