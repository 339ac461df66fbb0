// Packed elements to lanes and back, for every named field: always canonical, whatever the value; pairs and folds.

import { assert, assertEquals } from "@std/assert";
import { LANES } from "../field/lane_kernel.ts";
import { laneKernel } from "../field/kernels.ts";
import {
  FieldOracle,
  MODULI,
  modulo,
  Random,
  readAll,
  writeWords,
} from "./support/field_oracle.ts";
import { integerOfLanes, laneFault, PLACES, setLanes } from "./support/lane_oracle.ts";
import { approximate } from "./support/lane_cases.ts";

const ORDERS = ["columns", "quadrants"] as const;

/** Packed elements: random and boundary values, with runs of equal ones. */
function packedOperands(random: Random, p: bigint, count: number) {
  const edges = [0n, 1n, p - 1n, p - 2n, (p - 1n) / 2n, (p + 1n) / 2n, 1n << 231n, p >> 1n];
  const values: bigint[] = [];
  for (let k = 0; k < count; k++) {
    const kind = random.index(4);
    if (kind === 0) values.push(edges[random.index(edges.length)]!);
    else if (kind === 1 && k > 0) values.push(values[k - 1]!);
    else values.push(random.below(p));
  }
  const words = new Uint32Array(8 * count);
  values.forEach((x, k) => words.set(writeWords(x), 8 * k));
  return { values, words };
}

