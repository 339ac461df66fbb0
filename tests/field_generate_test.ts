// The generator: what is committed is what it makes, no function is too long for V8 to optimise, and its proof refuses
// what is not exact. Also the constants it relies on, and the classes of moduli.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { boundsReport } from "../field/bounds.ts";
import { constantsOf, minusWide, wideLanes } from "../field/constants.ts";
import { generatedModules, LANE_ORDERS } from "../field/generate.ts";
import { carryAtOnce } from "../field/generate/normalise.ts";
import { product, Program, value } from "../field/generate/program.ts";
import { laneValues } from "../field/generate/values.ts";
import { lanesOfWords } from "../field/grid.ts";
import { laneKernel } from "../field/kernels.ts";
import { LANES } from "../field/lane_kernel.ts";
import { round } from "../field/constants.ts";
import { MODULI, modulo, Random, writeWords } from "./support/field_oracle.ts";
import { integerOfLanes, PLACES } from "./support/lane_oracle.ts";

const folder = new URL("../field/generated/", import.meta.url);
const readable = Deno.permissions.querySync({ name: "read", path: folder }).state === "granted";

Deno.test({
  name: readable
    ? "generated modules are up to date"
    : "generated modules are up to date (ignored: needs --allow-read)",
  ignore: !readable,
  fn: async () => {
    const modules = generatedModules();
    const committed = [];
    for await (const { name } of Deno.readDir(folder)) committed.push(name);
    assertEquals(committed.toSorted(), [...modules.keys()].toSorted());
    for (const [name, text] of modules) {
      assertEquals(await Deno.readTextFile(new URL(name, folder)), text, name);
    }
  },
});

/**
 * V8 15 does not optimise a function of more than about 60 KB of bytecode. These functions compile to at most 0.87 bytes
 * of bytecode per character of source (measured with --v8-flags=--print-bytecode over all of them: 0.35 for sums, 0.87
 * for products), so this limit keeps each below 27 KB; the longest has 13,000 characters.
 */
const LONGEST = 30_000;

Deno.test("every generated function is short enough to be optimised", () => {
  let functions = 0;
  for (const [name, text] of generatedModules()) {
    for (const part of text.split("\nexport function ").slice(1)) {
      functions++;
      assert(part.length < LONGEST, `${part.slice(0, 30)} in ${name}: ${part.length} characters`);
    }
  }
  assert(functions > 30);
});

Deno.test("every column of every named field stays below 53 bits", () => {
  for (const [name, p] of Object.entries(MODULI)) {
    for (const order of LANE_ORDERS) {
      const report = boundsReport(writeWords(p), order);
      assert(report.operands >= laneKernel(writeWords(p), order).maxValue, name);
      const routines = new Set(report.columns.map(({ routine }) => routine));
      assert(["mul", "square", "accumulateProducts"].every((x) => routines.has(x)));
      for (const { routine, column, bits, classBits } of report.columns) {
        assert(bits <= classBits && classBits < 53, `${name} ${order} ${routine} ${column}`);
      }
      // Every column of a product is there, and the middle ones are as full as ten products make them.
      const columns = report.columns.filter(({ routine }) => routine === "mul");
      assertEquals(columns.map(({ column }) => column).toSorted((a, b) => a - b), [
        ...Array(19).keys(),
      ]);
      assert(columns.some(({ bits }) => bits > 52.5));
    }
  }
});

Deno.test("a program refuses a sum that may need more than 53 bits", () => {
  const digit = value("x", 2 ** 25, 0);
  const eight = Array.from({ length: 8 }, () => product(digit, digit));
  const program = new Program();
  assertThrows(() => program.sum("t", eight), RangeError, "Cannot prove t");
  program.sum("t", eight.slice(1));
});

Deno.test("a program refuses to round what is out of reach of the rounding constant", () => {
  const program = new Program();
  const x = value("x", 2 ** 77, 26);
  assertThrows(() => program.split("h", "l", x, 26, round(1)), RangeError, "Cannot round x");
  assertEquals(program.split("h", "l", { ...x, bound: 2 ** 76 }, 26, round(1))[1].bound, 2 ** 25);
});

Deno.test("carrying at once refuses lanes that would not come out balanced", () => {
  const sums = (factor: number) =>
    laneValues((i) => `t${i}`, { class: 2 ** 260, tight: 2 ** 260 }).map((lane) => ({
      ...lane,
      bound: lane.bound * factor,
    }));
  carryAtOnce(new Program(), "s", "c", sums(1000));
  assertThrows(() => carryAtOnce(new Program(), "s", "c", sums(5000)), RangeError, "balanced");
});

Deno.test("P is the multiple of p that is 1 modulo 2^52, in balanced lanes", () => {
  const random = new Random(23);
  const moduli = [
    ...Object.values(MODULI),
    3n,
    97n,
    (1n << 61n) - 1n,
    (1n << 255n) - 19n,
    ...Array.from({ length: 2000 }, () => random.below(1n << 255n) | 1n),
  ];
  for (const p of moduli) {
    const lanes = wideLanes(writeWords(p));
    let sum = 0n;
    lanes.forEach((lane, j) => {
      sum += BigInt(lane);
      const width = j < 10 ? PLACES[j + 1]! : PLACES[j - 9]! + 256;
      assert(Math.abs(lane) <= 2 ** (width - 1), `lane ${j} of P for ${p}`);
    });
    assertEquals(modulo(sum, p), 0n);
    assertEquals(modulo(sum, 1n << 52n), 1n);
    assertEquals(lanes[1], 0);
    const constants = constantsOf(writeWords(p));
    assertEquals(constants[minusWide(LANES + 1)], 0 - lanes[LANES + 1]!);
  }
});

Deno.test("lanes of a modulus are balanced and have its value", () => {
  for (const p of [...Object.values(MODULI), 3n, (1n << 255n) - 19n]) {
    const lanes = lanesOfWords(writeWords(p));
    assertEquals(integerOfLanes(lanes), p);
    for (let i = 0; i < LANES - 1; i++) assert(Math.abs(lanes[i]!) <= 2 ** (PLACES[i + 1]! - 1));
  }
});

Deno.test("any odd prime works: small ones, and the largest below 2^255", () => {
  const random = new Random(29);
  for (
    const p of [3n, 97n, 65537n, (1n << 61n) - 1n, 2n ** 64n - 2n ** 32n + 1n, (1n << 255n) - 19n]
  ) {
    for (const order of LANE_ORDERS) {
      const kernel = laneKernel(writeWords(p), order);
      const count = 500;
      const [a, b] = [0, 1].map(() => Array.from({ length: count }, () => random.below(p)));
      const pack = (values: bigint[]) => {
        const words = new Uint32Array(8 * count);
        values.forEach((x, k) => words.set(writeWords(x), 8 * k));
        const lanes = new Float64Array(count * LANES);
        kernel.unpack(lanes, words, 0, count);
        return lanes;
      };
      const [x, y] = [pack(a!), pack(b!)];
      kernel.mul(x, x, y, count);
      kernel.combine(x, [x, y], [3, -5], true, count);
      const words = new Uint32Array(8 * count);
      kernel.pack(words, 0, x, count);
      for (let k = 0; k < count; k++) {
        const result = words.subarray(8 * k, 8 * k + 8);
        const integer = result.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
        assert(integer < p);
        const expected = 3n * a![k]! * b![k]! - 5n * b![k]! * (1n << 256n);
        assertEquals(modulo(integer * (1n << 256n) - expected, p), 0n);
      }
    }
  }
});
