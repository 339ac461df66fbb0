// What a pool and a pass can be told, and the checks of it.

import { checkDistribution, type Distribution, MAX_ROWS } from "./distribution.ts";
import { SchedulerError } from "./errors.ts";
import type { JobFactories } from "./job.ts";
import type { PoolWorker } from "./pool_worker.ts";

/** The most threads of a pool. */
export const MAX_THREADS = 256;

/** How to open a pool. Times are in ms. */
export interface WorkerPoolOptions {
  /** Threads, the calling one included: 1 to {@linkcode MAX_THREADS}; 1 starts no worker. */
  readonly threads: number;
  /** Text of the worker script, which calls `serveJobs`; it is started from a Blob as a module. */
  readonly source: string;
  /** The job kinds of the calling thread. The worker script should serve the same. */
  readonly factories: JobFactories;
  /**
   * Starts a worker in another way: where a content policy forbids Blobs, or where there is no
   * web `Worker`, as in Node. It is given the `source`.
   */
  readonly createWorker?: (source: string) => PoolWorker;
  /** Within this time each worker must be ready; default 10,000. */
  readonly readyTimeoutMs?: number;
  /** So long closing waits for workers to answer before it terminates them; default 2,000. */
  readonly closeTimeoutMs?: number;
  /**
   * A worker that for so long neither finishes a chunk nor answers is dismissed; default 30,000.
   */
  readonly stallTimeoutMs?: number;
}

/** One pass. */
export interface PassOptions {
  /** Rows 0 … rows − 1 are to be done: an integer from 0 to {@linkcode MAX_ROWS}. */
  readonly rows: number;
  /** Given to the job's `begin`: any integer of 32 bits. */
  readonly code: number;
  /** How the rows are shared out. */
  readonly distribution: Distribution;
  /** Ends the pass early. */
  readonly signal?: AbortSignal;
  /** Whether to record when each chunk was done; default false. */
  readonly trace?: boolean;
  /**
   * Whether the calling thread does it alone, for a pass that is too short to be shared; default
   * false. No worker is woken, and none is missed.
   */
  readonly alone?: boolean;
}

const DEFAULTS = { readyTimeoutMs: 10_000, closeTimeoutMs: 2_000, stallTimeoutMs: 30_000 };
// Timers take no more, in ms.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Checked {@linkcode WorkerPoolOptions}. */
export type CheckedPoolOptions =
  & Required<Omit<WorkerPoolOptions, "createWorker">>
  & Pick<WorkerPoolOptions, "createWorker">;

/**
 * Checks the options of a pool and fills in the defaults.
 *
 * @throws {SchedulerError} "bad-option"
 */
export function checkPoolOptions(options: WorkerPoolOptions): CheckedPoolOptions {
  if (!isObject(options)) throw bad(`its options are ${options}`);
  const { threads, source, factories, createWorker } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw bad(`threads is ${threads}, not an integer from 1 to ${MAX_THREADS}`);
  }
  if (typeof source !== "string") throw bad(`source is ${typeof source}, not a text`);
  if (!isObject(factories)) throw bad(`factories is ${factories}, not an object`);
  if (createWorker !== undefined && typeof createWorker !== "function") {
    throw bad(`createWorker is ${typeof createWorker}, not a function`);
  }
  const timeouts = { ...DEFAULTS };
  for (const name of ["readyTimeoutMs", "closeTimeoutMs", "stallTimeoutMs"] as const) {
    const value = timeouts[name] = options[name] ?? DEFAULTS[name];
    if (!(value > 0 && value <= MAX_TIMEOUT_MS)) {
      throw bad(`${name} is ${value}, not from 0 to ${MAX_TIMEOUT_MS} ms`);
    }
  }
  const checked = { threads, source, factories, ...timeouts };
  return createWorker === undefined ? checked : { ...checked, createWorker };

  function bad(what: string): SchedulerError {
    return new SchedulerError("bad-option", `Cannot open a pool: ${what}`);
  }
}

/** Checked {@linkcode PassOptions}. */
export type CheckedPassOptions =
  & Required<Omit<PassOptions, "signal">>
  & { readonly signal: AbortSignal | undefined };

/**
 * Checks the options of a pass and fills in the defaults.
 *
 * @throws {SchedulerError} "bad-option" or "bad-distribution"
 */
export function checkPassOptions(options: PassOptions): CheckedPassOptions {
  if (!isObject(options)) throw bad(`its options are ${options}`);
  const { rows, code, signal, trace = false, alone = false } = options;
  if (!Number.isInteger(rows) || rows < 0 || rows > MAX_ROWS) {
    throw bad(`rows is ${rows}, not an integer from 0 to ${MAX_ROWS}`);
  }
  if (!Number.isInteger(code) || (code | 0) !== code) {
    throw bad(`code is ${code}, not an integer of 32 bits`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw bad(`signal is ${signal}, not an AbortSignal`);
  }
  if (typeof trace !== "boolean") throw bad(`trace is ${trace}, not a boolean`);
  if (typeof alone !== "boolean") throw bad(`alone is ${alone}, not a boolean`);
  return {
    rows,
    code,
    distribution: checkDistribution(options.distribution),
    signal,
    trace,
    alone,
  };

  function bad(what: string): SchedulerError {
    return new SchedulerError("bad-option", `Cannot run a pass: ${what}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
