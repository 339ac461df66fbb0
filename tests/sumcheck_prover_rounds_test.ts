// A proof in progress: what is told after each round, stopping it, and sharing a pool.

import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  contiguous,
  type Distribution,
  dynamic,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { WorkerPool } from "../scheduler/pool.ts";
import { SUMCHECK_JOB, sumcheckFactories } from "../sumcheck/job.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import type { RoundProgress } from "../sumcheck/round_progress.ts";
import { WORKER_SOURCE } from "../sumcheck/worker.generated.ts";
import { DEMO, demoParameters, demoTrace, proveDemo } from "./support/demo_sumcheck.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const parameters = demoParameters();

function prove(options: ProverOptions = {}): Promise<Proof> {
  return new SumcheckProver(DEMO, demoTrace(), { parameters, ...options }).prove();
}

function assertSameProof(actual: Proof, expected: Proof): void {
  assertEquals(encodeProof(DEMO, actual), encodeProof(DEMO, expected));
}

/** The bytes of a proof of a recorded statement, with Keccak's challenges. */
async function bytesOf(name: string, options: ProverOptions = {}): Promise<Uint8Array> {
  const { registry, trace, parameters } = SUMCHECK_VECTORS[name];
  const proof = await new SumcheckProver(registry, trace, { ...options, parameters }).prove();
  return encodeProof(registry, proof);
}

Deno.test("prover: every round is told once, in order, and its report adds up", async () => {
  const { registry, trace, parameters } =
    SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];
  const rounds = 10, threads = 3;
  const distributions: Distribution[] = [
    dynamic({ rows: 16 }),
    queued({ rows: 8 }),
    strided({ rows: 2 }),
    contiguous(),
  ];
  await using pool = await openProverPool({ threads });
  for (const distribution of distributions) {
    const told: RoundProgress[] = [];
    await new SumcheckProver(registry, trace, {
      parameters,
      pool,
      distribution,
      paddedLogRows: rounds,
      trace: true,
      onRound: (progress) => told.push(progress),
    }).prove();
    assertEquals(told.map((t) => t.round), Array.from({ length: rounds }, (_, i) => i));
    told.forEach(({ report, rounds: total }, round) => {
      assertEquals(total, rounds);
      assertEquals(report.distribution, distribution);
      assert(report.rows > 0 && report.rows <= Math.ceil(trace.rows / 2 ** round));
      const slots = report.threads.map((t) => t.slot);
      assert(slots.every((slot, i) => slot < threads && slots.indexOf(slot) === i));
      assertEquals(report.threads.reduce((sum, t) => sum + t.rows, 0), report.rows);
      assert(report.wallMs >= 0 && report.imbalance >= 1);
      const chunks = report.chunks!.toSorted((a, b) => a.first - b.first);
      assertEquals(report.threads.reduce((sum, t) => sum + t.chunks, 0), chunks.length);
      const ends = chunks.map((c) => c.end);
      assertEquals(chunks.map((c) => c.first), [0, ...ends.slice(0, -1)]);
      assertEquals(ends.at(-1), report.rows);
    });
  }
});

Deno.test("prover: what onRound throws ends the proof, and the pool goes on", async () => {
  await using pool = await openProverPool({ threads: 2 });
  const thrown = new Error("planted");
  const found = await assertRejects(() =>
    prove({
      pool,
      onRound: ({ round }) => {
        if (round === 1) throw thrown;
      },
    })
  );
  assertStrictEquals(found, thrown);
  assertSameProof(await prove({ pool }), proveDemo());
});

Deno.test("prover: a signal that is aborted beforehand or after any round ends the proof with its reason", async () => {
  await using pool = await openProverPool({ threads: 2 });
  for (const options of [{}, { pool }]) {
    for (const last of [-1, 0, 1, 2]) {
      const controller = new AbortController(), reason = { last };
      const told: number[] = [];
      if (last < 0) controller.abort(reason);
      const run = prove({
        ...options,
        signal: controller.signal,
        onRound: ({ round }) => {
          told.push(round);
          if (round === last) controller.abort(reason);
        },
      });
      const found = await run.then(() => undefined, (error: unknown) => error);
      assertStrictEquals(found, reason);
      assertEquals(told.at(-1) ?? -1, last);
    }
    assertSameProof(await prove(options), proveDemo());
  }
});

Deno.test("prover: a signal that is aborted between two chunks ends the proof within the round", async () => {
  const { registry, trace, parameters } =
    SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];
  const expected = await bytesOf("ultra-bb3 d8 satisfied, 2 padded rounds");
  let controller = new AbortController(), left = Infinity, later = 0;
  // The calling thread's part of the work, with a hand on the signal.
  const make = sumcheckFactories()[SUMCHECK_JOB];
  const factories = {
    [SUMCHECK_JOB]: (setup: unknown, slot: number) => {
      const thread = make(setup, slot);
      return {
        begin: (code: number) => thread.begin(code),
        chunk: (first: number, end: number) => {
          if (controller.signal.aborted) later++;
          thread.chunk(first, end);
          if (--left === 0) controller.abort("enough");
        },
        end: () => thread.end(),
      };
    },
  };
  await using pool = await WorkerPool.open({ threads: 2, source: WORKER_SOURCE, factories });
  const distribution = strided({ rows: 2 });
  for (const chunks of [1, 5, 70]) {
    [controller, left, later] = [new AbortController(), chunks, 0];
    const { signal } = controller;
    const run = new SumcheckProver(registry, trace, { parameters, pool, distribution, signal });
    assertEquals(await run.prove().then(() => "done", (error: unknown) => error), "enough");
    assertEquals(later, 0);
    left = Infinity;
    const again = new SumcheckProver(registry, trace, { parameters, pool, distribution });
    assertEquals(encodeProof(registry, await again.prove()), expected);
  }
});

Deno.test("prover: several proofs at once on one pool, and one that fails among them", async () => {
  const names = ["ultra-bb5 d4 dense", "ultra-bb3 d6 dense", "ultra-bb5 d5 ragged"];
  const expected = await Promise.all(names.map((name) => bytesOf(name)));
  await using pool = await openProverPool({ threads: 3 });
  const distribution = dynamic({ rows: 4 });
  const controller = new AbortController();
  const failing = prove({
    pool,
    signal: controller.signal,
    onRound: ({ round }) => {
      if (round === 1) controller.abort("enough");
    },
  }).then(() => "done", (error: unknown) => error);
  const found = await Promise.all(names.map((name) => bytesOf(name, { pool, distribution })));
  assertEquals(found, expected);
  assertEquals(await failing, "enough");
});

Deno.test("prover: pools of different sizes one after the other, and at the same time", async () => {
  const expected = await bytesOf("ultra-bb5 d5 ragged");
  for (const threads of [3, 1, 4, 2]) {
    await using pool = await openProverPool({ threads });
    assertEquals(await bytesOf("ultra-bb5 d5 ragged", { pool }), expected);
  }
  await using small = await openProverPool({ threads: 2 });
  await using large = await openProverPool({ threads: 3 });
  const found = await Promise.all(
    [small, large, small].map((pool) => bytesOf("ultra-bb5 d5 ragged", { pool })),
  );
  assertEquals(found, [expected, expected, expected]);
});

Deno.test("prover: a pool that is closed refuses a proof", async () => {
  const pool = await openProverPool({ threads: 2 });
  await pool.close();
  const error = await assertRejects(() => prove({ pool }));
  assertEquals((error as { code?: unknown }).code, "closed");
});
