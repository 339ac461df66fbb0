// Statement order "columns": a column's products, then the quotient's terms, then the carry, column by column. The term
// that is known last comes last, so that the rest of the sum is done while it is computed. V8 schedules this well.

import { COLUMNS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import type { Value } from "./program.ts";
import type { Reduction } from "./reduction.ts";

/** The columns whose carry is held back (see Reduction.step): one cut is all that pays in this order. */
export const COLUMN_CUTS: readonly number[] = [15];

/** Reduces columns 0 … 18, given by the terms of each; returns the result's lanes, still times 2^256. */
export function reduceByColumns(
  reduction: Reduction,
  terms: (column: number) => Value[],
): Value[] {
  for (let k = 0; k < COLUMNS; k++) reduction.step(k, terms(k), reduction.terms(k, 0, LANES));
  return reduction.finish();
}
