// The pool's side of one worker: starting it, talking to it, noticing its death, dismissing it.
// It knows nothing of passes but how to send a worker into one.

import { announceMail, announcePass, announceStop, CONTROL_WORDS } from "./control.ts";
import { deferred } from "./deferred.ts";
import { parseReply, PROTOCOL, type Reply, type Request } from "./messages.ts";
import type { PoolWorker, PoolWorkerEvent } from "./pool_worker.ts";

/** How to start a worker. */
export interface WorkerLinkOptions {
  /** The worker's number, 1 or more. */
  readonly slot: number;
  /** Slots of the pool, the calling thread's included. */
  readonly slots: number;
  /** The memory of the pool's pass blocks. */
  readonly blocks: SharedArrayBuffer;
  /** Makes the worker. */
  readonly createWorker: () => PoolWorker;
  /** Called when the worker is lost, at whatever time. */
  readonly onLost: (link: WorkerLink) => void;
}

/** Why a worker is no longer there; rejects everything that was expected of it. */
export class WorkerLoss extends Error {
  /** The worker. */
  readonly slot: number;
  /** Makes the error. */
  constructor(slot: number, message: string) {
    super(message);
    this.name = "WorkerLoss";
    this.slot = slot;
  }
}

interface Expectation {
  readonly accepts: (reply: Reply) => boolean;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (loss: WorkerLoss) => void;
}

// How many times the clocks are compared: the fastest exchange bounds the error.
const CLOCK_EXCHANGES = 3;

