// WorkerPool: opens workers once, attaches jobs to them and runs passes, one at a time, the calling
// thread taking part. What happens within a pass is in pass.ts, how one worker is handled in
// worker_link.ts.

import { type AttachedJob, Attachment, type PoolOperations } from "./attached_job.ts";
import { SchedulerError } from "./errors.ts";
import type { JobFactory, JobThread } from "./job.ts";
import { type KeptMemory, PoolMemory } from "./memory.ts";
import { errorFromText, type Reply } from "./messages.ts";
import {
  type CheckedPoolOptions,
  checkPassOptions,
  checkPoolOptions,
  type PassOptions,
  type WorkerPoolOptions,
} from "./options.ts";
import { lostError, runPass } from "./pass.ts";
import { PassBlock } from "./pass_block.ts";
import { Breather } from "./pause.ts";
import type { PassReport } from "./report.ts";
import { WorkerLink, WorkerLoss } from "./worker_link.ts";

/**
 * Threads that run passes of jobs. Passes of all jobs are done one after the other.
 *
 * A worker that neither returns nor throws is dismissed after `stallTimeoutMs`. Deno cannot end a
 * worker that never returns: such a worker keeps the process alive until `Deno.exit`.
 *
 * @example One pass over 1,000 rows, on the calling thread alone
 * ```ts
 * import { dynamic, type JobFactory, WorkerPool } from "@limbs/sumcheck/scheduler";
 * import { assertEquals } from "@std/assert";
 *
 * const sum: JobFactory = (setup, slot) => {
 *   const { sums } = setup as { sums: Float64Array };
 *   let own = 0;
 *   return {
 *     begin: () => own = 0,
 *     chunk: (first, end) => {
 *       for (let row = first; row < end; row++) own += row;
 *     },
 *     end: () => sums[slot] = own,
 *   };
 * };
 *
 * // With more threads, `source` is a script that calls serveJobs({ sum }), and `sums` is shared.
 * await using pool = await WorkerPool.open({ threads: 1, source: "", factories: { sum } });
 * const sums = new Float64Array(pool.slots);
 * const job = await pool.attach("sum", { sums });
 * const report = await job.run({ rows: 1000, code: 0, distribution: dynamic({ rows: 16 }) });
 *
 * assertEquals(sums[0], 499_500);
 * assertEquals(report.threads[0]?.chunks, 63);
 * ```
 */
export class WorkerPool implements AsyncDisposable {
  /**
   * Memory that jobs leave to the jobs after them. As many bytes as jobs had in use at once are kept
   * until the pool is closed or `memory.clear()` is called.
   */
  readonly memory: KeptMemory = new PoolMemory();
  readonly #options: CheckedPoolOptions;
  readonly #blockBuffer: ArrayBufferLike;
  readonly #freeBlocks: number[];
  readonly #breather = new Breather();
  #links: WorkerLink[] = [];
  #current: PassBlock | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #insideJob = false;
  #passes = 0;
  #jobs = 0;

  private constructor(options: CheckedPoolOptions) {
    const { threads } = this.#options = options;
    // A lost worker may take a block with it for good, so there is one for each worker and one to
    // go on with.
    const bytes = threads * PassBlock.bytes(threads);
    this.#blockBuffer = threads > 1 ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    this.#freeBlocks = Array.from({ length: threads }, (_, index) => index);
  }

  /**
   * Starts the workers and waits until all are ready.
   *
   * @throws {SchedulerError} "bad-option"; "open-failed" if a worker cannot be started (a content
   * security policy may forbid Blobs) or is not ready in time, or there is no shared memory (a page
   * has it only when cross-origin isolated) or no web `Worker` and no `createWorker` to do without.
   */
  static async open(options: WorkerPoolOptions): Promise<WorkerPool> {
    const checked = checkPoolOptions(options);
    const { threads } = checked;
    if (threads > 1) {
      const missing = missingHere(checked);
      if (missing !== undefined) {
        throw new SchedulerError(
          "open-failed",
          `Cannot open a pool of ${threads} threads: ${missing}`,
        );
      }
    }
    const pool = new WorkerPool(checked);
    try {
      if (threads > 1) await pool.#startWorkers();
      return pool;
    } catch (cause) {
      await pool.close();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SchedulerError(
        "open-failed",
        `Cannot open a pool of ${threads} threads: ${why}`,
        cause instanceof WorkerLoss ? { cause, slot: cause.slot } : { cause },
      );
    }
  }

