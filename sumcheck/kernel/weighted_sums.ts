// Sums of plain numbers times lane elements, lane by lane and not carried: ten products of doubles per number.

import { LANES } from "../../field/lane_kernel.ts";

/** Numbers are multiplied by digits below this. */
const DIGIT = 2 ** 16;

/**
 * sum += Σ numbers[k]·weights[places[k]] for first ≤ k < end; |numbers| < 2^16. As much as adding up Σ|numbers| weights.
 *
 * @param sum one element
 */
export function addWeighted(
  sum: Float64Array,
  weights: Float64Array,
  places: Int32Array,
  numbers: Float64Array,
  first: number,
  end: number,
): void {
  let s0 = sum[0], s1 = sum[1], s2 = sum[2], s3 = sum[3], s4 = sum[4];
  let s5 = sum[5], s6 = sum[6], s7 = sum[7], s8 = sum[8], s9 = sum[9];
  for (let k = first; k < end; k++) {
    const n = numbers[k];
    if (n === 0) continue;
    const w = places[k] * LANES;
    s0 += n * weights[w];
    s1 += n * weights[w + 1];
    s2 += n * weights[w + 2];
    s3 += n * weights[w + 3];
    s4 += n * weights[w + 4];
    s5 += n * weights[w + 5];
    s6 += n * weights[w + 6];
    s7 += n * weights[w + 7];
    s8 += n * weights[w + 8];
    s9 += n * weights[w + 9];
  }
  sum[0] = s0;
  sum[1] = s1;
  sum[2] = s2;
  sum[3] = s3;
  sum[4] = s4;
  sum[5] = s5;
  sum[6] = s6;
  sum[7] = s7;
  sum[8] = s8;
  sum[9] = s9;
}

/** rest = ⌊numbers / 2^16⌋, towards 0; numbers becomes what is left, with its sign. */
export function splitDigits(
  numbers: Float64Array,
  rest: Float64Array,
  first: number,
  end: number,
): void {
  for (let k = first; k < end; k++) {
    const n = numbers[k], high = Math.trunc(n / DIGIT);
    rest[k] = high;
    numbers[k] = n - high * DIGIT;
  }
}
