// Attacks on the claim that a proof leaves: a trace that is not the proof's, evaluations and traces fitted to a false
// sum. Attacks on the proof itself are in sumcheck_attacks_test.ts.

import { assertEquals } from "@std/assert";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import { evaluateGateSeparator } from "../sumcheck/gate_separator.ts";
import { KeccakTranscript } from "../sumcheck/keccak_transcript.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { absorbClaimedSum, absorbUnivariate, openProtocol } from "../sumcheck/protocol.ts";
import { Trace } from "../sumcheck/trace.ts";
import { absorbTrace, traceDigest } from "../sumcheck/trace_digest.ts";
import { evaluateUnivariate } from "../sumcheck/univariate.ts";
import { vectorProof, vectorTranscript } from "../sumcheck/vector_file.ts";
import { type VerifyOptions, verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import { batchRelations } from "../sumcheck/verifier_core.ts";
import {
  DEMO,
  DEMO_COLUMNS,
  demoParameters,
  demoTrace,
  proveDemo,
  vectorOf,
} from "./support/demo_sumcheck.ts";
import { MODULI } from "./support/field_oracle.ts";
import { assertRefused, assertRefusedLater } from "./support/sumcheck_errors.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";
import { plusOne, replaced, withElement } from "./support/tampering.ts";

const { field } = DEMO;
const HONEST = proveDemo({ rounds: 4 });
const EXPECTED: VerifyOptions = {
  claimedSum: HONEST.claimedSum,
  parameters: demoParameters(),
  logRows: 3,
  paddedLogRows: 4,
};

for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`attack: one value of the trace of a golden proof changed: ${name}`, () => {
    const { registry, trace } = vector;
    for (const column of ["q_m", "w_l", "lookup_inverses", "z_perm"]) {
      const values = trace.column(column);
      const changed = new Map(trace.columns);
      changed.set(column, plusOne(values, values.length - 1));
      assertRefused(
        () =>
          verifyWithTrace(
            registry,
            vectorProof(vector),
            new Trace(trace.field, trace.logRows, changed),
            { transcript: vectorTranscript(vector), claimedSum: vector.claimedSum },
          ),
        "evaluation-mismatch",
      );
    }
  });
}

Deno.test("attack: each value of the trace changed, one added, one missing", () => {
  for (const [name, values] of Object.entries(DEMO_COLUMNS)) {
    for (let row = 0; row < values.length; row++) {
      const columns = { ...DEMO_COLUMNS, [name]: replaced(values, row, values[row] + 1n) };
      assertRefused(
        () => verifyWithTrace(DEMO, HONEST, demoTrace(columns), EXPECTED),
        "evaluation-mismatch",
      );
    }
    const shorter = { ...DEMO_COLUMNS, [name]: values.slice(0, -1) };
    assertRefused(
      () => verifyWithTrace(DEMO, HONEST, demoTrace(shorter), EXPECTED),
      "evaluation-mismatch",
    );
  }
  const longer = { ...DEMO_COLUMNS, c: [...DEMO_COLUMNS.c, 1n] };
  assertRefused(
    () => verifyWithTrace(DEMO, HONEST, demoTrace(longer), EXPECTED),
    "evaluation-mismatch",
  );
});

Deno.test("attack: a trace of another size, with a column too few or too many", () => {
  const { q, a, b, c } = Object.fromEntries(demoTrace().columns);
  const check = (trace: Trace) => () =>
    verifyWithTrace(DEMO, HONEST, trace, { claimedSum: HONEST.claimedSum });
  check(new Trace(field, 3, { q, a, b, c }))();
  assertRefused(check(new Trace(field, 4, { q, a, b, c })), "wrong-rows");
  assertRefused(check(new Trace(field, 3, { q, a, b })), "missing-column");
  assertRefused(check(new Trace(field, 3, { q, a, b, c, d: c })), "unknown-column");
  assertRefused(
    () => verifyWithTrace(DEMO, HONEST, demoTrace(), { ...EXPECTED, logRows: 2 }),
    "wrong-rows",
  );
});

/**
 * A forger's proof of a false sum: univariates that fit each other, whatever the trace, and evaluations in which c,
 * in which the relations are linear, is solved for.
 */
function forge(transcript: KeccakTranscript, claimedSum: FieldElement): Proof {
  const parameters = demoParameters();
  const statement = { registry: DEMO, logRows: 3, paddedLogRows: 3, parameters };
  const { alphas, betas } = openProtocol(transcript, statement);
  absorbClaimedSum(transcript, field, claimedSum);
  const univariates: FieldVector[] = [];
  const point = field.vector(3);
  let target = claimedSum;
  for (let round = 0; round < 3; round++) {
    const univariate = field.vector(DEMO.univariateLength);
    univariate.set(0, target); // s(0) = target and s = 0 elsewhere
    univariates.push(univariate);
    point.set(round, absorbUnivariate(transcript, round, univariate));
    target = evaluateUnivariate(univariate, point.get(round));
  }
  const gate = evaluateGateSeparator(betas, point);
  const c = DEMO.columnIndex("c");
  const start = vectorOf(field, [3n, 1n, 4n, 1n, 5n]);
  const value = (evaluations: FieldVector) =>
    batchRelations(DEMO, evaluations, parameters, alphas, gate).value;
  const [at0, at1] = [field.zero, field.one].map((x) => value(withElement(start, c, x)));
  const slope = field.sub(at1, at0);
  const solution = field.mul(field.sub(target, at0), field.inverse(slope));
  return {
    registryName: DEMO.name,
    registryDigest: DEMO.digest(),
    logRows: 3,
    paddedLogRows: 3,
    parameters,
    claimedSum,
    univariates,
    evaluations: withElement(start, c, solution),
  };
}

