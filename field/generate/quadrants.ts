// Statement order "quadrants": the product of two halves of five lanes each, as four passes of 5×5 products, with the
// quotient chain interleaved. Few sums are alive at a time, which suits JavaScriptCore: it spills the accumulators of
// the column order.

import { COLUMNS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { fits, type Program, type Value } from "./program.ts";
import type { Reduction } from "./reduction.ts";

/** Lanes in half of an element. */
export const HALF: number = LANES / 2;

/** The columns whose carry is held back (see Reduction.step). */
export const QUADRANT_CUTS: readonly number[] = [11, 13, 15, 17];

/** The last column that a digit below HALF reaches, through the top lane of P. */
const LOW_DIGITS_REACH = HALF - 1 + LANES + 1;

/** Runs `main` in order with `filler` spread evenly between. */
function interleave(main: (() => void)[], filler: (() => void)[]): void {
  let done = 0;
  main.forEach((step, i) => {
    step();
    for (; done < Math.floor(((i + 1) * filler.length) / main.length); done++) filler[done]!();
  });
}

/** The steps `make(k)` for from ≤ k < to. */
function steps(from: number, to: number, make: (column: number) => void): (() => void)[] {
  return Array.from({ length: to - from }, (_, i) => () => make(from + i));
}

/** The products of lanes fromA ≤ i < fromA + 5 of a by lanes fromB ≤ j < fromB + 5 of b with i + j = k. */
export type QuadrantTerms = (k: number, fromA: number, fromB: number) => Value[];

/** Reduces the product made of four quadrants; returns the result's lanes, still times 2^256. */
export function reduceByQuadrants(
  program: Program,
  reduction: Reduction,
  quadrantTerms: QuadrantTerms,
): Value[] {
  // Partial sums of a column's products, to be split one by one where their total is too large.
  const partial: Value[][] = Array.from({ length: COLUMNS }, () => []);
  const quotientTerms: Value[][] = Array.from({ length: COLUMNS }, () => []);

  const quadrant = (name: string, k: number, fromA: number, fromB: number) => {
    let terms = quadrantTerms(k, fromA, fromB);
    // Rarely more than one sum: the doubled products of a square's column 8 reach 2^53.
    for (let part = 0; terms.length > 0; part++) {
      let taken = terms.length;
      while (!fits(terms.slice(0, taken))) taken--;
      const sum = `${name}${k}${part > 0 ? `_${part}` : ""}`;
      partial[k]!.push(program.sum(sum, terms.slice(0, taken), `column ${k}`));
      terms = terms.slice(taken);
    }
  };
  const settle = (k: number) => {
    // From column LANES on, both halves of the digits have had their pass.
    const terms = k < LANES
      ? reduction.terms(k, k < HALF ? 0 : HALF, LANES)
      : { older: [], newest: [] };
    terms.older.unshift(...quotientTerms[k]!);
    reduction.step(k, partial[k]!, terms);
  };
  const quotientPass = (name: string, k: number, from: number) => {
    const { older, newest } = reduction.terms(k, from, from + HALF);
    if (older.length + newest.length > 0) {
      quotientTerms[k]!.push(program.sum(`${name}${k}`, [...older, ...newest]));
    }
  };

  for (let k = 0; k <= 2 * HALF - 2; k++) quadrant("ll", k, 0, 0);
  interleave(steps(0, HALF, settle), [
    ...steps(HALF, 3 * HALF - 1, (k) => quadrant("lh", k, 0, HALF)),
    ...steps(HALF, 3 * HALF - 1, (k) => quadrant("hl", k, HALF, 0)),
  ]);
  const lowPass = (k: number) => quotientPass("v", k, 0);
  for (let k = HALF; k < LANES; k++) lowPass(k);
  interleave(steps(HALF, LANES, settle), [
    ...steps(LANES, LOW_DIGITS_REACH + 1, lowPass),
    ...steps(LANES, COLUMNS, (k) => quadrant("hh", k, HALF, HALF)),
  ]);
  for (let k = LANES; k < COLUMNS; k++) {
    quotientPass("w", k, HALF);
    settle(k);
  }
  return reduction.finish();
}
