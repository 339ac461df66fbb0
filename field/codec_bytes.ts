// Integers as 32 bytes, in either order, to and from 8 plain words. It knows no modulus: PrimeField refuses what is not
// below p.

import { WORDS } from "./words.ts";

/** Which end of an integer its first byte holds. */
export type ByteOrder = "big" | "little";

/** Bytes per element. */
export const BYTES = 4 * WORDS;

/** The words of the 32 bytes that start at `offset`. */
export function wordsFromBytes(bytes: Uint8Array, offset: number, order: ByteOrder): Uint32Array {
  const words = new Uint32Array(WORDS);
  for (let i = 0; i < BYTES; i++) {
    const byte = bytes[offset + (order === "little" ? i : BYTES - 1 - i)]!;
    words[i >> 2]! |= byte << 8 * (i & 3);
  }
  return words;
}

/** Writes 8 words as the 32 bytes that start at `offset`. */
export function wordsToBytes(
  bytes: Uint8Array,
  offset: number,
  words: Uint32Array,
  order: ByteOrder,
): void {
  for (let i = 0; i < BYTES; i++) {
    bytes[offset + (order === "little" ? i : BYTES - 1 - i)] = words[i >> 2]! >>> 8 * (i & 3);
  }
}
