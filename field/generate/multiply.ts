// Routines that multiply, for one class of moduli and one statement order.

import { DOWN } from "../constants.ts";
import { type LaneKernel, LANES } from "../lane_kernel.ts";
import type { ModulusClass } from "../modulus_class.ts";
import { index } from "./codec.ts";
import { COLUMN_CUTS, reduceByColumns } from "./columns.ts";
import { assertBalanced } from "./normalise.ts";
import { product, Program, type Value, value } from "./program.ts";
import { multiplyByQuadrants, QUADRANT_CUTS } from "./quadrants.ts";
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

/** How an operand is read. */
type Source = "array" | "scalar";

/**
 * The lanes of operand `name`. All are read before anything is written, so calls may be in place.
 */
function operand(program: Program, name: string, source: Source, sizes: Sizes): Value[] {
  if (source === "scalar") return laneValues((i) => `u${i}`, sizes);
  for (let i = 0; i < LANES; i++) program.emit(`const ${name}${i} = ${name}[${index("o", i)}];`);
  return laneValues((i) => `${name}${i}`, sizes);
}

/** Column k of a·b. */
function productTerms(a: readonly Value[], b: readonly Value[], k: number): Value[] {
  const terms: Value[] = [];
  for (let i = 0; i < LANES; i++) {
    const j = k - i;
    if (j >= 0 && j < LANES) terms.push(product(a[i]!, b[j]!));
  }
  return terms;
}

/** Column k of a·a, `twice` being the lanes of 2a. */
function squareTerms(a: readonly Value[], twice: readonly Value[], k: number): Value[] {
  const terms: Value[] = [];
  for (let i = Math.max(0, k - LANES + 1); 2 * i <= k; i++) {
    terms.push(product(2 * i === k ? a[i]! : twice[i]!, a[k - i]!));
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
    : multiplyByQuadrants(program, reduction, a, b);
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
  const a = operand(program, "a", "array", sizes);
  const b = operand(program, "b", "array", sizes);
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
  const a = operand(program, "a", "array", sizes);
  const scalar = operand(program, "scalar", "scalar", sizes);
  storeLanes(program, multiply(program, target, a, scalar));
  return {
    name: "mulScalar",
    summary: "out = a·scalar·2^−256.",
    parameters: ["out: Float64Array", "a: Float64Array", "scalar: Float64Array", "count: number"],
    before: scalar.map((u, i) => `const ${u.text} = scalar[${i}];`),
    loop: ELEMENTS,
    program,
  };
}

/** out = a·a·2^−256, with each pair of equal products computed once. */
export function squaring(target: Target): Routine {
  const program = new Program();
  const a = operand(program, "a", "array", operandSizes(target));
  const twice = a.map((lane, i) => {
    program.emit(`const w${i} = ${lane.text} + ${lane.text};`);
    return value(`w${i}`, 2 * lane.bound, lane.place, 2 * lane.tight);
  });
  const reduction = reductionFor(program, target);
  const lanes = reduceByColumns(reduction, (k) => squareTerms(a, twice, k));
  storeLanes(program, scaleDown(program, lanes));
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
