// Sums of packed elements, straight on their words: a carry chain costs less than the way into lanes and back. Carries are
// random bits, so they are computed by logic on 32-bit integers and never branched on, which is four times as fast.

import { WORDS } from "./words.ts";

/** The carry out of x + y + carry = sum (mod 2^32): both top bits set, or one of them and the sum's not. */
function carryOf(x: number, y: number, sum: number): number {
  return ((x & y) | ((x | y) & ~sum)) >>> 31;
}

/** The borrow out of x − y − borrow = difference (mod 2^32). */
function borrowOf(x: number, y: number, difference: number): number {
  return ((~x & y) | (~(x ^ y) & difference)) >>> 31;
}

const reduced = new Int32Array(WORDS);

/** out[i] = a[i] + b[i] for `count` packed canonical elements from word `offset`; `out` may be an input. */
export function addPacked(
  out: Uint32Array,
  a: Uint32Array,
  b: Uint32Array,
  modulus: Uint32Array,
  offset: number,
  count: number,
): void {
  for (let o = offset, end = offset + count * WORDS; o < end; o += WORDS) {
    let carry = 0, borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const x = a[o + j]! | 0, y = b[o + j]! | 0, p = modulus[j]! | 0;
      const sum = (x + y + carry) | 0;
      const less = (sum - p - borrow) | 0;
      carry = carryOf(x, y, sum);
      borrow = borrowOf(sum, p, less);
      out[o + j] = sum;
      reduced[j] = less;
    }
    // A borrow says that the sum was below p, and keeps it.
    for (let j = 0; j < WORDS; j++) {
      const less = reduced[j]!;
      out[o + j] = less ^ ((less ^ out[o + j]!) & -borrow);
    }
  }
}

/** out[i] = a[i] − b[i] for `count` packed canonical elements from word `offset`; `out` may be an input. */
export function subPacked(
  out: Uint32Array,
  a: Uint32Array,
  b: Uint32Array,
  modulus: Uint32Array,
  offset: number,
  count: number,
): void {
  for (let o = offset, end = offset + count * WORDS; o < end; o += WORDS) {
    let borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const x = a[o + j]! | 0, y = b[o + j]! | 0;
      const difference = (x - y - borrow) | 0;
      borrow = borrowOf(x, y, difference);
      out[o + j] = difference;
    }
    addMasked(out, o, modulus, -borrow);
  }
}

/** out[i] = −a[i] for `count` packed canonical elements from word `offset`; `out` may be the input. */
export function negatePacked(
  out: Uint32Array,
  a: Uint32Array,
  modulus: Uint32Array,
  offset: number,
  count: number,
): void {
  for (let o = offset, end = offset + count * WORDS; o < end; o += WORDS) {
    let borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const x = a[o + j]! | 0;
      const difference = (-x - borrow) | 0;
      borrow = borrowOf(0, x, difference);
      out[o + j] = difference;
    }
    addMasked(out, o, modulus, -borrow); // nothing was borrowed from 0 only for 0
  }
}

/** Adds p & mask to the words at `o`. */
function addMasked(out: Uint32Array, o: number, modulus: Uint32Array, mask: number): void {
  let carry = 0;
  for (let j = 0; j < WORDS; j++) {
    const x = out[o + j]! | 0, y = modulus[j]! & mask;
    const sum = (x + y + carry) | 0;
    carry = carryOf(x, y, sum);
    out[o + j] = sum;
  }
}
