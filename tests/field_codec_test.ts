// Written forms: text, numbers, bytes, words and BigInt, both ways; and that no way in takes what is not below p.

import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  FieldError,
  FIELDS,
  FieldVector,
  fromBigInt,
  fromBigInts,
  type PrimeField,
  toBigInt,
  toBigInts,
} from "../field/mod.ts";
import { edgeResidues, FieldOracle, readWords, writeWords } from "./support/field_oracle.ts";

const hex64 = (x: bigint) => `0x${x.toString(16).padStart(64, "0")}`;
const bytesOf = (x: bigint, length: number) =>
  Uint8Array.from({ length }, (_, i) => Number(x >> BigInt(8 * (length - 1 - i)) & 0xffn));
const code = (run: () => unknown) => assertThrows(run, FieldError).code;

for (const field of FIELDS) {
  const p = readWords(field.modulus), oracle = new FieldOracle(p);
  const below = fc.oneof(fc.bigInt({ min: 0n, max: p - 1n }), fc.constantFrom(...edgeResidues(p)));
  const notBelow = fc.oneof(
    fc.constantFrom(p, p + 1n, 2n * p, (1n << 255n) + 1n, (1n << 256n) - 1n),
    fc.bigInt({ min: p, max: (1n << 256n) - 1n }),
  );

  Deno.test(`${field.name}: every written form is right and is read back`, () => {
    fc.assert(
      fc.property(below, (a) => {
        const x = field.parse(hex64(a));
        assertEquals(oracle.leave(readWords(x)), a);
        assertEquals(field.format(x), hex64(a));
        assertEquals(field.toDecimal(x), String(a));
        assertEquals(readWords(field.toWords(x)), a);
        assertEquals(field.toBytes(x, "big"), bytesOf(a, 32));
        assertEquals(field.toBytes(x, "little"), bytesOf(a, 32).reverse());
        assertEquals(toBigInt(field, x), a);
        for (
          const y of [
            field.parse(String(a)),
            field.parse(`000${a}`),
            field.parse(`0x${a.toString(16)}`),
            field.parse(`0x${"0".repeat(70)}${a.toString(16).toUpperCase()}`),
            field.fromBytes(bytesOf(a, 32), "big"),
            field.fromBytes(bytesOf(a, 32).reverse(), "little"),
            field.fromWords(writeWords(a)),
            field.fromWideBytes(bytesOf(a, 32)),
            fromBigInt(field, a),
          ]
        ) assertEquals(y, x);
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`${field.name}: attack: a second encoding of an element (x + p) is refused`, () => {
    fc.assert(fc.property(notBelow, (a) => {
      for (
        const run of [
          () => field.parse(hex64(a)),
          () => field.parse(String(a)),
          () => field.fromBytes(bytesOf(a, 32), "big"),
          () => field.fromBytes(bytesOf(a, 32).reverse(), "little"),
          () => field.fromWords(writeWords(a)),
          () => field.checked(writeWords(a)),
          () => fromBigInt(field, a),
          () => field.vectorOf([1, hex64(a)]),
          () => field.vectorOf([writeWords(a)]),
          () => field.vector(2).set(1, writeWords(a)),
          () => field.vector(2).fill(writeWords(a)),
          () => fromBigInts(field, [0n, a]),
          () => FieldVector.fromHex(field, ["0x1", hex64(a)]),
          () => FieldVector.fromBytes(field, bytesOf(a, 64), "big"),
          () => FieldVector.checked(field, writeWords(a)),
        ]
      ) assertEquals(code(run), "non-canonical");
    }));
  });

  Deno.test(`${field.name}: wide bytes are reduced mod p`, () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      const value = (b: Uint8Array) => b.reduce((x, byte) => x << 8n | BigInt(byte), 0n);
      const short = bytes.subarray(0, 32);
      assertEquals(toBigInt(field, field.fromWideBytes(bytes)), value(bytes) % p);
      assertEquals(toBigInt(field, field.fromWideBytes(short)), value(short) % p);
    }));
    const ones = new Uint8Array(64).fill(255);
    assertEquals(toBigInt(field, field.fromWideBytes(ones)), ((1n << 512n) - 1n) % p);
    for (const length of [0, 31, 33, 48, 63, 65]) {
      assertEquals(code(() => field.fromWideBytes(new Uint8Array(length))), "bad-length");
    }
  });

  Deno.test(`${field.name}: numbers are safe integers, −n is p − n`, () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => {
      assertEquals(toBigInt(field, field.parse(n)), oracle.mod(BigInt(n)));
    }));
    for (const n of [0, -0, 1, -1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53 - 1)]) {
      assertEquals(toBigInt(field, field.parse(n)), oracle.mod(BigInt(n)));
    }
    for (const n of [2 ** 53, -(2 ** 53), 0.5, NaN, Infinity, -Infinity]) {
      assertEquals(code(() => field.parse(n)), "bad-syntax");
    }
  });
}

const field: PrimeField = FIELDS[0]!;

Deno.test("text that is not an unsigned integer is refused, however long", () => {
  for (
    const text of [
      "",
      " 1",
      "1 ",
      "+1",
      "-1",
      "1n",
      "1e3",
      "1_000",
      "0x",
      "0X1",
      "0xg",
      "x1",
      "ff",
      "1.0",
      "0x1 0",
      "١", // an Arabic digit
      "1\n",
      "0".repeat(100_000) + "z",
      "0x" + "0".repeat(100_000) + "z",
    ]
  ) assertEquals(code(() => field.parse(text)), "bad-syntax", JSON.stringify(text.slice(0, 20)));
  const long = "1".repeat(100_000);
  for (const text of [long, `0x${long}`]) {
    const error = assertThrows(() => field.parse(text), FieldError);
    assertEquals(error.code, "non-canonical");
    assert(error.message.length < 300, "a message quotes the beginning only");
  }
  // 78 digits, but 2^256 and more.
  assertEquals(code(() => field.parse("9".repeat(78))), "non-canonical");
  assertEquals(code(() => field.parse(String(1n << 256n))), "non-canonical");
});

Deno.test("bytes of another length are refused", () => {
  for (const length of [0, 1, 31, 33, 64]) {
    assertEquals(code(() => field.fromBytes(new Uint8Array(length), "big")), "bad-length");
  }
  for (const length of [1, 31, 33, 63]) {
    assertEquals(
      code(() => FieldVector.fromBytes(field, new Uint8Array(length), "big")),
      "bad-length",
    );
  }
});

Deno.test("BigInt: negative values are refused, vectors go both ways", () => {
  assertEquals(code(() => fromBigInt(field, -1n)), "non-canonical");
  const values = edgeResidues(readWords(field.modulus));
  assertEquals(toBigInts(fromBigInts(field, values)), values);
});

Deno.test("vectors: hexadecimal and bytes go both ways, errors name the index", () => {
  for (const f of FIELDS) {
    const values = edgeResidues(readWords(f.modulus));
    const vector = FieldVector.fromHex(f, values.map(hex64));
    assertEquals(vector.toHex(), values.map(hex64));
    for (const order of ["big", "little"] as const) {
      const bytes = vector.toBytes(order);
      const first = bytesOf(values[1]!, 32);
      assertEquals(bytes.subarray(32, 64), order === "big" ? first : first.reverse());
      assert(FieldVector.fromBytes(f, bytes, order).equals(vector));
    }
  }
  assertThrows(() => FieldVector.fromHex(field, ["1", "x"]), FieldError, "at index 1");
  const bytes = new Uint8Array(96).fill(255, 64);
  assertThrows(() => FieldVector.fromBytes(field, bytes, "big"), FieldError, "at index 2");
});
