// Every vector operation against BigInt, on 10^5 elements (or pairs) per operation and field: all pairs of edge values,
// the rest random. Packed results must be canonical; the same operation in lanes, in place and within a range must give
// the same words.

import { assert, assertEquals } from "@std/assert";
import {
  addVectors,
  type ElementVector,
  FIELDS,
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
  PrimeField,
  scaleVector,
  squareVector,
  subVectors,
  sumOfProducts,
  sumVector,
} from "../field/mod.ts";
import {
  edgeResidues,
  FieldOracle,
  powMod,
  randomResidues,
  readAll,
  readWords,
  writeAll,
  writeWords,
} from "./support/field_oracle.ts";

const COUNT = 100_000;

/** A field whose modulus is nearer to 2^255 than any named one, and one far below it. */
const OTHER = [(1n << 255n) - 19n, (1n << 61n) - 1n].map((p) =>
  new PrimeField({ name: `p${p.toString(2).length}`, modulus: String(p) })
);

/** Montgomery forms: the edges in all pairs, then random ones. */
function inputs(p: bigint, count: number, seed: number): [bigint[], bigint[]] {
  const edges = edgeResidues(p), next = randomResidues(p, seed);
  const a: bigint[] = [], b: bigint[] = [];
  for (const x of edges) for (const y of edges) a.push(x), b.push(y);
  while (a.length < count) a.push(next()), b.push(next());
  return [a.slice(0, count), b.slice(0, count)];
}

function assertSame(actual: FieldVector, expected: (i: number) => bigint, task: string): void {
  const p = readWords(actual.field.modulus), values = readAll(actual.words);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === expected(i)) continue;
    assert(values[i]! < p, `${task}: element ${i} is not below p`);
    assertEquals(values[i], expected(i), `${task}: element ${i}`);
  }
}

