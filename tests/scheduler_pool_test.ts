// The pool with real workers, when nothing goes wrong but the caller's arguments.

import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  contiguous,
  type Distribution,
  dynamic,
  guided,
  MAX_ROWS,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import type { AttachedJob } from "../scheduler/attached_job.ts";
import type { PassOptions, WorkerPoolOptions } from "../scheduler/options.ts";
import { TEST_JOBS } from "./support/scheduler_jobs.ts";
import { assertScheduler, openPool, RowsJob } from "./support/scheduler_pool.ts";
import { startWorker } from "./support/start_worker.ts";

const DISTRIBUTIONS: readonly Distribution[] = [
  contiguous(),
  strided({ rows: 2 }),
  strided({ rows: 16 }),
  queued({ rows: 2 }),
  queued({ rows: 16 }),
  dynamic({ rows: 2 }),
  dynamic({ rows: 16 }),
  guided({ minRows: 2 }),
  guided({ minRows: 16 }),
];

for (const threads of [1, 2, 3, 4]) {
  Deno.test(`every distribution does every row exactly once on ${threads} threads`, async () => {
    await using pool = await openPool(threads);
    assertEquals(pool.threads, threads);
    const rows = await RowsJob.attach(pool, 3000);
    const distribution = fc.constantFrom(...DISTRIBUTIONS);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(3000),
        fc.nat(99),
        distribution,
        async (count, code, distribution) => {
          await rows.check({ rows: count, code, distribution });
        },
      ),
      { numRuns: 150 },
    );
  });

  Deno.test(`zero rows, and fewer chunks than threads, on ${threads} threads`, async () => {
    await using pool = await openPool(threads);
    const rows = await RowsJob.attach(pool, 8);
    for (const distribution of DISTRIBUTIONS) {
      for (const count of [0, 1, 2, 3]) await rows.check({ rows: count, code: 5, distribution });
    }
  });

  Deno.test(`a traced pass tells when each chunk was done, on ${threads} threads`, async () => {
    await using pool = await openPool(threads);
    const rows = await RowsJob.attach(pool, 500);
    for (const distribution of DISTRIBUTIONS) {
      const { chunks, threads } = await rows.check({
        rows: 499,
        code: 1,
        distribution,
        trace: true,
      });
      assert(chunks !== undefined);
      const inOrder = chunks.toSorted((a, b) => a.first - b.first);
      let next = 0;
      for (const { first, end } of inOrder) {
        assertEquals(first, next);
        next = end;
      }
      assertEquals(next, 499);
      for (const { slot, chunks: count } of threads) {
        const own = chunks.filter((chunk) => chunk.slot === slot);
        assertEquals(own.length, count);
        for (const [at, { startMs, durationMs }] of own.entries()) {
          assert(durationMs >= 0);
          const before = own[at - 1];
          assert(before === undefined || before.startMs + before.durationMs <= startMs + 1e-6);
        }
      }
    }
    const untraced = await rows.check({ rows: 10, code: 1, distribution: contiguous() });
    assertEquals("chunks" in untraced, false);
  });
}

Deno.test("each worker does its share under a fixed distribution", async () => {
  await using pool = await openPool(3);
  const rows = await RowsJob.attach(pool, 60);
  const report = await rows.check({ rows: 60, code: 1, distribution: strided({ rows: 10 }) });
  assertEquals(
    report.threads.map(({ slot, chunks, rows }) => [slot, chunks, rows]),
    [[0, 2, 20], [1, 2, 20], [2, 2, 20]],
  );
});

