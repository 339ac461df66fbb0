// A program that proves with workers, of which one may fail on the way, prints the proofs and ends: the tests run it in
// processes of its own, on Deno and on Bun. It must end by itself.

import { openProverPool } from "../../sumcheck/pool.ts";
import { encodeProof } from "../../sumcheck/proof_binary.ts";
import { SumcheckProver } from "../../sumcheck/prover.ts";
import { parseDistribution } from "../../scheduler/distribution.ts";
import { DEMO, demoParameters, demoTrace } from "./demo_sumcheck.ts";
import { createFaultyWorker, type WorkerFault } from "./prover_faults.ts";
import { SUMCHECK_VECTORS } from "./sumcheck_vectors.ts";

/** The satisfied trace with every gate type. */
const SATISFIED = SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];

/** The hexadecimal text of the bytes. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What may go wrong with a worker that is lost then. */
const FAULTS: Readonly<Record<string, WorkerFault>> = {
  stall: { slot: 1, looks: 20, what: "stall", sleepMs: 1_500 },
  close: { slot: 1, looks: 20, what: "close", sleepMs: 1_000 },
};

/**
 * Proofs of the recorded satisfied trace and of the demo, with Keccak's challenges, one line each; then how many
 * threads are left.
 */
export async function proveAll(
  threads: number,
  distribution: string,
  fault: string,
): Promise<string> {
  const planted = FAULTS[fault];
  await using pool = await openProverPool({
    threads,
    ...(planted && { stallTimeoutMs: 500, createWorker: createFaultyWorker(planted) }),
  });
  const options = { pool, distribution: parseDistribution(distribution) };
  const { registry, trace, parameters } = SATISFIED;
  const proof = await new SumcheckProver(registry, trace, { ...options, parameters }).prove();
  const demo = await new SumcheckProver(DEMO, demoTrace(), {
    ...options,
    parameters: demoParameters(),
    paddedLogRows: 5,
  }).prove();
  return [hex(encodeProof(registry, proof)), hex(encodeProof(DEMO, demo)), pool.threads].join("\n");
}

if (import.meta.main) {
  const { Deno, process } = globalThis as unknown as {
    Deno?: { args: string[] };
    process: { argv: string[] };
  };
  const [threads, distribution, fault] = Deno?.args ?? process.argv.slice(2);
  console.log(await proveAll(Number(threads), distribution, fault));
}
