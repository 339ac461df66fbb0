// Sums of products that are reduced only when they are taken, against BigInt: extremes of operands, the largest number of
// products, several sums beside each other, and a sum that is used again.

import { assertEquals, assertLess } from "@std/assert";
import { laneKernel } from "../field/kernels.ts";
import { LANES, PRODUCT_SUM } from "../field/lane_kernel.ts";
import { FieldOracle, MODULI, modulo, Random, writeWords } from "./support/field_oracle.ts";
import { integerOfLanes, setLanes } from "./support/lane_oracle.ts";

const MOST = 4096;

for (const [name, p] of Object.entries(MODULI)) {
  for (const order of ["columns", "quadrants"] as const) {
    Deno.test(`sums of products over ${name}, ${order}: as BigInt has them, up to ${MOST} products`, () => {
      const kernel = laneKernel(writeWords(p), order), random = new Random(7);
      const inverse = new FieldOracle(p).rInverse,
        largest = BigInt(Math.floor(kernel.maxValue * 8)) * p / 8n;
      const operands = (count: number, extreme: boolean): [Float64Array, bigint[]] => {
        const lanes = new Float64Array(count * LANES), values: bigint[] = [];
        for (let i = 0; i < count; i++) {
          const x = extreme ? (i % 3 === 0 ? -largest : largest) : random.below(p);
          setLanes(lanes, i, x);
          values.push(x);
        }
        return [lanes, values];
      };
      const sums = kernel.productSums(3), expected = [0n, 0n, 0n], counts = [1, 37, MOST];
      for (let round = 0; round < 2; round++) {
        expected.fill(0n);
        counts.forEach((count, s) => {
          const [a, x] = operands(count, s === 2), [b, y] = operands(count, s === 2 && round === 1);
          kernel.addProducts(sums.subarray(s * PRODUCT_SUM), a, b, count);
          x.forEach((v, i) => expected[s] += v * y[i]);
        });
        const out = new Float64Array(3 * LANES);
        kernel.takeProductSums(out, sums, 3);
        expected.forEach((value, s) => {
          const found = integerOfLanes(out, s);
          assertEquals(modulo(found, p), modulo(value * inverse, p), `sum ${s}, round ${round}`);
          assertLess(Math.abs(Number(found)) / Number(p), 0.52, `size of sum ${s}`);
        });
      }
    });
  }
}
