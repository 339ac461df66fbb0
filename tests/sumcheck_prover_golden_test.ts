// Recorded sumchecks proved again: every word of every round, whatever the number of threads and the distribution.

import { assert, assertEquals } from "@std/assert";
import { formatDistribution, parseDistribution } from "../scheduler/distribution.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import type { SumcheckVector } from "../sumcheck/vector_file.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

/** One chunk is one edge, chunks end within a window of edges, one thread has nothing to do, … */
const DISTRIBUTIONS = [
  "strided:2",
  "dynamic:16",
  "queued:8",
  "strided:6",
  "dynamic:2",
  "contiguous",
]
  .map(parseDistribution);

/** The vector's statement proved with its own challenges. */
function replay(vector: SumcheckVector, options: ProverOptions = {}): Promise<Proof> {
  const { registry, trace, parameters, paddedLogRows } = vector;
  const transcript = new FixedTranscript(registry.field, {
    alpha: vector.alphas,
    beta: vector.betas,
    round: vector.challenges,
  });
  return new SumcheckProver(registry, trace, { ...options, parameters, paddedLogRows, transcript })
    .prove();
}

function assertRecorded(proof: Proof, vector: SumcheckVector, how: string): void {
  assertEquals(proof.univariates.length, vector.paddedLogRows, how);
  vector.univariates.forEach((expected, round) =>
    assertEquals(proof.univariates[round].toHex(), expected.toHex(), `${how}, round ${round}`)
  );
  assertEquals(proof.evaluations.toHex(), vector.evaluations.toHex(), how);
  assertEquals(proof.claimedSum, vector.claimedSum, how);
}

for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`prover: ${name} comes out as recorded, without a pool`, async () => {
    assertRecorded(await replay(vector), vector, "no pool");
  });
}

for (const threads of [1, 2, 3, 4]) {
  Deno.test(`prover: all recorded sumchecks on ${threads} threads under every distribution`, async () => {
    await using pool = await openProverPool({ threads });
    let lean = threads % 2 === 1;
    for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
      for (const distribution of DISTRIBUTIONS) {
        const proof = await replay(vector, { pool, distribution, lean });
        assertRecorded(proof, vector, `${name}, ${formatDistribution(distribution)}, ${lean}`);
        lean = !lean;
      }
      lean = !lean;
    }
    assertEquals(pool.threads, threads);
  });
}

Deno.test("prover: a satisfied trace of every gate type sums to 0 and verifies, from Keccak's challenges", async () => {
  const { registry, trace, parameters } =
    SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];
  await using pool = await openProverPool({ threads: 2 });
  for (const paddedLogRows of [8, 10]) {
    const proof = await new SumcheckProver(registry, trace, { parameters, pool, paddedLogRows })
      .prove();
    assertEquals(proof.claimedSum, registry.field.zero);
    assert(proof.univariates.some((u) => u.words.some((word) => word !== 0)));
    const claim = verifyWithTrace(registry, proof, trace, { parameters, paddedLogRows });
    assertEquals(claim.point.length, paddedLogRows);
  }
});

Deno.test("prover: dense traces prove a sum that is not 0, and verify for that sum", async () => {
  for (const name of ["ultra-bb5 d4 dense", "ultra-bb5 d5 ragged"]) {
    const { registry, trace, parameters } = SUMCHECK_VECTORS[name];
    const proof = await new SumcheckProver(registry, trace, { parameters }).prove();
    assert(!registry.field.isZero(proof.claimedSum));
    verifyWithTrace(registry, proof, trace, { parameters, claimedSum: proof.claimedSum });
  }
});
