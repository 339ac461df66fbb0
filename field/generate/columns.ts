// Statement order "columns": a column's products, then the quotient's terms, then the carry, column by column. The term
// that is known last comes last, so that the rest of the sum is done while it is computed. V8 schedules this well.

import { round } from "../constants.ts";
import { PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import type { Program, Value } from "./program.ts";
import { COLUMNS, type Reduction } from "./reduction.ts";

/**
 * The column whose carry is left out and added to the finished lane instead: it cuts the chain of the upper half in
 * two, and the two run side by side.
 */
const CUT = 15;

/** Reduces columns 0 … 18, given by the terms of each; returns the result's lanes, still times 2^256. */
export function reduceByColumns(
  program: Program,
  reduction: Reduction,
  terms: (column: number) => Value[],
): Value[] {
  let held: Value[] = [];
  for (let k = 0; k < COLUMNS; k++) {
    const quotientTerms = reduction.terms(k, 0, LANES);
    const newest = quotientTerms.splice(-1);
    let carry = reduction.takeCarry();
    if (k === CUT) {
      held = carry;
      carry = [];
    }
    const late = k > LANES
      ? [...quotientTerms, ...newest, ...carry]
      : [...quotientTerms, ...carry, ...newest];
    reduction.step(k, terms(k), late);
  }
  const lanes = reduction.finish();
  const i = CUT - LANES;
  const joined = program.sum("y0", [lanes[i]!, ...held]);
  const [high, low] = program.split("y1", "y2", joined, PLACES[CUT + 1]!, round(CUT + 1));
  lanes[i] = low;
  lanes[i + 1] = program.sum("y3", [lanes[i + 1]!, high]);
  return lanes;
}
