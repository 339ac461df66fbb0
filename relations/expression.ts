// Expressions: what a relation is written in. Every expression lives in the graph of one relation; equal
// sub-expressions are one node (hash-consing), so later stages share their work for free.
// May not know about evaluation order, points or lanes: that is the compiler's business.

import { RelationError } from "./errors.ts";

/** Constants as they are written: a safe integer, a decimal string, or "0x…" hexadecimal. */
export type Constant = number | string;

/** One node of the graph; operands are node numbers, always smaller than the node's own. */
export type Node =
  | { readonly op: "constant"; readonly value: Constant }
  | { readonly op: "parameter"; readonly index: number }
  | { readonly op: "column"; readonly index: number }
  | {
    readonly op: "sum";
    readonly terms: readonly number[];
    readonly coefficients: readonly number[];
  }
  | { readonly op: "product"; readonly left: number; readonly right: number }
  | { readonly op: "power"; readonly base: number; readonly exponent: number };

/** The largest coefficient kept inside a sum; larger constants become nodes. */
export const MAX_COEFFICIENT = 64;

/** The graph of one relation: nodes in topological order, with the degree of each in the columns. */
export class ExpressionGraph {
  /** The nodes; operands precede their users. */
  readonly nodes: Node[] = [];
  /** Degree of each node, every column and shift counted. */
  readonly degrees: number[] = [];
  readonly #known = new Map<string, number>();

  /** The node's number; an equal node is returned instead of a second one. */
  intern(node: Node, degree: number): number {
    const key = JSON.stringify(node);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push(node) - 1;
    this.degrees.push(degree);
    this.#known.set(key, id);
    return id;
  }

  /** A column, by its number in the relation's list. */
  column(index: number): Expression {
    return new Expression(this, this.intern({ op: "column", index }, 1));
  }

  /** A parameter, by its number in the relation's list. */
  parameter(index: number): Expression {
    return new Expression(this, this.intern({ op: "parameter", index }, 0));
  }

  /** A constant of the field. */
  constant(value: Constant): Expression {
    if (
      typeof value === "number"
        ? !Number.isSafeInteger(value)
        : !/^(0x[0-9a-f]+|-?\d+)$/i.test(value)
    ) {
      throw new RelationError(
        "bad-constant",
        `Cannot use a constant: ${
          JSON.stringify(value)
        } is neither a safe integer, a decimal nor a 0x string`,
      );
    }
    return new Expression(this, this.intern({ op: "constant", value }, 0));
  }

  /** The value of a constant node that is a plain number, else undefined. */
  number(id: number): number | undefined {
    const node = this.nodes[id];
    return node.op === "constant" && typeof node.value === "number" ? node.value : undefined;
  }
}

/** What may stand beside an expression: another one of the same relation, or a constant. */
export type Operand = Expression | Constant;

/**
 * A polynomial over the columns and parameters of one relation. Immutable.
 *
 * @throws {RelationError} `foreign-expression` when operands belong to different relations, `bad-constant`,
 * `bad-exponent`.
 */
export class Expression {
  /** The graph that the expression lives in. */
  readonly graph: ExpressionGraph;
  /** Number of the node in the graph. */
  readonly id: number;

  /** Made by the graph; user code starts from the columns and parameters that `relation` hands it. */
  constructor(graph: ExpressionGraph, id: number) {
    this.graph = graph;
    this.id = id;
  }

  /** Degree in the columns; 0 for constants and parameters. */
  get degree(): number {
    return this.graph.degrees[this.id];
  }

  /** this + other */
  add(other: Operand): Expression {
    return linear(this.graph, [[1, this], [1, other]]);
  }

  /** this − other */
  sub(other: Operand): Expression {
    return linear(this.graph, [[1, this], [-1, other]]);
  }

  /** −this */
  neg(): Expression {
    return linear(this.graph, [[-1, this]]);
  }

