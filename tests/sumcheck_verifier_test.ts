// The verifier against proofs that other programs made, with their challenges.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { BN254_FQ } from "../field/fields.ts";
import { evaluateGateSeparator } from "../sumcheck/gate_separator.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { vectorProof, vectorTranscript } from "../sumcheck/vector_file.ts";
import { verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import { batchRelations, verifyRounds } from "../sumcheck/verifier_core.ts";
import { SUMCHECK_VECTORS } from "./sumcheck_vectors.ts";

for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`golden proof verifies: ${name}`, () => {
    const claim = verifySumcheck(vector.registry, vectorProof(vector), {
      transcript: vectorTranscript(vector),
      claimedSum: vector.claimedSum,
    });
    assertEquals(claim.columns, vector.registry.columns);
    assertEquals(claim.logRows, vector.trace.logRows);
    assert(claim.point.equals(vector.challenges));
    assert(claim.evaluations.equals(vector.evaluations));
  });

  Deno.test(`golden proof agrees with its trace: ${name}`, () => {
    verifyWithTrace(vector.registry, vectorProof(vector), vector.trace, {
      transcript: vectorTranscript(vector),
      claimedSum: vector.claimedSum,
    });
  });

  Deno.test(`core gives the recorded gate separator, relations and last target: ${name}`, () => {
    const { registry, claimedSum, univariates, challenges, betas } = vector;
    const gate = evaluateGateSeparator(betas, challenges);
    if (vector.gateSeparator) assertEquals(gate, vector.gateSeparator);
    const { value } = batchRelations(
      registry,
      vector.evaluations,
      vector.parameters,
      vector.alphas,
      gate,
    );
    assertEquals(value, vector.finalValue);
    const { target, targets } = verifyRounds(
      registry.field,
      claimedSum,
      univariates,
      (round) => challenges.get(round),
    );
    assertEquals(target, vector.finalValue);
    assertEquals(targets.get(targets.length - 1), target);
  });
}
