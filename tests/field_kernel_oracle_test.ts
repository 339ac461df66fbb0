// Every operation of the lane kernels against BigInt, on more than 10^5 pairs per operation and field: random operands,
// boundaries, and lanes at the extremes that the contract allows. The same inputs go through both statement orders.

import { assert, assertEquals } from "@std/assert";
import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { laneKernel } from "../field/kernels.ts";
import { MODULI, modulo, Random, readAll, writeWords } from "./support/field_oracle.ts";
import { laneFault } from "./support/lane_oracle.ts";
import { approximate, operands } from "./support/lane_cases.ts";

const COUNT = 102_000;

/** An operation on all operands, and R·(what it must give), modulo p, for one pair. */
interface Operation {
  name: string;
  run: (kernel: LaneKernel, out: Float64Array, a: Float64Array, b: Float64Array) => void;
  /** The result times `factor` must be congruent to this. */
  expected: (a: bigint, b: bigint) => bigint;
  factor: bigint;
  /** Largest |result|, in units of p, given those of the operands. */
  bound: (a: number, b: number, kernel: LaneKernel) => number;
}

const R = 1n << 256n;
/** Rounding of the double that a value is estimated by. */
const TINY = 2 ** -20;

/** Scalars of the operations that take one element are operand number SCALAR of b: lanes at an extreme. */
const SCALAR = 5;
const scalarOf = (b: Float64Array) => b.subarray(SCALAR * LANES, (SCALAR + 1) * LANES);

const product = (a: number, b: number, kernel: LaneKernel) => a * b * kernel.ratio + 0.5;
const elementwise: Operation[] = [
  {
    name: "mul",
    run: (kernel, out, a, b) => kernel.mul(out, a, b, COUNT),
    expected: (a, b) => a * b,
    factor: R,
    bound: product,
  },
  {
    name: "square",
    run: (kernel, out, a) => kernel.square(out, a, COUNT),
    expected: (a) => a * a,
    factor: R,
    bound: (a, _, kernel) => product(a, a, kernel),
  },
  {
    name: "add",
    run: (kernel, out, a, b) => kernel.add(out, a, b, COUNT),
    expected: (a, b) => a + b,
    factor: 1n,
    bound: (a, b) => a + b,
  },
  {
    name: "sub",
    run: (kernel, out, a, b) => kernel.sub(out, a, b, COUNT),
    expected: (a, b) => a - b,
    factor: 1n,
    bound: (a, b) => a + b,
  },
  {
    name: "combine, carried",
    run: (kernel, out, a, b) => kernel.combine(out, [a, b, a], [200, -300, 12], false, COUNT),
    expected: (a, b) => 212n * a - 300n * b,
    factor: 1n,
    bound: (a, b) => 212 * a + 300 * b,
  },
  {
    name: "combine, reduced",
    run: (kernel, out, a, b) => kernel.combine(out, [a, b], [17, -14], true, COUNT),
    expected: (a, b) => 17n * a - 14n * b,
    factor: 1n,
    bound: () => 0.51,
  },
  {
    name: "reduce",
    run: (kernel, out, a) => kernel.reduce(out, a, COUNT),
    expected: (a) => a,
    factor: 1n,
    // Factors rely on it (field/generate/fixed.ts).
    bound: () => 0.501,
  },
];

/** Operations with one element for all; expectations are made with operand SCALAR in the place of b. */
const byScalar: Operation[] = [
  {
    name: "mulFixed",
    run: (kernel, out, a, b) => kernel.mulFixed(out, a, kernel.fixedFactor(scalarOf(b)), COUNT),
    expected: (a, b) => a * b,
    factor: R,
    bound: () => 0.501,
  },
  {
    name: "addScalar",
    run: (kernel, out, a, b) => kernel.addScalar(out, a, scalarOf(b), COUNT),
    expected: (a, b) => a + b,
    factor: 1n,
    bound: (a, b) => a + b,
  },
];