/** One worker, as the pool sees it. */
export class WorkerLink {
  /** The worker's number. */
  readonly slot: number;
  readonly #options: WorkerLinkOptions;
  readonly #control = new Int32Array(
    new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT),
  );
  readonly #worker: PoolWorker;
  readonly #inbox: Reply[] = [];
  readonly #expectations = new Set<Expectation>();
  readonly #ended = deferred<void>();
  #loss: WorkerLoss | undefined;
  #hasEnded = false;
  #listens = false;
  #stopping = false;
  #clockOffsetMs = 0;

  /** Starts the worker. What `createWorker` throws passes through. */
  constructor(options: WorkerLinkOptions) {
    this.slot = options.slot;
    this.#options = options;
    const worker = this.#worker = options.createWorker();
    worker.addEventListener("message", ({ data }) => this.#receive(data));
    worker.addEventListener("error", (event: PoolWorkerEvent) => {
      event.preventDefault?.();
      // What a script throws has a message. Where there is none, a browser could not fetch the script,
      // or was not allowed to.
      this.dismiss(
        event.message || this.#listens
          ? `had an uncaught error: ${event.message || "no message"}`
          : "could not load its script (where a content security policy forbids Blobs, give createWorker)",
      );
    });
    worker.addEventListener("messageerror", () => {
      this.dismiss("sent a message that cannot be read");
    });
    // Bun says so when a worker ends, also when its script could not be loaded; Deno and browsers
    // do not.
    worker.addEventListener("close", () => {
      this.#end();
      this.dismiss("ended by itself");
    });
  }

  /** Whether the worker can be given work. */
  get alive(): boolean {
    return this.#loss === undefined && !this.#stopping;
  }
  /** Why it was lost, if it was. */
  get loss(): WorkerLoss | undefined {
    return this.#loss;
  }
  /** Whether the worker is known to run no more code. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }
  /** To be added to a time of the worker's `performance.now()` to have the calling thread's. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  /** Waits for the worker's script, gives it its place in the pool and compares clocks. */
  async open(timeoutMs: number): Promise<void> {
    const hello = await this.#expectType("hello", timeoutMs);
    if (hello.protocol !== PROTOCOL) {
      throw this.dismiss(`speaks protocol ${hello.protocol}, not ${PROTOCOL}: its script is old`);
    }
    const { blocks, slot, slots } = this.#options;
    this.#listens = true;
    this.post({ type: "open", control: this.#control, blocks, slot, slots });
    await this.#expectType("ready", timeoutMs);
    let fastest = Infinity;
    for (let exchange = 0; exchange < CLOCK_EXCHANGES; exchange++) {
      const asked = performance.now();
      this.post({ type: "clock" });
      const { nowMs } = await this.#expectType("clock", timeoutMs);
      const answered = performance.now();
      if (answered - asked >= fastest) continue;
      fastest = answered - asked;
      this.#clockOffsetMs = (asked + answered) / 2 - nowMs;
    }
  }

  /**
   * Posts a request.
   *
   * @throws {DOMException} "DataCloneError" if it cannot be cloned; the worker is as before.
   */
  post(request: Request): void {
    announceMail(this.#control);
    try {
      this.#worker.postMessage(request);
    } catch (error) {
      // One message is announced, and the worker may wait for it in its event loop already: send it
      // one.
      this.#worker.postMessage({ type: "clock" } satisfies Request);
      this.expect((reply) => reply.type === "clock", Infinity).catch(() => {});
      throw error;
    }
  }

  /** Sends the worker into a pass. */
  enter(pass: number, block: number): void {
    announcePass(this.#control, pass, block);
  }

  /** The first reply that `accepts` agrees to. If none comes in time, the worker is dismissed. */
  expect(accepts: (reply: Reply) => boolean, timeoutMs: number): Promise<Reply> {
    const found = this.#inbox.findIndex(accepts);
    if (found >= 0) return Promise.resolve(this.#inbox.splice(found, 1)[0] as Reply);
    if (this.#loss !== undefined) return Promise.reject(this.#loss);
    const { promise, resolve, reject } = deferred<Reply>();
    const expectation = { accepts, resolve, reject };
    this.#expectations.add(expectation);
    const timer = Number.isFinite(timeoutMs)
      ? setTimeout(() => this.dismiss(`did not answer within ${timeoutMs} ms`), timeoutMs)
      : undefined;
    return promise.finally(() => {
      clearTimeout(timer);
      this.#expectations.delete(expectation);
    });
  }

  /** Forgets replies that nobody expects any more. */
  clearInbox(): void {
    this.#inbox.length = 0;
  }

  /**
   * Gives the worker up. It is told to stop, should it ever look, and terminated, which ends it at
   * once on Bun and in browsers; Deno ends it when the code that it is running returns.
   */
  dismiss(why: string): WorkerLoss {
    if (this.#loss !== undefined) return this.#loss;
    const loss = this.#loss = new WorkerLoss(this.slot, `worker on slot ${this.slot} ${why}`);
    announceStop(this.#control);
    this.#worker.terminate();
    for (const { reject } of [...this.#expectations]) reject(loss);
    if (!this.#stopping) this.#options.onLost(this);
    return loss;
  }

  /** Tells the worker to stop, waits for its answer up to the time limit, and terminates it. */
  async close(timeoutMs: number): Promise<void> {
    if (this.#loss !== undefined || this.#stopping) return;
    this.#stopping = true;
    announceStop(this.#control);
    if (this.#listens) {
      const { promise, resolve } = deferred<void>();
      const timer = setTimeout(resolve, timeoutMs);
      await Promise.race([this.#ended.promise, promise]);
      clearTimeout(timer);
    }
    this.dismiss("is closed");
  }

  #receive(data: unknown): void {
    const reply = parseReply(data);
    if (reply === undefined) {
      this.dismiss("sent a message that is none of the pool's");
    } else if (reply.type === "bye") {
      this.#end();
      this.dismiss("left");
    } else if (this.#loss === undefined) {
      const waiting = [...this.#expectations].find(({ accepts }) => accepts(reply));
      if (waiting === undefined) {
        this.#inbox.push(reply);
      } else {
        this.#expectations.delete(waiting);
        waiting.resolve(reply);
      }
    }
  }

  async #expectType<Type extends Reply["type"]>(
    type: Type,
    timeoutMs: number,
  ): Promise<Reply & { type: Type }> {
    return await this.expect((reply) => reply.type === type, timeoutMs) as Reply & { type: Type };
  }

  #end(): void {
    this.#hasEnded = true;
    this.#ended.resolve();
  }
}
