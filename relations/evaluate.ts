// The value of a graph at one point, with single elements: what a verifier runs once per proof. Skips nothing.

import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import type { Constant, ExpressionGraph, Node } from "./expression.ts";
import { reachable } from "./graph.ts";

/**
 * A constant as an element of the field; "-5" and −5 are both p − 5.
 * @throws {FieldError} "non-canonical" when its absolute value is not below p
 */
export function constantValue(field: PrimeField, value: Constant): FieldElement {
  return typeof value === "string" && value.startsWith("-")
    ? field.neg(field.parse(value.slice(1)))
    : field.parse(value);
}

/** The nodes of one graph that its roots need, with the constants read: made once, run for any point. */
export class PointEvaluator {
  readonly #field: PrimeField;
  readonly #graph: ExpressionGraph;
  readonly #roots: readonly number[];
  readonly #order: readonly number[];
  /** By node for constants, by value for the coefficients of sums other than ±1. */
  readonly #constants = new Map<number, FieldElement>();
  readonly #coefficients = new Map<number, FieldElement>();

  /**
   * Reads the constants.
   * @throws {FieldError} "non-canonical" for a constant that is not below p
   */
  constructor(field: PrimeField, graph: ExpressionGraph, roots: readonly number[]) {
    this.#field = field;
    this.#graph = graph;
    this.#roots = roots;
    this.#order = reachable(graph, roots);
    for (const id of this.#order) {
      const node = graph.nodes[id];
      if (node.op === "constant") this.#constants.set(id, constantValue(field, node.value));
      if (node.op !== "sum") continue;
      for (const c of node.coefficients) {
        if (Math.abs(c) !== 1) this.#coefficients.set(c, field.parse(c));
      }
    }
  }

  /** The values of the roots, given those of the graph's columns and parameters by their numbers. */
  run(
    column: (index: number) => FieldElement,
    parameter: (index: number) => FieldElement,
  ): readonly FieldElement[] {
    const field = this.#field;
    const values: FieldElement[] = [];
    const value = (id: number, node: Node): FieldElement => {
      switch (node.op) {
        case "constant":
          return this.#constants.get(id)!;
        case "parameter":
          return parameter(node.index);
        case "column":
          return column(node.index);
        case "sum":
          return node.terms.reduce(
            (total, term, i) => this.#addScaled(total, values[term], node.coefficients[i]),
            field.zero,
          );
        case "product":
          return field.mul(values[node.left], values[node.right]);
        case "power":
          return field.pow(values[node.base], node.exponent);
      }
    };
    for (const id of this.#order) values[id] = value(id, this.#graph.nodes[id]);
    return this.#roots.map((root) => values[root]);
  }

  #addScaled(total: FieldElement, x: FieldElement, coefficient: number): FieldElement {
    const field = this.#field;
    if (coefficient === 1) return field.add(total, x);
    if (coefficient === -1) return field.sub(total, x);
    return field.add(total, field.mul(x, this.#coefficients.get(coefficient)!));
  }
}
