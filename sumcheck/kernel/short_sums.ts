// Σ scalar·column over small columns of a window, by short products: each term is added digit by digit, the sum is
// reduced once.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { ShortMultiplier } from "./short_multiplier.ts";
import type { Window } from "./window.ts";

/** Computes short sums with the scalars of one program. */
export class ShortSums {
  readonly #kernel: LaneKernel;
  readonly #scalars: readonly Float64Array[];
  /** By scalar, made when it is first used. */
  readonly #multipliers: ShortMultiplier[] = [];
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  /** @param window edges per window */
  constructor(kernel: LaneKernel, scalars: readonly Float64Array[], window: number) {
    this.#kernel = kernel;
    this.#scalars = scalars;
    this.#first = new Float64Array(window);
    this.#second = new Float64Array(window);
  }

  /**
   * out[0] and out[1] = Σ scalar·column on the first and second rows of the live edges, out[2], if there is one, their
   * difference; reduced.
   *
   * @param terms pairs column, scalar
   */
  add(out: readonly Float64Array[], terms: Int32Array, window: Window): void {
    const count = window.live, first = this.#first, second = this.#second;
    for (const plane of out) plane.fill(0, 0, count * LANES);
    for (let i = 0; i < terms.length; i += 2) {
      const multiplier = this.#multiplier(terms[i + 1]);
      window.loadNumbers(terms[i], first, second);
      multiplier.addTo(out[0], first, count);
      multiplier.addTo(out[1], second, count);
      if (out.length < 3) continue;
      for (let k = 0; k < count; k++) second[k] -= first[k];
      multiplier.addTo(out[2], second, count);
    }
    for (const plane of out) this.#kernel.reduce(plane, plane, count);
  }

  #multiplier(scalar: number): ShortMultiplier {
    let multiplier = this.#multipliers[scalar];
    if (multiplier === undefined) {
      this.#multipliers[scalar] = multiplier = new ShortMultiplier(this.#kernel);
      multiplier.bind(this.#scalars[scalar]);
    }
    return multiplier;
  }
}
