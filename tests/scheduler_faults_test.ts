// The pool with real workers that throw, die, stall or never start: each fault reaches the caller
// as a typed error, and the pool goes on with what is left.

import { assert, assertEquals } from "@std/assert";
import { contiguous, dynamic, queued, strided } from "../scheduler/distribution.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import type { Fault } from "./support/scheduler_jobs.ts";
import { assertScheduler, openPool, RowsJob } from "./support/scheduler_pool.ts";
import { WORKER_SOURCE } from "./support/scheduler_worker.generated.ts";
import { startWorker } from "./support/start_worker.ts";

const FAULTY = 7, ROWS = 120;
const DISTRIBUTIONS = [
  contiguous(),
  strided({ rows: 2 }),
  queued({ rows: 2 }),
  dynamic({ rows: 2 }),
];

/**
 * Every distribution does every row exactly once, in a job attached before and in one attached now.
 */
async function assertUsable(pool: WorkerPool, threads: number, earlier?: RowsJob): Promise<void> {
  assertEquals(pool.threads, threads);
  const fresh = await RowsJob.attach(pool, ROWS);
  for (const distribution of DISTRIBUTIONS) {
    await fresh.check({ rows: ROWS, code: 3, distribution });
    await earlier?.check({ rows: ROWS, code: 3, distribution });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

for (const [threads, slot] of [[1, 0], [3, 0], [3, 2]] as const) {
  for (const at of ["begin", "chunk", "end"] as const) {
    for (const what of ["throw", "throw-text"] as const) {
      Deno.test(`${what} in ${at} on slot ${slot} of ${threads}`, async () => {
        await using pool = await openPool(threads);
        const rows = await RowsJob.attach(pool, ROWS, [{ slot, at, what, code: FAULTY }]);
        for (const distribution of [contiguous(), strided({ rows: 2 })]) {
          const error = await assertScheduler(
            "worker-failed",
            () => rows.job.run({ rows: ROWS, code: FAULTY, distribution }),
          );
          assertEquals([error.slot, error.stillRunning], [slot, false]);
          assert(error.message.includes(`planted in ${at}`), error.message);
          assert(error.message.includes(`${at}`) && error.message.includes(`slot ${slot}`));
          if (what === "throw") assertEquals((error.cause as Error).name, "TypeError");
          await assertUsable(pool, threads, rows);
        }
      });
    }
  }

  Deno.test(`throw in the factory on slot ${slot} of ${threads}`, async () => {
    await using pool = await openPool(threads);
    for (const what of ["throw", "throw-text"] as const) {
      const error = await assertScheduler(
        "worker-failed",
        () => RowsJob.attach(pool, ROWS, [{ slot, at: "factory", what, code: 0 }]),
      );
      assertEquals(error.slot, slot);
      assert(error.message.includes("planted in factory"), error.message);
      await assertUsable(pool, threads);
    }
  });
}

Deno.test("every thread throws at once", async () => {
  await using pool = await openPool(4);
  const faults = [0, 1, 2, 3].map((slot): Fault => ({
    slot,
    at: "begin",
    what: "throw",
    code: FAULTY,
  }));
  const rows = await RowsJob.attach(pool, ROWS, faults);
  for (let tries = 0; tries < 20; tries++) {
    await assertScheduler(
      "worker-failed",
      () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: dynamic({ rows: 2 }) }),
    );
  }
  await assertUsable(pool, 4, rows);
});

for (const at of ["begin", "chunk", "end"] as const) {
  Deno.test(`a worker that stalls in ${at} is lost; it wakes up later and spoils nothing`, async () => {
    await using pool = await openPool(3, { stallTimeoutMs: 150 });
    const sleepMs = 600;
    const rows = await RowsJob.attach(pool, ROWS, [
      { slot: 1, at, what: "sleep", sleepMs, code: FAULTY },
    ]);
    const distribution = strided({ rows: 2 });
    const error = await assertScheduler(
      "worker-lost",
      () => rows.job.run({ rows: ROWS, code: FAULTY, distribution }),
    );
    assertEquals([error.slot, error.stillRunning], [1, true]);
    assert(error.message.includes("slot 1"), error.message);
    // The lost worker may still write to the job's memory, so only a new job is sound; it may not
    // disturb the passes.
    const end = performance.now() + sleepMs;
    let passes = 0;
    while (performance.now() < end || passes < 20) {
      await assertUsable(pool, 2);
      passes++;
    }
  });
}