for (const [name, p] of Object.entries(MODULI)) {
  Deno.test(`${name}: every operation agrees with BigInt and keeps its bounds`, () => {
    const kernel = laneKernel(writeWords(p), "columns");
    const other = laneKernel(writeWords(p), "quadrants");
    assert(kernel.maxValue >= 4 && other.maxValue === kernel.maxValue);
    const limit = (p * BigInt(Math.floor(kernel.maxValue * 8))) / 8n;
    const random = new Random(0x5eed);
    const a = operands(random, p, limit, COUNT);
    const b = operands(random, p, limit, COUNT);
    // Different kinds of operand meet: shift b by one against a.
    b.values.push(b.values.shift()!);
    const first = b.lanes.slice(0, LANES);
    b.lanes.copyWithin(0, LANES);
    b.lanes.set(first, (COUNT - 1) * LANES);

    const out = new Float64Array(COUNT * LANES);
    const words = new Uint32Array(COUNT * 8);
    const otherWords = new Uint32Array(COUNT * 8);
    const scale = Number(p);
    const check = (
      operation: Operation,
      b: { lanes: Float64Array; value: (k: number) => bigint },
    ) => {
      operation.run(other, out, a.lanes, b.lanes);
      other.pack(otherWords, 0, out, COUNT);
      operation.run(kernel, out, a.lanes, b.lanes);
      kernel.pack(words, 0, out, COUNT);
      const packed = readAll(words);
      for (let k = 0; k < COUNT; k++) {
        const [x, y] = [a.values[k]!, b.value(k)];
        const where = () => `${operation.name} of operands ${k}: ${x}, ${y}`;
        const result = packed[k]!;
        if (result >= p) throw new Error(`not canonical: ${where()}`);
        if ((result * operation.factor - operation.expected(x, y)) % p !== 0n) {
          throw new Error(`wrong: ${where()}`);
        }
        const fault = laneFault(out, k);
        if (fault !== undefined) throw new Error(`${fault}: ${where()}`);
        const bound = operation.bound(
          Math.abs(Number(x)) / scale,
          Math.abs(Number(y)) / scale,
          kernel,
        );
        if (Math.abs(approximate(out, k)) / scale > bound + TINY) {
          throw new Error(`too large: ${where()}`);
        }
      }
      assertEquals(words.every((word, i) => word === otherWords[i]), true, "orders differ");
    };
    for (const operation of elementwise) {
      check(operation, { lanes: b.lanes, value: (k) => b.values[k]! });
    }
    for (const operation of byScalar) {
      check(operation, { lanes: b.lanes, value: () => b.values[SCALAR]! });
    }
  });

  Deno.test(`${name}: an inner product of any length agrees with BigInt`, () => {
    const orders = [laneKernel(writeWords(p), "columns"), laneKernel(writeWords(p), "quadrants")];
    const limit = (p * BigInt(Math.floor(orders[0]!.maxValue * 8))) / 8n;
    const random = new Random(0x1111);
    const most = 9000;
    const a = operands(random, p, limit, most);
    const b = operands(random, p, limit, most);
    const sums = [0n];
    for (let k = 0; k < most; k++) sums.push(sums[k]! + a.values[k]! * b.values[k]!);
    const out = new Float64Array(LANES);
    const words = new Uint32Array(8);
    for (const kernel of orders) {
      for (const count of [0, 1, 2, 63, 4095, 4096, 4097, 8192, most]) {
        kernel.innerProduct(out, a.lanes, b.lanes, count);
        assertEquals(laneFault(out, 0), undefined);
        assert(Math.abs(approximate(out, 0)) <= 0.51 * Number(p));
        kernel.pack(words, 0, out, 1);
        assertEquals(
          modulo(readAll(words)[0]! * R - sums[count]!, p),
          0n,
          `${count} products`,
        );
      }
    }
  });

  Deno.test(`${name}: all lanes of all products at their extremes at once stay exact`, () => {
    // The worst case of the bounds: every lane of every operand at the same extreme, 4096 times.
    for (const order of ["columns", "quadrants"] as const) {
      const kernel = laneKernel(writeWords(p), order);
      const limit = (p * BigInt(Math.floor(kernel.maxValue * 8))) / 8n;
      const a = operands(new Random(7), p, limit, 3 * 64);
      const out = new Float64Array(LANES);
      const words = new Uint32Array(8);
      for (let extreme = 2; extreme < 3 * 64; extreme += 3) {
        const one = a.lanes.subarray(extreme * LANES, (extreme + 1) * LANES);
        const many = new Float64Array(4096 * LANES);
        for (let k = 0; k < 4096; k++) many.set(one, k * LANES);
        kernel.innerProduct(out, many, many, 4096);
        kernel.pack(words, 0, out, 1);
        const sum = a.values[extreme]! ** 2n * 4096n;
        assertEquals(modulo(readAll(words)[0]! * R - sum, p), 0n);
      }
    }
  });
}
