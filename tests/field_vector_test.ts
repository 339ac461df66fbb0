// FieldVector as a container: views, copies, ranges, shared memory.

import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { BN254_FQ, BN254_FR, FieldError, FieldVector, PrimeField } from "../field/mod.ts";

const field = BN254_FR;
const code = (run: () => unknown) => assertThrows(run, FieldError).code;

Deno.test("a new vector is zeros, of the length asked, shared if asked", () => {
  for (const shared of [false, true]) {
    const v = field.vector(5, { shared });
    assertEquals(v.length, 5);
    assertEquals(v.isShared, shared);
    assert([...v].every((x) => field.isZero(x)));
  }
  assertEquals(field.vector(0).length, 0);
  for (const length of [-1, 0.5, NaN, Infinity]) {
    assertEquals(code(() => field.vector(length)), "bad-length");
  }
});

Deno.test("vectorOf takes text, numbers and elements in one list", () => {
  const v = field.vectorOf(["0x10", "17", 18, -1, field.parse(20)]);
  assertEquals(Array.from(v, (x) => field.toDecimal(field.add(x, field.one))), [
    "17",
    "18",
    "19",
    "0",
    "21",
  ]);
  assertEquals(field.vectorOf([]).length, 0);
  assertEquals(field.vectorOf(new Set([1, 2])).length, 2);
});

Deno.test("get copies, subvector views, slice copies", () => {
  for (const shared of [false, true]) {
    const v = field.vector(4, { shared });
    v.set(2, field.parse(7));
    const got = v.get(2);
    got[0] = 0;
    assertEquals(field.toDecimal(v.get(2)), "7");
    assertFalse(got.buffer === v.words.buffer);

    const view = v.subvector(1, 3), copy = v.slice(1, 3);
    assertEquals([view.length, view.isShared, copy.length, copy.isShared], [2, shared, 2, false]);
    assert(view.equals(copy));
    v.set(1, field.parse(5));
    assertEquals(field.toDecimal(view.get(0)), "5");
    assert(field.isZero(copy.get(0)));
    view.fill(field.parse(9));
    assertEquals(Array.from(v, (x) => field.toDecimal(x)), ["0", "9", "9", "0"]);
    assertEquals(v.subvector(4).length, 0);
    assert(v.slice().equals(v));
  }
});

Deno.test("equality is of field, length and elements", () => {
  const v = field.vectorOf([1, 2, 3]);
  assert(v.equals(field.vectorOf([1, 2, 3])));
  assertFalse(v.equals(field.vectorOf([1, 2])));
  assertFalse(v.equals(field.vectorOf([1, 2, 4])));
  assertFalse(field.vector(2).equals(BN254_FQ.vector(2)));
  const modulus = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
  const twin = new PrimeField({ name: "twin", modulus });
  assert(v.equals(twin.vectorOf([1, 2, 3])), "the same modulus under another name");
});

Deno.test("indices and ranges outside a vector are refused", () => {
  const v = field.vector(3);
  for (const i of [-1, 3, 0.5, NaN]) {
    assertEquals(code(() => v.get(i)), "out-of-range");
    assertEquals(code(() => v.set(i, field.one)), "out-of-range");
  }
  for (const [start, end] of [[-1, 2], [2, 1], [0, 4], [0.5, 1], [0, NaN]] as const) {
    assertEquals(code(() => v.subvector(start, end)), "out-of-range");
    assertEquals(code(() => v.slice(start, end)), "out-of-range");
  }
  assertEquals(code(() => v.set(0, new Uint32Array(7))), "bad-element");
});

Deno.test("words from outside: whole elements, each below p, the first bad index named", () => {
  assertEquals(code(() => new FieldVector(field, new Uint32Array(9))), "bad-length");
  const words = new Uint32Array(32);
  words.set(field.modulus, 16);
  assertThrows(() => FieldVector.checked(field, words), FieldError, "at index 2");
  words[16]! -= 1; // p − 1
  assertEquals(FieldVector.checked(field, words).length, 4);
  words[24 + 7] = 0xffffffff;
  assertThrows(() => FieldVector.checked(field, words), FieldError, "at index 3");
});
