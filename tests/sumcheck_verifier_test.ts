// The verifier accepts what honest provers made: golden proofs of other programs with their challenges, and proofs of
// the naive prover with challenges from the transcript. What it refuses is in sumcheck_attacks_test.ts.

import { assert, assertEquals } from "@std/assert";
import { evaluateGateSeparator } from "../sumcheck/gate_separator.ts";
import { KeccakTranscript } from "../sumcheck/keccak_transcript.ts";
import { vectorProof, vectorTranscript } from "../sumcheck/vector_file.ts";
import { verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import { batchRelations, verifyRounds } from "../sumcheck/verifier_core.ts";
import { DEMO, demoParameters, demoTrace, integers, proveDemo } from "./support/demo_sumcheck.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

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

for (const rounds of [3, 4, 6]) {
  Deno.test(`proof of the naive prover verifies through Keccak, ${rounds} rounds for 2^3 rows`, () => {
    const proof = proveDemo({ rounds });
    const options = {
      claimedSum: proof.claimedSum,
      parameters: demoParameters(),
      logRows: 3,
      paddedLogRows: rounds,
    };
    const claim = verifySumcheck(DEMO, proof, options);
    assertEquals(claim.point.length, rounds);
    assertEquals(integers(claim.evaluations), integers(proof.evaluations));
    assertEquals(verifyWithTrace(DEMO, proof, demoTrace(), options), claim);
  });
}

Deno.test("what is drawn after a proof is the same for prover and verifier", () => {
  const [prover, verifier] = [1, 2].map(() => new KeccakTranscript(DEMO.field));
  const proof = proveDemo({ transcript: prover });
  verifySumcheck(DEMO, proof, { transcript: verifier, claimedSum: proof.claimedSum });
  assert(prover.challenges("opening", 4).equals(verifier.challenges("opening", 4)));
});

Deno.test("the claim does not change with the proof it came from", () => {
  const proof = proveDemo();
  const claim = verifySumcheck(DEMO, proof, { claimedSum: proof.claimedSum });
  const before = integers(claim.evaluations);
  proof.evaluations.fill(DEMO.field.one);
  assertEquals(integers(claim.evaluations), before);
});
