// Attacks on real proofs: made by the prover with Keccak's challenges, then changed. Form and files are attacked
// elsewhere; here every word of the statement and of the proof is.

import { assert, assertEquals } from "@std/assert";
import { FieldVector } from "../field/field_vector.ts";
import type { SumcheckErrorCode } from "../sumcheck/errors.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import { DEMO, DEMO_COLUMNS, demoParameters, demoTrace } from "./support/demo_sumcheck.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";

const ROUNDS = 5;

async function demoProof(): Promise<Proof> {
  await using pool = await openProverPool({ threads: 2 });
  return await new SumcheckProver(DEMO, demoTrace(), {
    parameters: demoParameters(),
    pool,
    paddedLogRows: ROUNDS,
  }).prove();
}

/** A proof with nothing in common with the given one. */
function copyOf(proof: Proof): Proof {
  return {
    ...proof,
    registryDigest: proof.registryDigest.slice(),
    parameters: proof.parameters.slice(),
    claimedSum: proof.claimedSum.slice(),
    univariates: proof.univariates.map((u) => u.slice()),
    evaluations: proof.evaluations.slice(),
  };
}

/** Every array of a proof's words, by name. */
function partsOf(proof: Proof): Record<string, Uint32Array | Uint8Array> {
  const parts: Record<string, Uint32Array | Uint8Array> = {
    digest: proof.registryDigest,
    parameters: proof.parameters.words,
    sum: proof.claimedSum,
    evaluations: proof.evaluations.words,
  };
  proof.univariates.forEach((u, round) => parts[`univariate ${round}`] = u.words);
  return parts;
}

/** The verifier's answer to a proof when it expects the sum that the proof itself claims. */
function answer(proof: Proof): SumcheckErrorCode | undefined {
  return codeOf(() => verifySumcheck(DEMO, proof, { claimedSum: proof.claimedSum }));
}

/** Which check finds that a word is another one. */
function expectedCode(part: string, word: number): SumcheckErrorCode {
  if (part === "digest") return "wrong-registry";
  // A round checks its values at 0 and 1 and the value of the round before at the challenge.
  const seenLast = part === "evaluations" || part === `univariate ${ROUNDS - 1}` && word >= 2 * 8;
  return seenLast ? "final-check-failed" : "round-check-failed";
}

Deno.test("attack: each word of a proof changed by one, and by its highest bit", async () => {
  const proof = await demoProof();
  assertEquals(answer(proof), undefined);
  for (const [part, words] of Object.entries(partsOf(proof))) {
    for (let i = 0; i < words.length; i++) {
      for (const change of [1, 2 ** (8 * words.BYTES_PER_ELEMENT - 1)]) {
        const forged = copyOf(proof);
        partsOf(forged)[part][i] += change;
        const code = answer(forged);
        // A change can make an element too large for the field; its form is refused then.
        assert(
          code === expectedCode(part, i) || code === "non-canonical",
          `${part}, word ${i}: ${code ?? "accepted"}`,
        );
      }
    }
  }
});

Deno.test("attack: the last univariate changed so that its own round still holds", async () => {
  const { field } = DEMO;
  const forged = copyOf(await demoProof());
  const last = forged.univariates[ROUNDS - 1];
  last.set(0, field.add(last.get(0), field.one));
  last.set(1, field.sub(last.get(1), field.one));
  assertEquals(answer(forged), "final-check-failed");
});

Deno.test("attack: another row exponent, another number of rounds", async () => {
  const proof = await demoProof();
  for (const logRows of [1, 2, 4, 5]) {
    assertEquals(answer({ ...proof, logRows }), "round-check-failed");
  }
  assertEquals(answer({ ...proof, paddedLogRows: ROUNDS - 1 }), "wrong-shape");
  const dropped = proof.univariates.slice(0, -1);
  assertEquals(
    answer({ ...proof, paddedLogRows: ROUNDS - 1, univariates: dropped }),
    "round-check-failed",
  );
});

Deno.test("attack: rounds swapped, repeated, or taken from another proof", async () => {
  const proof = await demoProof();
  const other = await new SumcheckProver(DEMO, demoTrace({ ...DEMO_COLUMNS, c: [9n] }), {
    parameters: demoParameters(),
    paddedLogRows: ROUNDS,
  }).prove();
  for (let round = 0; round + 1 < ROUNDS; round++) {
    const swapped = [...proof.univariates];
    [swapped[round], swapped[round + 1]] = [swapped[round + 1], swapped[round]];
    assertEquals(answer({ ...proof, univariates: swapped }), "round-check-failed");
    const repeated = proof.univariates.with(round + 1, proof.univariates[round]);
    assertEquals(answer({ ...proof, univariates: repeated }), "round-check-failed");
    const grafted = proof.univariates.with(round, other.univariates[round]);
    assertEquals(answer({ ...proof, univariates: grafted }), "round-check-failed");
  }
  assertEquals(answer({ ...proof, evaluations: other.evaluations }), "final-check-failed");
});

Deno.test("attack: a proof of one trace shown with another", async () => {
  const proof = await demoProof();
  const options = { claimedSum: proof.claimedSum };
  verifyWithTrace(DEMO, proof, demoTrace(), options);
  for (const [name, values] of Object.entries(DEMO_COLUMNS)) {
    for (let row = 0; row < values.length; row++) {
      const columns = { ...DEMO_COLUMNS, [name]: values.with(row, values[row] + 1n) };
      assertRefused(
        () => verifyWithTrace(DEMO, proof, demoTrace(columns), options),
        "evaluation-mismatch",
      );
    }
  }
});

Deno.test("attack: a sum that is not the trace's, with the first round bent to it", async () => {
  const { field } = DEMO;
  const proof = await demoProof();
  const forged = copyOf(proof);
  const first = forged.univariates[0];
  first.set(0, field.sub(first.get(0), proof.claimedSum));
  forged.claimedSum.fill(0);
  assertRefused(() => verifySumcheck(DEMO, forged), "round-check-failed", 1);
  assertRefused(() => verifySumcheck(DEMO, proof), "wrong-sum");
});

Deno.test("attack: all-zero univariates and evaluations for a trace that is not zero", async () => {
  const { field } = DEMO;
  const proof = await demoProof();
  const zeros = (v: FieldVector) => new FieldVector(field, new Uint32Array(v.words.length));
  const forged: Proof = {
    ...proof,
    claimedSum: field.zero,
    univariates: proof.univariates.map(zeros),
    evaluations: zeros(proof.evaluations),
  };
  // Zero columns do sum to zero: only the columns themselves give the lie away.
  verifySumcheck(DEMO, forged);
  assertRefused(() => verifyWithTrace(DEMO, forged, demoTrace()), "evaluation-mismatch");
});
