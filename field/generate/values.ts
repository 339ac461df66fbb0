// The operands of generated programs: lanes of elements, wherever they are read from, with the bounds that the contract
// (lane_kernel.ts) gives them.

import { BALANCE_SLACK, PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { type Value, value } from "./program.ts";

/** What a balanced lane is bounded by when the whole value is below `size`. */
export function laneBound(lane: number, size: number): number {
  const half = 2 ** (PLACES[lane + 1]! - 1) * (1 + BALANCE_SLACK);
  // The top lane is the value less the lanes below it, which make up at most half a unit of the top lane, and slack.
  return lane < LANES - 1
    ? half
    : size + 2 ** (PLACES[lane]! - 1) * (1 + BALANCE_SLACK) * (1 + 2 ** -20);
}

/** Bounds of the operands of a program: for the class, and for one modulus. */
export interface Sizes {
  /** |value| for every modulus of the class. */
  readonly class: number;
  /** |value| for the modulus of a report. */
  readonly tight: number;
}

/** The lanes of one element as values; `text(i)` is how lane i is read. */
export function laneValues(text: (lane: number) => string, sizes: Sizes): Value[] {
  return Array.from(
    { length: LANES },
    (_, i) => value(text(i), laneBound(i, sizes.class), PLACES[i]!, laneBound(i, sizes.tight)),
  );
}
