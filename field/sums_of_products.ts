// Sums of products of vectors in lanes, element by element, from generated routines: a chunk's products are accumulated
// pair by pair in columns, each element's columns are reduced once at the end.

import { round } from "./constants.ts";
import { COLUMNS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Elements whose columns are accumulated at a time: with their operands, small enough for the first-level cache. */
const CHUNK = 32;

/** The generated routines that this is made of (generate/inner_product.ts). */
export interface Accumulation {
  /** sums[k] += the columns of a[k]·b[k]. */
  accumulateEach(
    constants: Float64Array,
    sums: Float64Array,
    a: Float64Array,
    b: Float64Array,
    count: number,
  ): void;
  /** out[k] = the number whose columns are in sums[k], times 2^−256. */
  reduceProducts(
    constants: Float64Array,
    out: Float64Array,
    sums: Float64Array,
    count: number,
  ): void;
}

/** The accumulators of `count` elements with nothing in them: of each column the biased high part and the low part. */
export function emptySums(constants: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(2 * COLUMNS * count);
  for (let k = 0; k < COLUMNS * count; k++) sums[2 * k] = constants[round(k % COLUMNS + 1)]!;
  return sums;
}

/** Makes {@linkcode LaneKernel.sumOfProducts} for one field. */
export function sumsOfProducts(
  constants: Float64Array,
  { accumulateEach, reduceProducts }: Accumulation,
): LaneKernel["sumOfProducts"] {
  const empty = emptySums(constants, CHUNK);
  const sums = empty.slice();
  return (out, a, b, count) => {
    for (let start = 0; start < count; start += CHUNK) {
      const elements = Math.min(CHUNK, count - start);
      const view = (lanes: Float64Array) =>
        lanes.subarray(start * LANES, (start + elements) * LANES);
      sums.set(empty);
      for (let j = 0; j < a.length; j++) {
        accumulateEach(constants, sums, view(a[j]!), view(b[j]!), elements);
      }
      reduceProducts(constants, view(out), sums, elements);
    }
  };
}