Deno.test("a pass alone is the calling thread's, also when a worker is lost meanwhile", async () => {
  const workers: Worker[] = [];
  await using pool = await openPool(3, {
    createWorker: (source) => {
      const worker = startWorker(source);
      workers.push(worker);
      return worker;
    },
  });
  // Long enough for the event loop to turn in the middle.
  const slow = [{ slot: 0, at: "chunk", what: "sleep", code: 7, sleepMs: 30 } as const];
  const rows = await RowsJob.attach(pool, 100, slow);
  for (const distribution of DISTRIBUTIONS) {
    const { threads } = await rows.check({ rows: 100, code: 3, distribution, alone: true });
    assertEquals(threads.map(({ slot }) => slot), [0]);
    await rows.check({ rows: 100, code: 4, distribution });
  }
  setTimeout(() => workers[0].dispatchEvent(new ErrorEvent("error", { message: "planted" })), 10);
  await rows.check({ rows: 10, code: 7, distribution: dynamic({ rows: 2 }), alone: true });
  assertEquals(pool.threads, 2);
  await rows.check({ rows: 100, code: 4, distribution: dynamic({ rows: 2 }) });
});

Deno.test("two jobs share a pool, their passes asked for all at once", async () => {
  await using pool = await openPool(3);
  const one = await RowsJob.attach(pool, 200), two = await RowsJob.attach(pool, 300);
  const passes: Promise<unknown>[] = [];
  const codes: number[] = [];
  for (let pass = 0; pass < 40; pass++) {
    const job = pass % 2 === 0 ? one.job : two.job;
    const options = { rows: 100, code: pass, distribution: dynamic({ rows: 2 }) };
    passes.push(job.run(options).then(({ code }) => codes.push(code)));
  }
  await Promise.all(passes);
  assertEquals(codes, Array.from({ length: 40 }, (_, pass) => pass));
  assertEquals(one.counts.subarray(0, 100).every((count) => count === 20), true);
  assertEquals(two.counts.subarray(0, 100).every((count) => count === 20), true);
});

Deno.test("pools of different sizes, one after the other and at once", async () => {
  for (const threads of [3, 1, 4, 2]) {
    await using pool = await openPool(threads);
    const rows = await RowsJob.attach(pool, 100);
    await rows.check({ rows: 100, code: threads, distribution: dynamic({ rows: 2 }) });
  }
  await using small = await openPool(2);
  await using large = await openPool(3);
  const jobs = [await RowsJob.attach(small, 100), await RowsJob.attach(large, 100)];
  for (const distribution of DISTRIBUTIONS) {
    await Promise.all(jobs.map((rows) => rows.check({ rows: 99, code: 3, distribution })));
  }
});