for (const field of [...FIELDS, ...OTHER]) {
  const p = readWords(field.modulus), oracle = new FieldOracle(p);
  const named = FIELDS.includes(field);
  const count = named ? COUNT : 20_000;
  const [x, y] = inputs(p, count, 5);
  const a = FieldVector.checked(field, writeAll(x)), b = FieldVector.checked(field, writeAll(y));
  const u = field.random(), ur = readWords(u) * oracle.rInverse % p;

  /** Runs an operation packed, in lanes, mixed, in place and on a range. */
  const check = (
    task: string,
    run: (
      out: ElementVector,
      a: ElementVector,
      b: ElementVector,
      start?: number,
      end?: number,
    ) => void,
    expected: (i: number) => bigint,
  ): void => {
    Deno.test(`${field.name}: ${task} agrees with BigInt, packed and in lanes, in place, in a range`, () => {
      const out = field.vector(count);
      run(out, a, b);
      assertSame(out, expected, "packed");

      const lanes = new LaneVector(field, count);
      const [la, lb] = [LaneVector.from(a), LaneVector.from(b)];
      run(lanes, la, lb);
      assert(lanes.toFieldVector().equals(out), "lanes to lanes");
      const mixed = field.vector(count);
      run(mixed, a, lb);
      assert(mixed.equals(out), "packed and lanes to packed");

      const inFirst = a.slice(), inSecond = b.slice();
      run(inFirst, inFirst, b);
      run(inSecond, a, inSecond);
      assert(inFirst.equals(out) && inSecond.equals(out), "packed, in place");
      run(la, la, lb);
      assert(la.toFieldVector().equals(out), "lanes, in place of the first");
      la.load(a);
      run(lb, la, lb);
      assert(lb.toFieldVector().equals(out), "lanes, in place of the second");

      const [start, end] = [131, 1031];
      for (const part of [field.vector(count), new LaneVector(field, count)]) {
        run(part, a, b, start, end);
        const words = part instanceof LaneVector ? part.toFieldVector() : part;
        assert(words.subvector(start, end).equals(out.subvector(start, end)), "the range");
        assert(words.subvector(0, start).words.every((w) => w === 0), "before the range");
        assert(words.subvector(end).words.every((w) => w === 0), "after the range");
      }
    });
  };

  check(
    "addition",
    (out, a, b, start, end) => addVectors(out, a, b, range(start, end)),
    (i) => (x[i]! + y[i]!) % p,
  );
  check(
    "subtraction",
    (out, a, b, start, end) => subVectors(out, a, b, range(start, end)),
    (i) => (x[i]! - y[i]! + p) % p,
  );
  check(
    "multiplication",
    (out, a, b, start, end) => mulVectors(out, a, b, range(start, end)),
    (i) => x[i]! * y[i]! * oracle.rInverse % p,
  );
  check(
    "interpolation",
    (out, a, b, start, end) => interpolateVectors(out, a, b, u, range(start, end)),
    (i) => (x[i]! + ur * (y[i]! - x[i]! + p)) % p,
  );
  check(
    "a sum of three products",
    (out, a, b, start, end) => sumOfProducts(out, [a, b, a], [b, b, a], range(start, end)),
    (i) => (x[i]! * y[i]! + y[i]! * y[i]! + x[i]! * x[i]!) * oracle.rInverse % p,
  );

  /** The same for operations on one vector. */
  const unary = (
    task: string,
    run: (out: ElementVector, a: ElementVector, range?: { start: number; end: number }) => void,
    expected: (i: number) => bigint,
  ) =>
    Deno.test(`${field.name}: ${task} agrees with BigInt, packed and in lanes, in place, in a range`, () => {
      const out = field.vector(count);
      run(out, a);
      assertSame(out, expected, "packed");
      const copy = a.slice(), lanes = LaneVector.from(a), part = a.slice();
      run(copy, copy);
      assert(copy.equals(out), "packed, in place");
      run(lanes, lanes);
      assert(lanes.toFieldVector().equals(out), "lanes, in place");
      run(part, a, { start: 7, end: 700 });
      assert(part.subvector(7, 700).equals(out.subvector(7, 700)), "the range");
      assert(part.subvector(0, 7).equals(a.subvector(0, 7)), "before the range");
      assert(part.subvector(700).equals(a.subvector(700)), "after the range");
    });

  unary("negation", (out, a, r) => negateVector(out, a, r), (i) => (p - x[i]!) % p);
  unary(
    "squaring",
    (out, a, r) => squareVector(out, a, r),
    (i) => x[i]! ** 2n * oracle.rInverse % p,
  );
  unary("scaling by 512", (out, a, r) => scaleVector(out, a, 512, r), (i) => x[i]! * 512n % p);
  unary("scaling by −3", (out, a, r) => scaleVector(out, a, -3, r), (i) => oracle.mod(x[i]! * -3n));
  unary(
    "scaling by −(2^53 − 1)",
    (out, a, r) => scaleVector(out, a, Number.MIN_SAFE_INTEGER, r),
    (i) => oracle.mod(x[i]! * BigInt(Number.MIN_SAFE_INTEGER)),
  );
  unary(
    "multiplication by one element",
    (out, a, r) => mulVectorByElement(out, a, u, r),
    (i) => x[i]! * ur % p,
  );
  unary(
    "the fifth power",
    (out, a, r) => powVector(out, a, 5, r),
    (i) => powMod(oracle.leave(x[i]!), 5n, p) * oracle.r % p,
  );

  Deno.test(`${field.name}: inversion gives 1 with every element, packed and in lanes, in place, in a range`, () => {
    const nonZero = FieldVector.checked(field, writeAll(x.map((v) => v === 0n ? 1n : v)));
    const out = field.vector(count);
    invertVector(out, nonZero);
    const values = readAll(out.words),
      of = readAll(nonZero.words),
      square = oracle.r * oracle.r % p;
    for (let i = 0; i < count; i++) {
      assert(values[i]! < p && values[i]! * of[i]! % p === square, `element ${i}`);
    }
    const copy = nonZero.slice(), lanes = LaneVector.from(nonZero), part = nonZero.slice();
    invertVector(copy, copy);
    invertVector(lanes, lanes);
    assert(copy.equals(out) && lanes.toFieldVector().equals(out), "in place");
    invertVector(part, nonZero, { start: 10, end: 5000 });
    assert(part.subvector(10, 5000).equals(out.subvector(10, 5000)), "the range");
    assert(part.subvector(5000).equals(nonZero.subvector(5000)), "after the range");
  });

  Deno.test(`${field.name}: inversion of every short length`, () => {
    for (let n = 0; n <= 140; n++) {
      const some = field.randomVector(n), out = field.vector(n);
      for (let i = 0; i < n; i++) if (field.isZero(some.get(i))) some.set(i, field.one);
      invertVector(out, some);
      mulVectors(out, out, some);
      assert([...out].every((v) => field.equals(v, field.one)), `${n} elements`);
    }
  });

  Deno.test(`${field.name}: sums of any number of products agree with BigInt, packed and in lanes`, () => {
    const n = 140;
    for (const pairs of [1, 2, 3, 4, 5, 16, 130, 300]) {
      const at = (k: number) => (k * 331) % (count - n);
      const left = Array.from({ length: pairs }, (_, k) => a.subvector(at(k), at(k) + n));
      const right = Array.from({ length: pairs }, (_, k) => b.subvector(at(k), at(k) + n));
      const expected = (i: number) => {
        let sum = 0n;
        for (let k = 0; k < pairs; k++) sum += x[at(k) + i]! * y[at(k) + i]!;
        return sum % p * oracle.rInverse % p;
      };
      const out = field.vector(n);
      sumOfProducts(out, left, right);
      assertSame(out, expected, `${pairs} pairs`);
      // Lanes with the largest bound that a vector may have.
      const lanes = (v: FieldVector) => {
        const large = LaneVector.from(v), most = LaneVector.from(v);
        subVectors(most, most, v);
        for (let r = 0; r < 3; r++) addVectors(large, large, most);
        return large;
      };
      const laneOut = new LaneVector(field, n);
      sumOfProducts(laneOut, left.map(lanes), right.map(lanes));
      assert(laneOut.toFieldVector().equals(out), `${pairs} pairs in lanes`);
      mulVectors(laneOut, laneOut, laneOut); // its bound must allow this
      squareVector(out, out);
      assert(laneOut.toFieldVector().equals(out), `the square of a sum of ${pairs} products`);
    }
  });

  Deno.test(`${field.name}: inner product and sum agree with BigInt, packed and in lanes`, () => {
    const la = LaneVector.from(a), lb = LaneVector.from(b);
    for (const [start, end] of [[0, count], [0, 0], [5, 6], [100, 229], [count - 1000, count]]) {
      const r = { start: start!, end: end! };
      let sum = 0n, product = 0n;
      for (let i = start!; i < end!; i++) {
        sum += x[i]!;
        product += x[i]! * y[i]!;
      }
      const expected = writeWords(product % p * oracle.rInverse % p);
      for (const [f, g] of [[a, b], [la, lb], [a, lb], [la, b]] as const) {
        assertEquals(innerProduct(f, g, r), expected);
      }
      for (const f of [a, la]) assertEquals(sumVector(f, r), writeWords(sum % p));
    }
  });

  Deno.test(`${field.name}: the fold agrees with BigInt, and with interpolation`, () => {
    const half = count / 2, out = field.vector(half);
    const equal = x.slice();
    for (let j = 0; j < half; j += 3) equal[2 * j + 1] = equal[2 * j]!;
    const table = FieldVector.checked(field, writeAll(equal));
    const multiplied = foldVector(out, table, u);
    let unequal = 0;
    for (let j = 0; j < half; j++) if (equal[2 * j] !== equal[2 * j + 1]) unequal++;
    assertEquals(multiplied, unequal);
    assertSame(
      out,
      (j) => (equal[2 * j]! + ur * (equal[2 * j + 1]! - equal[2 * j]! + p)) % p,
      "fold",
    );
  });

  if (!named) continue;
  Deno.test(`${field.name}: a chain of 10^5 dependent operations on lanes, never packed between`, () => {
    // Four elements at a time: x ← x·y + z, y ← 3·y − x, z ← z² − x; bounds must hold without help.
    const n = 4, steps = 25_000;
    const [cx, cy, cz] = [x, y, x.slice(40)].map((v) => v.slice(50, 50 + n)) as bigint[][];
    const [vx, vy, vz] = [cx!, cy!, cz!].map((v) =>
      LaneVector.from(FieldVector.checked(field, writeAll(v)))
    ) as LaneVector[];
    for (let step = 0; step < steps; step++) {
      mulVectors(vx!, vx!, vy!);
      addVectors(vx!, vx!, vz!);
      scaleVector(vy!, vy!, 3);
      subVectors(vy!, vy!, vx!);
      squareVector(vz!, vz!);
      subVectors(vz!, vz!, vx!);
      for (let i = 0; i < n; i++) {
        cx![i] = (cx![i]! * cy![i]! * oracle.rInverse + cz![i]!) % p;
        cy![i] = (3n * cy![i]! - cx![i]! + p) % p;
        cz![i] = (cz![i]! * cz![i]! % p * oracle.rInverse - cx![i]! + p) % p;
      }
    }
    for (const [lanes, values] of [[vx!, cx!], [vy!, cy!], [vz!, cz!]] as const) {
      assertEquals(readAll(lanes.toFieldVector().words), values.map((v) => oracle.mod(v)));
    }
  });
}

function range(start?: number, end?: number): { start?: number; end?: number } {
  return start === undefined || end === undefined ? {} : { start, end };
}
