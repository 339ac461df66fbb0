// Text of whole elements' reading and writing, lane by lane: what every generated routine on lanes begins and ends with.

import { LANES } from "../lane_kernel.ts";
import { index } from "./codec.ts";
import { assertBalanced } from "./normalise.ts";
import type { Program, Value } from "./program.ts";
import { laneValues, type Sizes } from "./values.ts";

/** The `for` clause over whole elements. */
export const ELEMENTS: string = `let o = 0, end = count * ${LANES}; o < end; o += ${LANES}`;

/**
 * Emits the reading of the element at `at` of `array` into locals `${name}0` … `${name}9`: before anything is written,
 * so that calls may be in place.
 */
export function loadLanes(
  program: Program,
  name: string,
  array: string,
  sizes: Sizes,
  at = "o",
): Value[] {
  for (let i = 0; i < LANES; i++) program.emit(`const ${name}${i} = ${array}[${index(at, i)}];`);
  return laneValues((i) => `${name}${i}`, sizes);
}

/** Writes an element's lanes to `array`; refuses any that are not proven balanced. */
export function storeLanes(
  program: Program,
  array: string,
  lanes: readonly Value[],
  at = "o",
): void {
  assertBalanced(lanes);
  lanes.forEach((lane, i) => program.emit(`${array}[${index(at, i)}] = ${lane.text};`));
}
