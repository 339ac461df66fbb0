// First step of the compiler: from a relation's expression graph to values. Decides what is computed (which products, in
// which grouping, where the weight and scalars go), not on which planes nor where it is kept. A product of degree d is
// computed at d + 1 points, so factors of low degree are joined first, and the weight multiplies a linear factor, two
// products, rather than every point of every result.

import { type ExpressionGraph, MAX_COEFFICIENT } from "../expression.ts";
import { countUses } from "../graph.ts";
import { keepOutputs, splitOutputs, type WholeOutput } from "./outputs.ts";
import { rescalableSums } from "./rescale.ts";
import type { Polynomials } from "./specialize.ts";
import type { Lowered, Scalar, Value } from "./values.ts";

/** Either a number of `values` or of `scalars`. */
type Lowering = { readonly value: number } | { readonly scalar: number };

const isScalar = (x: Lowering): x is { readonly scalar: number } => "scalar" in x;

/**
 * Lowers the subrelations of the relation; row-wise ones are multiplied by the weight.
 *
 * @param divide whether scalars may be divided by (rescale.ts): the program is then of no use when one of them is 0
 * @param without subrelations that are left out: their outputs are empty
 */
export function lowerRelation(
  relation: Polynomials,
  divide: boolean,
  without: ReadonlySet<number> = new Set(),
): Lowered {
  const roots = relation.subrelations.flatMap((s, i) => without.has(i) ? [] : [s.value.id]);
  const lowering = new RelationLowering(
    relation.graph,
    roots,
    divide ? rescalableSums(relation.graph, roots) : new Map(),
  );
  const outputs = lowering.outputs(relation, (i) => !without.has(i), true);
  const { values, scalars } = lowering;
  return { outputs: splitOutputs(values, outputs), values, scalars };
}

/** Lowers some subrelations of the relation, of degree 1 at least, without the weight; the other outputs are empty. */
export function lowerUnweighted(relation: Polynomials, selected: ReadonlySet<number>): Lowered {
  const roots = [...selected].map((i) => relation.subrelations[i].value.id);
  const lowering = new RelationLowering(relation.graph, roots, new Map());
  const outputs = lowering.outputs(relation, (i) => selected.has(i), false);
  const { values, scalars } = lowering;
  return { outputs: keepOutputs(values, outputs), values, scalars };
}

class RelationLowering {
  readonly values: Value[] = [];
  readonly scalars: Scalar[] = [];
  readonly #graph: ExpressionGraph;
  readonly #uses: readonly number[];
  readonly #interned = new Map<string, number>();
  readonly #lowered = new Map<number, Lowering>();
  readonly #weighted = new Map<number, number>();
  readonly #rescaled: ReadonlyMap<number, number>;

  constructor(
    graph: ExpressionGraph,
    roots: readonly number[],
    rescaled: ReadonlyMap<number, number>,
  ) {
    this.#graph = graph;
    this.#rescaled = rescaled;
    this.#uses = countUses(graph, roots);
  }

  /** Per subrelation the value to accumulate, none where it is not selected. */
  outputs(
    { subrelations }: Polynomials,
    selected: (subrelation: number) => boolean,
    weighted: boolean,
  ): WholeOutput[] {
    return subrelations.map(({ value, kind }, subrelation) => {
      const rowWise = kind === "row-wise";
      const made = selected(subrelation) ? this.#output(value.id, weighted && rowWise) : undefined;
      return { subrelation, value: made, rowWise };
    });
  }

  #output(node: number, weighted: boolean): number | undefined {
    if (this.#graph.number(node) === 0) return undefined;
    if (weighted) return this.#weigh(node);
    return this.#operand(node);
  }