Deno.test("a worker that stalls in the factory is lost", async () => {
  await using pool = await openPool(3, { stallTimeoutMs: 150 });
  const error = await assertScheduler(
    "worker-lost",
    () =>
      RowsJob.attach(pool, ROWS, [{
        slot: 2,
        at: "factory",
        what: "sleep",
        sleepMs: 500,
        code: 0,
      }]),
  );
  assertEquals(error.slot, 2);
  await assertUsable(pool, 2);
});

Deno.test("all workers are lost in one pass and the calling thread goes on alone", async () => {
  await using pool = await openPool(4, { stallTimeoutMs: 150 });
  const faults = [1, 2, 3].map((slot): Fault => ({
    slot,
    at: "begin",
    what: "sleep",
    sleepMs: 500,
    code: FAULTY,
  }));
  const rows = await RowsJob.attach(pool, ROWS, faults);
  const error = await assertScheduler(
    "worker-lost",
    () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: dynamic({ rows: 2 }) }),
  );
  assertEquals(error.slot, 1);
  for (const slot of [1, 2, 3]) assert(error.message.includes(`slot ${slot}`), error.message);
  await assertUsable(pool, 1);
});

Deno.test("workers are lost one after the other, each in a pass of its own", async () => {
  await using pool = await openPool(4, { stallTimeoutMs: 150 });
  for (const slot of [2, 1, 3]) {
    const rows = await RowsJob.attach(pool, ROWS, [
      { slot, at: "chunk", what: "sleep", sleepMs: 900, code: FAULTY },
    ]);
    const error = await assertScheduler(
      "worker-lost",
      () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: contiguous() }),
    );
    assertEquals(error.slot, slot);
    await assertUsable(pool, pool.threads);
  }
  assertEquals(pool.threads, 1);
});

Deno.test("a worker that closes itself in a chunk is lost", async () => {
  await using pool = await openPool(3, { stallTimeoutMs: 150 });
  const rows = await RowsJob.attach(pool, ROWS, [
    { slot: 1, at: "chunk", what: "close", sleepMs: 400, code: FAULTY },
  ]);
  const error = await assertScheduler(
    "worker-lost",
    () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: strided({ rows: 2 }) }),
  );
  assertEquals(error.slot, 1);
  await assertUsable(pool, 2);
});

Deno.test("attack: a worker posts what is no message of the scheduler", async () => {
  await using pool = await openPool(3);
  const rows = await RowsJob.attach(pool, ROWS, [
    { slot: 1, at: "begin", what: "junk", code: FAULTY },
    { slot: 1, at: "end", what: "sleep", sleepMs: 100, code: FAULTY },
  ]);
  const error = await assertScheduler(
    "worker-lost",
    () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: strided({ rows: 2 }) }),
  );
  assertEquals(error.slot, 1);
  await assertUsable(pool, 2);
});

Deno.test("a pass that lost a worker is rejected only after all others have left it", async () => {
  await using pool = await openPool(3);
  const rows = await RowsJob.attach(pool, ROWS, [
    { slot: 1, at: "begin", what: "junk", code: FAULTY },
    { slot: 1, at: "begin", what: "sleep", sleepMs: 100, code: FAULTY },
    { slot: 2, at: "chunk", what: "sleep", sleepMs: 300, code: FAULTY },
  ]);
  const error = await assertScheduler(
    "worker-lost",
    () => rows.job.run({ rows: ROWS, code: FAULTY, distribution: strided({ rows: 2 }) }),
  );
  assertEquals(error.slot, 1);
  // Slot 2 sleeps and then counts its rows: had it not left, they would be counted now.
  const before = rows.counts.slice();
  await pause(400);
  assertEquals(rows.counts, before);
});

