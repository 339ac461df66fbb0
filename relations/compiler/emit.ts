// Last step of the compiler: from values to instructions. Decides where each value is kept, and where a sum must be
// reduced so that every operand of a product stays within the kernel's bound.

import { coefficientsAt, INFINITY_PLANE, nativePlanes, pointOfPlane } from "../points.ts";
import { Op, WEIGHT_PLANE } from "../program.ts";
import type { Lowered, Value } from "./values.ts";
import { type KnownPlanes, operandsOf, planValues, type ValuePlan } from "./plan.ts";
import type { PlaneAllocator } from "./planes.ts";

/** What the compiler must know of the field's kernel; see LaneKernel. */
export interface KernelBounds {
  /** Largest operand of a product, in units of p. */
  readonly maxValue: number;
  /** p / 2^256. */
  readonly ratio: number;
}

/** Largest Σ|coefficient|·bound that a `combine` may form before it reduces (LaneKernel.combine, .reduce). */
const COMBINE_LIMIT = 500;
/** Bound of a reduced value. */
const REDUCED = 0.51;

/** Where the relation's numbers begin in the tables of the whole program. */
export interface EmitBase {
  /** Registry column of each column of the relation. */
  readonly columns: readonly number[];
  /** First scalar of the relation. */
  readonly scalar: number;
  /** First accumulator of each subrelation of the relation. */
  readonly accumulators: readonly number[];
  /** First sum of products of the relation. */
  readonly productSum: number;
}

/** A relation's instructions. */
export interface Emitted {
  readonly code: Int32Array;
  /** Pairs accumulator, sign: one per sum of products. */
  readonly productSums: Int32Array;
  /** The largest bound of anything accumulated. */
  readonly accumulatedBound: number;
}

/** The instructions of one relation. */
export function emitRelation(
  lowered: Lowered,
  base: EmitBase,
  planes: PlaneAllocator,
  bounds: KernelBounds,
  known: KnownPlanes,
): Emitted {
  return new Emitter(lowered, base, planes, bounds, known).run();
}

/** A plane (the first of several) with its coefficient in a sum, and the largest bound of these planes. */
interface Term {
  readonly coefficient: number;
  readonly at: number;
  readonly bound: number;
}

class Emitter {
  readonly #code: number[] = [];
  readonly #values: readonly Value[];
  readonly #plan: readonly ValuePlan[];
  /** First plane of each value, once emitted. */
  readonly #at: number[] = [];
  /** Bound of each plane of each value, in units of p. */
  readonly #bound: number[][] = [];
  /** Values that are factors of others. */
  readonly #factors: ReadonlySet<number>;
  /** Values whose planes a sum has taken over. */
  readonly #inherited = new Set<number>();
  readonly #productSums: number[] = [];
  #accumulatedBound = 0;

  constructor(
    readonly lowered: Lowered,
    readonly base: EmitBase,
    readonly planes: PlaneAllocator,
    readonly bounds: KernelBounds,
    readonly known: KnownPlanes,
  ) {
    this.#values = lowered.values;
    this.#plan = planValues(lowered, known);
    this.#factors = new Set(this.#values.flatMap((v) => v.op === "sum" ? [] : operandsOf(v)));
  }

