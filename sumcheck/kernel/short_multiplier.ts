// Products of one field element and small integers, summed lane by lane: a tenth of a multiplication, because a number
// below 2^16 times a lane is far from 2^53. Plain exact arithmetic on the kernel's lanes; it relies on `reduce`, which
// takes sums of up to 2^20 elements, for everything that follows.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";

/** Bits of a number that are multiplied at a time. */
const DIGIT = 2 ** 16;

/** Multiplies integers with |n| < 2^32 by an element that is given beforehand. */
export class ShortMultiplier {
  readonly #kernel: LaneKernel;
  readonly #low = new Float64Array(LANES);
  readonly #high = new Float64Array(LANES);

  constructor(kernel: LaneKernel) {
    this.#kernel = kernel;
  }

  /** The element to multiply by: balanced lanes, |x| ≤ p. */
  bind(x: Float64Array): void {
    this.#kernel.reduce(this.#low, x, 1);
    // 2^16·x in two steps: a sum's coefficients are at most 512.
    this.#kernel.combine(this.#high, [this.#low], [256], true, 1);
    this.#kernel.combine(this.#high, [this.#high], [256], true, 1);
  }

  /**
   * sums[k] += numbers[k]·x, not carried: as much as adding up 2^17 reduced elements.
   *
   * @param sums `count` elements
   */
  addTo(sums: Float64Array, numbers: Float64Array, count: number): void {
    const a = this.#low, b = this.#high;
    const a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
    const a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];
    for (let k = 0, o = 0; k < count; k++, o += LANES) {
      const n = numbers[k];
      if (n === 0) continue;
      if (n > -DIGIT && n < DIGIT) {
        sums[o] += n * a0;
        sums[o + 1] += n * a1;
        sums[o + 2] += n * a2;
        sums[o + 3] += n * a3;
        sums[o + 4] += n * a4;
        sums[o + 5] += n * a5;
        sums[o + 6] += n * a6;
        sums[o + 7] += n * a7;
        sums[o + 8] += n * a8;
        sums[o + 9] += n * a9;
      } else {
        const high = Math.trunc(n / DIGIT), low = n - high * DIGIT;
        sums[o] += low * a0 + high * b[0];
        sums[o + 1] += low * a1 + high * b[1];
        sums[o + 2] += low * a2 + high * b[2];
        sums[o + 3] += low * a3 + high * b[3];
        sums[o + 4] += low * a4 + high * b[4];
        sums[o + 5] += low * a5 + high * b[5];
        sums[o + 6] += low * a6 + high * b[6];
        sums[o + 7] += low * a7 + high * b[7];
        sums[o + 8] += low * a8 + high * b[8];
        sums[o + 9] += low * a9 + high * b[9];
      }
    }
  }
}
