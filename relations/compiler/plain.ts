// The other last step of the compiler: subrelations over small columns as code in plain numbers, one double per edge and
// point instead of ten lanes. Decides which subrelations can be computed so: those whose every intermediate, on every
// plane that is needed, is proven from the columns' bounds to stay below 2^53. The weight comes last: plain × lanes.

import { coefficientsAt, INFINITY_PLANE, nativePlanes, pointOfPlane } from "../points.ts";
import { type PlainCode, PlainOp } from "../program.ts";
import { reachable } from "../graph.ts";
import {
  columnIntervals,
  type Interval,
  isExact,
  magnitude,
  productOf,
  squareOf,
  sumOf,
} from "./intervals.ts";
import { lowerUnweighted } from "./lower.ts";
import { plainScalars } from "./plain_scalars.ts";
import { type KnownPlanes, operandsOf, planValues, type ValuePlan } from "./plan.ts";
import { PlaneAllocator } from "./planes.ts";
import type { Polynomials } from "./specialize.ts";
import type { Lowered, Value } from "./values.ts";

/** Weights are multiplied by digits of this many bits. */
const DIGIT_BITS = 16;
/** Reduced elements that may be added up before they must be reduced (LaneKernel.accumulate). */
const ACCUMULATED = 2 ** 20;

/** Subrelations of one relation that are computed in plain numbers. */
export interface PlainPart {
  /** Their numbers. */
  readonly subrelations: ReadonlySet<number>;
  /** Their values, without weights; the other outputs are empty. */
  readonly lowered: Lowered;
  /** The integers that `lowered.scalars` are. */
  readonly scalars: readonly (number | undefined)[];
}

/**
 * Picks the subrelations that can be computed in plain numbers.
 *
 * @param bits of each of the relation's columns, 0 where it is not small
 */
export function plainPart(
  polynomials: Polynomials,
  bits: readonly number[],
  known: KnownPlanes,
): PlainPart | undefined {
  if (bits.every((b) => b === 0)) return undefined;
  const fits = (subrelations: ReadonlySet<number>): PlainPart | undefined => {
    const lowered = lowerUnweighted(polynomials, subrelations);
    const scalars = plainScalars(polynomials.graph, lowered.scalars);
    const part = { subrelations, lowered, scalars };
    const accumulators = polynomials.subrelations.map(() => 0);
    const base = { columns: [...bits.keys()], accumulators };
    return emitPlain(part, bits, base, new PlaneAllocator(0, 0), known) && part;
  };
  const chosen = polynomials.subrelations.flatMap(({ value }, i) =>
    value.degree > 0 && isOverSmall(polynomials, value.id, bits) && fits(new Set([i])) ? [i] : []
  );
  return chosen.length === 0 ? undefined : fits(new Set(chosen));
}

/** Whether a value depends on nothing but small columns. */
function isOverSmall({ graph }: Polynomials, root: number, bits: readonly number[]): boolean {
  return reachable(graph, [root]).every((id) => {
    const node = graph.nodes[id];
    return node.op !== "parameter" && (node.op !== "column" || bits[node.index] > 0);
  });
}

/** Where the relation's numbers begin in the tables of the whole program. */
export interface PlainBase {
  /** Registry column of each column of the relation. */
  readonly columns: readonly number[];
  /** First accumulator of each subrelation of the relation. */
  readonly accumulators: readonly number[];
}

/** The code of the part; undefined when a number might not be exact. */
export function emitPlain(
  part: PlainPart,
  bits: readonly number[],
  base: PlainBase,
  planes: PlaneAllocator,
  known: KnownPlanes,
): PlainCode | undefined {
  return new PlainEmitter(part, bits, base, planes, known).run();
}

/** One term of a sum: its first plane, and its value on each. */
type Term = readonly [coefficient: number, at: number, on: readonly Interval[]];

class PlainEmitter {
  readonly #code: number[] = [];
  readonly #numbers: number[] = [];
  readonly #values: readonly Value[];
  readonly #plan: readonly ValuePlan[];
  /** First plane of each value, once emitted, and what it may be on each plane. */
  readonly #at: number[] = [];
  readonly #on: Interval[][] = [];
  #exact = true;

  constructor(
    readonly part: PlainPart,
    readonly bits: readonly number[],
    readonly base: PlainBase,
    readonly planes: PlaneAllocator,
    readonly known: KnownPlanes,
  ) {
    this.#values = part.lowered.values;
    this.#plan = planValues(part.lowered, known);
  }