  run(): Emitted {
    const ready = new Map<number, number[]>();
    this.lowered.outputs.forEach(({ subrelation, value }) => {
      if (value !== undefined) ready.set(value, [...ready.get(value) ?? [], subrelation]);
    });
    const products = new Map(
      this.lowered.outputs.flatMap(({ subrelation, products }) =>
        products.map(({ value, sign }) => [value, { subrelation, sign }] as const)
      ),
    );
    this.#values.forEach((value, id) => {
      if (this.#plan[id].lastUse < 0) return;
      const product = products.get(id);
      if (product === undefined) this.#emit(value, id);
      else this.#accumulateProduct(value, product.subrelation, product.sign);
      for (const subrelation of ready.get(id) ?? []) this.#accumulate(id, subrelation);
      for (const operand of new Set([...operandsOf(value), ...(product ? [] : [id])])) {
        if (this.#plan[operand].lastUse === id) this.#free(operand);
      }
    });
    this.planes.releaseAll();
    return {
      code: Int32Array.from(this.#code),
      productSums: Int32Array.from(this.#productSums),
      accumulatedBound: this.#accumulatedBound,
    };
  }

  #free(id: number): void {
    const value = this.#values[id];
    if (this.#inherited.has(id)) return;
    if (value.op === "load") this.planes.releaseColumn(this.base.columns[value.column]);
    else if (value.op !== "weight") this.planes.release(this.#at[id], this.#plan[id].need);
  }

  #accumulate(id: number, subrelation: number): void {
    const { rowWise } = this.lowered.outputs[subrelation];
    const from = rowWise ? this.known.rowWise : this.known.sumWise;
    const planes = this.#values[id].degree + 1 - from;
    if (planes <= 0) return;
    this.#code.push(
      Op.accumulate,
      this.base.accumulators[subrelation] + from,
      this.#at[id] + from,
      planes,
    );
    this.#accumulatedBound = Math.max(
      this.#accumulatedBound,
      ...this.#bound[id].slice(from, from + planes),
    );
  }

  /** Adds a product, which is not computed on its own, to sums of products. */
  #accumulateProduct(value: Value, subrelation: number, sign: 1 | -1): void {
    const { rowWise } = this.lowered.outputs[subrelation];
    const from = rowWise ? this.known.rowWise : this.known.sumWise;
    const planes = value.degree + 1 - from;
    if (planes <= 0) return;
    const [a, b = a] = operandsOf(value), step = value.op === "weigh" ? 0 : 1;
    const sum = this.base.productSum + this.#productSums.length / 2;
    const operands = [this.#at[a] + from, this.#at[b] + from * step];
    this.#code.push(Op.accumulateProducts, sum, ...operands, planes, step);
    for (let p = 0; p < planes; p++) {
      this.#productSums.push(this.base.accumulators[subrelation] + from + p, sign);
    }
  }

