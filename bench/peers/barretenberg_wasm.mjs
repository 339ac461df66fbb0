// A peer of the prover bench: barretenberg's wasm build proves a circuit and tells how long its sumcheck took, by the
// times at which it logs the beginning and the end. A process of its own, under Node, for which the package is made.
//
//   node barretenberg_wasm.mjs CIRCUIT POINTS THREADS
//
// Run in a folder in which @aztec/bb.js is installed. CIRCUIT is a folder with program.json (a compiled Noir program) and
// witness.gz, POINTS one with bn254_g1.dat and bn254_g2.dat. Makes one proof per line that it reads, and answers each
// with a line sumcheck_ms=…; ends with its input.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

const [circuit, points, threads] = process.argv.slice(2);
const { Barretenberg, UltraHonkBackend } = createRequire(join(process.cwd(), "here.js"))(
  "@aztec/bb.js",
);

let begun = NaN, ended = NaN;
const logger = (message) => {
  if (message.includes("starting sumcheck")) begun = performance.now();
  else if (message.includes("finished sumcheck")) ended = performance.now();
};

const api = await Barretenberg.new({
  backend: "WasmWorker",
  threads: Number(threads),
  logger,
  skipSrsInit: true,
});
const g1 = readFileSync(join(points, "bn254_g1.dat"));
await api.srsInitSrs({
  pointsBuf: g1,
  numPoints: g1.length / 64,
  g2Point: readFileSync(join(points, "bn254_g2.dat")),
});

const { bytecode } = JSON.parse(readFileSync(join(circuit, "program.json"), "utf8"));
const witness = readFileSync(join(circuit, "witness.gz"));
const backend = new UltraHonkBackend(bytecode, api);
for await (const _ of createInterface({ input: process.stdin })) {
  begun = ended = NaN;
  // Without zero-knowledge: the sumcheck that it is set beside has no masking rows either.
  await backend.generateProof(witness, { verifierTarget: "evm-no-zk" });
  // Its messages may come after its answer.
  for (let wait = 0; wait < 100 && Number.isNaN(ended); wait++) await setTimeout(10);
  console.log(`sumcheck_ms=${ended - begun}`);
}
process.exit(0);
