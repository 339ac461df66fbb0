// What is left of one proof when the next begins: nothing. Pools that are shared, changed, misused
// and idle, and after each the bytes of the proof that one thread makes.

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  auto,
  contiguous,
  type DistributionChoice,
  dynamic,
  guided,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import { WorkerPool } from "../scheduler/pool.ts";
import type { PassReport } from "../scheduler/report.ts";
import { SUMCHECK_JOB, sumcheckFactories } from "../sumcheck/job.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { WORKER_SOURCE } from "../sumcheck/worker.generated.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const NAMES = ["ultra-bb5 d4 dense", "ultra-bb3 d6 dense", "ultra-bb5 d5 ragged"];

const CHOICES: readonly DistributionChoice[] = [
  contiguous(),
  strided({ rows: 2 }),
  queued({ rows: 4 }),
  dynamic({ rows: 2 }),
  dynamic({ rows: 64 }),
  guided({ minRows: 2 }),
  auto(),
];

async function bytesOf(name: string, options: ProverOptions = {}): Promise<Uint8Array> {
  const { registry, trace, parameters } = SUMCHECK_VECTORS[name];
  const proof = await new SumcheckProver(registry, trace, { ...options, parameters }).prove();
  return encodeProof(registry, proof);
}

/** Made on the calling thread, without a pool. */
const EXPECTED = new Map<string, Uint8Array>();
async function expected(name: string): Promise<Uint8Array> {
  let bytes = EXPECTED.get(name);
  if (bytes === undefined) EXPECTED.set(name, bytes = await bytesOf(name));
  return bytes;
}

Deno.test("state: many provers in sequence on one pool, of different statements and distributions", async () => {
  await using pool = await openProverPool({ threads: 3 });
  for (const distribution of CHOICES) {
    for (const name of NAMES) {
      assertEquals(await bytesOf(name, { pool, distribution }), await expected(name));
    }
  }
});

Deno.test("state: many provers at once on one pool, each with its own distribution", async () => {
  await using pool = await openProverPool({ threads: 4 });
  const all = CHOICES.flatMap((distribution) => NAMES.map((name) => ({ name, distribution })));
  const found = await Promise.all(
    all.map(({ name, distribution }) => bytesOf(name, { pool, distribution })),
  );
  for (const [i, { name }] of all.entries()) assertEquals(found[i], await expected(name));
});

Deno.test("state: a prover that is used again while its first proof is being made", async () => {
  const [name] = NAMES, { registry, trace, parameters } = SUMCHECK_VECTORS[name];
  await using pool = await openProverPool({ threads: 2 });
  for (const distribution of [dynamic({ rows: 2 }), auto()]) {
    const prover = new SumcheckProver(registry, trace, { parameters, pool, distribution });
    for (const proof of await Promise.all([prover.prove(), prover.prove()])) {
      assertEquals(encodeProof(registry, proof), await expected(name));
    }
  }
});

Deno.test("state: a proof that is begun between two rounds of another, on the same pool", async () => {
  const [outer, inner] = NAMES;
  await using pool = await openProverPool({ threads: 3 });
  const begun: Promise<Uint8Array>[] = [];
  const found = await bytesOf(outer, {
    pool,
    onRound: () => begun.push(bytesOf(inner, { pool, distribution: guided({ minRows: 2 }) })),
  });
  assertEquals(found, await expected(outer));
  assertEquals(begun.length, SUMCHECK_VECTORS[outer].trace.logRows);
  for (const bytes of await Promise.all(begun)) assertEquals(bytes, await expected(inner));
});

Deno.test("state: provers take turns on pools of different sizes", async () => {
  await using one = await openProverPool({ threads: 1 });
  await using two = await openProverPool({ threads: 2 });
  await using five = await openProverPool({ threads: 5 });
  for (const pool of [five, one, five, two, two, five, one]) {
    for (const [i, name] of NAMES.entries()) {
      const distribution = CHOICES[(i + pool.threads) % CHOICES.length];
      assertEquals(await bytesOf(name, { pool, distribution }), await expected(name));
    }
  }
});