  /** this · other */
  mul(other: Operand): Expression {
    const graph = this.graph;
    const right = coerce(graph, other);
    for (const [x, y] of [[this, right], [right, this]] as const) {
      const c = graph.number(x.id);
      if (c !== undefined && Math.abs(c) <= MAX_COEFFICIENT) return linear(graph, [[c, y]]);
    }
    const [l, r] = this.id <= right.id ? [this.id, right.id] : [right.id, this.id];
    const degree = graph.degrees[l] + graph.degrees[r];
    return new Expression(
      graph,
      l === r
        ? graph.intern({ op: "power", base: l, exponent: 2 }, degree)
        : graph.intern({ op: "product", left: l, right: r }, degree),
    );
  }

  /** this², one squaring. */
  square(): Expression {
    return this.pow(2);
  }

  /** this^exponent for a positive integer exponent. */
  pow(exponent: number): Expression {
    if (!Number.isSafeInteger(exponent) || exponent < 1 || exponent > 64) {
      throw new RelationError(
        "bad-exponent",
        `Cannot raise an expression to a power: ${exponent} is not an integer from 1 to 64`,
      );
    }
    if (exponent === 1) return this;
    const degree = this.degree * exponent;
    return new Expression(
      this.graph,
      this.graph.intern({ op: "power", base: this.id, exponent }, degree),
    );
  }
}

/** Σ operands, at least one of them an expression. */
export function sum(...operands: readonly [Operand, ...Operand[]]): Expression {
  return linear(graphOf(operands), operands.map((x) => [1, x] as const));
}

/** Π operands, at least one of them an expression. */
export function product(...operands: readonly [Operand, ...Operand[]]): Expression {
  const graph = graphOf(operands);
  return operands.slice(1).reduce<Expression>((a, x) => a.mul(x), coerce(graph, operands[0]));
}

function graphOf(operands: readonly Operand[]): ExpressionGraph {
  const found = operands.find((x) => x instanceof Expression);
  if (found) return found.graph;
  throw new RelationError("bad-constant", "Cannot combine operands: none of them is an expression");
}

function coerce(graph: ExpressionGraph, x: Operand): Expression {
  if (!(x instanceof Expression)) return graph.constant(x);
  if (x.graph === graph) return x;
  throw new RelationError(
    "foreign-expression",
    "Cannot combine expressions: they belong to different relations",
  );
}

/** Σ coefficient·operand with like terms joined and zero terms dropped; nested sums stay nodes, so that they are shared. */
export function linear(
  graph: ExpressionGraph,
  parts: readonly (readonly [number, Operand])[],
): Expression {
  const terms = new Map<number, number>();
  let constant = 0;
  const put = (coefficient: number, id: number): void => {
    const small = graph.number(id);
    if (small !== undefined && Number.isSafeInteger(constant + coefficient * small)) {
      constant += coefficient * small;
    } else {
      const joined = (terms.get(id) ?? 0) + coefficient;
      if (Math.abs(joined) > MAX_COEFFICIENT) {
        // Too large for a coefficient: the excess becomes a product with a constant node.
        const scaled = graph.intern(
          { op: "product", left: graph.constant(joined).id, right: id },
          graph.degrees[id],
        );
        terms.delete(id);
        terms.set(scaled, (terms.get(scaled) ?? 0) + 1);
      } else terms.set(id, joined);
    }
  };
  for (const [coefficient, x] of parts) put(coefficient, coerce(graph, x).id);
  if (constant !== 0) put1(terms, graph.constant(constant).id);
  const list = [...terms].filter(([, c]) => c !== 0).sort(([a], [b]) => a - b);
  if (list.length === 0) return graph.constant(0);
  if (list.length === 1 && list[0][1] === 1) return new Expression(graph, list[0][0]);
  const degree = Math.max(...list.map(([id]) => graph.degrees[id]));
  return new Expression(
    graph,
    graph.intern(
      { op: "sum", terms: list.map(([id]) => id), coefficients: list.map(([, c]) => c) },
      degree,
    ),
  );
}

function put1(terms: Map<number, number>, id: number): void {
  terms.set(id, (terms.get(id) ?? 0) + 1);
}
