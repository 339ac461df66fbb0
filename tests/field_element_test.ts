// Single elements against BigInt: edge values in every pairing, random values, the laws of a field, long chains,
// powers, roots, comparison; and fields of other moduli than the named ones.

import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fieldByName, FieldError, FIELDS, PrimeField } from "../field/mod.ts";
import {
  edgeResidues,
  FieldOracle,
  MODULI,
  powMod,
  randomResidues,
  readWords,
  writeWords,
} from "./support/field_oracle.ts";

/** Other shapes of modulus: 2^255 − 19, the smallest primes, a Mersenne prime, word and limb boundaries. */
const OTHER: readonly PrimeField[] = [
  (1n << 255n) - 19n,
  3n,
  5n,
  65537n,
  (1n << 61n) - 1n,
  (1n << 64n) - (1n << 32n) + 1n,
  (1n << 127n) - 1n,
  (1n << 224n) - (1n << 96n) + 1n,
].map((p) => new PrimeField({ name: `p${p.toString(2).length}`, modulus: String(p) }));

const plain = (field: PrimeField) => readWords(field.modulus);

Deno.test("fields: the named moduli are those of the curves' specifications", () => {
  assertEquals(FIELDS.map((f) => f.name), Object.keys(MODULI));
  for (const field of FIELDS) {
    assertEquals(plain(field), MODULI[field.name]);
    assertEquals(field.bits, MODULI[field.name]!.toString(2).length);
    assert(fieldByName(field.name) === field);
  }
  const error = assertThrows(() => fieldByName("bn254"), FieldError, '"bn254" is none of bn254-fr');
  assertEquals(error.code, "unknown-field");
});

