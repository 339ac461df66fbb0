// Opens pools of the tests' worker script and checks passes of the "rows" job against closed forms.

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { AttachedJob } from "../../scheduler/attached_job.ts";
import { SchedulerError, type SchedulerErrorCode } from "../../scheduler/errors.ts";
import type { PassOptions, WorkerPoolOptions } from "../../scheduler/options.ts";
import { WorkerPool } from "../../scheduler/pool.ts";
import type { PassReport } from "../../scheduler/report.ts";
import { type Fault, TEST_JOBS } from "./scheduler_jobs.ts";
import { WORKER_SOURCE } from "./scheduler_worker.generated.ts";

/** Opens a pool of the tests' worker script. */
export function openPool(
  threads: number,
  options: Partial<WorkerPoolOptions> = {},
): Promise<WorkerPool> {
  return WorkerPool.open({ threads, source: WORKER_SOURCE, factories: TEST_JOBS, ...options });
}

/** An attached "rows" job with the memory that it writes to. */
export class RowsJob {
  /** The pool's handle. */
  readonly job: AttachedJob;
  /** How often each row was done. */
  readonly counts: Int32Array;
  readonly #sums: Float64Array;

  private constructor(job: AttachedJob, counts: Int32Array, sums: Float64Array) {
    this.job = job;
    this.counts = counts;
    this.#sums = sums;
  }

  /** Attaches a job for so many rows. */
  static async attach(
    pool: WorkerPool,
    rows: number,
    faults: readonly Fault[] = [],
  ): Promise<RowsJob> {
    const counts = new Int32Array(new SharedArrayBuffer(4 * Math.max(1, rows)));
    const sums = new Float64Array(new SharedArrayBuffer(8 * pool.slots));
    return new RowsJob(await pool.attach("rows", { counts, sums, faults }), counts, sums);
  }

  /** Runs a pass that must do every row exactly once and be reported truly. */
  async check(options: PassOptions): Promise<PassReport> {
    const { rows, code, distribution } = options;
    this.counts.fill(0);
    this.#sums.fill(0);
    const threads = options.alone ? 1 : this.job.threads;
    const report = await this.job.run(options);
    this.counts.forEach((count, row) => assertEquals(count, row < rows ? 1 : 0, `row ${row}`));
    // Σ (row + 1) · code over 0 … rows − 1.
    const sum = this.#sums.reduce((a, b) => a + b, 0);
    assertEquals(sum, code * rows * (rows + 1) / 2);
    assertEquals([report.rows, report.code, report.distribution], [rows, code, distribution]);
    assertEquals(report.threads.length, threads);
    assertEquals(report.threads.reduce((sum, { rows }) => sum + rows, 0), rows);
    for (const { chunks, rows, busyMs, waitMs } of report.threads) {
      assert(chunks <= rows && (chunks > 0) === (rows > 0));
      assert(busyMs >= 0 && waitMs >= 0);
    }
    assert(report.imbalance >= 1 && report.imbalance <= threads + 1e-9);
    return report;
  }
}

/** Fails unless the promise is rejected with a SchedulerError of this code. */
export async function assertScheduler(
  code: SchedulerErrorCode,
  action: () => Promise<unknown>,
): Promise<SchedulerError> {
  const error = await assertRejects(action, SchedulerError);
  assertEquals(error.code, code, error.message);
  assert(error.message.startsWith("Cannot "), error.message);
  return error;
}
