// The constants that generated code reads, and their layout. Generated functions hold no literal of a field: they read
// a Float64Array laid out as below into locals before their loop, so one generated module serves every prime of its
// class (and V8, which would materialise a literal at each use, keeps the constants in registers and on the stack).

import { lanesOfWords, MONTGOMERY_BITS, PLACES, WORDS } from "./grid.ts";
import { LANES } from "./lane_kernel.ts";

/** Index of −p_j, the negated balanced lane j of the modulus. */
export const minusP = (lane: number): number => lane;
/** Index of μ = p^−1 mod 2^26, centred. */
export const MU: number = LANES;
/** Index of 1/p. */
export const INVERSE_P: number = LANES + 1;
/** Index of 2^−256. */
export const DOWN: number = LANES + 2;
/** Index of 1.5·2^52: adding and subtracting it rounds to an integer. */
export const ROUND_UNIT: number = LANES + 3;
/** Index of 1/2 − 2^−10, the bias that turns rounding into a floor with a margin (see pack). */
export const FLOOR_BIAS: number = LANES + 4;
/** Index of 1.5·2^(52 + w_k): adding and subtracting it rounds to a multiple of 2^(w_k), 1 ≤ k < 2·LANES. */
export const round = (column: number): number => LANES + 4 + column;
/** Index of 2^(−w_i). */
export const unit = (lane: number): number => 3 * LANES + 4 + lane;
/** Index of −P_j, the negated balanced lane j of P = p·(p^−1 mod 2^52), for 2 ≤ j ≤ LANES + 1: P_0 = 1 and P_1 = 0. */
export const minusWide = (lane: number): number => 4 * LANES + 2 + lane;
/** Index of 2^(32·j), for 1 ≤ j < WORDS. */
export const wordPlace = (word: number): number => 5 * LANES + 3 + word;
/** How many constants there are. */
export const CONSTANTS: number = 5 * LANES + 3 + WORDS;

/** An integer below 2^52 modulo 2^26, in [−2^25, 2^25]. */
function centred(x: number): number {
  return x - Math.round(x / 2 ** 26) * 2 ** 26;
}

/** p^−1 mod 2^26 in (−2^25, 2^25], for odd p given by its lowest word: Newton's iteration doubles the correct bits. */
function inverseOfLowBits(lowest: number): number {
  let inverse = lowest;
  for (let step = 0; step < 5; step++) {
    inverse = Math.imul(inverse, 2 - Math.imul(lowest, inverse));
  }
  return (inverse << 6) >> 6;
}

/**
 * The balanced lanes 0 … LANES + 1 of P = p·x, where x = p^−1 mod 2^52, |x| ≤ 2^51: the multiple of p that is 1 modulo
 * 2^52. x is found as two digits of 26 bits, x_0 + 2^26·x_1.
 */
export function wideLanes(modulus: ArrayLike<number>): Float64Array {
  const p = lanesOfWords(modulus);
  const x0 = inverseOfLowBits(modulus[0]!);
  // p·x_0 = 1 + e·2^26 (mod 2^52), so x_1 = −e·x_0; every product here is below 2^52.
  const e = centred((p[0]! * x0 - 1) / 2 ** 26 + centred(p[1]! * 2 ** -26 * x0));
  const x1 = centred(-e * x0);
  const wide = new Float64Array(LANES + 2);
  for (let j = 0, carry = 0; j < LANES + 2; j++) {
    // The place of lane j − 1 plus 26 bits is a multiple of the place of lane j: the grid's widths are at most 26.
    const column = (p[j] ?? 0) * x0 + (p[j - 1] ?? 0) * x1 * 2 ** 26 + carry;
    const magic = 1.5 * 2 ** (52 + PLACES[j + 1]!);
    carry = j < LANES + 1 ? column + magic - magic : 0;
    wide[j] = column - carry;
  }
  return wide;
}

/** The constants of the field with this modulus (8 little-endian words of the plain integer). */
export function constantsOf(modulus: ArrayLike<number>): Float64Array {
  const constants = new Float64Array(CONSTANTS);
  lanesOfWords(modulus).forEach((lane, i) => constants[minusP(i)] = -lane);
  wideLanes(modulus).forEach((lane, i) => {
    if (i >= 2) constants[minusWide(i)] = -lane;
  });
  let p = 0;
  for (let i = WORDS - 1; i >= 0; i--) p = p * 2 ** 32 + modulus[i]!;
  constants[MU] = inverseOfLowBits(modulus[0]!);
  constants[INVERSE_P] = 1 / p;
  constants[DOWN] = 2 ** -MONTGOMERY_BITS;
  constants[ROUND_UNIT] = 1.5 * 2 ** 52;
  constants[FLOOR_BIAS] = 0.5 - 2 ** -10;
  for (let k = 1; k < 2 * LANES; k++) constants[round(k)] = 1.5 * 2 ** (52 + PLACES[k]!);
  for (let j = 1; j < WORDS; j++) constants[wordPlace(j)] = 2 ** (32 * j);
  for (let i = 0; i < LANES; i++) {
    constants[unit(i)] = 2 ** -PLACES[i]!;
  }
  return constants;
}
