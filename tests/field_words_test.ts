// Multi-word helpers against BigInt.

import { assertEquals } from "@std/assert";
import {
  addWords,
  bitAt,
  bitLength,
  compareWords,
  divideWords,
  halveWords,
  isBelowAt,
  isOneWords,
  isZeroWords,
  scaleWords,
  subWords,
} from "../field/words.ts";
import { randomWords, readWords, writeWords } from "./support/field_oracle.ts";

const TOP = 1n << 256n;

/** Integers of every length, and those at which carries run through all words. */
const integers: bigint[] = [0n, 1n, 2n, TOP - 1n, TOP - 2n, TOP >> 1n, (TOP >> 1n) - 1n];
const next = randomWords(1);
for (let bits = 1n; bits < 256n; bits += 5n) {
  let x = 0n;
  for (let i = 0; i < 8; i++) x = x << 32n | BigInt(next());
  integers.push(x & ((1n << bits) - 1n), (1n << bits) - 1n, 1n << bits);
}
const pairs = integers.flatMap((a) => integers.map((b) => [a, b] as const));

Deno.test("words: compare, add and subtract agree with BigInt on every pair, in place too", () => {
  for (const [a, b] of pairs) {
    const x = writeWords(a), y = writeWords(b), out = writeWords(7n);
    assertEquals(compareWords(x, y), a < b ? -1 : a > b ? 1 : 0);
    assertEquals(addWords(out, x, y), Number((a + b) / TOP));
    assertEquals(readWords(out), (a + b) % TOP);
    assertEquals(subWords(out, x, y), a < b ? 1 : 0);
    assertEquals(readWords(out), (a - b + TOP) % TOP);
    addWords(x, x, y);
    assertEquals(readWords(x), (a + b) % TOP);
    subWords(y, x, y);
    assertEquals(readWords(y), a);
  }
});

Deno.test("words: isBelowAt compares the words at its offset only", () => {
  for (const [a, b] of pairs) {
    const words = new Uint32Array(24).fill(0xffffffff);
    words.set(writeWords(a), 8);
    assertEquals(isBelowAt(words, 8, writeWords(b)), a < b);
  }
});

Deno.test("words: halving, scaling, dividing and bits agree with BigInt", () => {
  for (const a of integers) {
    for (const top of [0, 1] as const) {
      const x = writeWords(a);
      halveWords(x, top);
      assertEquals(readWords(x), (a + BigInt(top) * TOP) / 2n);
    }
    for (const [factor, addend] of [[10, 9], [10000, 9999], [1, 0], [0, 3], [65535, 65535]]) {
      const x = writeWords(a);
      const over = scaleWords(x, factor!, addend!);
      assertEquals(
        readWords(x) + BigInt(over) * TOP,
        a * BigInt(factor!) + BigInt(addend!),
      );
    }
    for (const divisor of [1, 2, 3, 10, 65537, 1e9]) {
      const x = writeWords(a);
      assertEquals(divideWords(x, divisor), Number(a % BigInt(divisor)));
      assertEquals(readWords(x), a / BigInt(divisor));
    }
    const words = writeWords(a);
    assertEquals(bitLength(words), a === 0n ? 0 : a.toString(2).length);
    const bits = a.toString(2).padStart(256, "0");
    for (let k = 0; k < 256; k++) assertEquals(bitAt(words, k), Number(bits[255 - k]));
    assertEquals(isZeroWords(words), a === 0n);
    assertEquals(isOneWords(words), a === 1n);
  }
});
