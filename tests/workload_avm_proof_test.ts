// The proof of the workload `avm-shaped`: 3,543 columns and 527 relations at once.

import { assertEquals } from "@std/assert";
import { avmShaped, smallStorage } from "../bench/workloads/avm_shaped.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import type { Trace } from "../sumcheck/trace.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";

Deno.test("avm-shaped at scale 1/4096: the proof verifies with sum 0, the same from two threads on small columns", async () => {
  const workload = avmShaped(9), { registry, trace, parameters } = workload;
  const prove = async (trace: Trace, threads: number): Promise<Proof> => {
    await using pool = await openProverPool({ threads });
    const distribution = dynamic({ rows: 16 });
    return await new SumcheckProver(registry, trace, { parameters, pool, distribution }).prove();
  };
  const proof = await prove(trace, 1);
  assertEquals(registry.field.isZero(proof.claimedSum), true);
  const claim = verifyWithTrace(registry, proof, trace, { parameters });
  assertEquals(claim.evaluations.length, 3543);
  const again = await prove(trace.withSmall(smallStorage(workload)), 2);
  assertEquals(again.univariates.map((u) => u.toHex()), proof.univariates.map((u) => u.toHex()));
  assertEquals(again.evaluations.toHex(), proof.evaluations.toHex());
});
