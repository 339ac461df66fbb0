// The caller's handle on an attached job. What it asks for, the pool does.

import { SchedulerError } from "./errors.ts";
import type { JobThread } from "./job.ts";
import type { PassOptions } from "./options.ts";
import type { PassReport } from "./report.ts";

/** A job that is attached to a pool. */
export interface AttachedJob {
  /** Threads that its next pass would run on; which slots took part in a pass is in its report. */
  readonly threads: number;
  /**
   * Runs one pass, after the passes asked for before it.
   *
   * If it is rejected, every thread that is not lost has left the pass, and the next call of a
   * thread that had begun is another `begin`. A pass whose signal is aborted is rejected with the
   * signal's reason, unless the job threw or a worker was lost.
   *
   * @throws {SchedulerError} "bad-option", "bad-distribution"; "closed" if the pool is closed or
   * the job detached; "worker-failed" if the job threw, with its `slot` and the error as `cause`;
   * "worker-lost" if a worker died or stalled, with its `slot` and whether it is `stillRunning`;
   * "nested-pass", at once and not as a rejection (a job cannot await), if called from inside a
   * job.
   */
  run(options: PassOptions): Promise<PassReport>;
  /**
   * Has every thread forget the job. Detaching twice does nothing.
   *
   * @throws {SchedulerError} "nested-pass", at once, if called from inside a job.
   */
  detach(): Promise<void>;
}

/** What a pool does for its attached jobs. */
export interface PoolOperations {
  /** Threads alive. */
  threads(): number;
  /** Runs a pass of a job. */
  run(job: number, thread: JobThread, options: PassOptions): Promise<PassReport>;
  /** Forgets a job. */
  detach(job: number): Promise<void>;
}

/** The handle that a pool gives out. */
export class Attachment implements AttachedJob {
  readonly #pool: PoolOperations;
  readonly #job: number;
  #thread: JobThread | undefined;

  /** The handle on the job numbered `job`, whose part on the calling thread is `thread`. */
  constructor(pool: PoolOperations, job: number, thread: JobThread) {
    this.#pool = pool;
    this.#job = job;
    this.#thread = thread;
  }
  /** See {@linkcode AttachedJob.threads}. */
  get threads(): number {
    return this.#pool.threads();
  }
  /** See {@linkcode AttachedJob.run}. */
  run(options: PassOptions): Promise<PassReport> {
    if (this.#thread === undefined) {
      return Promise.reject(
        new SchedulerError("closed", "Cannot run a pass: the job is detached"),
      );
    }
    return this.#pool.run(this.#job, this.#thread, options);
  }
  /** See {@linkcode AttachedJob.detach}. */
  detach(): Promise<void> {
    if (this.#thread === undefined) return Promise.resolve();
    const detached = this.#pool.detach(this.#job);
    this.#thread = undefined;
    return detached;
  }
}