Deno.test("a worker that is lost with the queue's lock costs that worker only", async () => {
  // Nothing but a lock that is given back exchanges words; others wait for it meanwhile.
  const source = `let slot = 0, turns = 0;
    addEventListener("message", ({ data }) => { if (data.type === "open") slot = data.slot; });
    const exchange = Atomics.exchange, words = new Int32Array(new SharedArrayBuffer(4));
    Atomics.exchange = (...args) => {
      if (slot === 2 && ++turns === 1) Atomics.wait(words, 0, 0, 900);
      return exchange(...args);
    };
    ${WORKER_SOURCE}`;
  await using pool = await openPool(4, { source, stallTimeoutMs: 250 });
  const rows = await RowsJob.attach(pool, ROWS), slow = await pool.attach("slow", { msPerRow: 1 });
  const error = await assertScheduler(
    "worker-lost",
    () => slow.run({ rows: ROWS, code: 0, distribution: queued({ rows: 2 }) }),
  );
  assertEquals(error.slot, 2);
  await assertUsable(pool, 3, rows);
});

Deno.test("an uncaught error in a worker that has nothing to do costs that worker only", async () => {
  const source = `let slot = 0;
    addEventListener("message", ({ data }) => {
      if (data.type === "open") slot = data.slot;
      if (data.type === "attach" && slot === 2) setTimeout(() => { throw new Error("planted"); });
    });
    ${WORKER_SOURCE}`;
  await using pool = await openPool(3, { source });
  const rows = await RowsJob.attach(pool, ROWS);
  for (let tries = 0; tries < 200 && pool.threads === 3; tries++) {
    // Whether the loss is noticed by a request or by nobody depends on when the error is raised.
    await pool.attach("slow", { msPerRow: 0 }).then((job) => job.detach(), () => {});
    await pause(5);
  }
  await assertUsable(pool, 2, rows);
});

const NO_WORKERS: Readonly<Record<string, string>> = {
  "does not parse": "this is no program",
  "throws": 'throw new Error("planted")',
  "imports what is not there": 'import "data:text/javascript,throw%201";',
  "says nothing": "setTimeout(() => {}, 100_000);",
  "never is ready": 'postMessage({ type: "hello", protocol: 1 }); setTimeout(() => {}, 100_000);',
  "speaks another protocol": 'postMessage({ type: "hello", protocol: 999 });',
  "says what is no message": 'postMessage("hello");',
};
for (const [what, source] of Object.entries(NO_WORKERS)) {
  Deno.test(`attack: a worker script that ${what}`, async () => {
    const options = { source, readyTimeoutMs: 300, closeTimeoutMs: 100 };
    const error = await assertScheduler("open-failed", () => openPool(3, options));
    assert(error.slot === 1 || error.slot === 2, `slot ${error.slot}`);
    // With one thread the script is not started at all.
    await using pool = await openPool(1, options);
    await assertUsable(pool, 1);
  });
}

Deno.test("createWorker that throws, at once or for the second worker", async () => {
  for (const failing of [1, 2]) {
    let calls = 0;
    const createWorker = (source: string) => {
      if (++calls === failing) throw new RangeError("planted");
      return startWorker(source);
    };
    const error = await assertScheduler("open-failed", () => openPool(3, { createWorker }));
    assert(error.cause instanceof RangeError);
  }
});

Deno.test("createWorker replaces the Blob and is given the source", async () => {
  const given: string[] = [];
  const createWorker = (source: string) => {
    given.push(source);
    return new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  };
  await using pool = await openPool(3, { createWorker });
  assertEquals(given, [WORKER_SOURCE, WORKER_SOURCE]);
  await assertUsable(pool, 3);
});
