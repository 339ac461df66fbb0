// The table of a factor that many elements are multiplied by: row i is the factor times 2^(w_i − 256), the place of lane i
// in Montgomery form, modulo p and over that place, because the lanes that it is multiplied by carry their places
// (generate/fixed.ts computes with it).

import { PLACES } from "./grid.ts";
import { FIXED_FACTOR, type LaneKernel, LANES } from "./lane_kernel.ts";

/** Generated routines as the table needs them. */
interface Steps {
  mul(
    constants: Float64Array,
    out: Float64Array,
    a: Float64Array,
    b: Float64Array,
    count: number,
  ): void;
  reduce(constants: Float64Array, out: Float64Array, a: Float64Array, count: number): void;
}

/** Where the rows end. */
const ROWS = LANES * LANES;

/** The elements 2^(w_i), as plain integers. */
const PLACE_ELEMENTS = new Float64Array(ROWS);
for (let i = 0; i < LANES; i++) PLACE_ELEMENTS[i * LANES + i] = 2 ** PLACES[i]!;

/** Makes {@linkcode LaneKernel.fixedFactor} of the field with these constants. */
export function fixedFactors(
  constants: Float64Array,
  { mul, reduce }: Steps,
): LaneKernel["fixedFactor"] {
  return (x) => {
    const table = new Float64Array(FIXED_FACTOR);
    for (let at = 0; at < ROWS; at += LANES) table.set(x.subarray(0, LANES), at);
    mul(constants, table, table, PLACE_ELEMENTS, LANES);
    reduce(constants, table, table, LANES);
    for (let i = 0; i < LANES; i++) {
      for (let at = i * LANES; at < (i + 1) * LANES; at++) {
        table[at] *= 2 ** -PLACES[i]!;
        // From the lowest lane upwards, which rounds least.
        table[ROWS + i] += table[at];
      }
    }
    return table;
  };
}
