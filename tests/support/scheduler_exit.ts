// A program that opens a pool, runs into the fault named by its argument, goes on, closes the pool
// and ends. The tests run it in a process of its own, on Deno and on Bun: it must end by itself. It
// prints what it came across.

import { strided } from "../../scheduler/distribution.ts";
import { SchedulerError } from "../../scheduler/errors.ts";
import { WorkerPool } from "../../scheduler/pool.ts";
import { type Fault, TEST_JOBS } from "./scheduler_jobs.ts";
import { WORKER_SOURCE } from "./scheduler_worker.generated.ts";
import { startWorker } from "./start_worker.ts";

const ROWS = 64, FAULTY = 7, SOUND = 1;

/** The scenarios, and what each must print. */
export const SCENARIOS: Readonly<Record<string, string>> = {
  sound: "no fault, 3 threads",
  throw: "worker-failed, 3 threads",
  factory: "worker-failed, 3 threads",
  stall: "worker-lost, 2 threads",
  close: "worker-lost, 2 threads",
  "close-alone": "worker-lost, 1 threads",
  junk: "worker-lost, 2 threads",
  uncaught: "worker-lost, 2 threads",
  abort: "AbortError, 3 threads",
  unparsable: "open-failed",
  mute: "open-failed",
  unready: "open-failed",
  "half-open": "open-failed",
};

const FAULTS: Readonly<Record<string, Omit<Fault, "slot" | "code">>> = {
  throw: { at: "chunk", what: "throw" },
  factory: { at: "factory", what: "throw" },
  stall: { at: "begin", what: "sleep", sleepMs: 1500 },
  close: { at: "begin", what: "close", sleepMs: 1000 },
  // The only worker: nothing is left that holds the program.
  "close-alone": { at: "begin", what: "close", sleepMs: 1000 },
  junk: { at: "end", what: "junk" },
};

const SOURCES: Readonly<Record<string, string>> = {
  unparsable: "this is no program",
  mute: "",
  unready: 'postMessage({ type: "hello", protocol: 1 });',
  // The worker on slot 1 has an uncaught error when it is next in its event loop after a message to
  // attach a job.
  uncaught: `let slot = 0;
  addEventListener("message", ({ data }) => {
    if (data.type === "open") slot = data.slot;
    if (data.type === "attach" && slot === 1) setTimeout(() => { throw new Error("planted"); });
  });
  ${WORKER_SOURCE}`,
};

function describe(error: unknown): string {
  if (error instanceof SchedulerError) return error.code;
  return error instanceof Error ? error.name : String(error);
}

/** A way of making workers that throws the second time. */
function halfOpen(): (source: string) => Worker {
  let started = 0;
  return (source) => {
    if (++started === 2) throw new Error("planted in createWorker");
    return startWorker(source);
  };
}

async function main(scenario: string): Promise<string> {
  const threads = scenario === "close-alone" ? 2 : 3;
  let pool: WorkerPool;
  try {
    pool = await WorkerPool.open({
      threads,
      source: SOURCES[scenario] ?? WORKER_SOURCE,
      factories: TEST_JOBS,
      readyTimeoutMs: 1500,
      stallTimeoutMs: 300,
      closeTimeoutMs: 500,
      ...(scenario === "half-open" ? { createWorker: halfOpen() } : {}),
    });
  } catch (error) {
    return describe(error);
  }
  await using _ = pool;
  const counts = new Int32Array(new SharedArrayBuffer(4 * ROWS));
  const sums = new Float64Array(new SharedArrayBuffer(8 * threads));
  const distribution = strided({ rows: 2 });
  const planted = FAULTS[scenario];
  const faults = planted === undefined ? [] : [{ ...planted, slot: 1, code: FAULTY }];

  /** One faulty pass, then messages, so that whatever is wrong with a worker comes to light. */
  const provoke = async (): Promise<string> => {
    try {
      const job = await pool.attach("rows", { counts, sums, faults });
      await job.run({ rows: ROWS, code: FAULTY, distribution });
      if (scenario === "abort") {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 30);
        const slow = await pool.attach("slow", { msPerRow: 10 });
        await slow.run({ rows: ROWS, code: 0, distribution, signal: controller.signal });
      }
      const lossExpected = SCENARIOS[scenario]?.startsWith("worker-lost");
      for (let tries = 0; lossExpected && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        // A worker that was lost while it had nothing to do is missed by nobody.
        if (pool.threads < threads) return "worker-lost";
        await (await pool.attach("slow", { msPerRow: 0 })).detach();
      }
      return "no fault";
    } catch (error) {
      return describe(error);
    }
  };

  const found = await provoke();
  counts.fill(0);
  const after = await pool.attach("rows", { counts, sums, faults: [] });
  await after.run({ rows: ROWS, code: SOUND, distribution });
  if (!counts.every((count) => count === 1)) return "rows were not done exactly once";
  return `${found}, ${after.threads} threads`;
}

if (import.meta.main) {
  const { Deno, process } = globalThis as unknown as {
    Deno?: { args: string[] };
    process: { argv: string[] };
  };
  console.log(await main((Deno?.args ?? process.argv.slice(2))[0] ?? "sound"));
}
