// What the vector operations refuse, and the values at their margins.

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  addVectors,
  BN254_FQ,
  BN254_FR,
  type ElementVector,
  FieldError,
  FieldVector,
  foldVector,
  innerProduct,
  interpolateVectors,
  invertVector,
  LaneVector,
  mulVectorByElement,
  mulVectors,
  negateVector,
  powVector,
  scaleVector,
  squareVector,
  subVectors,
  sumOfProducts,
  sumVector,
  type VectorRange,
} from "../field/mod.ts";

const field = BN254_FR;
const code = (run: () => unknown) => assertThrows(run, FieldError, "Cannot ").code;

/** Every operation with an output, on two inputs. */
const OPERATIONS: Record<
  string,
  (out: ElementVector, a: ElementVector, b: ElementVector, range?: VectorRange) => unknown
> = {
  addVectors,
  subVectors,
  mulVectors,
  negateVector: (out, a, _, range) => negateVector(out, a, range),
  squareVector: (out, a, _, range) => squareVector(out, a, range),
  scaleVector: (out, a, _, range) => scaleVector(out, a, 2, range),
  scaleVectorByMuch: (out, a, _, range) => scaleVector(out, a, 2e9, range),
  mulVectorByElement: (out, a, _, range) => mulVectorByElement(out, a, a.field.one, range),
  interpolateVectors: (out, a, b, range) => interpolateVectors(out, a, b, a.field.one, range),
  sumOfProducts: (out, a, b, range) => sumOfProducts(out, [a], [b], range),
  powVector: (out, a, _, range) => powVector(out, a, 3, range),
  invertVector: (out, a, _, range) => invertVector(out, a, range),
};

for (const [name, run] of Object.entries(OPERATIONS)) {
  Deno.test(`${name} refuses operands that do not fit together`, () => {
    const ones = (n: number, f = field) => f.vectorOf(new Array(n).fill(1));
    for (const form of [(v: FieldVector) => v, (v: FieldVector) => LaneVector.from(v)]) {
      const three = () => form(ones(3));
      assertEquals(code(() => run(form(ones(4)), three(), three())), "length-mismatch");
      assertEquals(code(() => run(three(), form(ones(2)), form(ones(2)))), "length-mismatch");
      assertEquals(code(() => run(form(ones(3, BN254_FQ)), three(), three())), "field-mismatch");
      for (
        const range of [
          { start: -1 },
          { end: 4 },
          { start: 2, end: 1 },
          { start: 4 },
          { start: 0.5 },
          { end: NaN },
        ]
      ) assertEquals(code(() => run(three(), three(), three(), range)), "out-of-range");
      run(three(), three(), three(), { start: 3 }); // an empty range is a range
      run(form(ones(0)), form(ones(0)), form(ones(0)));
    }
    const all = ones(5), copy = all.slice();
    assertEquals(
      code(() => run(all.subvector(0, 4), all.subvector(1, 5), all.subvector(1, 5))),
      "overlap",
    );
    assert(all.equals(copy), "nothing was written");
    const lanes = new LaneVector(field, 2);
    const words = new FieldVector(field, new Uint32Array(lanes.lanes.buffer, 0, 16));
    assertEquals(code(() => run(words, lanes, lanes)), "overlap");
  });
}

Deno.test("second operands are checked too", () => {
  const a = field.vector(2), out = field.vector(2);
  for (const run of [addVectors, subVectors, mulVectors]) {
    assertEquals(code(() => run(out, a, field.vector(3))), "length-mismatch");
    assertEquals(code(() => run(out, a, BN254_FQ.vector(2))), "field-mismatch");
  }
  assertEquals(code(() => innerProduct(a, field.vector(3))), "length-mismatch");
  assertEquals(code(() => innerProduct(a, BN254_FQ.vector(2))), "field-mismatch");
  assertEquals(code(() => innerProduct(a, out, { end: 3 })), "out-of-range");
  assertEquals(code(() => sumVector(a, { end: 3 })), "out-of-range");
  assertEquals(code(() => sumOfProducts(out, [a], [])), "length-mismatch");
  assertEquals(code(() => sumOfProducts(out, [], [])), "length-mismatch");
});

Deno.test("scalars that are not elements, factors and exponents that are not integers are refused", () => {
  const a = field.vector(2);
  const bad = field.modulus;
  assertEquals(code(() => mulVectorByElement(a, a, bad)), "non-canonical");
  assertEquals(code(() => interpolateVectors(a, a, a, bad)), "non-canonical");
  assertEquals(code(() => foldVector(field.vector(1), a, bad)), "non-canonical");
  assertEquals(code(() => mulVectorByElement(a, a, bad.subarray(1))), "bad-element");
  for (const factor of [0.5, NaN, Infinity, 2 ** 53]) {
    assertEquals(code(() => scaleVector(a, a, factor)), "bad-coefficient");
  }
  for (const exponent of [-1, 0.5, NaN]) {
    assertEquals(code(() => powVector(a, a, exponent)), "bad-exponent");
  }
});

