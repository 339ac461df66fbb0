// Routines that multiply, for one class of moduli and one statement order.

import { reduceByColumns } from "./columns.ts";
import { ELEMENTS, loadLanes, storeLanes } from "./lanes.ts";
import { productTerms, squareTerms } from "./products.ts";
import { Program, type Value, value } from "./program.ts";
import { HALF, reduceByQuadrants } from "./quadrants.ts";
import type { Routine } from "./routine.ts";
import { operandSizes, reductionFor, scaleDown, type Target } from "./target.ts";

/** The lanes of a·b·2^−256. */
export function multiply(
  program: Program,
  target: Target,
  a: readonly Value[],
  b: readonly Value[],
): Value[] {
  const reduction = reductionFor(program, target);
  const lanes = target.order === "columns"
    ? reduceByColumns(reduction, (k) => productTerms(a, b, k))
    : reduceByQuadrants(
      program,
      reduction,
      (k, fromA, fromB) => productTerms(a, b, k, fromA, fromB, HALF),
    );
  return scaleDown(program, lanes);
}

/** The lanes of a·a·2^−256. */
export function square(program: Program, target: Target, a: readonly Value[]): Value[] {
  const twice = a.map((lane, i) => {
    program.emit(`const w${i} = ${lane.text} + ${lane.text};`);
    return value(`w${i}`, 2 * lane.bound, lane.place, 2 * lane.tight);
  });
  const reduction = reductionFor(program, target);
  const lanes = target.order === "columns"
    ? reduceByColumns(reduction, (k) => squareTerms(a, twice, k))
    : reduceByQuadrants(
      program,
      reduction,
      (k, fromA, fromB) => squareTerms(a, twice, k, fromA, fromB, HALF),
    );
  return scaleDown(program, lanes);
}

/** out = a·b·2^−256. */
export function multiplication(target: Target): Routine {
  const program = new Program();
  const sizes = operandSizes(target);
  const a = loadLanes(program, "a", "a", sizes);
  const b = loadLanes(program, "b", "b", sizes);
  storeLanes(program, "out", multiply(program, target, a, b));
  return {
    name: "mul",
    summary: "out = a·b·2^−256.",
    parameters: ["out: Float64Array", "a: Float64Array", "b: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

/** out = a·a·2^−256, with each pair of equal products computed once. */
export function squaring(target: Target): Routine {
  const program = new Program();
  const a = loadLanes(program, "a", "a", operandSizes(target));
  storeLanes(program, "out", square(program, target, a));
  return {
    name: "square",
    summary: "out = a·a·2^−256.",
    parameters: ["out: Float64Array", "a: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

/** All routines of one multiplication module. */
export function multiplyRoutines(target: Target): Routine[] {
  return [multiplication(target), squaring(target)];
}
