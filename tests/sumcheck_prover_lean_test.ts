// Lean proofs keep no tables of round 1; they must be the recorded ones all the same, on any threads and chunks.

import { assertEquals } from "@std/assert";
import { contiguous, dynamic, strided } from "../scheduler/distribution.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { vectorTranscript } from "../sumcheck/vector_file.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

for (const threads of [1, 3]) {
  Deno.test(`lean prover: all recorded sumchecks on ${threads} thread(s)`, async () => {
    await using pool = await openProverPool({ threads });
    for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
      for (const distribution of [contiguous(), strided({ rows: 2 }), dynamic({ rows: 64 })]) {
        const { registry, trace, parameters, paddedLogRows } = vector;
        const transcript = vectorTranscript(vector);
        const rounds: number[] = [];
        const proof = await new SumcheckProver(registry, trace, {
          parameters,
          paddedLogRows,
          pool,
          distribution,
          transcript,
          lean: true,
          onRound: ({ round, columns }) => {
            if (columns) rounds.push(round);
          },
        }).prove();
        const where = `${name}, ${distribution.kind}`;
        proof.univariates.forEach((univariate, round) =>
          assertEquals(
            univariate.toHex(),
            vector.univariates[round].toHex(),
            `${where}, round ${round}`,
          )
        );
        assertEquals(proof.evaluations.toHex(), vector.evaluations.toHex(), where);
        assertEquals(rounds.includes(1), false, "the tables of round 1 are not kept");
      }
    }
  });
}
