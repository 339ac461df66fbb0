// Routines of sums of products: products accumulated column by column with no reduction, then one reduction for all;
// into one set of columns for an inner product, into one per element for sums of vectors' products.
// A column of one product may already fill a double, so every product's column is split at the next place at once, and
// the two parts have an accumulator each. The accumulator of the high parts is biased by 1.5·2^(52 + place): adding a
// column to it *is* the rounding, and what it grew by is the high part. That is four operations where five are usual,
// and a whole reduction is saved per product.

import { round } from "../constants.ts";
import { ACCUMULATED_PRODUCTS, COLUMNS, PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { index } from "./codec.ts";
import { reduceByColumns } from "./columns.ts";
import { ELEMENTS, loadLanes, storeLanes } from "./lanes.ts";
import { productTerms } from "./products.ts";
import { exactGroups, Program, type Value, value } from "./program.ts";
import type { Routine } from "./routine.ts";
import { ANY_OPERANDS, type LaneOrder, reductionFor, scaleDown, type Target } from "./target.ts";
import { laneValues } from "./values.ts";

/** The `for` clause over elements and their columns. */
const SUMS_AND_ELEMENTS = `let s = 0, o = 0, end = count * ${LANES}; o < end; o += ${LANES}, s += ${
  2 * COLUMNS
}`;

/** Where the two accumulators of column k are, counted from `at`; they also sit beside each other in memory. */
const high = (k: number, at: string): string => `sums[${index(at, 2 * k)}]`;
const low = (k: number, at: string): string => `sums[${index(at, 2 * k + 1)}]`;

/** Operands as the two orders read them: JavaScriptCore keeps its registers for the columns if b stays in memory. */
function operands(program: Program, order: LaneOrder): [Value[], Value[]] {
  const a = loadLanes(program, "a", "a", ANY_OPERANDS);
  if (order === "columns") return [a, loadLanes(program, "b", "b", ANY_OPERANDS)];
  return [a, laneValues((i) => `b[${index("o", i)}]`, ANY_OPERANDS)];
}

/** Bounds of the two accumulators of each column after ACCUMULATED_PRODUCTS products: [high, low]. */
type Accumulators = [Value, Value][];

/** Emits the accumulation of one product and returns what is known of the sums after all. */
function accumulate(
  program: Program,
  a: readonly Value[],
  b: readonly Value[],
  at: string,
): Accumulators {
  return Array.from({ length: COLUMNS }, (_, k): [Value, Value] => {
    const boundary = PLACES[k + 1]!;
    const half = 2 ** (boundary - 1);
    let highBound = 0;
    let lowBound = 0;
    exactGroups(productTerms(a, b, k)).forEach((group, part) => {
      const name = part === 0 ? `${k}` : `${k}_${part}`;
      const column = program.sum(`t${name}`, group, `column ${k}`);
      // `before` holds 1.5·2^(52 + boundary) and the high parts so far, so the sum rounds to a multiple of 2^boundary.
      program.emit(`const before${name} = ${high(k, at)};`);
      program.emit(`const after${name} = before${name} + t${name};`);
      program.emit(`${high(k, at)} = after${name};`);
      program.emit(`${low(k, at)} += t${name} - (after${name} - before${name});`);
      highBound += ACCUMULATED_PRODUCTS * (column.bound + half);
      lowBound += ACCUMULATED_PRODUCTS * half;
    });
    if (!(highBound < 2 ** (51 + boundary))) {
      throw new RangeError(`Cannot accumulate column ${k}: its high parts leave their binade`);
    }
    return [value(high(k, at), highBound, boundary), value(low(k, at), lowBound, PLACES[k]!)];
  });
}

/** Accumulation into the columns of one element. */
function accumulation(order: LaneOrder): Routine {
  const program = new Program();
  accumulate(program, ...operands(program, order), "0");
  return {
    name: "accumulateProducts",
    summary: "sums += the columns of a[k]·b[k] for all k.",
    parameters: ["sums: Float64Array", "a: Float64Array", "b: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

/** Accumulation into the columns of each element. */
function elementwiseAccumulation(order: LaneOrder): Routine {
  const program = new Program();
  accumulate(program, ...operands(program, order), "s");
  return {
    name: "accumulateEach",
    summary: "sums[k] += the columns of a[k]·b[k], for each k.",
    parameters: ["sums: Float64Array", "a: Float64Array", "b: Float64Array", "count: number"],
    loop: SUMS_AND_ELEMENTS,
    program,
  };
}

/** The module that serves every class: accumulation needs nothing of the modulus. */
export function accumulationRoutines(order: LaneOrder): Routine[] {
  return [accumulation(order), elementwiseAccumulation(order)];
}

/** One Montgomery reduction of the accumulated columns of each element. */
function columnReduction(target: Target): Routine {
  const bounds = accumulate(new Program(), ...operands(new Program(), target.order), "s");
  const program = new Program();
  // The accumulators as 20 columns, carried in turn so that each but the last is a balanced lane.
  const columns: Value[] = [];
  let incoming: Value[] = [];
  for (let k = 0; k < COLUMNS; k++) {
    const [highSum, lowSum] = bounds[k]!;
    const sum = program.sum(`a${k}`, [lowSum, ...incoming], `column ${k}`);
    const [carry, digit] = program.split(`b${k}`, `c${k}`, sum, PLACES[k + 1]!, round(k + 1));
    columns.push(digit);
    program.emit(`const d${k} = ${highSum.text} - ${program.constant(round(k + 1))};`);
    incoming = [{ ...highSum, text: `d${k}` }, carry];
  }
  const last = program.sum("last", incoming, `column ${COLUMNS}`);
  const reduction = reductionFor(program, target);
  const lanes = reduceByColumns(reduction, (k) => [columns[k]!]);
  const top = lanes.pop()!;
  lanes.push(program.sum("highest", [top, last]));
  storeLanes(program, "out", scaleDown(program, lanes));
  return {
    name: "reduceProducts",
    summary: "out = (the number whose columns are in sums)·2^−256, for each element.",
    parameters: ["out: Float64Array", "sums: Float64Array", "count: number"],
    loop: SUMS_AND_ELEMENTS,
    program,
  };
}

/** The inner product's routines that depend on the modulus. */
export function innerProductRoutines(target: Target): Routine[] {
  return [columnReduction(target)];
}
