// Packed products of the lane kernel, in both statement orders: 10^5 pairs per operation, field and order against BigInt,
// edge values in all pairs first; at offsets, in place, for counts around a chunk; always canonical.

import { assert, assertEquals } from "@std/assert";
import { FIELDS, PrimeField } from "../field/mod.ts";
import { LANES } from "../field/lane_kernel.ts";
import {
  edgeResidues,
  FieldOracle,
  randomResidues,
  readAll,
  readWords,
  writeAll,
} from "./support/field_oracle.ts";

/** Above 0.49·2^256, where a product may reach p and the cheap packing must not be used. */
const LARGEST = new PrimeField({
  name: "p255",
  modulus: String((1n << 255n) - 19n),
});
const COUNT = 100_000;
const ORDERS = ["columns", "quadrants"] as const;

for (const field of [...FIELDS, LARGEST]) {
  const p = readWords(field.modulus), oracle = new FieldOracle(p);
  const edges = edgeResidues(p), next = randomResidues(p, 17);
  const x: bigint[] = [], y: bigint[] = [];
  for (const a of edges) for (const b of edges) x.push(a), y.push(b);
  while (x.length < COUNT) x.push(next()), y.push(next());
  x.length = y.length = COUNT;
  const a = writeAll(x), b = writeAll(y);

  for (const order of ORDERS) {
    const kernel = field.kernel(order);
    const same = (words: Uint32Array, expected: (i: number) => bigint) => {
      const values = readAll(words);
      for (let i = 0; i < COUNT; i++) {
        if (values[i] !== expected(i)) assertEquals(values[i], expected(i), `element ${i}`);
      }
    };

    Deno.test(`${field.name}, ${order}: packed products agree with BigInt and are canonical`, () => {
      const out = new Uint32Array(8 * COUNT);
      kernel.mulPacked(out, a, b, 0, COUNT);
      same(out, (i) => x[i]! * y[i]! * oracle.rInverse % p);
      kernel.squarePacked(out, a, 0, COUNT);
      same(out, (i) => x[i]! * x[i]! * oracle.rInverse % p);
      for (const u of [0n, 1n, p - 1n, next()]) {
        const scalar = new Float64Array(LANES);
        kernel.unpack(scalar, writeAll([u]), 0, 1);
        kernel.mulFixedPacked(out, a, kernel.fixedFactor(scalar), 0, COUNT);
        same(out, (i) => x[i]! * u % p * oracle.rInverse % p);
      }
      const inPlace = a.slice();
      kernel.mulPacked(inPlace, inPlace, b, 0, COUNT);
      same(inPlace, (i) => x[i]! * y[i]! * oracle.rInverse % p);
    });

    Deno.test(`${field.name}, ${order}: packed products of any count, at an offset, touch nothing else`, () => {
      for (const count of [0, 1, 2, 63, 64, 65, 127, 128, 129]) {
        for (const start of [0, 3]) {
          const out = new Uint32Array(8 * 200).fill(7);
          kernel.mulPacked(out, a, b, 8 * start, count);
          const values = readAll(out.subarray(8 * start, 8 * (start + count)));
          values.forEach((v, i) =>
            assertEquals(v, x[start + i]! * y[start + i]! * oracle.rInverse % p)
          );
          assert(out.subarray(0, 8 * start).every((w) => w === 7));
          assert(out.subarray(8 * (start + count)).every((w) => w === 7));
        }
      }
    });
  }

  Deno.test(`${field.name}: the cheap packing gives both signs of every edge value`, () => {
    const kernel = field.kernel();
    const lanes = new Float64Array(LANES * edges.length), words = new Uint32Array(8 * edges.length);
    kernel.unpack(lanes, writeAll(edges), 0, edges.length);
    kernel.packProducts(words, 0, lanes, edges.length);
    assertEquals(readAll(words), edges);
    kernel.combine(lanes, [lanes], [-1], false, edges.length);
    kernel.packProducts(words, 0, lanes, edges.length);
    assertEquals(readAll(words), edges.map((v) => (p - v) % p));
  });
}
