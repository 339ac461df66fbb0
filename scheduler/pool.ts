// WorkerPool: opens workers once, attaches jobs to them and runs passes, one at a time, the calling thread taking part.
// What happens within a pass is in pass.ts, how one worker is handled in worker_link.ts.

import { checkDistribution, type Distribution, MAX_ROWS } from "./distribution.ts";
import { SchedulerError } from "./errors.ts";
import type { JobFactories, JobThread } from "./job.ts";
import { errorFromText, type Reply } from "./messages.ts";
import { lostError, runPass } from "./pass.ts";
import { PassBlock } from "./pass_block.ts";
import { Breather } from "./pause.ts";
import type { PassReport } from "./report.ts";
import { WorkerLink, WorkerLoss } from "./worker_link.ts";

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
  /** Starts a worker in another way, where a content policy forbids Blobs. */
  readonly createWorker?: (source: string) => Worker;
  /** Within this time each worker must be ready; default 10,000. */
  readonly readyTimeoutMs?: number;
  /** So long closing waits for workers to answer before it terminates them; default 2,000. */
  readonly closeTimeoutMs?: number;
  /** A worker that for so long neither finishes a chunk nor answers is dismissed; default 30,000. */
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
}

/** A job that is attached to a pool. */
export interface AttachedJob {
  /** Threads that its next pass would run on. */
  readonly threads: number;
  /**
   * Runs one pass, after the passes asked for before it.
   *
   * After an error the job's threads may be in the middle of the pass; their next call is another `begin`. An aborted
   * pass is rejected with the signal's reason.
   *
   * @throws {SchedulerError} "bad-option", "bad-distribution"; "closed" if the pool is closed or the job detached;
   * "worker-failed" if the job threw, with its `slot` and the error as `cause`; "worker-lost" if a worker died or
   * stalled, with its `slot` and whether it is `stillRunning`; "nested-pass", at once and not as a rejection (a job
   * cannot await), if called from inside a job.
   */
  run(options: PassOptions): Promise<PassReport>;
  /** Has every thread forget the job. Detaching twice does nothing. */
  detach(): Promise<void>;
}

/**
 * Threads that run passes of jobs. Passes of all jobs are done one after the other.
 *
 * A worker that neither returns nor throws is dismissed after `stallTimeoutMs`. Deno cannot end a worker that never
 * returns: such a worker keeps the process alive until `Deno.exit`.
 *
 * @example
 * ```ts ignore
 * await using pool = await WorkerPool.open({ threads: 4, source: WORKER_SOURCE, factories });
 * const job = await pool.attach("sum", { words });
 * const report = await job.run({ rows: 1024, code: 0, distribution: dynamic({ rows: 16 }) });
 * ```
 */
export class WorkerPool implements AsyncDisposable {
  readonly #factories: JobFactories;
  readonly #slots: number;
  readonly #blockBuffer: ArrayBufferLike;
  readonly #freeBlocks: number[];
  readonly #closeTimeoutMs: number;
  readonly #stallTimeoutMs: number;
  readonly #breather = new Breather();
  #links: WorkerLink[] = [];
  #current: PassBlock | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #insideJob = false;
  #passes = 0;
  #jobs = 0;

  private constructor(options: WorkerPoolOptions) {
    this.#factories = options.factories;
    this.#slots = options.threads;
    this.#closeTimeoutMs = options.closeTimeoutMs ?? 2_000;
    this.#stallTimeoutMs = options.stallTimeoutMs ?? 30_000;
    // Every lost worker can take one block with it.
    const blocks = options.threads;
    const bytes = blocks * PassBlock.bytes(options.threads);
    this.#blockBuffer = options.threads > 1 ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    this.#freeBlocks = Array.from({ length: blocks }, (_, index) => index);
  }

