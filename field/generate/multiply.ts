// Routines that multiply, for one class of moduli and one statement order.

import { DOWN } from "../constants.ts";
import { type LaneKernel, LANES } from "../lane_kernel.ts";
import type { ModulusClass } from "../modulus_class.ts";
import { index } from "./codec.ts";
import { COLUMN_CUTS, reduceByColumns } from "./columns.ts";
import { assertBalanced } from "./normalise.ts";
import { product, Program, type Value, value } from "./program.ts";
import { HALF, QUADRANT_CUTS, reduceByQuadrants } from "./quadrants.ts";
import { type ModulusLanes, Reduction } from "./reduction.ts";
import type { Routine } from "./routine.ts";
import { laneValues, type Sizes } from "./values.ts";

/** Statement order of the generated code. */
export type LaneOrder = LaneKernel["order"];

/** What a multiplication is generated (and proven) for. */
export interface Target {
  readonly modulusClass: ModulusClass;
  readonly order: LaneOrder;
  /** The lanes of one modulus, for a report of its own bounds beside those of the class. */
  readonly modulus?: ModulusLanes;
}

const ELEMENTS = `let o = 0, end = count * ${LANES}; o < end; o += ${LANES}`;

/** The lanes of the current element of array `name`; read before anything is written, so calls may be in place. */
function operand(program: Program, name: string, sizes: Sizes): Value[] {
  for (let i = 0; i < LANES; i++) program.emit(`const ${name}${i} = ${name}[${index("o", i)}];`);
  return laneValues((i) => `${name}${i}`, sizes);
}

/**
 * The lanes of the one element `scalar`, and the statements that belong before the loop. JavaScriptCore would keep the
 * lanes in registers throughout the loop and spill all else, so there they are read at each use.
 */
function scalarOperand(target: Target, sizes: Sizes): { lanes: Value[]; before: string[] } {
  if (target.order === "quadrants") {
    return { lanes: laneValues((i) => `scalar[${i}]`, sizes), before: [] };
  }
  const lanes = laneValues((i) => `u${i}`, sizes);
  return { lanes, before: lanes.map((u, i) => `const ${u.text} = scalar[${i}];`) };
}

/** All products a_i·b_j with i + j = k, lanes i and j within windows of `size`. */
function productTerms(
  a: readonly Value[],
  b: readonly Value[],
  k: number,
  fromA = 0,
  fromB = 0,
  size = LANES,
): Value[] {
  const terms: Value[] = [];
  for (let i = fromA; i < fromA + size; i++) {
    const j = k - i;
    if (j >= fromB && j < fromB + size) terms.push(product(a[i]!, b[j]!));
  }
  return terms;
}

/** The same for a·a: each pair of equal products once, as (2·a_i)·a_j with i < j. */
function squareTerms(
  a: readonly Value[],
  twice: readonly Value[],
  k: number,
  fromA = 0,
  fromB = 0,
  size = LANES,
): Value[] {
  const terms: Value[] = [];
  for (let i = fromA; i < fromA + size && 2 * i <= k; i++) {
    const j = k - i;
    if (j >= fromB && j < fromB + size) {
      terms.push(product(i === j ? a[i]! : twice[i]!, a[j]!));
    }
  }
  return terms;
}

/** A reduction for the target: with P wherever that pays. */
function reductionFor(program: Program, target: Target): Reduction {
  const { modulusClass, order, modulus } = target;
  return new Reduction(program, {
    modulusClass,
    wide: order === "quadrants" || !modulusClass.unit,
    cuts: order === "columns" ? COLUMN_CUTS : QUADRANT_CUTS,
    modulus,
  });
}

/** The lanes of a·b·2^−256. */
function multiply(
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
function square(program: Program, target: Target, a: readonly Value[]): Value[] {
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

/** Lanes times 2^−256, as expressions. */
function scaleDown(program: Program, lanes: readonly Value[]): Value[] {
  const down = value(program.constant(DOWN), 2 ** -256, -256);
  return lanes.map((lane) => product(lane, down));
}

function storeLanes(program: Program, lanes: readonly Value[]): void {
  assertBalanced(lanes);
  lanes.forEach((lane, i) => program.emit(`out[${index("o", i)}] = ${lane.text};`));
}

/** Sizes of the operands that the class allows; for the report of a modulus too, whose multiples of p are fewer. */
function operandSizes(target: Target): Sizes {
  return { class: target.modulusClass.operands, tight: target.modulusClass.operands };
}

/** out = a·b·2^−256. */
export function multiplication(target: Target): Routine {
  const program = new Program();
  const sizes = operandSizes(target);
  const a = operand(program, "a", sizes);
  const b = operand(program, "b", sizes);
  storeLanes(program, multiply(program, target, a, b));
  return {
    name: "mul",
    summary: "out = a·b·2^−256.",
    parameters: ["out: Float64Array", "a: Float64Array", "b: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

/** out = a·scalar·2^−256. */
export function scalarMultiplication(target: Target): Routine {
  const program = new Program();
  const sizes = operandSizes(target);
  const a = operand(program, "a", sizes);
  const scalar = scalarOperand(target, sizes);
  storeLanes(program, multiply(program, target, a, scalar.lanes));
  return {
    name: "mulScalar",
    summary: "out = a·scalar·2^−256.",
    parameters: ["out: Float64Array", "a: Float64Array", "scalar: Float64Array", "count: number"],
    before: scalar.before,
    loop: ELEMENTS,
    program,
  };
}

/** out = a·a·2^−256, with each pair of equal products computed once. */
export function squaring(target: Target): Routine {
  const program = new Program();
  const a = operand(program, "a", operandSizes(target));
  storeLanes(program, square(program, target, a));
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
  return [multiplication(target), scalarMultiplication(target), squaring(target)];
}
