// Elements times the places of digits, 2^(16·k), made when they are first asked for: numbers of several digits are
// multiplied by them digit by digit.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";

/** The multiples of some elements that change from time to time. */
export class DigitMultiples {
  readonly #kernel: LaneKernel;
  readonly #size: number;
  readonly #multiples: Float64Array[] = [];
  /** Of which elements the multiples are. */
  readonly #stamps: number[] = [];

  /** @param size most elements */
  constructor(kernel: LaneKernel, size: number) {
    this.#kernel = kernel;
    this.#size = size;
  }

  /**
   * 2^(16·digit)·elements, |…| ≤ 0.51·p, or the elements themselves for digit 0.
   *
   * @param elements |x| ≤ p
   * @param stamp another one whenever the elements are others
   */
  of(digit: number, elements: Float64Array, stamp: number, count: number): Float64Array {
    if (digit === 0) return elements;
    const multiples = this.#multiples[digit] ??= new Float64Array(this.#size * LANES);
    if (this.#stamps[digit] !== stamp) {
      const below = this.of(digit - 1, elements, stamp, count);
      // 2^16 in two steps: a sum's coefficients are at most 512.
      this.#kernel.combine(multiples, [below], [256], true, count);
      this.#kernel.combine(multiples, [multiples], [256], true, count);
      this.#stamps[digit] = stamp;
    }
    return multiples;
  }
}