  /**
   * Starts the workers and waits until all are ready.
   *
   * @throws {SchedulerError} "bad-option"; "open-failed" if a worker cannot be started or is not ready in time, or
   * there is no shared memory (a browser page has it only when cross-origin isolated).
   */
  static async open(options: WorkerPoolOptions): Promise<WorkerPool> {
    checkOptions(options);
    const { threads, source, readyTimeoutMs = 10_000 } = options;
    if (threads > 1 && typeof SharedArrayBuffer === "undefined") {
      throw new SchedulerError(
        "open-failed",
        `Cannot open a pool of ${threads} threads: SharedArrayBuffer is not available here`,
      );
    }
    const pool = new WorkerPool(options);
    if (threads === 1) return pool;
    const { createWorker } = options;
    const url = createWorker === undefined
      ? URL.createObjectURL(new Blob([source], { type: "text/javascript" }))
      : undefined;
    try {
      for (let slot = 1; slot < threads; slot++) {
        pool.#links.push(
          new WorkerLink({
            slot,
            slots: threads,
            blocks: pool.#blockBuffer as SharedArrayBuffer,
            createWorker: url === undefined
              ? () => (createWorker as (source: string) => Worker)(source)
              : () => new Worker(url, { type: "module", name: `scheduler-${slot}` }),
            onLost: (link) => pool.#lose(link),
          }),
        );
      }
      const outcomes = await Promise.allSettled(
        pool.#links.map((link) => link.open(readyTimeoutMs)),
      );
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
      return pool;
    } catch (cause) {
      await pool.close();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SchedulerError(
        "open-failed",
        `Cannot open a pool of ${threads} threads: ${why}`,
        cause instanceof WorkerLoss ? { cause, slot: cause.slot } : { cause },
      );
    } finally {
      if (url !== undefined) URL.revokeObjectURL(url);
    }
  }

  /** Threads alive, the calling one included; it falls when workers are lost. */
  get threads(): number {
    return 1 + this.#links.length;
  }

  /**
   * Makes a thread of the job on every thread, with a clone of `setup` on the workers.
   *
   * @throws {SchedulerError} "unknown-job" if a thread has no factory of this kind; "bad-option" if `setup` cannot be
   * cloned; "worker-failed" if a factory threw; "worker-lost"; "closed"; "nested-pass".
   */
  attach(kind: string, setup: unknown): Promise<AttachedJob> {
    this.#refuseInside("attach a job");
    return this.#inTurn("attach a job", async () => {
      if (!Object.hasOwn(this.#factories, kind)) throw unknownJob(kind, "the calling thread has");
      const job = this.#jobs++;
      try {
        const thread = await this.#makeThreads(job, kind, setup);
        return new Attachment(this.#operations, job, thread);
      } catch (error) {
        // A worker that is lost only now changes nothing about why the job could not be attached.
        await this.#forget(job).catch(() => {});
        throw error;
      }
    });
  }

  /** Lets the pass that is running finish, refuses all others, and ends the workers. Closing twice does nothing. */
  close(): Promise<void> {
    this.#refuseInside("close the pool");
    return this.#closing ??= (async () => {
      await this.#turn;
      await Promise.all(this.#links.map((link) => link.close(this.#closeTimeoutMs)));
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
    const { rows, code, distribution, signal, trace } = checkPass(options);
    signal?.throwIfAborted();
    return await this.#inTurn("run a pass", async () => {
      signal?.throwIfAborted();
      if (performance.now() >= this.#breather.due) await this.#breather.breathe();
      signal?.throwIfAborted();
      const links = this.#links;
      const slots = [0, ...links.map(({ slot }) => slot)];
      const pass = this.#passes = this.#passes % MAX_PASS + 1;
      const blockIndex = this.#freeBlocks.pop() as number;
      const block = new PassBlock(this.#blockBuffer, blockIndex, this.#slots);
      this.#current = block;
      try {
        return await runPass({
          order: { pass, job, rows, code, distribution, trace, slots },
          block,
          blockIndex,
          thread,
          links,
          stallTimeoutMs: this.#stallTimeoutMs,
          signal,
          breather: this.#breather,
          inside: (call) => this.#inside(call),
        });
      } finally {
        this.#current = undefined;
        if (links.every(({ slot }) => block.hasLeft(slot))) this.#freeBlocks.push(blockIndex);
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
    const factory = this.#factories[kind] as JobFactories[string];
    let own: { readonly thread: JobThread } | { readonly thrown: unknown };
    try {
      own = { thread: this.#inside(() => factory(setup, 0)) };
    } catch (thrown) {
      own = { thrown };
    }
    const replies = await this.#askAll(
      links,
      (reply) => (reply.type === "attached" || reply.type === "refused") && reply.job === job,
    );
    if ("thrown" in own) throw refused(kind, 0, own.thrown);
    for (const [at, reply] of replies.entries()) {
      if (reply.type !== "refused") continue;
      const slot = links[at]?.slot ?? 0;
      if (!reply.known) throw unknownJob(kind, `the worker script on slot ${slot} has`);
      throw refused(kind, slot, errorFromText(reply.error));
    }
    return own.thread;
  }

  /** Has every worker forget the job. */
  async #forget(job: number): Promise<void> {
    const links = this.#links;
    for (const link of links) link.post({ type: "detach", job });
    await this.#askAll(links, (reply) => reply.type === "detached" && reply.job === job);
  }

  /** Waits for a reply of each worker; throws only after all have answered or are lost. */
  async #askAll(
    links: readonly WorkerLink[],
    accepts: (reply: Reply) => boolean,
  ): Promise<Reply[]> {
    const outcomes = await Promise.allSettled(
      links.map((link) => link.expect(accepts, this.#stallTimeoutMs)),
    );
    const lost = links.filter((_, at) => outcomes[at]?.status === "rejected");
    if (lost.length > 0) throw lostError(lost);
    return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Reply>).value);
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

  /** Goes on without a worker; the pass it has not left is spoilt. */
  #lose(link: WorkerLink): void {
    this.#links = this.#links.filter((other) => other !== link);
    const block = this.#current;
    if (block !== undefined && !block.hasLeft(link.slot)) block.abandon();
  }
}

// Passes are counted up to here, in a word of shared memory, and then again from 1.
const MAX_PASS = 2 ** 30;

interface PoolOperations {
  threads(): number;
  run(job: number, thread: JobThread, options: PassOptions): Promise<PassReport>;
  detach(job: number): Promise<void>;
}

class Attachment implements AttachedJob {
  readonly #pool: PoolOperations;
  readonly #job: number;
  #thread: JobThread | undefined;

  constructor(pool: PoolOperations, job: number, thread: JobThread) {
    this.#pool = pool;
    this.#job = job;
    this.#thread = thread;
  }
  get threads(): number {
    return this.#pool.threads();
  }
  run(options: PassOptions): Promise<PassReport> {
    if (this.#thread === undefined) {
      return Promise.reject(
        new SchedulerError("closed", "Cannot run a pass: the job is detached"),
      );
    }
    return this.#pool.run(this.#job, this.#thread, options);
  }
  detach(): Promise<void> {
    if (this.#thread === undefined) return Promise.resolve();
    const detached = this.#pool.detach(this.#job);
    this.#thread = undefined;
    return detached;
  }
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

function checkOptions(options: WorkerPoolOptions): void {
  const { threads, source, factories, createWorker } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw bad(`threads is ${threads}, not an integer from 1 to ${MAX_THREADS}`);
  }
  if (typeof source !== "string") throw bad(`source is ${typeof source}, not a text`);
  if (typeof factories !== "object" || factories === null) {
    throw bad(`factories is ${factories}, not an object of factories`);
  }
  if (createWorker !== undefined && typeof createWorker !== "function") {
    throw bad(`createWorker is ${typeof createWorker}, not a function`);
  }
  for (const name of ["readyTimeoutMs", "closeTimeoutMs", "stallTimeoutMs"] as const) {
    const value = options[name] ?? 1;
    // Timers take at most 2^31 − 1 ms.
    if (!(value > 0 && value < 2 ** 31)) throw bad(`${name} is ${value}, not a time in ms`);
  }
  function bad(what: string): SchedulerError {
    return new SchedulerError("bad-option", `Cannot open a pool: ${what}`);
  }
}

function checkPass(
  options: PassOptions,
): Required<Omit<PassOptions, "signal">> & { signal: AbortSignal | undefined } {
  const { rows, code, signal, trace = false } = options;
  if (!Number.isInteger(rows) || rows < 0 || rows > MAX_ROWS) {
    throw bad(`rows is ${rows}, not an integer from 0 to ${MAX_ROWS}`);
  }
  if (!Number.isInteger(code) || (code | 0) !== code) {
    throw bad(`code is ${code}, not an integer of 32 bits`);
  }
  return { rows, code, distribution: checkDistribution(options.distribution), signal, trace };
  function bad(what: string): SchedulerError {
    return new SchedulerError("bad-option", `Cannot run a pass: ${what}`);
  }
}
