// Workers that throw, stall or die in the middle of a proof. A worker that throws is a fault of the code: the proof
// fails and the pool goes on. A worker that is lost is done without: the proof is the one that it would have been.

import { assert, assertEquals, assertIsError } from "@std/assert";
import { type Distribution, dynamic, strided } from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import type { RoundProgress } from "../sumcheck/round_progress.ts";
import { createFaultyWorker, GATE, makeGate, type WorkerFault } from "./support/prover_faults.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const NAME = "ultra-bb3 d6 dense", THREADS = 3, STALL_MS = 400;
const { registry, trace, parameters } = SUMCHECK_VECTORS[NAME];
const everyEdge = strided({ rows: 2 });

async function bytes(options: ProverOptions = {}): Promise<Uint8Array> {
  const prover = new SumcheckProver(registry, trace, {
    parameters,
    distribution: everyEdge,
    ...options,
  });
  return encodeProof(registry, await prover.prove());
}

const expected = await bytes({ distribution: dynamic({ rows: 64 }) });

function openFaultyPool(fault: WorkerFault): Promise<WorkerPool> {
  return openProverPool({
    threads: THREADS,
    stallTimeoutMs: STALL_MS,
    closeTimeoutMs: 1_000,
    createWorker: createFaultyWorker(fault),
  });
}

for (const looks of [1, 9, 60]) {
  Deno.test(`prover: a worker that throws at its look ${looks} fails the proof, not the pool`, async () => {
    await using pool = await openProverPool({
      threads: THREADS,
      createWorker: createFaultyWorker({ slot: 2, looks, what: "throw" }),
    });
    const error = await bytes({ pool }).then(() => undefined, (error: unknown) => error);
    assertIsError(error, SchedulerError, "planted in a worker");
    assertEquals(error.code, "worker-failed");
    assertEquals(error.slot, 2);
    assertEquals(pool.threads, THREADS);
    assertEquals(await bytes({ pool }), expected);
    assertEquals(await bytes({ pool, distribution: dynamic({ rows: 4 }) }), expected);
  });
}

/** In the first round, in a later one, and when little is left. */
for (
  const [what, looks, distribution, lean] of [
    ["stall", 2, everyEdge, false],
    ["stall", 1, dynamic({ rows: 8 }), true],
    ["close", 30, everyEdge, true],
    ["close", 60, everyEdge, false],
  ] as const satisfies readonly (readonly [WorkerFault["what"], number, Distribution, boolean])[]
) {
  Deno.test(`prover: a worker that does ${what} at its look ${looks} is done without`, async () => {
    const told: number[] = [];
    await using pool = await openFaultyPool({ slot: 1, looks, what, sleepMs: 3 * STALL_MS });
    const onRound = ({ round }: RoundProgress) => told.push(round);
    const found = await bytes({ pool, distribution, lean, onRound });
    assertEquals(found, expected);
    assertEquals(told, [0, 1, 2, 3, 4, 5]);
    assert(pool.threads < THREADS, "the worker was not missed");
    assertEquals(await bytes({ pool, distribution, lean }), expected);
  });
}

// Among so many looks is one before a chunk of round 1 is folded, which the worker does when it comes back.
for (const looks of [45, 46, 47]) {
  Deno.test(`prover: a worker that stalls at its look ${looks} and comes back writes nothing that counts`, async () => {
    const gate = makeGate();
    const make = createFaultyWorker({ slot: 1, looks, what: "stall", sleepMs: 10_000 }, gate);
    const workers: Worker[] = [];
    await using pool = await openProverPool({
      threads: THREADS,
      stallTimeoutMs: STALL_MS,
      closeTimeoutMs: 1_000,
      createWorker: () => {
        // Nothing ends it by force: it goes on with its chunk when it comes back.
        const worker = make();
        worker.terminate = () => {};
        workers.push(worker);
        return worker;
      },
    });
    try {
      let lost: number | undefined;
      const found = await bytes({
        pool,
        onRound: ({ round }) => {
          if (pool.threads < THREADS) lost ??= round;
          // Two rounds on, the memory that it wrote in its round is written again, if it was not given up.
          if (lost !== undefined && round === lost + 2) comeBack(gate);
        },
      });
      assertEquals(found, expected);
      assert(lost !== undefined, "the worker was not missed");
      assertEquals(Atomics.load(gate, GATE.left), 1, "the worker did not come back");
    } finally {
      await pool.close();
      for (const worker of workers) Worker.prototype.terminate.call(worker);
    }
  });
}

/** Lets the worker go on and waits until it has left. */
function comeBack(gate: Int32Array): void {
  Atomics.store(gate, GATE.wake, 1);
  Atomics.notify(gate, GATE.wake);
  const deadline = performance.now() + 5_000;
  while (Atomics.load(gate, GATE.left) === 0 && performance.now() < deadline);
}

for (const job of [1, 2]) {
  Deno.test(`prover: a worker that is lost while proof ${job} is set up is done without`, async () => {
    const sleepMs = 2 * STALL_MS;
    await using pool = await openFaultyPool({ slot: 1, looks: 0, job, what: "stall", sleepMs });
    for (let proof = 1; proof <= 3; proof++) {
      assertEquals(await bytes({ pool }), expected);
    }
    assert(pool.threads < THREADS, "the worker was not missed");
  });
}

Deno.test("prover: a worker that throws while a proof is set up fails it, not the pool", async () => {
  await using pool = await openFaultyPool({ slot: 1, looks: 0, what: "throw" });
  const error = await bytes({ pool }).then(() => undefined, (error: unknown) => error);
  assertIsError(error, SchedulerError, "planted in a worker");
  assertEquals([error.code, error.slot], ["worker-failed", 1]);
  assertEquals(await bytes({ pool }), expected);
});

Deno.test("prover: when all workers are lost, the calling thread finishes the proof", async () => {
  await using pool = await openProverPool({
    threads: 2,
    stallTimeoutMs: STALL_MS,
    createWorker: createFaultyWorker({ slot: 1, looks: 20, what: "stall", sleepMs: 2 * STALL_MS }),
  });
  assertEquals(await bytes({ pool }), expected);
  assertEquals(pool.threads, 1);
  assertEquals(await bytes({ pool }), expected);
});
