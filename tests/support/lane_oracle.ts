// Lanes seen as integers: what tests need to compare lane arithmetic with BigInt, and to make operands that sit on the
// edge of what the contract allows. Shares nothing with the kernels but the grid's definition, restated here.

import { LANES } from "../../field/lane_kernel.ts";

/** w_i = ⌈256·i / 10⌉, written out. */
export const PLACES = [0, 26, 52, 77, 103, 128, 154, 180, 205, 231, 256];

/** The value of one element's lanes. */
export function integerOfLanes(lanes: ArrayLike<number>, element = 0): bigint {
  let x = 0n;
  for (let i = 0; i < LANES; i++) x += BigInt(lanes[element * LANES + i]!);
  return x;
}

/** Writes the exactly balanced lanes of any integer. */
export function setLanes(lanes: Float64Array, element: number, x: bigint): void {
  let rest = x;
  for (let i = 0; i < LANES; i++) {
    const place = BigInt(PLACES[i]!);
    if (i === LANES - 1) {
      lanes[element * LANES + i] = Number(rest << place);
      return;
    }
    const width = BigInt(PLACES[i + 1]!) - place;
    const digit = BigInt.asIntN(Number(width), rest);
    lanes[element * LANES + i] = Number(digit << place);
    rest = (rest - digit) >> width;
  }
}

/** What is wrong with an element's lanes, if anything: each must be a multiple of its place, and balanced. */
export function laneFault(lanes: ArrayLike<number>, element: number): string | undefined {
  for (let i = 0; i < LANES; i++) {
    const digit = lanes[element * LANES + i]! * 2 ** -PLACES[i]!;
    if (!Number.isInteger(digit)) return `lane ${i} is ${digit} units of its place`;
    if (i === LANES - 1) continue;
    const half = 2 ** (PLACES[i + 1]! - PLACES[i]! - 1);
    if (Math.abs(digit) > half * (1 + 2 ** -14)) return `lane ${i} is ${digit} of ${half}`;
  }
  return undefined;
}