Deno.test("attack: a false sum with evaluations fitted to it passes the rounds, but not the trace", () => {
  const forged = forge(new KeccakTranscript(field), field.zero);
  verifySumcheck(DEMO, forged); // a claim only: this is why it must be checked
  assertRefused(() => verifyWithTrace(DEMO, forged, demoTrace()), "evaluation-mismatch");
});

Deno.test("attack: a trace fitted to a forged claim is caught once the transcript absorbs it", async () => {
  // Fitted: each column is one value in row 0 and, for the shift, one in row 1.
  const forged = forge(new KeccakTranscript(field), field.one);
  const { point } = verifySumcheck(DEMO, forged, { claimedSum: field.one });
  const [u0, u1, u2] = Array.from(point, (u) => u);
  const not = (x: FieldElement) => field.sub(field.one, x);
  const rest = field.mul(not(u1), not(u2));
  const [weight0, weight1] = [field.mul(not(u0), rest), field.mul(u0, rest)];
  const over = (x: FieldElement, y: FieldElement) => field.mul(x, field.inverse(y));
  const [q, a, b, c, shift] = Array.from(forged.evaluations, (x) => x);
  const a1 = over(shift, weight0);
  const a0 = over(field.sub(a, field.mul(a1, weight1)), weight0);
  const trace = new Trace(field, 3, {
    q: field.vectorOf([over(q, weight0)]),
    a: field.vectorOf([a0, a1]),
    b: field.vectorOf([over(b, weight0)]),
    c: field.vectorOf([over(c, weight0)]),
  });
  const bound = async () => {
    const transcript = new KeccakTranscript(field);
    await absorbTrace(transcript, DEMO, trace);
    return { transcript, claimedSum: field.one };
  };
  // Without a bound transcript the fitted trace passes: the warning of verifyWithTrace is not idle.
  verifyWithTrace(DEMO, forged, trace, { claimedSum: field.one });
  const [prover, first, second] = [await bound(), await bound(), await bound()];
  assertRefused(() => verifyWithTrace(DEMO, forged, trace, first), "round-check-failed");
  // A forger who absorbs the trace too gets other challenges, which it does not fit.
  const again = forge(prover.transcript, field.one);
  assertRefused(() => verifyWithTrace(DEMO, again, trace, second), "evaluation-mismatch");
});

Deno.test("absorbing a trace: every value counts, zeros behind the last and the order given do not", async () => {
  const challenge = async (trace: Trace) => {
    const transcript = new KeccakTranscript(field);
    await absorbTrace(transcript, DEMO, trace);
    return transcript.challenges("c", 1).toHex()[0];
  };
  const honest = await challenge(demoTrace());
  const { q, a, b, c } = DEMO_COLUMNS;
  assertEquals(await challenge(demoTrace({ c, b, a, q: [...q, 0n, 0n] })), honest);
  const others = [demoTrace({ q: b, a, b: q, c }), demoTrace({ q, a, b, c: [0n, ...c] })];
  for (const [name, values] of Object.entries(DEMO_COLUMNS)) {
    values.forEach((value, row) =>
      others.push(demoTrace({ ...DEMO_COLUMNS, [name]: replaced(values, row, value + 1n) }))
    );
  }
  const seen = new Set([honest]);
  for (const other of others) seen.add(await challenge(other));
  assertEquals(seen.size, 1 + others.length);
  await assertRefusedLater(() => challenge(demoTrace({ q, a, b })), "missing-column");
});

Deno.test("trace digest: the layout is the written one, over several runs of values", async () => {
  const rows = 2 ** 15 + 3;
  const a = field.vector(rows + 2, { shared: true });
  for (let i = 0; i < rows; i++) a.words[8 * i] = i + 1;
  const none = field.vector(0);
  const trace = new Trace(field, 16, { q: none, a, b: none, c: none });
  const text = (value: string) => [...new TextEncoder().encode(value)];
  const u32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  const sha256 = async (first: number, end: number) => {
    const bytes = new Uint8Array(32 * (end - first));
    const view = new DataView(bytes.buffer);
    for (let i = first; i < end; i++) view.setUint32(32 * (i - first), i + 1, true);
    return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
  };
  const p = MODULI["bn254-fr"];
  const bytes = [
    ...text("limbs-sumcheck trace 1"),
    ...Array.from({ length: 32 }, (_, i) => Number(p >> BigInt(248 - 8 * i) & 255n)),
    ...[...u32(16), ...u32(4)],
    ...[...u32(1), ...text("q"), ...u32(0)],
    ...[...u32(1), ...text("a"), ...u32(rows)],
    ...[...await sha256(0, 2 ** 15), ...await sha256(2 ** 15, rows)],
    ...[...u32(1), ...text("b"), ...u32(0)],
    ...[...u32(1), ...text("c"), ...u32(0)],
  ];
  assertEquals(await traceDigest(DEMO, trace), keccak_256(Uint8Array.from(bytes)));
});