Deno.test("a zero has no inverse: its index is named and nothing is written", () => {
  for (const n of [1, 2, 64, 65, 5000]) {
    for (const zero of new Set([0, n >> 1, n - 1])) {
      const a = field.randomVector(n);
      a.set(zero, field.zero);
      const before = a.slice(), lanes = LaneVector.from(a);
      const text = `index ${zero} is 0`;
      assertEquals(assertThrows(() => invertVector(a, a), FieldError, text).code, "no-inverse");
      assertThrows(() => invertVector(lanes, lanes), FieldError, text);
      assert(a.equals(before) && lanes.toFieldVector().equals(before));
      invertVector(a, a, { end: zero });
      invertVector(a, a, { start: zero + 1 });
    }
  }
  // A multiple of p in lanes is a zero too.
  const x = field.vectorOf([5, 7]), lanes = LaneVector.from(x);
  subVectors(lanes, lanes, x);
  addVectors(lanes, lanes, LaneVector.from(x));
  addVectors(lanes, lanes, LaneVector.from(field.vectorOf([-5, 1])));
  assertThrows(() => invertVector(lanes, lanes), FieldError, "index 0 is 0");
});

Deno.test("the fold wants twice as many elements and other memory", () => {
  const a = field.randomVector(8), u = field.random();
  assertEquals(code(() => foldVector(field.vector(3), a, u)), "length-mismatch");
  assertEquals(code(() => foldVector(BN254_FQ.vector(4), a, u)), "field-mismatch");
  assertEquals(code(() => foldVector(a.subvector(0, 4), a, u)), "overlap");
  assertEquals(code(() => foldVector(a.subvector(4, 8), a, u)), "overlap");
  assertEquals(foldVector(field.vector(0), field.vector(0), u), 0);
});

Deno.test("powers of zero and to the zeroth, packed and in lanes", () => {
  const a = field.vectorOf([0, 1, 2, -1]);
  const big = Uint32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1); // 2^256
  for (
    const [exponent, expected] of [[0, [1, 1, 1, 1]], [1, [0, 1, 2, -1]], [3, [
      0,
      1,
      8,
      -1,
    ]]] as const
  ) {
    const out = field.vector(4), lanes = LaneVector.from(a);
    powVector(out, a, exponent);
    powVector(lanes, lanes, exponent);
    assert(out.equals(field.vectorOf(expected)));
    assert(lanes.toFieldVector().equals(out));
  }
  const out = field.vector(4);
  powVector(out, a, big);
  assert(out.equals(field.vectorOf(Array.from(a, (x) => field.pow(x, big)))));
  powVector(out, a, field.modulus); // Fermat
  assert(out.equals(a));
});

Deno.test("lane vectors: shared memory, conversions, what does not fit", () => {
  const a = field.randomVector(5);
  const shared = new LaneVector(field, 5, { shared: true });
  assert(shared.lanes.buffer instanceof SharedArrayBuffer);
  assert(shared.toFieldVector().equals(field.vector(5)), "a new one is zeros");
  shared.load(a);
  const out = field.vector(5);
  shared.store(out);
  assert(out.equals(a));
  assertEquals(code(() => shared.load(field.vector(4))), "length-mismatch");
  assertEquals(code(() => shared.store(field.vector(6))), "length-mismatch");
  assertEquals(code(() => shared.load(BN254_FQ.vector(5))), "field-mismatch");
  for (const length of [-1, 0.5, NaN]) {
    assertEquals(code(() => new LaneVector(field, length)), "bad-length");
  }
});

Deno.test("lane vectors: bounds stay within what multiplication takes, however much is added", () => {
  for (const f of [BN254_FR, BN254_FQ]) {
    const x = f.randomVector(3), sum = LaneVector.from(x), expected = x.slice();
    const most = f.kernel().maxValue;
    for (let i = 0; i < 200; i++) {
      addVectors(sum, sum, sum);
      subVectors(sum, sum, x, { start: 0, end: 2 });
      addVectors(expected, expected, expected);
      subVectors(expected, expected, x, { start: 0, end: 2 });
      assert(sum.bound <= most);
    }
    assert(sum.toFieldVector().equals(expected));
    mulVectors(sum, sum, sum);
    mulVectors(expected, expected, expected);
    assert(sum.toFieldVector().equals(expected));
  }
});
