// How fast are the lane kernels? Interleaved repetitions of each operation on 4096 elements of BN254's scalar field, in
// both statement orders, beside ffjavascript's wasm batch and noble-curves; medians in ns per element, and ratios to the
// peers in the same run. Not part of the published results (bench/field.ts is): this is the tool for working on kernels.
//
//   deno run -A bench/kernel.ts      bun bench/kernel.ts

import { BN254_FR, fromBigInts } from "../field/mod.ts";
import { laneKernel, type LaneOrder } from "../field/kernels.ts";
import { LANES } from "../field/lane_kernel.ts";
import { fieldInputs } from "./field_ours.ts";
import { type Contestant, ffjavascriptPeers, noblePeer } from "./field_peers.ts";
import { median } from "./support.ts";

const COUNT = 4096;
const ROUNDS = 81;
const inputs = fieldInputs(BN254_FR, COUNT);
const wordsX = fromBigInts(BN254_FR, inputs.a).words;
const wordsY = fromBigInts(BN254_FR, inputs.b).words;
const wordsOut = new Uint32Array(8 * COUNT);

interface Case {
  name: string;
  run: () => void;
  count: number;
  times: number[];
}
const cases: Case[] = [];
const add = (name: string, run: () => void, count = COUNT) => {
  cases.push({ name, run, count, times: [] });
};

const contestants: Contestant[] = [noblePeer(inputs), ...await ffjavascriptPeers(inputs)];
for (const name of ["ffjavascript batch", "noble"]) {
  add(`${name} mul`, contestants.find((contestant) => contestant.name === name)!.tasks.mul!.run);
}
for (const order of ["columns", "quadrants"] satisfies LaneOrder[]) {
  const kernel = laneKernel(BN254_FR.modulus, order);
  const a = new Float64Array(COUNT * LANES);
  const b = a.slice();
  const out = a.slice();
  kernel.unpack(a, wordsX, 0, COUNT);
  kernel.unpack(b, wordsY, 0, COUNT);
  const factor = kernel.fixedFactor(b);
  add(`${order} mul`, () => kernel.mul(out, a, b, COUNT));
  add(`${order} square`, () => kernel.square(out, a, COUNT));
  add(`${order} mulFixed`, () => kernel.mulFixed(out, a, factor, COUNT));
  add(`${order} innerProduct`, () => kernel.innerProduct(out, a, b, COUNT));
  add(`${order} foldPairs`, () => {
    kernel.foldPairs(wordsOut, 0, wordsX, 0, factor, COUNT / 2);
  }, COUNT / 2);
  add(`${order} mul of batches of 96`, () => {
    for (let k = 0; k < COUNT; k += 96) kernel.mul(out, a, b, 96);
  });
  if (order === "quadrants") continue;
  add("add", () => kernel.add(out, a, b, COUNT));
  add("combine3", () => kernel.combine(out, [a, b, a], [3, 2, 5], false, COUNT));
  add("combine3 reduced", () => kernel.combine(out, [a, b, a], [3, 2, 5], true, COUNT));
  add("reduce", () => kernel.reduce(out, a, COUNT));
  add("accumulate", () => kernel.accumulate(out, a, COUNT));
  add("unpack", () => kernel.unpack(out, wordsX, 0, COUNT));
  add("pack", () => kernel.pack(wordsOut, 0, a, COUNT));
}

for (let round = 0; round < ROUNDS; round++) {
  for (const { run, times, count } of cases) {
    const start = performance.now();
    run();
    run();
    times.push(((performance.now() - start) / (2 * count)) * 1e6);
  }
}
/** The engines compile large functions late: the first half of the times does not count. */
const settled = ({ times }: Case) => median(times.slice(ROUNDS >> 1));
const [wasm, bigint] = cases.map(settled);
for (const one of cases) {
  const ns = settled(one);
  console.log(
    `${one.name.padEnd(32)} ${ns.toFixed(1).padStart(7)} ns   ×${
      (wasm! / ns).toFixed(2)
    } ffjavascript   ×${(bigint! / ns).toFixed(2)} noble`,
  );
}