for (const threads of [1, 3]) {
  Deno.test(`an aborted pass is rejected with the signal's reason, on ${threads} threads`, async () => {
    await using pool = await openPool(threads);
    const slow = await pool.attach("slow", { msPerRow: 2 });
    const rows = await RowsJob.attach(pool, 100);
    const sound = () => rows.check({ rows: 100, code: 2, distribution: dynamic({ rows: 2 }) });
    const pass = { rows: 100_000, code: 0, distribution: dynamic({ rows: 2 }) };

    const reason = new Error("planted");
    const before = AbortSignal.abort(reason);
    assertStrictEquals(await assertRejects(() => slow.run({ ...pass, signal: before })), reason);
    await sound();

    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 40);
    const { signal } = controller;
    assertStrictEquals(await assertRejects(() => slow.run({ ...pass, signal })), reason);
    await sound();

    const timeout = AbortSignal.timeout(40);
    const error = await assertRejects(() => slow.run({ ...pass, signal: timeout }), DOMException);
    assertEquals(error.name, "TimeoutError");
    await sound();

    // Aborted while it waits for its turn behind a pass that nobody aborts.
    const second = new AbortController();
    const first = slow.run({ ...pass, rows: 40 });
    const waiting = assertRejects(() => slow.run({ ...pass, signal: second.signal }));
    second.abort(reason);
    assertStrictEquals(await waiting, reason);
    await first;
    await sound();
  });

  Deno.test(`a pass from inside a job is refused, on ${threads} threads`, async () => {
    const attempts: (() => unknown)[] = [];
    await using pool = await openPool(threads, {
      factories: {
        ...TEST_JOBS,
        // On the workers this is the plain "slow".
        slow: () => ({
          begin() {},
          chunk() {
            attempts[at]?.();
          },
          end() {},
        }),
      },
    });
    let at = 0;
    const job: AttachedJob = await pool.attach("slow", { msPerRow: 0 });
    const pass = { rows: 60, code: 0, distribution: contiguous() };
    attempts.push(
      () => job.run(pass),
      () => pool.attach("rows", {}),
      () => job.detach(),
      () => pool.close(),
    );
    for (; at < attempts.length; at++) {
      const error = await assertScheduler("worker-failed", () => job.run(pass));
      assert(error.cause instanceof SchedulerError);
      assertEquals([error.slot, error.cause.code], [0, "nested-pass"]);
    }
    // No attempt is left: the pool is as before.
    assertEquals((await job.run(pass)).rows, 60);
  });

  Deno.test(`closing and detaching twice, and use afterwards, on ${threads} threads`, async () => {
    const pool = await openPool(threads);
    const one = await RowsJob.attach(pool, 10), two = await RowsJob.attach(pool, 10);
    const pass: PassOptions = { rows: 10, code: 1, distribution: contiguous() };
    await one.job.detach();
    await one.job.detach();
    await assertScheduler("closed", () => one.job.run(pass));
    await two.check(pass);

    const running = two.job.run(pass), waiting = two.job.run(pass);
    const closing = pool.close();
    assertStrictEquals(pool.close(), closing);
    const outcomes = await Promise.allSettled([running, waiting]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") assertEquals(outcome.reason.code, "closed");
    }
    await closing;
    await pool.close();
    await pool[Symbol.asyncDispose]();
    await assertScheduler("closed", () => two.job.run(pass));
    await assertScheduler("closed", () => pool.attach("rows", {}));
    await two.job.detach();
  });

  Deno.test(`attack: passes with bad options, on ${threads} threads`, async () => {
    await using pool = await openPool(threads);
    const rows = await RowsJob.attach(pool, 10);
    const good: PassOptions = { rows: 10, code: 1, distribution: contiguous() };
    const bad: Record<string, unknown>[] = [
      { rows: -1 },
      { rows: 1.5 },
      { rows: NaN },
      { rows: "10" },
      { rows: MAX_ROWS + 1 },
      { code: 0.5 },
      { code: 2 ** 31 },
      { code: undefined },
      { signal: {} },
      { trace: 1 },
      { alone: 1 },
    ];
    for (const part of bad) {
      const options = { ...good, ...part } as PassOptions;
      await assertScheduler("bad-option", () => rows.job.run(options));
    }
    await assertScheduler("bad-option", () => rows.job.run(undefined as unknown as PassOptions));
    const odd = { ...good, distribution: { kind: "dynamic", rows: 3 } as const };
    await assertScheduler("bad-distribution", () => rows.job.run(odd));
    await rows.check(good);
  });

  Deno.test(`a job that nobody can make is refused, on ${threads} threads`, async () => {
    const onlyHere = () => ({ begin() {}, chunk() {}, end() {} });
    await using pool = await openPool(threads, {
      factories: { ...TEST_JOBS, "only-here": onlyHere },
    });
    await assertScheduler("unknown-job", () => pool.attach("nowhere", {}));
    await assertScheduler("unknown-job", () => pool.attach("toString", {}));
    if (threads > 1) await assertScheduler("unknown-job", () => pool.attach("only-here", {}));
    const rows = await RowsJob.attach(pool, 10);
    await rows.check({ rows: 10, code: 1, distribution: contiguous() });
  });
}

Deno.test("an abort reaches a pass whose calling thread is done", async () => {
  await using pool = await openPool(3);
  const fault = { slot: 2, at: "end", what: "sleep", sleepMs: 100, code: 7 } as const;
  const rows = await RowsJob.attach(pool, 10, [fault]);
  const reason = new Error("planted"), controller = new AbortController();
  setTimeout(() => controller.abort(reason), 10);
  const { signal } = controller;
  const pass = { rows: 10, code: 7, distribution: contiguous(), signal };
  assertStrictEquals(await assertRejects(() => rows.job.run(pass)), reason);
  await rows.check({ rows: 10, code: 1, distribution: contiguous() });
});

