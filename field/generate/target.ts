// What generated multiplications are made for (a class of moduli and a statement order) and the parts that all of them
// share: reading operands, the reduction that suits the target, writing the result.

import { DOWN } from "../constants.ts";
import { type LaneKernel, LANES } from "../lane_kernel.ts";
import type { ModulusClass } from "../modulus_class.ts";
import { index } from "./codec.ts";
import { COLUMN_CUTS } from "./columns.ts";
import { assertBalanced } from "./normalise.ts";
import { product, type Program, type Value, value } from "./program.ts";
import { QUADRANT_CUTS } from "./quadrants.ts";
import { type ModulusLanes, Reduction } from "./reduction.ts";
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

/** The `for` clause over whole elements. */
export const ELEMENTS: string = `let o = 0, end = count * ${LANES}; o < end; o += ${LANES}`;

/** The lanes of the current element of array `name`; read before anything is written, so calls may be in place. */
export function operand(program: Program, name: string, sizes: Sizes): Value[] {
  for (let i = 0; i < LANES; i++) program.emit(`const ${name}${i} = ${name}[${index("o", i)}];`);
  return laneValues((i) => `${name}${i}`, sizes);
}

/** A reduction for the target: with P wherever that pays. */
export function reductionFor(program: Program, target: Target): Reduction {
  const { modulusClass, order, modulus } = target;
  return new Reduction(program, {
    modulusClass,
    wide: order === "quadrants" || !modulusClass.unit,
    cuts: order === "columns" ? COLUMN_CUTS : QUADRANT_CUTS,
    modulus,
  });
}

/** Lanes times 2^−256, as expressions. */
export function scaleDown(program: Program, lanes: readonly Value[]): Value[] {
  const down = value(program.constant(DOWN), 2 ** -256, -256);
  return lanes.map((lane) => product(lane, down));
}

/** Writes an element's lanes; refuses any that are not proven balanced. */
export function storeLanes(program: Program, lanes: readonly Value[], at = "o"): void {
  assertBalanced(lanes);
  lanes.forEach((lane, i) => program.emit(`out[${index(at, i)}] = ${lane.text};`));
}

/** Sizes of the operands that the class allows; for the report of a modulus too, whose multiples of p are fewer. */
export function operandSizes(target: Target): Sizes {
  return { class: target.modulusClass.operands, tight: target.modulusClass.operands };
}
