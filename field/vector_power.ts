// Powers of all elements of a vector.

import { exponentWords } from "./exponent.ts";
import { LANES } from "./lane_kernel.ts";
import { REDUCED } from "./lane_vector.ts";
import {
  type ElementVector,
  laneElement,
  runOnLanes,
  scratch,
  type VectorRange,
} from "./vector_operands.ts";
import { bitAt, bitLength } from "./words.ts";

/**
 * out[i] = a[i]^exponent for one exponent, a safe integer of at least 0 or little-endian words of any length; x^0 is 1.
 * `out` may be `a`. A squaring per bit and a multiplication per set bit.
 * @throws {FieldError} "bad-exponent"; "field-mismatch", "length-mismatch", "out-of-range" or "overlap" for operands
 * that do not fit together
 */
export function powVector(
  out: ElementVector,
  a: ElementVector,
  exponent: number | Uint32Array,
  range?: VectorRange,
): void {
  const words = exponentWords(exponent);
  const bits = bitLength(words);
  runOnLanes("raise a vector to a power", out, [a], range, (kernel, to, [x], count) => {
    if (bits === 0) {
      const one = laneElement(out.field, out.field.one);
      for (let i = 0; i < count; i++) to.set(one, i * LANES);
      return 1;
    }
    const power = scratch(3), base = x!.lanes.subarray(0, count * LANES);
    power.set(base);
    let bound = x!.bound;
    for (let k = bits - 2; k >= 0; k--) {
      kernel.square(power, power, count);
      bound = bound * bound * kernel.ratio + 0.5;
      if (bitAt(words, k) === 1) {
        kernel.mul(power, power, base, count);
        bound = bound * x!.bound * kernel.ratio + 0.5;
      }
      if (bound > 1) {
        kernel.reduce(power, power, count);
        bound = REDUCED;
      }
    }
    to.set(power.subarray(0, count * LANES));
    return bound;
  }, true);
}
