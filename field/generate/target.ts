// What generated multiplications are made for (a class of moduli and a statement order) and the parts that all of them
// share: sizes of operands, and the reduction that suits the target.

import { DOWN } from "../constants.ts";
import type { LaneKernel } from "../lane_kernel.ts";
import { MODULUS_CLASSES, type ModulusClass } from "../modulus_class.ts";
import { COLUMN_CUTS } from "./columns.ts";
import { product, type Program, type Value, value } from "./program.ts";
import { QUADRANT_CUTS } from "./quadrants.ts";
import { type ModulusLanes, Reduction } from "./reduction.ts";
import type { Sizes } from "./values.ts";

/** Statement order of the generated code. */
export type LaneOrder = LaneKernel["order"];

/** What a multiplication is generated (and proven) for. */
export interface Target {
  readonly modulusClass: ModulusClass;
  readonly order: LaneOrder;
  /** The lanes of one modulus, for a report of its own bounds beside those of the class. */
  readonly modulus?: ModulusLanes;
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

/** Sizes of operands that any class allows. */
export const ANY_OPERANDS: Sizes = sizesOf(
  Math.max(...MODULUS_CLASSES.map(({ operands }) => operands)),
);

/** Sizes of the operands that the class allows; for the report of a modulus too, whose multiples of p are fewer. */
export function operandSizes(target: Target): Sizes {
  return sizesOf(target.modulusClass.operands);
}

function sizesOf(operands: number): Sizes {
  return { class: operands, tight: operands };
}
