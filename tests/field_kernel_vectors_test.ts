// Lane kernels against the golden field vectors of another implementation, packed to packed, in both statement orders.

import { assertEquals } from "@std/assert";
import { type LaneKernel, LANES } from "../field/lane_kernel.ts";
import { laneKernel } from "../field/kernels.ts";
import { readAll, readWords, writeWords } from "./support/field_oracle.ts";
import { setLanes } from "./support/lane_oracle.ts";
import fq from "./vectors/field_bn254_fq.json" with { type: "json" };
import fr from "./vectors/field_bn254_fr.json" with { type: "json" };

for (const vectors of [fr, fq]) {
  const p = BigInt(vectors.modulus);
  const count = vectors.triples.length;
  const column = (key: keyof typeof vectors.triples[0]) =>
    vectors.triples.map((triple) => BigInt(triple[key]));

  for (const order of ["columns", "quadrants"] as const) {
    const kernel = laneKernel(writeWords(p), order);
    /** Lanes of the Montgomery forms of the column's values: multiplied by R², one multiplication by the kernel. */
    const montgomery = (values: bigint[]) => {
      const words = new Uint32Array(8 * count);
      values.forEach((x, k) => words.set(writeWords(x), 8 * k));
      const lanes = new Float64Array(count * LANES);
      kernel.unpack(lanes, words, 0, count);
      const square = new Float64Array(LANES);
      setLanes(square, 0, (1n << 512n) % p);
      kernel.mulFixed(lanes, lanes, kernel.fixedFactor(square), count);
      return lanes;
    };
    /** Plain integers of lanes in Montgomery form: one multiplication by 1, then packed. */
    const plain = (lanes: Float64Array) => {
      const one = new Float64Array(LANES);
      one[0] = 1;
      const out = new Float64Array(lanes.length);
      kernel.mulFixed(out, lanes, kernel.fixedFactor(one), count);
      const words = new Uint32Array(8 * count);
      kernel.pack(words, 0, out, count);
      return readAll(words);
    };
    const check = (
      key: "add" | "sub" | "mul" | "sqr_a" | "neg_a",
      run: (kernel: LaneKernel, out: Float64Array, a: Float64Array, b: Float64Array) => void,
    ) =>
      Deno.test(`${vectors.field}, ${order}: ${key} of the golden vectors`, () => {
        const [a, b] = [montgomery(column("a")), montgomery(column("b"))];
        const out = new Float64Array(count * LANES);
        run(kernel, out, a, b);
        assertEquals(plain(out), column(key));
      });
    check("add", (kernel, out, a, b) => kernel.add(out, a, b, count));
    check("sub", (kernel, out, a, b) => kernel.sub(out, a, b, count));
    check("mul", (kernel, out, a, b) => kernel.mul(out, a, b, count));
    check("sqr_a", (kernel, out, a) => kernel.square(out, a, count));
    check("neg_a", (kernel, out, a) => kernel.combine(out, [a], [-1], false, count));

    Deno.test(`${vectors.field}, ${order}: Montgomery forms have the golden words`, () => {
      for (const { a, limbs_u32 } of vectors.montgomery) {
        const lanes = new Float64Array(LANES);
        const square = new Float64Array(LANES);
        setLanes(lanes, 0, BigInt(a));
        setLanes(square, 0, (1n << 512n) % p);
        kernel.mul(lanes, lanes, square, 1);
        const words = new Uint32Array(8);
        kernel.pack(words, 0, lanes, 1);
        assertEquals([...words], limbs_u32, `${a}: ${readWords(words)}`);
      }
    });
  }
}