Deno.test("a setup that cannot be cloned is refused and the pool goes on", async () => {
  await using pool = await openPool(3);
  for (let tries = 0; tries < 5; tries++) {
    const error = await assertScheduler("bad-option", () => pool.attach("slow", { call() {} }));
    assert(error.cause instanceof DOMException);
    const rows = await RowsJob.attach(pool, 10);
    await rows.check({ rows: 10, code: 1, distribution: contiguous() });
  }
});

Deno.test("attack: pools with bad options", async () => {
  const bad: Record<string, unknown>[] = [
    { threads: 0 },
    { threads: 1.5 },
    { threads: 257 },
    { threads: "2" },
    { source: undefined },
    { factories: null },
    { createWorker: 3 },
    { readyTimeoutMs: 0 },
    { closeTimeoutMs: NaN },
    { stallTimeoutMs: 2 ** 31 },
  ];
  for (const part of bad) {
    await assertScheduler("bad-option", () => openPool(2, part as Partial<WorkerPoolOptions>));
  }
});

Deno.test("without SharedArrayBuffer one thread works and two are refused", async () => {
  const shared = globalThis.SharedArrayBuffer;
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  try {
    await assertScheduler("open-failed", () => openPool(2));
    await using pool = await openPool(1);
    const counts = new Int32Array(50), sums = new Float64Array(1);
    const job = await pool.attach("rows", { counts, sums, faults: [] });
    for (const distribution of DISTRIBUTIONS) {
      counts.fill(0);
      await job.run({ rows: 50, code: 2, distribution });
      assertEquals(counts.every((count) => count === 1), true);
      assertEquals(sums[0], 2 * 50 * 51 / 2);
    }
  } finally {
    globalThis.SharedArrayBuffer = shared;
  }
});

Deno.test("without Worker one thread works; two need createWorker, and are refused without", async () => {
  const web = globalThis.Worker;
  Reflect.deleteProperty(globalThis, "Worker");
  try {
    const error = await assertScheduler("open-failed", () => openPool(2));
    assert(error.message.includes("createWorker is not given"), error.message);
    for (const threads of [1, 2]) {
      await using pool = await openPool(threads, {
        createWorker: (source) => startWorker(source, web),
      });
      const rows = await RowsJob.attach(pool, 50);
      await rows.check({ rows: 50, code: 2, distribution: dynamic({ rows: 4 }) });
    }
  } finally {
    globalThis.Worker = web;
  }
});

Deno.test("without Atomics.waitAsync the calling thread polls", async () => {
  const { waitAsync } = Atomics;
  Reflect.deleteProperty(Atomics, "waitAsync");
  try {
    assertEquals("waitAsync" in Atomics, false);
    await using pool = await openPool(3);
    const sleepy = { slot: 2, at: "end", what: "sleep", sleepMs: 30, code: 7 } as const;
    const rows = await RowsJob.attach(pool, 200, [sleepy]);
    for (const distribution of DISTRIBUTIONS) {
      await rows.check({ rows: 200, code: 1, distribution });
      await rows.check({ rows: 200, code: 7, distribution });
    }
  } finally {
    Object.assign(Atomics, { waitAsync });
  }
});

Deno.test("timers run during a long pass and between many short ones", async () => {
  await using pool = await openPool(1);
  const slow = await pool.attach("slow", { msPerRow: 2 });
  for (const [rows, passes] of [[200, 1], [2, 100]] as const) {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    for (let pass = 0; pass < passes; pass++) {
      await slow.run({ rows, code: 0, distribution: dynamic({ rows: 2 }) });
    }
    clearInterval(timer);
    // 400 ms of work in stretches of about 15 ms.
    assert(ticks >= 5, `${ticks} ticks`);
  }
});
