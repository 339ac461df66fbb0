// Opens a worker pool that can prove.

import type { WorkerPoolOptions } from "../scheduler/options.ts";
import { WorkerPool } from "../scheduler/pool.ts";
import { sumcheckFactories } from "./job.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";

/** Options of {@linkcode openProverPool}: those of a pool, less what this room supplies. */
export type ProverPoolOptions = Omit<WorkerPoolOptions, "source" | "factories">;

/**
 * Opens a pool of `threads` threads, the calling one counted, that provers can share. Close it with
 * `await using` or `close()`.
 *
 * @throws {SchedulerError} "open-failed", "bad-option"
 */
export function openProverPool(options: ProverPoolOptions): Promise<WorkerPool> {
  return WorkerPool.open({ ...options, source: WORKER_SOURCE, factories: sumcheckFactories() });
}
