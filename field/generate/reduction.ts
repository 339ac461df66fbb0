// The chain of a Montgomery reduction, from column 0 of a product to column 18: each step settles one column, takes the
// digit of the quotient that clears it (or, in the upper half, one lane of the result) and passes a carry on. The two
// statement orders feed it; what a step computes, and the proof that it is exact, is the same in both.

import { minusP, MU, round } from "../constants.ts";
import { PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import type { ModulusClass } from "../modulus_class.ts";
import { fits, product, type Program, type Value, value } from "./program.ts";

/** Columns of a product: 0 … 2·LANES − 2. */
export const COLUMNS: number = 2 * LANES - 1;

/** The lanes −p_j as values: bounded for the whole class, and by `lanes` for the modulus of a report. */
function modulusValues(
  program: Program,
  modulusClass: ModulusClass,
  lanes: ArrayLike<number> | undefined,
): Value[] {
  return Array.from({ length: LANES }, (_, j) => {
    const bound = modulusClass.lanes[j]!;
    // Read only when a term uses it, so that unused constants are not loaded.
    return {
      get text() {
        return program.constant(minusP(j));
      },
      bound,
      tight: lanes === undefined ? bound : Math.abs(lanes[j]!),
      place: PLACES[j]!,
    };
  });
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
  readonly #unit: boolean;
  readonly #minusP: Value[];

  constructor(program: Program, modulusClass: ModulusClass, modulus?: ArrayLike<number>) {
    this.#program = program;
    this.#unit = modulusClass.unit;
    this.#minusP = modulusValues(program, modulusClass, modulus);
  }

  /** The terms q_i·(−p_(k−i)) of column k with from ≤ i < to, oldest digit first. */
  terms(k: number, from: number, to: number): Value[] {
    const terms: Value[] = [];
    for (let i = Math.max(from, k - LANES + 1); i < Math.min(to, k, LANES); i++) {
      terms.push(product(this.quotient[i]!, this.#minusP[k - i]!));
    }
    return terms;
  }

  /** Takes the carry away, for an order that adds it elsewhere. */
  takeCarry(): Value[] {
    const carry = this.carry;
    this.carry = [];
    return carry;
  }

  /**
   * Settles column k = Σ early + Σ late (in this order; `late` includes the carry). Where the column might pass 2^53, as
   * many early terms as fit are summed and split first, and only their low part stays; late terms follow if they must.
   */
  step(k: number, early: readonly Value[], late: readonly Value[]): void {
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
    else if (this.#unit) this.quotient.push(low);
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
    const [top] = this.carry.length === 1 ? this.carry : [this.#program.sum("top", this.carry)];
    return [...this.result, top!];
  }
}