for (const [name, p] of Object.entries(MODULI)) {
  const kernel = laneKernel(writeWords(p), "columns");

  Deno.test(`${name}: unpacked elements have balanced lanes and their value`, () => {
    const count = 100_000;
    const { values, words } = packedOperands(new Random(1), p, count);
    const lanes = new Float64Array(count * LANES);
    kernel.unpack(lanes, words, 0, count);
    const back = new Uint32Array(8 * count);
    kernel.pack(back, 0, lanes, count);
    for (let k = 0; k < count; k++) {
      if (laneFault(lanes, k) !== undefined || integerOfLanes(lanes, k) !== values[k]) {
        throw new Error(`element ${k}: ${values[k]}`);
      }
    }
    assertEquals(readAll(back), values);
  });

  Deno.test(`${name}: every field of bits of a packed element reaches its lane`, () => {
    // Single bits and all ones from a bit up, which carry through every boundary of the grid.
    const values = Array.from({ length: 254 }, (_, bit) => [
      1n << BigInt(bit),
      ((1n << 254n) - (1n << BigInt(bit))) % p,
    ]).flat().filter((x) => x < p);
    const words = new Uint32Array(8 * values.length);
    values.forEach((x, k) => words.set(writeWords(x), 8 * k));
    const lanes = new Float64Array(values.length * LANES);
    kernel.unpack(lanes, words, 0, values.length);
    values.forEach((x, k) => assertEquals(integerOfLanes(lanes, k), x));
  });

  Deno.test(`${name}: packing is canonical for every multiple of p and its neighbours`, () => {
    const values: bigint[] = [];
    for (let multiple = -512n; multiple <= 512n; multiple++) {
      // Around each multiple and each half, by amounts from one up to the margins of the quotient estimate.
      for (
        const offset of [
          0n,
          1n,
          2n,
          1n << 26n,
          1n << 100n,
          p >> 12n,
          p >> 11n,
          p >> 10n,
          p >> 9n,
          p >> 1n,
        ]
      ) {
        values.push(multiple * p + offset, multiple * p - offset);
      }
    }
    const inside = values.filter((x) => x <= 512n * p && -x <= 512n * p);
    const lanes = new Float64Array(inside.length * LANES);
    inside.forEach((x, k) => setLanes(lanes, k, x));
    const words = new Uint32Array(8 * inside.length);
    kernel.pack(words, 0, lanes, inside.length);
    assertEquals(readAll(words), inside.map((x) => modulo(x, p)));
  });

  Deno.test(`${name}: packing zero written as different lanes gives zero`, () => {
    // 2^(w_(i+1)) of lane i against −1 unit of lane i + 1 and so on: zero, and ±1, in lanes at their extremes.
    const representations: number[][] = [];
    for (let i = 0; i < LANES - 1; i++) {
      const half = 2 ** (PLACES[i + 1]! - 1);
      const lanes = new Array<number>(LANES).fill(0);
      lanes[i] = half;
      representations.push(lanes, lanes.map((x) => x === 0 ? 0 : -x));
    }
    const lanes = Float64Array.from(representations.flat());
    const words = new Uint32Array(8 * representations.length);
    kernel.pack(words, 0, lanes, representations.length);
    readAll(words).forEach((x, k) =>
      assertEquals(x, modulo(integerOfLanes(lanes, k), p), `representation ${k}`)
    );
    const zeros = Float64Array.from([0, -0, 0, -0, 0, -0, 0, -0, 0, -0]);
    kernel.pack(words, 0, zeros, 1);
    assertEquals(words.subarray(0, 8), new Uint32Array(8));
  });

  Deno.test(`${name}: pairs are loaded by edge, with their difference`, () => {
    const pairs = 2000;
    const random = new Random(2);
    const { values, words } = packedOperands(random, p, 2 * pairs);
    const shifted = new Uint32Array(words.length + 16);
    shifted.set(words, 16);
    const edges = Int32Array.from({ length: 777 }, () => random.index(pairs));
    const [at0, at1, atInfinity] = [0, 0, 0].map(() => new Float64Array(edges.length * LANES));
    kernel.loadPairs(at0!, at1!, atInfinity!, shifted, 16, edges, edges.length);
    edges.forEach((edge, k) => {
      assertEquals(integerOfLanes(at0!, k), values[2 * edge]);
      assertEquals(integerOfLanes(at1!, k), values[2 * edge + 1]);
      assertEquals(integerOfLanes(atInfinity!, k), values[2 * edge + 1]! - values[2 * edge]!);
      assertEquals(laneFault(atInfinity!, k), undefined);
    });
  });

  for (const order of ORDERS) {
    Deno.test(`${name}, ${order}: folded pairs agree with BigInt, equal pairs are copied`, () => {
      const pairs = 50_000;
      const random = new Random(3);
      const { values, words } = packedOperands(random, p, 2 * pairs);
      const folding = laneKernel(writeWords(p), order);
      const u = new Float64Array(LANES);
      const factor = random.below(p);
      setLanes(u, 0, factor - p);
      const out = new Uint32Array(8 * (pairs + 1));
      const multiplied = folding.foldPairs(out, 8, words, 0, folding.fixedFactor(u), pairs);
      const results = readAll(out.subarray(8));
      const inverse = new FieldOracle(p).rInverse;
      let unequal = 0;
      for (let k = 0; k < pairs; k++) {
        const [x, y] = [values[2 * k]!, values[2 * k + 1]!];
        if (x !== y) unequal++;
        if (results[k] !== modulo(x + (y - x) * factor * inverse, p)) throw new Error(`pair ${k}`);
      }
      assertEquals(multiplied, unequal);
      assertEquals(out.subarray(0, 8), new Uint32Array(8), "written before the offset");
    });

    Deno.test(`${name}, ${order}: folds to lanes and of lanes give reduced lanes of the same elements`, () => {
      const pairs = 20_000, random = new Random(5), scale = Number(p);
      const { words } = packedOperands(random, p, 4 * pairs);
      const folding = laneKernel(writeWords(p), order);
      const u = new Float64Array(LANES);
      setLanes(u, 0, random.below(p));
      const factor = folding.fixedFactor(u);
      const once = new Uint32Array(8 * 2 * pairs), twice = new Uint32Array(8 * pairs);
      const unequal = folding.foldPairs(once, 0, words, 0, factor, 2 * pairs);
      const unequalThen = folding.foldPairs(twice, 0, once, 0, factor, pairs);
      const check = (lanes: Float64Array, words: Uint32Array) => {
        const count = words.length / 8, packed = new Uint32Array(words.length);
        folding.pack(packed, 0, lanes.subarray(LANES), count);
        assert(packed.every((word, i) => word === words[i]));
        for (let k = 0; k <= count; k++) {
          assertEquals(laneFault(lanes, k), undefined);
          assert(Math.abs(approximate(lanes, k)) <= 0.501 * scale, `row ${k}`);
        }
      };
      const folded = new Float64Array(LANES * (2 * pairs + 1));
      assertEquals(folding.foldWords(folded, LANES, words, 0, factor, 2 * pairs), unequal);
      check(folded, once);
      const again = new Float64Array(LANES * (pairs + 1));
      // Elements that are equal have the same lanes here: equal pairs are seen as such.
      assertEquals(folding.foldLanes(again, LANES, folded, LANES, factor, pairs), unequalThen);
      check(again, twice);

      const edges = Int32Array.of(0, 7, pairs - 1);
      const planes = [0, 0, 0].map(() => new Float64Array(edges.length * LANES));
      folding.loadLanePairs(planes[0]!, planes[1]!, planes[2]!, folded, LANES, edges, edges.length);
      edges.forEach((edge, k) => {
        const [x, y] = [1 + 2 * edge, 2 + 2 * edge].map((row) => integerOfLanes(folded, row));
        assertEquals(planes.map((plane) => integerOfLanes(plane, k)), [x, y, y! - x!]);
        assertEquals(laneFault(planes[2]!, k), undefined);
      });
    });

    Deno.test(`${name}, ${order}: a fold may write over the pairs it has read`, () => {
      const pairs = 300;
      const { words } = packedOperands(new Random(4), p, 2 * pairs);
      const folding = laneKernel(writeWords(p), order);
      const u = new Float64Array(LANES);
      setLanes(u, 0, 12345678901234567890n);
      const apart = new Uint32Array(8 * pairs);
      const factor = folding.fixedFactor(u);
      folding.foldPairs(apart, 0, words, 0, factor, pairs);
      folding.foldPairs(words, 0, words, 0, factor, pairs);
      assert(apart.every((word, i) => word === words[i]));
    });
  }
}