  #value(value: Value): number {
    const key = JSON.stringify(value);
    const known = this.#interned.get(key);
    if (known !== undefined) return known;
    const id = this.values.push(value) - 1;
    this.#interned.set(key, id);
    return id;
  }

  #scalar(scalar: Scalar): number {
    const key = `s${JSON.stringify(scalar)}`;
    const known = this.#interned.get(key);
    if (known !== undefined) return known;
    const id = this.scalars.push(scalar) - 1;
    this.#interned.set(key, id);
    return id;
  }

  #weight(): number {
    return this.#value({ op: "weight", degree: 0 });
  }

  #degree(value: number): number {
    return this.values[value].degree;
  }

  #lower(node: number): Lowering {
    let lowered = this.#lowered.get(node);
    if (lowered === undefined) {
      lowered = this.#graph.degrees[node] === 0
        ? { scalar: this.#scalar({ op: "node", node }) }
        : { value: this.#compute(node) };
      this.#lowered.set(node, lowered);
    }
    return lowered;
  }

  #compute(id: number): number {
    const node = this.#graph.nodes[id];
    switch (node.op) {
      case "column":
        return this.#value({ op: "load", column: node.index, degree: 1 });
      case "sum": {
        if (this.#rescaled.has(id)) return this.#divided(id);
        const { terms, scalar } = this.#terms(id);
        return this.#sum(terms, scalar);
      }
      default:
        return this.#product(this.#factors(id));
    }
  }

  /** The terms of a sum, sums used only here merged into it, scalars collected. */
  #terms(
    id: number,
  ): { terms: [coefficient: number, value: number][]; scalar: number | undefined } {
    const terms: [number, number][] = [], constants: [number, number][] = [];
    const visit = (id: number, factor: number): void => {
      const node = this.#graph.nodes[id];
      if (node.op !== "sum") throw new TypeError("visited a node that is no sum");
      node.terms.forEach((term, i) => {
        const coefficient = factor * node.coefficients[i];
        const inner = this.#graph.nodes[term];
        if (
          inner.op === "sum" && this.#uses[term] === 1 && this.#graph.degrees[term] > 0 &&
          inner.coefficients.every((c) => Math.abs(c * coefficient) <= MAX_COEFFICIENT)
        ) return visit(term, coefficient);
        const lowered = this.#lower(term);
        if (isScalar(lowered)) constants.push([coefficient, lowered.scalar]);
        else terms.push([coefficient, lowered.value]);
      });
    };
    visit(id, 1);
    const scalar = constants.length === 0
      ? undefined
      : constants.length === 1 && constants[0][0] === 1
      ? constants[0][1]
      : this.#scalar({
        op: "sum",
        terms: constants.map(([, s]) => s),
        coefficients: constants.map(([c]) => c),
      });
    return { terms, scalar };
  }

  /** A sum x + s·y as x/s + y; the products that it is a factor of are multiplied by s (see rescale.ts). */
  #divided(id: number): number {
    const node = this.#graph.nodes[id], divisor = this.#rescaled.get(id)!;
    if (node.op !== "sum") throw new TypeError("a node that is no sum is rescaled");
    const inverse = this.#scalar({
      op: "inverse",
      of: (this.#lower(divisor) as { scalar: number }).scalar,
    });
    const scalars: number[] = [];
    const terms: [number, number][] = [];
    node.terms.forEach((term, i) => {
      const inner = this.#graph.nodes[term], coefficient = node.coefficients[i];
      if (inner.op === "product" && (inner.left === divisor || inner.right === divisor)) {
        terms.push([coefficient, this.#operand(inner.left === divisor ? inner.right : inner.left)]);
        return;
      }
      const lowered = this.#lower(term);
      if (isScalar(lowered)) {
        const scaled = this.#scalar({ op: "product", factors: [lowered.scalar, inverse] });
        scalars.push(this.#scalar({ op: "sum", terms: [scaled], coefficients: [coefficient] }));
      } else {
        terms.push([
          coefficient,
          this.#value({
            op: "scale",
            a: lowered.value,
            scalar: inverse,
            degree: this.#degree(lowered.value),
          }),
        ]);
      }
    });
    const scalar = scalars.length === 0
      ? undefined
      : this.#scalar({ op: "sum", terms: scalars, coefficients: scalars.map(() => 1) });
    return this.#sum(terms, scalar);
  }

  /** Σ terms + scalar, by ascending degree, so that a partial sum of low degree is extended only once. */
  #sum(
    terms: readonly (readonly [number, number])[],
    scalar: number | undefined,
  ): number {
    let lower: number | undefined;
    const degrees = [...new Set(terms.map(([, v]) => this.#degree(v)))].sort((a, b) => a - b);
    for (const degree of degrees) {
      const group = terms.filter(([, v]) => this.#degree(v) === degree);
      if (group.length === 1 && group[0][0] === 1 && lower === undefined && scalar === undefined) {
        lower = group[0][1];
        continue;
      }
      lower = this.#value({
        op: "sum",
        terms: group.map(([, v]) => v),
        coefficients: group.map(([c]) => c),
        lower,
        scalar,
        degree,
      });
      scalar = undefined;
    }
    if (scalar !== undefined) {
      lower = this.#value({
        op: "sum",
        terms: [lower!],
        coefficients: [1],
        lower: undefined,
        scalar,
        degree: this.#degree(lower!),
      });
    }
    return lower!;
  }

  /** The factors of a product or power with their exponents; products used only here are opened. */
  #factors(id: number): { factors: Map<number, number>; scalars: number[] } {
    const factors = new Map<number, number>(), scalars: number[] = [];
    const visit = (id: number, exponent: number, root: boolean): void => {
      const node = this.#graph.nodes[id];
      const open = root || this.#uses[id] === 1;
      if (this.#graph.degrees[id] === 0) {
        const { scalar } = this.#lower(id) as { scalar: number };
        for (let i = 0; i < exponent; i++) scalars.push(scalar);
      } else if (node.op === "product" && open) {
        visit(node.left, exponent, false);
        visit(node.right, exponent, false);
      } else if (node.op === "power" && open) visit(node.base, exponent * node.exponent, false);
      else {
        factors.set(id, (factors.get(id) ?? 0) + exponent);
        const divisor = this.#rescaled.get(id);
        for (let i = 0; divisor !== undefined && i < exponent; i++) {
          scalars.push((this.#lower(divisor) as { scalar: number }).scalar);
        }
      }
    };
    visit(id, 1, true);
    return { factors, scalars };
  }

  /** Π factors · Π scalars, pairing lowest degrees first (a product of degree d costs d + 1 multiplications). */
  #product(
    { factors, scalars }: { factors: Map<number, number>; scalars: readonly number[] },
    weighted = false,
  ): number {
    const parts: number[] = [];
    let weigh = weighted ? this.#cheapestToWeigh(factors) : undefined;
    for (const [node, exponent] of factors) {
      let power = exponent;
      if (node === weigh) {
        weigh = undefined;
        parts.push(this.#weigh(node, scalars));
        scalars = [];
        power--;
      }
      if (power > 0) parts.push(this.#power(this.#operand(node), power));
    }
    if (scalars.length > 0) {
      let cheapest = 0;
      parts.forEach((v, i) => {
        if (this.#degree(v) < this.#degree(parts[cheapest])) cheapest = i;
      });
      parts[cheapest] = this.#value({
        op: "scale",
        a: parts[cheapest],
        scalar: this.#scalarProduct(scalars),
        degree: this.#degree(parts[cheapest]),
      });
    }
    while (parts.length > 1) {
      parts.sort((a, b) => this.#degree(a) - this.#degree(b));
      const [a, b] = parts.splice(0, 2);
      parts.push(this.#mul(a, b));
    }
    return parts[0];
  }

  #operand(node: number): number {
    const lowered = this.#lower(node);
    if (isScalar(lowered)) throw new TypeError("a scalar stands where a value is wanted");
    return lowered.value;
  }

  #scalarProduct(scalars: readonly number[]): number {
    return scalars.length === 1 ? scalars[0] : this.#scalar({ op: "product", factors: scalars });
  }

  #mul(a: number, b: number): number {
    if (a > b) [a, b] = [b, a];
    const degree = this.#degree(a) + this.#degree(b);
    return a === b
      ? this.#value({ op: "square", a, degree })
      : this.#value({ op: "mul", a, b, degree });
  }

  #power(a: number, exponent: number): number {
    if (exponent === 1) return a;
    const half = this.#power(a, exponent >> 1);
    const square = this.#mul(half, half);
    return exponent % 2 === 0 ? square : this.#mul(a, square);
  }

  /** weight · node (· scalars): the weight goes where it costs least. */
  #weigh(node: number, scalars: readonly number[] = []): number {
    if (scalars.length === 0) {
      const known = this.#weighted.get(node);
      if (known !== undefined) return known;
    }
    const value = this.#weighNode(node, scalars);
    if (scalars.length === 0) this.#weighted.set(node, value);
    return value;
  }

  #weighNode(id: number, scalars: readonly number[]): number {
    const node = this.#graph.nodes[id], degree = this.#graph.degrees[id];
    let by = this.#weight();
    if (degree === 0) {
      const all = [...scalars, (this.#lower(id) as { scalar: number }).scalar];
      return this.#value({ op: "scale", a: by, scalar: this.#scalarProduct(all), degree: 0 });
    }
    if (node.op === "product" || node.op === "power") {
      const parts = this.#factors(id);
      if (this.#weighingCost(id) < degree + 1) {
        return this.#product(
          { factors: parts.factors, scalars: [...parts.scalars, ...scalars] },
          true,
        );
      }
    }
    if (node.op === "sum" && scalars.length === 0 && this.#weighingCost(id) < degree + 1) {
      const terms = node.terms.map((t, i) => [node.coefficients[i], this.#weigh(t)] as const);
      return this.#sum(terms, undefined);
    }
    if (scalars.length > 0) {
      by = this.#value({ op: "scale", a: by, scalar: this.#scalarProduct(scalars), degree: 0 });
    }
    return this.#value({ op: "weigh", a: this.#operand(id), by, degree });
  }

  /** Multiplications that the weight adds when it is put on this node. */
  #weighingCost(id: number): number {
    if (this.#weighted.has(id)) return 0;
    const node = this.#graph.nodes[id], direct = Math.max(2, this.#graph.degrees[id] + 1);
    if (this.#graph.degrees[id] === 0) return 1;
    switch (node.op) {
      case "column":
        return direct;
      case "sum":
        return Math.min(direct, node.terms.reduce((cost, t) => cost + this.#weighingCost(t), 0));
      default: {
        const { factors } = this.#factors(id);
        return Math.min(direct, ...[...factors.keys()].map((f) => this.#weighingCost(f)));
      }
    }
  }

  #cheapestToWeigh(factors: Map<number, number>): number {
    let best = -1, cost = Infinity;
    for (const node of factors.keys()) {
      const c = this.#weighingCost(node);
      if (c < cost || (c === cost && this.#graph.degrees[node] < this.#graph.degrees[best])) {
        [best, cost] = [node, c];
      }
    }
    return best;
  }
}
