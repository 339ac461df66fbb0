// Sums of packed elements, straight on their words: a carry chain costs less than the way into lanes and back.

import { WORDS } from "./words.ts";

/** out[i] = a[i] + b[i] for elements `start` to `end` − 1 of packed canonical words; `out` may be an input. */
export function addPacked(
  out: Uint32Array,
  a: Uint32Array,
  b: Uint32Array,
  modulus: Uint32Array,
  start: number,
  end: number,
): void {
  for (let o = start * WORDS; o < end * WORDS; o += WORDS) {
    let carry = 0;
    for (let j = 0; j < WORDS; j++) {
      const sum = a[o + j]! + b[o + j]! + carry;
      out[o + j] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    let below = false;
    for (let j = WORDS - 1; j >= 0; j--) {
      const x = out[o + j]!, y = modulus[j]!;
      if (x !== y) {
        below = x < y;
        break;
      }
    }
    if (below) continue;
    let borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const difference = out[o + j]! - modulus[j]! - borrow;
      out[o + j] = difference;
      borrow = difference < 0 ? 1 : 0;
    }
  }
}

/** out[i] = a[i] − b[i] for elements `start` to `end` − 1 of packed canonical words; `out` may be an input. */
export function subPacked(
  out: Uint32Array,
  a: Uint32Array,
  b: Uint32Array,
  modulus: Uint32Array,
  start: number,
  end: number,
): void {
  for (let o = start * WORDS; o < end * WORDS; o += WORDS) {
    let borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const difference = a[o + j]! - b[o + j]! - borrow;
      out[o + j] = difference;
      borrow = difference < 0 ? 1 : 0;
    }
    if (borrow === 0) continue;
    let carry = 0;
    for (let j = 0; j < WORDS; j++) {
      const sum = out[o + j]! + modulus[j]! + carry;
      out[o + j] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
  }
}

/** out[i] = −a[i] for elements `start` to `end` − 1 of packed canonical words; `out` may be the input. */
export function negatePacked(
  out: Uint32Array,
  a: Uint32Array,
  modulus: Uint32Array,
  start: number,
  end: number,
): void {
  for (let o = start * WORDS; o < end * WORDS; o += WORDS) {
    let any = 0;
    for (let j = 0; j < WORDS; j++) any |= a[o + j]!;
    let borrow = 0;
    for (let j = 0; j < WORDS; j++) {
      const difference = any === 0 ? 0 : modulus[j]! - a[o + j]! - borrow;
      out[o + j] = difference;
      borrow = difference < 0 ? 1 : 0;
    }
  }
}