  run(): PlainCode | undefined {
    this.#values.forEach((value, id) => {
      if (!this.#exact || this.#plan[id].lastUse < 0) return;
      this.#emit(value, id);
      if (!this.#exact) return;
      for (const output of this.part.lowered.outputs) {
        if (output.value === id) this.#accumulate(id, output.subrelation, output.rowWise);
      }
      for (const operand of new Set([...operandsOf(value), id])) {
        const { lastUse, need } = this.#plan[operand];
        if (lastUse === id) this.planes.release(this.#at[operand], need);
      }
    });
    this.planes.releaseAll();
    if (!this.#exact) return undefined;
    return { code: Int32Array.from(this.#code), numbers: Float64Array.from(this.#numbers) };
  }

  #accumulate(id: number, subrelation: number, rowWise: boolean): void {
    const first = rowWise ? this.known.rowWise : this.known.sumWise;
    for (let p = first; p <= this.#values[id].degree; p++) {
      const most = magnitude(this.#on[id][p]);
      if (most === 0) continue;
      let digits = 1;
      while (most >= 2 ** (DIGIT_BITS * digits)) digits++;
      const weight = digits === 1 ? most : digits * 2 ** DIGIT_BITS;
      this.#code.push(
        PlainOp.accumulate,
        this.base.accumulators[subrelation] + p,
        this.#at[id] + p,
        digits,
        rowWise ? 1 : 0,
        Math.floor(ACCUMULATED / weight) - 1,
      );
    }
  }

  #emit(value: Value, id: number): void {
    const at = this.#at[id] = this.planes.take(this.#plan[id].need);
    const on: Interval[] = this.#on[id] = [];
    const { computed, omitted } = this.#plan[id];
    switch (value.op) {
      case "load":
        on.push(...columnIntervals(this.bits[value.column]));
        this.#code.push(PlainOp.load, at, this.base.columns[value.column]);
        break;
      case "mul":
      case "square": {
        const [a, b = a] = operandsOf(value);
        const range = [this.#at[a] + omitted, this.#at[b] + omitted, computed - omitted];
        this.#code.push(PlainOp.mul, at + omitted, ...range);
        for (let p = omitted; p < computed; p++) {
          on[p] = this.#checked(
            a === b ? squareOf(this.#on[a][p]) : productOf(this.#on[a][p], this.#on[b][p]),
          );
        }
        break;
      }
      case "scale": {
        const factor = this.#scalar(value.scalar);
        this.#push(at, omitted, computed, [[factor, this.#at[value.a], this.#on[value.a]]], on);
        break;
      }
      case "sum":
        this.#sum(value, id);
        break;
      default:
        throw new TypeError(`a plain value is a ${value.op}`);
    }
    // Two points determine a linear value; its coefficient of X is their difference.
    if (this.#exact && value.degree === 1 && computed === 2 && this.#plan[id].need > 2) {
      const terms: Term[] = [
        [1, at - 1, sparse(computed, on[1])],
        [-1, at - 2, sparse(computed, on[0])],
      ];
      this.#push(at, computed, computed + 1, terms, on);
    }
    if (this.#exact) this.#extend(id, value.degree);
  }

  /** A sum, plane range by plane range: the lower value and the scalar have no part in ∞. */
  #sum(value: Extract<Value, { op: "sum" }>, id: number): void {
    const at = this.#at[id], on = this.#on[id], { computed, omitted } = this.#plan[id];
    const upper = value.terms.map((
      t,
      i,
    ): Term => [value.coefficients[i], this.#at[t], this.#on[t]]);
    const { lower, scalar } = value;
    const all = lower === undefined
      ? upper
      : [...upper, [1, this.#at[lower], this.#on[lower]] as const];
    for (const [from, end] of [[omitted, Math.min(computed, 2)], [3, computed]]) {
      if (from >= end) continue;
      this.#push(at, from, end, all, on);
      if (scalar === undefined) continue;
      const number = this.#scalar(scalar);
      this.#code.push(PlainOp.addNumber, at + from, this.#numbers.push(number) - 1, end - from);
      for (let p = from; p < end && this.#exact; p++) {
        on[p] = this.#checked({ low: on[p].low + number, high: on[p].high + number });
      }
    }
    if (computed > 2) this.#push(at, INFINITY_PLANE, 3, upper, on);
  }

  /** Values at further points, from those at the first degree + 1. */
  #extend(id: number, degree: number): void {
    const at = this.#at[id], on = this.#on[id], { computed, need } = this.#plan[id];
    for (let plane = Math.max(computed, nativePlanes(degree)); plane < need; plane++) {
      const terms = coefficientsAt(degree, pointOfPlane(plane)).flatMap((c, p): Term[] =>
        c === 0 ? [] : [[c, at + p - plane, sparse(plane, on[p])]]
      );
      this.#push(at, plane, plane + 1, terms, on);
    }
  }

  /** out[from … end) = Σ coefficient·term, plane by plane. */
  #push(out: number, from: number, end: number, terms: readonly Term[], on: Interval[]): void {
    this.#code.push(PlainOp.combine, out + from, end - from, terms.length);
    for (const [coefficient, at] of terms) {
      this.#code.push(at + from, this.#numbers.push(coefficient) - 1);
    }
    for (let p = from; p < end && this.#exact; p++) {
      on[p] = this.#checked(sumOf(terms.map(([c, , values]) => [c, values[p]])));
    }
  }

  #scalar(scalar: number): number {
    const number = this.part.scalars[scalar];
    if (number === undefined) this.#exact = false;
    return number ?? 0;
  }

  #checked(interval: Interval | undefined): Interval {
    if (interval !== undefined && isExact(interval)) return interval;
    this.#exact = false;
    return { low: 0, high: 0 };
  }
}

/** A list with one entry, that of the plane. */
function sparse(plane: number, interval: Interval): Interval[] {
  const list: Interval[] = [];
  list[plane] = interval;
  return list;
}
