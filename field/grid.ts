// The grid of lanes: where each lane of an element sits, and what a field's modulus looks like on it. Shared by the
// generator (which writes code for the grid), by the bounds and by the kernels (which bind a field's constants to it).
// Plain numbers only; nothing here depends on one field.

import { LANES } from "./lane_kernel.ts";

/** Bits removed by a Montgomery product: R = 2^256. */
export const MONTGOMERY_BITS = 256;

/** Words of 32 bits in a packed element. */
export const WORDS = 8;

/**
 * w_i, the place (as an exponent of 2) of lane i, continued to column 2·LANES of a product: ⌈256·i / 10⌉. The ceiling
 * makes w_i + w_j ≥ w_(i+j), so the product of lanes i and j belongs to column i + j without any shift.
 */
export const PLACES: readonly number[] = Array.from(
  { length: 2 * LANES + 1 },
  (_, i) => Math.ceil((MONTGOMERY_BITS * i) / LANES),
);

/** Relative excess over half a lane's width that a *balanced* lane may have: what carrying all lanes at once leaves. */
export const BALANCE_SLACK = 2 ** -14;

/** Every modulus is below 2^MODULUS_BITS. */
export const MODULUS_BITS = 255;

/** Columns of a product: 0 … 2·LANES − 2. */
export const COLUMNS: number = 2 * LANES - 1;

/** Products that the inner product accumulates before it reduces. */
export const ACCUMULATED_PRODUCTS = 4096;

/** Reads `width` bits (at most 26) of a packed element from bit `low`; bits past the last word are zero. */
function bits(words: ArrayLike<number>, low: number, width: number): number {
  const word = low >>> 5;
  const shift = low & 31;
  const below = word < WORDS ? words[word]! >>> shift : 0;
  const above = shift > 0 && word + 1 < WORDS ? words[word + 1]! << (32 - shift) : 0;
  return (below | above) & (2 ** width - 1);
}

/**
 * The balanced lanes of a plain 256-bit integer: lane i is the i-th field of bits, as a signed number plus the carry
 * out of the field below, times its place 2^(w_i). The top lane is not signed.
 */
export function lanesOfWords(words: ArrayLike<number>): Float64Array {
  const lanes = new Float64Array(LANES);
  for (let i = 0, carry = 0; i < LANES; i++) {
    const width = PLACES[i + 1]! - PLACES[i]!;
    let digit = bits(words, PLACES[i]!, width) + carry;
    carry = i < LANES - 1 && digit >= 2 ** (width - 1) ? 1 : 0;
    digit -= carry * 2 ** width;
    lanes[i] = digit * 2 ** PLACES[i]!;
  }
  return lanes;
}