  #emit(value: Value, id: number): void {
    if (value.op === "weight") {
      this.#at[id] = WEIGHT_PLANE;
      this.#bound[id] = [1];
      return;
    }
    if (value.op === "load") {
      const column = this.base.columns[value.column];
      const { slot, plane } = this.planes.takeColumn(column);
      this.#at[id] = plane;
      // Packed rows are from 0 to p, folded ones from −0.501·p to 0.501·p, and their differences a little more than p.
      this.#bound[id] = [1, 1, 1.01];
      this.#code.push(Op.load, plane, slot, column);
    } else {
      this.#at[id] = this.#place(value, id);
      this.#bound[id] = [];
      this.#compute(value, id);
    }
    this.#extend(id, value.degree);
  }

  /** Where the value goes: into the planes of a term that nothing else needs, if it is a sum with such a term. */
  #place(value: Value, id: number): number {
    const { need } = this.#plan[id];
    if (value.op === "sum") {
      for (const [i, term] of value.terms.entries()) {
        const { op, degree } = this.#values[term], plan = this.#plan[term];
        const ends = plan.lastUse === id && op !== "load" && op !== "weight";
        if (ends && value.coefficients[i] === 1 && degree === value.degree && plan.need >= need) {
          const at = this.#at[term];
          if (plan.need > need) this.planes.release(at + need, plan.need - need);
          this.#inherited.add(term);
          return at;
        }
      }
    }
    return this.planes.take(need);
  }

  #compute(value: Exclude<Value, { op: "load" | "weight" }>, id: number): void {
    if (value.op === "sum") return this.#sum(value, id);
    if (value.op === "short") return this.#short(value, id);
    const { computed, omitted: from } = this.#plan[id], planes = computed - from;
    const out = this.#at[id], bound = this.#bound[id], a = this.#at[value.a];
    const bounded = (p: number): number => {
      const factor = this.#bound[value.a][p], { ratio } = this.bounds;
      switch (value.op) {
        case "mul":
          return factor * this.#bound[value.b][p] * ratio + 0.5;
        case "square":
          return factor * factor * ratio + 0.5;
        case "weigh":
          return factor * this.#bound[value.by][0] * ratio + 0.5;
        case "scale":
          return REDUCED;
      }
    };
    switch (value.op) {
      case "mul":
        this.#code.push(Op.mul, out + from, a + from, this.#at[value.b] + from, planes);
        break;
      case "square":
        this.#code.push(Op.square, out + from, a + from, planes);
        break;
      case "scale":
        this.#code.push(Op.scale, out + from, a + from, this.base.scalar + value.scalar, planes);
        break;
      case "weigh":
        this.#code.push(Op.weigh, out + from, a + from, this.#at[value.by], planes);
        break;
    }
    for (let p = from; p < computed; p++) {
      bound[p] = bounded(p);
      // A product of two large operands can be too large for a factor itself.
      if (bound[p] > this.bounds.maxValue && this.#factors.has(id)) {
        this.#combine(out, p, 1, [[1, out, p, bound]], bound, true);
      }
    }
    // Two points determine a linear value; its coefficient of X is their difference.
    if (value.degree === 1 && this.#plan[id].need > INFINITY_PLANE) {
      this.#combine(out, INFINITY_PLANE, 1, [[1, out, 1, bound], [-1, out, 0, bound]], bound);
    }
  }

  /** Short products are added up and reduced plane by plane, those of ∞ too. */
  #short(value: Extract<Value, { op: "short" }>, id: number): void {
    const { computed } = this.#plan[id], { columns, scalars } = value;
    this.#code.push(Op.shortSum, this.#at[id], computed, columns.length);
    columns.forEach((column, i) => {
      this.#code.push(this.base.columns[column], this.base.scalar + scalars[i]);
    });
    this.#bound[id].push(...new Array<number>(computed).fill(REDUCED));
  }

  /** A sum, plane range by plane range: the lower value and the scalar have no part in ∞. */
  #sum(value: Extract<Value, { op: "sum" }>, id: number): void {
    const out = this.#at[id], bound = this.#bound[id];
    const { computed: planes, omitted } = this.#plan[id];
    const upper = value.terms.map((t, i) =>
      [value.coefficients[i], this.#at[t], undefined, this.#bound[t]] as const
    );
    const { lower, scalar } = value;
    /** The finite planes that are computed, as ranges. */
    const finite = [[omitted, Math.min(planes, 2)], [3, planes]].filter(([from, end]) =>
      from < end
    );
    // What is summed before the scalar: nothing, if the sum is one term and a scalar.
    let summed = out;
    if (lower === undefined && scalar !== undefined && isOneTerm(value)) {
      const [term] = value.terms;
      summed = this.#at[term];
      for (const [from, end] of finite) {
        for (let p = from; p < end; p++) bound[p] = this.#bound[term][p];
      }
      if (planes > 2) this.#combine(out, INFINITY_PLANE, 1, upper, bound);
    } else if (lower === undefined) {
      this.#combine(out, omitted, planes - omitted, upper, bound);
    } else {
      const at = this.#at[lower], lowerBound = this.#bound[lower];
      const constant = this.#values[lower].degree === 0;
      for (const [from, end] of finite) {
        const step = constant ? 1 : end - from;
        for (let p = from; p < end; p += step) {
          const term = [1, at, constant ? 0 : undefined, lowerBound] as const;
          this.#combine(out, p, step, [...upper, term], bound);
        }
      }
      if (planes > 2) this.#combine(out, INFINITY_PLANE, 1, upper, bound);
    }
    if (scalar === undefined) return;
    for (const [from, end] of finite) {
      const at = [out + from, summed + from];
      this.#code.push(Op.addScalar, ...at, this.base.scalar + scalar, end - from);
      for (let p = from; p < end; p++) {
        bound[p] += 1;
        if (bound[p] > this.bounds.maxValue) {
          this.#combine(out, p, 1, [[1, out, p, bound]], bound, true);
        }
      }
    }
  }

  /** Values at further points, from those at the first degree + 1. */
  #extend(id: number, degree: number): void {
    const out = this.#at[id], bound = this.#bound[id];
    const { computed, need } = this.#plan[id];
    for (let plane = Math.max(computed, nativePlanes(degree)); plane < need; plane++) {
      const list = coefficientsAt(degree, pointOfPlane(plane))
        .map((c, p) => [c, out, p, bound] as const)
        .filter(([c]) => c !== 0);
      this.#combine(out, plane, 1, list, bound);
    }
  }

  /**
   * out[from … from+count) = Σ coefficient·operand. An operand's plane is its own (`undefined`: the same as the
   * output's) and its bounds are given by plane. Splits sums of more than four terms or beyond the kernel's limit.
   */
  #combine(
    out: number,
    from: number,
    count: number,
    terms: readonly (readonly [
      coefficient: number,
      at: number,
      plane: number | undefined,
      bound: readonly number[],
    ])[],
    outBound: number[],
    forceReduce = false,
  ): void {
    const limit = this.bounds.maxValue;
    let rest: Term[] = terms.map(([coefficient, at, plane, bound]) => {
      const planes = plane === undefined ? range(from, count) : [plane];
      return { coefficient, at: at + planes[0], bound: Math.max(...planes.map((p) => bound[p])) };
    });
    const first = out + from;
    if (rest.length === 1 && rest[0].coefficient === 1 && rest[0].at === first && !forceReduce) {
      // The sum is in the place of its one term on these planes.
      for (let p = from; p < from + count; p++) outBound[p] = terms[0][3][p];
      return;
    }
    rest = rest.flatMap((term) => this.#withinLimit(term, count));
    for (;;) {
      const group = rest.slice(0, 4);
      const bound = group.reduce((s, t) => s + Math.abs(t.coefficient) * t.bound, 0);
      const reduce = forceReduce || bound > limit;
      if (group.length === rest.length) {
        this.#push(first, count, reduce, group);
        for (let p = from; p < from + count; p++) outBound[p] = reduce ? REDUCED : bound;
        this.planes.releaseDeferred();
        return;
      }
      // An operand may be the output itself, so partial sums go elsewhere.
      const partial = this.#scratch(count, reduce, group);
      rest = [
        { coefficient: 1, at: partial, bound: reduce ? REDUCED : bound },
        ...rest.slice(group.length),
      ];
    }
  }

  /** The term as one or more terms of which four never exceed the kernel's limit. */
  #withinLimit(term: Term, count: number): Term[] {
    const most = COMBINE_LIMIT / 4;
    if (Math.abs(term.coefficient) * Math.max(1, term.bound) <= most) return [term];
    if (term.bound > 1) {
      const at = this.#scratch(count, true, [{ ...term, coefficient: 1 }]);
      return this.#withinLimit({ ...term, at, bound: REDUCED }, count);
    }
    const step = 64, quotient = Math.trunc(term.coefficient / step);
    const at = this.#scratch(count, true, [{ ...term, coefficient: step }]);
    const high = this.#withinLimit({ coefficient: quotient, at, bound: REDUCED }, count);
    const remainder = term.coefficient - quotient * step;
    return remainder === 0 ? high : [...high, { ...term, coefficient: remainder }];
  }

  /** A sum kept only until the combination that it is part of is done. */
  #scratch(count: number, reduce: boolean, terms: readonly Term[]): number {
    const at = this.planes.take(count);
    this.#push(at, count, reduce, terms);
    this.planes.releaseLater(at, count);
    return at;
  }

  #push(
    out: number,
    planes: number,
    reduce: boolean,
    terms: readonly Term[],
  ): void {
    this.#code.push(Op.combine, out, planes, reduce ? 1 : 0, terms.length);
    for (const { coefficient, at } of terms) this.#code.push(at, coefficient);
  }
}

function isOneTerm({ terms, coefficients }: Extract<Value, { op: "sum" }>): boolean {
  return terms.length === 1 && coefficients[0] === 1;
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