  async #startWorkers(): Promise<void> {
    const { threads, source, createWorker, readyTimeoutMs } = this.#options;
    const url = createWorker === undefined
      ? URL.createObjectURL(new Blob([source], { type: "text/javascript" }))
      : undefined;
    try {
      for (let slot = 1; slot < threads; slot++) {
        const link = new WorkerLink({
          slot,
          slots: threads,
          blocks: this.#blockBuffer as SharedArrayBuffer,
          createWorker: () =>
            createWorker !== undefined
              ? createWorker(source)
              : new Worker(url as string, { type: "module", name: `scheduler-${slot}` }),
          onLost: (link) => this.#lose(link),
        });
        this.#links.push(link);
      }
      await Promise.all(this.#links.map((link) => link.open(readyTimeoutMs)));
    } finally {
      if (url !== undefined) URL.revokeObjectURL(url);
    }
  }

  /** Threads alive, the calling one included; it falls when workers are lost. */
  get threads(): number {
    return 1 + this.#links.length;
  }

  /**
   * Slots of the pool: threads are numbered 0 … slots − 1, and the numbers of lost workers are not
   * given again. Memory with a place for each thread needs this many.
   */
  get slots(): number {
    return this.#options.threads;
  }

  /**
   * Makes a thread of the job on every thread, with a clone of `setup` on the workers.
   *
   * @throws {SchedulerError} "unknown-job" if a thread has no factory of this kind; "bad-option" if
   * `setup` cannot be cloned; "worker-failed" if a factory threw; "worker-lost"; "closed";
   * "nested-pass".
   */
  attach(kind: string, setup: unknown): Promise<AttachedJob> {
    this.#refuseInside("attach a job");
    return this.#inTurn("attach a job", async () => {
      if (!Object.hasOwn(this.#options.factories, kind)) {
        throw unknownJob(kind, "the calling thread has");
      }
      const job = this.#jobs++;
      try {
        const thread = await this.#makeThreads(job, kind, setup);
        return new Attachment(this.#operations, job, thread);
      } catch (error) {
        await this.#forget(job);
        throw error;
      }
    });
  }

