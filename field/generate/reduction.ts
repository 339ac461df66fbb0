// The chain of a Montgomery reduction, from column 0 of a product to column 18: each step settles one column, takes the
// digit of the quotient that clears it (or, in the upper half, one lane of the result) and passes a carry on. The
// statement orders feed it; what a step computes, and the proof that it is exact, is the same in all.
//
// A digit may be cleared with p itself or, all but the last three, with P = p·(p^−1 mod 2^52), which is 1 modulo 2^52.
// With p, column k + 1 waits for digit k and its product with p_1; with P it waits for the carry alone, which is ready
// six cycles earlier, and any odd p does; the price is ten lanes instead of nine.

import { minusP, minusWide, MU, round } from "../constants.ts";
import { PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import type { ModulusClass } from "../modulus_class.ts";
import { fits, product, type Program, type Value, value } from "./program.ts";

/**
 * Digits cleared with P, if any. The sum of their multiples of P is below 2^(179 + 51)·p, which after the division by
 * 2^256 is nothing: the result stays below |a·b|/2^256 + p/2. Eight digits would add another p/2.
 */
const WIDE_DIGITS = 7;

/** A lane of a modulus; `text` is read only when a term uses it, so that unused constants are not loaded. */
function modulusLane(
  program: Program,
  index: number,
  bound: number,
  tight: number,
  place: number,
): Value {
  return {
    get text() {
      return program.constant(index);
    },
    bound,
    tight,
    place,
  };
}

/** The lanes of one modulus and of its P, for a report of its own bounds. */
export interface ModulusLanes {
  readonly lanes: ArrayLike<number>;
  readonly wide: ArrayLike<number>;
}

/** What a reduction is generated for. */
export interface ReductionOptions {
  readonly modulusClass: ModulusClass;
  /** Clear all digits but the last three with P. */
  readonly wide: boolean;
  /** Columns of the upper half that do not wait for the carry of the column before: see {@linkcode Reduction.step}. */
  readonly cuts: readonly number[];
  readonly modulus?: ModulusLanes | undefined;
}

/** One reduction in progress. */
export class Reduction {
  /** Quotient digits found so far, times their places. */
  readonly quotient: Value[] = [];
  /** Lanes of the result so far, times 2^256. */
  readonly result: Value[] = [];
  /** What the last step passes to the next column. */
  carry: Value[] = [];

  readonly #program: Program;
  readonly #options: ReductionOptions;
  readonly #minusP: Value[];
  readonly #minusWide: Value[];
  readonly #held: Map<number, Value[]> = new Map();

  constructor(program: Program, options: ReductionOptions) {
    this.#program = program;
    this.#options = options;
    const { modulusClass, modulus } = options;
    this.#minusP = modulusClass.lanes.map((bound, j) => {
      const tight = modulus === undefined ? bound : Math.abs(modulus.lanes[j]!);
      return modulusLane(program, minusP(j), bound, tight, PLACES[j]!);
    });
    this.#minusWide = modulusClass.wide.map((bound, j) => {
      const tight = modulus === undefined ? bound : Math.abs(modulus.wide[j]!);
      return modulusLane(program, minusWide(j), bound, tight, PLACES[j]!);
    });
  }

  /** Whether digit i is cleared with P. */
  #isWide(digit: number): boolean {
    return this.#options.wide && digit < WIDE_DIGITS;
  }

  /**
   * The terms −q_i·p_(k−i) or −q_i·P_(k−i) of column k for the digits from ≤ i < to, oldest digit first; the term of the
   * digit just found (k − 1) apart, because it is known last.
   */
  terms(k: number, from: number, to: number): { older: Value[]; newest: Value[] } {
    const older: Value[] = [];
    const newest: Value[] = [];
    for (let i = from; i < Math.min(to, k, LANES); i++) {
      const wide = this.#isWide(i);
      const lane = (wide ? this.#minusWide : this.#minusP)[k - i];
      if (lane === undefined || (wide && k - i === 1)) continue;
      (i === k - 1 ? newest : older).push(product(this.quotient[i]!, lane));
    }
    return { older, newest };
  }

  /**
   * Settles column k: the sum of `early` (products, whose order does not matter), of the quotient's `terms`, of the carry
   * and of the newest term. Where the column might pass 2^53, as many early terms as fit are summed and split first, and
   * only their low part stays; late terms follow if they must.
   *
   * The carry into a column of `cuts` is held back and joins the finished lane instead (see finish): that cuts the chain
   * of the upper half into pieces that run side by side.
   */
  step(k: number, early: readonly Value[], terms: { older: Value[]; newest: Value[] }): void {
    const carry = this.carry;
    this.carry = [];
    if (this.#options.cuts.includes(k)) {
      this.#held.set(k, carry);
      this.#settle(k, early, [...terms.older, ...terms.newest]);
    } else {
      this.#settle(k, early, [...terms.older, ...carry, ...terms.newest]);
    }
  }

  /** Column k = Σ early + Σ late. */
  #settle(k: number, early: readonly Value[], late: readonly Value[]): void {
    const program = this.#program;
    const boundary = PLACES[k + 1]!;
    const highs: Value[] = [];
    const lows: Value[] = [];
    let waiting = [...early];
    let rest = [...late];
    while (!fits([...lows, ...waiting, ...rest])) {
      if (waiting.length === 0) [waiting, rest] = [rest, []];
      let taken = waiting.length;
      while (!fits(waiting.slice(0, taken))) taken--;
      if (taken === 0) throw new RangeError(`Cannot settle column ${k}: a term is too large`);
      const n = `${k}_${highs.length}`;
      const group = program.sum(`u${n}`, waiting.slice(0, taken), `column ${k}`);
      const [high, low] = program.split(`g${n}`, `f${n}`, group, boundary, round(k + 1));
      highs.push(high);
      lows.push(low);
      waiting = waiting.slice(taken);
    }
    const sum = program.sum(`t${k}`, [...lows, ...waiting, ...rest], `column ${k}`);
    const name = k < LANES ? `l${k}` : `r${k}`;
    const [high, low] = program.split(`h${k}`, name, sum, boundary, round(k + 1));
    this.carry = highs.length === 0 ? [high] : [program.sum(`e${k}`, [high, ...highs])];
    if (k >= LANES) this.result.push(low);
    else if (this.#options.modulusClass.unit || this.#isWide(k)) this.quotient.push(low);
    else this.#digit(k, low);
  }

  /** General class: q = centred(l·μ mod 2^width); l − q·p_0 is a multiple of the next place and joins the carry. */
  #digit(k: number, low: Value): void {
    const program = this.#program;
    const width = PLACES[k + 1]! - PLACES[k]!;
    const mu = value(program.constant(MU), 2 ** 25, 0);
    const scaled = program.sum(`m${k}`, [product(low, mu)], `quotient ${k}`);
    const [, digit] = program.split(`n${k}`, `q${k}`, scaled, PLACES[k + 1]!, round(k + 1));
    const cleared = program.sum(
      `z${k}`,
      [low, product(digit, this.#minusP[0]!)],
      `cleared ${k}`,
    );
    if (cleared.bound >= 2 ** (PLACES[k]! + 2 * width)) {
      throw new RangeError(`Cannot clear column ${k}: the digit is too large`);
    }
    this.quotient.push(digit);
    this.carry.push({ ...cleared, place: PLACES[k + 1]! });
  }

  /** The lanes of the result times 2^256: the low parts of the upper columns, and the last carry on top. */
  finish(): Value[] {
    const program = this.#program;
    const lanes = [
      ...this.result,
      this.carry.length === 1 ? this.carry[0]! : program.sum("top", this.carry),
    ];
    for (const [k, carry] of this.#held) {
      const i = k - LANES;
      const joined = program.sum(`join${k}`, [lanes[i]!, ...carry]);
      const [high, low] = program.split(`up${k}`, `low${k}`, joined, PLACES[k + 1]!, round(k + 1));
      lanes[i] = low;
      lanes[i + 1] = program.sum(`next${k}`, [lanes[i + 1]!, high]);
    }
    return lanes;
  }
}