Deno.test("state: more threads than chunks, in every round or in the late ones", async () => {
  await using pool = await openProverPool({ threads: 7 });
  for (const distribution of [dynamic({ rows: 64 }), strided({ rows: 16 }), contiguous(), auto()]) {
    const working: number[] = [];
    const [name] = NAMES;
    const found = await bytesOf(name, {
      pool,
      distribution,
      onRound: ({ report }) => working.push(report.threads.filter((t) => t.chunks > 0).length),
    });
    assertEquals(found, await expected(name));
    // The last round is a single edge.
    assertEquals(working.at(-1), 1);
  }
});

Deno.test("state: what auto learns in one proof is not known in another", async () => {
  const name = "ultra-bb3 d6 dense";
  await using pool = await openProverPool({ threads: 2 });
  const firsts: PassReport[] = [];
  for (let k = 0; k < 3; k++) {
    const found = await bytesOf(name, {
      pool,
      distribution: auto(),
      onRound: ({ round, report }) => {
        if (round === 0) firsts.push(report);
      },
    });
    assertEquals(found, await expected(name));
  }
  // Without a measurement the choice follows from rows and threads alone.
  assertEquals(new Set(firsts.map((r) => JSON.stringify(r.distribution))).size, 1);
});

for (const threads of [1, 3]) {
  Deno.test(`state: a proof begun inside a job is refused, and the proofs after it are right, on ${threads} threads`, async () => {
    const [name] = NAMES;
    let attempts = 0, nesting = true;
    const refusals: unknown[] = [];
    // On the calling thread, a job that tries to have another proof made in the middle of a chunk.
    await using pool = await WorkerPool.open({
      threads,
      source: WORKER_SOURCE,
      factories: {
        [SUMCHECK_JOB]: (setup, slot) => {
          const kernel = sumcheckFactories()[SUMCHECK_JOB](setup, slot);
          return {
            begin: (code) => kernel.begin(code),
            end: () => kernel.end(),
            chunk(first, end) {
              if (nesting) {
                attempts++;
                try {
                  void pool.attach(SUMCHECK_JOB, setup);
                } catch (error) {
                  refusals.push(error);
                  throw error;
                }
              }
              kernel.chunk(first, end);
            },
          };
        },
      },
    });
    for (const distribution of [strided({ rows: 2 }), contiguous()]) {
      nesting = true;
      const error = await assertRejects(
        () => bytesOf(name, { pool, distribution }),
        SchedulerError,
      );
      assertEquals(error.code, "worker-failed");
      assert(refusals.at(-1) instanceof SchedulerError);
      assertEquals((refusals.at(-1) as SchedulerError).code, "nested-pass");
      nesting = false;
      assertEquals(await bytesOf(name, { pool, distribution }), await expected(name));
    }
    assertEquals(attempts, refusals.length);
    assertEquals(pool.threads, threads);
  });
}

Deno.test("state: a pass of no rows leaves the proofs before and after it as they are", async () => {
  const [name] = NAMES, { registry, parameters, trace } = SUMCHECK_VECTORS[name];
  const empty = new Trace(
    registry.field,
    trace.logRows,
    Object.fromEntries(registry.storedColumns.map((column) => [column, registry.field.vector(0)])),
  );
  const alone = encodeProof(
    registry,
    await new SumcheckProver(registry, empty, { parameters }).prove(),
  );
  await using pool = await openProverPool({ threads: 3 });
  for (const distribution of CHOICES) {
    const none = new SumcheckProver(registry, empty, { parameters, pool, distribution });
    assertEquals(await bytesOf(name, { pool, distribution }), await expected(name));
    assertEquals(encodeProof(registry, await none.prove()), alone);
    assertEquals(await bytesOf(name, { pool, distribution }), await expected(name));
  }
});
