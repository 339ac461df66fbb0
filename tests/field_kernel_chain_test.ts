// Long chains of dependent operations, where a lane that is off by one unit once is seen for ever; and operations whose
// output is one of their inputs.

import { assert, assertEquals } from "@std/assert";
import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { laneKernel } from "../field/kernels.ts";
import {
  FieldOracle,
  MODULI,
  modulo,
  Random,
  readWords,
  writeWords,
} from "./support/field_oracle.ts";
import { operands } from "./support/lane_cases.ts";

const ORDERS = ["columns", "quadrants"] as const;
const STEPS = 100_000;

for (const [name, p] of Object.entries(MODULI)) {
  for (const order of ORDERS) {
    Deno.test(`${name}, ${order}: a chain of ${STEPS} products, sums and differences`, () => {
      const kernel = laneKernel(writeWords(p), order);
      const random = new Random(11);
      const start = operands(random, p, p, 3);
      let [x, y, z] = start.values as [bigint, bigint, bigint];
      const [a, b, c] = [0, 1, 2].map((k) => start.lanes.slice(k * LANES, (k + 1) * LANES)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const inverse = new FieldOracle(p).rInverse;
      // Each value stays below 2.2 p: a product of two such is below 2.2²·ratio + 1/2 < 3, a reduced sum below 0.51.
      for (let step = 0; step < STEPS; step++) {
        kernel.mul(a, a, b, 1);
        x = (x * y * inverse) % p;
        kernel.square(b, c, 1);
        y = (z * z * inverse) % p;
        if (step % 2 === 0) kernel.sub(c, a, b, 1);
        else kernel.add(c, a, b, 1);
        kernel.reduce(c, c, 1);
        z = step % 2 === 0 ? x - y : x + y;
      }
      const words = new Uint32Array(24);
      [a, b, c].forEach((lanes, k) => kernel.pack(words, 8 * k, lanes, 1));
      assertEquals(
        [0, 8, 16].map((at) => readWords(words, at)),
        [x, y, z].map((v) => modulo(v, p)),
      );
    });
  }
}

/** Operations on whole arrays: (out, a, b). */
const OPERATIONS: [
  string,
  (k: LaneKernel, out: Float64Array, a: Float64Array, b: Float64Array) => void,
][] = [
  ["mul", (k, out, a, b) => k.mul(out, a, b, 50)],
  ["square", (k, out, a) => k.square(out, a, 50)],
  ["mulFixed", (k, out, a, b) => k.mulFixed(out, a, k.fixedFactor(b.subarray(70, 80)), 50)],
  ["add", (k, out, a, b) => k.add(out, a, b, 50)],
  ["sub", (k, out, a, b) => k.sub(out, a, b, 50)],
  ["addScalar", (k, out, a, b) => k.addScalar(out, a, b.subarray(70, 80), 50)],
  ["combine", (k, out, a, b) => k.combine(out, [a, b, b, a], [1, -2, 3, 7], false, 50)],
  ["combine, reduced", (k, out, a, b) => k.combine(out, [a, b, a], [9, -2, 3], true, 50)],
  ["reduce", (k, out, a) => k.reduce(out, a, 50)],
];

for (const order of ORDERS) {
  for (const [name, run] of OPERATIONS) {
    Deno.test(`${order}: ${name} may write over either input`, () => {
      const p = MODULI["bn254-fq"]!;
      const kernel = laneKernel(writeWords(p), order);
      const random = new Random(13);
      const a = operands(random, p, 4n * p, 50).lanes;
      const b = operands(random, p, 4n * p, 50).lanes;
      const apart = new Float64Array(a.length);
      run(kernel, apart, a, b);
      const overA = a.slice();
      run(kernel, overA, overA, b);
      assertEquals(overA, apart);
      // A single element in b is also written over when b is the output: give it a copy of its own there.
      const overB = b.slice();
      if (!name.endsWith("Scalar")) {
        run(kernel, overB, a, overB);
        assertEquals(overB, apart);
      }
      run(kernel, apart, a, a);
      const same = a.slice();
      if (!name.endsWith("Scalar")) {
        run(kernel, same, same, same);
        assertEquals(same, apart);
      }
    });

    Deno.test(`${order}: ${name} writes its count of elements and no more`, () => {
      const p = MODULI["vesta-fp"]!;
      const kernel = laneKernel(writeWords(p), order);
      const inputs = operands(new Random(17), p, p, 60).lanes;
      const out = new Float64Array(60 * LANES).fill(-1);
      run(kernel, out, inputs, inputs);
      assert(out.subarray(50 * LANES).every((lane) => lane === -1));
    });
  }
}