  /**
   * Lets the pass that is running finish, refuses all others, and ends the workers. Closing twice
   * does nothing.
   */
  close(): Promise<void> {
    this.#refuseInside("close the pool");
    return this.#closing ??= (async () => {
      await this.#turn;
      memoryOf(this).close();
      this.#breather.stop();
      await Promise.all(this.#links.map((link) => link.close(this.#options.closeTimeoutMs)));
    })();
  }

  /** The same as {@linkcode WorkerPool.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #operations: PoolOperations = {
    threads: () => this.threads,
    run: (job, thread, options) => {
      this.#refuseInside("run a pass");
      return this.#run(job, thread, options);
    },
    detach: (job) => {
      this.#refuseInside("detach a job");
      return this.#closing ?? this.#inTurn("detach a job", () => this.#forget(job));
    },
  };

  async #run(job: number, thread: JobThread, options: PassOptions): Promise<PassReport> {
    const { rows, code, distribution, signal, trace, alone } = checkPassOptions(options);
    signal?.throwIfAborted();
    return await this.#inTurn("run a pass", async () => {
      if (performance.now() >= this.#breather.due) await this.#breather.breathe();
      signal?.throwIfAborted();
      const links = alone ? [] : this.#links;
      const slots = [0, ...links.map(({ slot }) => slot)];
      const pass = this.#passes = this.#passes % MAX_PASS + 1;
      const blockIndex = this.#freeBlocks.pop() as number;
      const block = new PassBlock(this.#blockBuffer, blockIndex, this.#options.threads);
      // Nothing is spoilt by the loss of a worker that takes no part.
      if (!alone) this.#current = block;
      try {
        return await runPass({
          order: { pass, job, rows, code, distribution, trace, slots },
          block,
          blockIndex,
          thread,
          links,
          stallTimeoutMs: this.#options.stallTimeoutMs,
          signal,
          breather: this.#breather,
          inside: (call) => this.#inside(call),
        });
      } finally {
        this.#current = undefined;
        // A lost worker may still write to the block.
        if (links.every(({ loss }) => loss === undefined)) this.#freeBlocks.push(blockIndex);
      }
    });
  }

  /** Makes the job's threads on all workers and here. */
  async #makeThreads(job: number, kind: string, setup: unknown): Promise<JobThread> {
    const links = this.#links;
    for (const link of links) {
      try {
        link.post({ type: "attach", job, kind, setup });
      } catch (cause) {
        throw new SchedulerError(
          "bad-option",
          `Cannot attach the job ${kind}: its setup cannot be cloned: ${(cause as Error).message}`,
          { cause },
        );
      }
    }
    const factory = this.#options.factories[kind] as JobFactory;
    let own: { readonly thread: JobThread } | { readonly thrown: unknown };
    try {
      own = { thread: this.#inside(() => factory(setup, 0)) };
    } catch (thrown) {
      own = { thrown };
    }
    const outcomes = await this.#answers(
      links,
      (reply) => (reply.type === "attached" || reply.type === "refused") && reply.job === job,
    );
    const lost = links.filter((_, at) => outcomes[at]?.status === "rejected");
    if (lost.length > 0) throw lostError(lost);
    if ("thrown" in own) throw refused(kind, 0, own.thrown);
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status !== "fulfilled" || outcome.value.type !== "refused") continue;
      const { slot } = links[at] as WorkerLink, { known, error } = outcome.value;
      if (!known) throw unknownJob(kind, `the worker script on slot ${slot} has`);
      throw refused(kind, slot, errorFromText(error));
    }
    return own.thread;
  }

  /**
   * Has every worker forget the job. One that is lost meanwhile is dismissed, and has forgotten it
   * too.
   */
  async #forget(job: number): Promise<void> {
    const links = this.#links;
    for (const link of links) link.post({ type: "detach", job });
    await this.#answers(links, (reply) => reply.type === "detached" && reply.job === job);
  }

  /** What each worker answers; settled once all have answered or are lost. */
  #answers(
    links: readonly WorkerLink[],
    accepts: (reply: Reply) => boolean,
  ): Promise<PromiseSettledResult<Reply>[]> {
    const { stallTimeoutMs } = this.#options;
    return Promise.allSettled(links.map((link) => link.expect(accepts, stallTimeoutMs)));
  }

  /** Does one thing at a time, in the order asked for. */
  #inTurn<T>(what: string, action: () => Promise<T>): Promise<T> {
    const refuse = () => new SchedulerError("closed", `Cannot ${what}: the pool is closed`);
    if (this.#closing !== undefined) return Promise.reject(refuse());
    const result = this.#turn.then(() => {
      if (this.#closing !== undefined) throw refuse();
      return action();
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  #inside<T>(call: () => T): T {
    this.#insideJob = true;
    try {
      return call();
    } finally {
      this.#insideJob = false;
    }
  }

  #refuseInside(what: string): void {
    if (!this.#insideJob) return;
    throw new SchedulerError("nested-pass", `Cannot ${what}: the pool is inside a job's code`);
  }

  /** Goes on without a worker; the pass that is running, if any, is spoilt. */
  #lose(link: WorkerLink): void {
    this.#links = this.#links.filter((other) => other !== link);
    this.#current?.abandon();
  }
}

/** The whole of a pool's memory: for what runs jobs on it, not for users. */
export function memoryOf({ memory }: WorkerPool): PoolMemory {
  return memory as PoolMemory;
}

// Passes are counted up to here, in a word of shared memory, and then again from 1.
const MAX_PASS = 2 ** 30;

/** What a pool with workers needs and the runtime does not have. */
function missingHere({ createWorker }: CheckedPoolOptions): string | undefined {
  if (typeof SharedArrayBuffer === "undefined") {
    return "SharedArrayBuffer is not available here (a page has it only when cross-origin isolated)";
  }
  if (createWorker === undefined && typeof Worker === "undefined") {
    return "Worker is not available here, and createWorker is not given";
  }
  return undefined;
}

function unknownJob(kind: string, who: string): SchedulerError {
  return new SchedulerError(
    "unknown-job",
    `Cannot attach the job ${JSON.stringify(kind)}: ${who} no factory of that name`,
  );
}

function refused(kind: string, slot: number, cause: unknown): SchedulerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SchedulerError(
    "worker-failed",
    `Cannot attach the job ${kind}: its factory on slot ${slot} threw: ${why}`,
    { slot, cause },
  );
}