for (const field of [...FIELDS, ...OTHER]) {
  const p = plain(field), oracle = new FieldOracle(p);
  const at = (x: bigint) => field.fromWords(writeWords(x));
  const back = (x: Uint32Array) => {
    const raw = readWords(x);
    assert(raw < p, "every result is canonical");
    return oracle.leave(raw);
  };

  Deno.test(`${field.name}: arithmetic agrees with BigInt on edge pairs and random pairs`, () => {
    const edges = edgeResidues(p);
    const next = randomResidues(p, field.bits);
    const pairs = edges.flatMap((a) => edges.map((b) => [a, b]));
    for (let i = 0; i < 2000; i++) pairs.push([next(), next()]);
    for (const [a, b] of pairs as [bigint, bigint][]) {
      const x = at(a), y = at(b);
      assert(readWords(x) === oracle.enter(a), "Montgomery form");
      assert(back(field.add(x, y)) === oracle.mod(a + b), `${a} + ${b}`);
      assert(back(field.sub(x, y)) === oracle.mod(a - b), `${a} − ${b}`);
      assert(back(field.mul(x, y)) === oracle.mod(a * b), `${a} · ${b}`);
    }
    for (const a of [...edges, ...Array.from({ length: 100 }, next)]) {
      const x = at(a);
      assertEquals(back(field.neg(x)), oracle.mod(-a));
      assertEquals(back(field.square(x)), oracle.mod(a * a));
      assertEquals(back(field.double(x)), oracle.mod(2n * a));
      if (a === 0n) {
        assertEquals(assertThrows(() => field.inverse(x), FieldError).code, "no-inverse");
      } else {
        assertEquals(back(field.inverse(x)), oracle.inverse(a));
      }
    }
  });

  Deno.test(`${field.name}: roots and Legendre symbols agree with Euler's criterion`, () => {
    const next = randomResidues(p, 7);
    for (const a of [0n, 1n, p - 1n, 2n % p, ...Array.from({ length: 40 }, next)]) {
      const x = at(a);
      const symbol = powMod(a, (p - 1n) / 2n, p);
      assertEquals(field.legendre(x), symbol === p - 1n ? -1 : Number(symbol), `(${a}/p)`);
      const root = field.sqrt(x);
      assertEquals(root === undefined, symbol === p - 1n);
      if (root === undefined) continue;
      const r = back(root);
      assertEquals(r * r % p, a);
      assertEquals(r % 2n, 0n, "the even root");
      // Squares have roots by construction.
      const square = field.sqrt(at(a * a % p));
      assert(square !== undefined && [a, p - a].includes(back(square)));
    }
  });

  Deno.test(`${field.name}: powers, comparison and zero agree with BigInt`, () => {
    const next = randomResidues(p, 11);
    for (let i = 0; i < 20; i++) {
      const a = next(), b = next(), x = at(a), y = at(b);
      for (const e of [0, 1, 2, 3, 255, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
        assertEquals(back(field.pow(x, e)), powMod(a, BigInt(e), p));
      }
      assertEquals(back(field.pow(x, writeWords(b))), powMod(a, b, p));
      assertEquals(field.compare(x, y), a < b ? -1 : a > b ? 1 : 0);
      assertEquals(field.compare(x, x), 0);
      assertEquals(field.equals(x, y), a === b);
      assert(field.equals(x, x.slice()));
      assertEquals(field.isZero(x), a === 0n);
    }
    assert(field.isZero(field.zero));
    assertEquals(back(field.one), 1n);
    assertEquals(back(field.pow(field.zero, 0)), 1n, "0^0 = 1");
  });
}

for (const field of FIELDS) {
  const element = fc.bigInt({ min: 0n, max: plain(field) - 1n })
    .map((x) => field.fromWords(writeWords(x)));

  Deno.test(`${field.name}: the laws of a field`, () => {
    fc.assert(fc.property(element, element, element, (a, b, c) => {
      const { add, sub, mul, neg, equals, square } = bound(field);
      assert(equals(add(a, b), add(b, a)));
      assert(equals(mul(a, b), mul(b, a)));
      assert(equals(add(add(a, b), c), add(a, add(b, c))));
      assert(equals(mul(mul(a, b), c), mul(a, mul(b, c))));
      assert(equals(mul(a, add(b, c)), add(mul(a, b), mul(a, c))));
      assert(equals(add(a, field.zero), a) && equals(mul(a, field.one), a));
      assert(equals(add(a, neg(a)), field.zero) && equals(sub(a, b), add(a, neg(b))));
      assert(equals(square(add(a, b)), add(add(square(a), square(b)), field.double(mul(a, b)))));
      if (!field.isZero(a)) assert(equals(mul(a, field.inverse(a)), field.one));
    }));
  });

  Deno.test(`${field.name}: no operation writes to its operands`, () => {
    const a = field.parse(12345), b = field.parse(-3), before = [a.slice(), b.slice()];
    for (const op of ["add", "sub", "mul", "equals", "compare"] as const) field[op](a, b);
    for (
      const op of ["neg", "square", "double", "inverse", "sqrt", "legendre", "format"] as const
    ) {
      field[op](a);
    }
    field.pow(a, b);
    assertEquals([a, b], before);
    field.one[0] = 5;
    field.zero[0] = 5;
    assert(
      !field.equals(field.one, field.zero) && field.isZero(field.zero),
      "constants are copies",
    );
  });
}

Deno.test("bn254-fr: a chain of 10^5 dependent steps", () => {
  const field = fieldByName("bn254-fr"), p = plain(field);
  let x = field.parse(3), y = field.parse(-1), a = 3n, b = p - 1n;
  for (let i = 0; i < 100_000; i++) {
    [x, y] = [field.add(field.mul(x, y), x), field.sub(y, x)];
    [a, b] = [(a * b + a) % p, (b - a + p) % p];
  }
  assertEquals(field.format(x), `0x${a.toString(16).padStart(64, "0")}`);
  assertEquals(field.format(y), `0x${b.toString(16).padStart(64, "0")}`);
});

Deno.test("random elements: canonical, of every size, and never the same run twice", () => {
  for (const field of [...FIELDS, ...OTHER]) {
    const p = plain(field);
    const raw = Array.from(field.randomVector(3000), (x) => readWords(x));
    assert(raw.every((x) => x < p));
    // Each quarter of [0, p) holds 750 ± 24: outside 600 … 900 once in 10^9 runs.
    if (p < 1000n) continue;
    for (let quarter = 0n; quarter < 4n; quarter++) {
      const count = raw.filter((x) => x * 4n / p === quarter).length;
      assert(count > 600 && count < 900, `${count} in quarter ${quarter} of ${field.name}`);
    }
  }
  const big = FIELDS[0]!;
  assert(!big.equals(big.random(), big.random()));
});

Deno.test("a modulus that no field has is refused", () => {
  const refused: [string, string, string][] = [
    ["0", "bad-modulus", "even"],
    ["1", "bad-modulus", "below 3"],
    ["2", "bad-modulus", "even"],
    ["9", "bad-modulus", "not prime"],
    ["561", "bad-modulus", "not prime"], // Carmichael
    ["3215031751", "bad-modulus", "not prime"], // strong pseudoprime to 2, 3, 5 and 7
    ["3825123056546413051", "bad-modulus", "not prime"], // … to the nine primes up to 23
    [String(MODULI["bn254-fr"]! - 2n), "bad-modulus", "not prime"],
    [String((1n << 255n) + 95n), "bad-modulus", "longer than 255 bits"],
    [String(1n << 300n), "bad-modulus", "longer than 255 bits"],
    ["-7", "bad-syntax", "neither"],
  ];
  for (const [modulus, code, text] of refused) {
    const error = assertThrows(() => new PrimeField({ name: "x", modulus }), FieldError, text);
    assertEquals(error.code, code, modulus);
  }
});

Deno.test("what is not an element or an exponent is refused", () => {
  const field = FIELDS[0]!, x = field.one;
  const codes: [() => unknown, string][] = [
    [() => field.add(x, x.subarray(1)), "bad-element"],
    [() => field.mul([...x] as unknown as Uint32Array, x), "bad-element"],
    [() => field.format(undefined as unknown as Uint32Array), "bad-element"],
    [() => field.pow(x, -1), "bad-exponent"],
    [() => field.pow(x, 0.5), "bad-exponent"],
    [() => field.pow(x, NaN), "bad-exponent"],
    [() => field.pow(x, 2 ** 53), "bad-exponent"],
    [() => field.checked(field.modulus), "non-canonical"],
  ];
  for (const [run, code] of codes) assertEquals(assertThrows(run, FieldError).code, code);
});

function bound(field: PrimeField) {
  return {
    add: field.add.bind(field),
    sub: field.sub.bind(field),
    mul: field.mul.bind(field),
    neg: field.neg.bind(field),
    equals: field.equals.bind(field),
    square: field.square.bind(field),
  };
}