for (const p of [3n, 7n, 251n, 2n ** 26n - 5n, 2n ** 31n - 1n, 2n ** 52n - 47n, 2n ** 61n - 1n]) {
  for (const order of ORDERS) {
    Deno.test(`modulus ${p}, ${order}: products with a factor and folds agree with BigInt`, () => {
      const kernel = laneKernel(writeWords(p), order), random = new Random(6), pairs = 200;
      const inverse = new FieldOracle(p).rInverse, values: bigint[] = [];
      const words = new Uint32Array(8 * 2 * pairs);
      for (let k = 0; k < 2 * pairs; k++) {
        values.push(random.below(p));
        words.set(writeWords(values[k]!), 8 * k);
      }
      const u = new Float64Array(LANES), factor = random.below(p);
      setLanes(u, 0, factor);
      const table = kernel.fixedFactor(u);
      const folded = new Uint32Array(8 * pairs), lanes = new Float64Array(2 * pairs * LANES);
      kernel.foldPairs(folded, 0, words, 0, table, pairs);
      kernel.unpack(lanes, words, 0, 2 * pairs);
      kernel.mulFixed(lanes, lanes, table, 2 * pairs);
      const products = new Uint32Array(words.length);
      kernel.pack(products, 0, lanes, 2 * pairs);
      const [rows, scaled] = [readAll(folded), readAll(products)];
      for (let k = 0; k < 2 * pairs; k++) {
        assertEquals(scaled[k], modulo(values[k]! * factor * inverse, p));
      }
      for (let k = 0; k < pairs; k++) {
        const [x, y] = [values[2 * k]!, values[2 * k + 1]!];
        assertEquals(rows[k], modulo(x + (y - x) * factor * inverse, p));
      }
    });
  }
}
