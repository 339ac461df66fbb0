// What a worker script calls: it answers the pool's messages, parks between passes and takes part
// in them. It may not decide anything about a pass: who takes what is read from the pass's words.

import { type Errand, park } from "./control.ts";
import type { JobFactories, JobThread } from "./job.ts";
import { errorText, PROTOCOL, type Reply, type Request } from "./messages.ts";
import { Participation } from "./participation.ts";
import { PassBlock } from "./pass_block.ts";

/** The part of a worker's global scope that is used here. */
export interface WorkerScope {
  /** Posts to the thread that made the worker. */
  postMessage(message: unknown): void;
  /** Hears what that thread posts. */
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Serves jobs of these kinds to the pool that started this worker. A worker script calls it once,
 * at its top level, and posts no messages of its own: the pool would take them for a fault.
 *
 * @param factories The kinds of job, the same as on the calling thread.
 * @param scope The worker's global scope.
 */
export function serveJobs(
  factories: JobFactories,
  scope: WorkerScope = globalThis as unknown as WorkerScope,
): void {
  const server = new JobServer(factories, (reply) => scope.postMessage(reply));
  scope.addEventListener("message", (event) => server.receive(event.data as Request));
  scope.postMessage({ type: "hello", protocol: PROTOCOL } satisfies Reply);
}

class JobServer {
  readonly #factories: JobFactories;
  readonly #reply: (reply: Reply) => void;
  readonly #jobs = new Map<number, JobThread>();
  #place: (Request & { type: "open" }) | undefined;
  #pass = 0;
  #received = 0;

  constructor(factories: JobFactories, reply: (reply: Reply) => void) {
    this.#factories = factories;
    this.#reply = reply;
  }

  /** Handles one message and parks until the next one is announced. */
  receive(request: Request): void {
    this.#received++;
    switch (request.type) {
      case "open":
        this.#place = request;
        this.#reply({ type: "ready" });
        break;
      case "clock":
        this.#reply({ type: "clock", nowMs: performance.now() });
        break;
      case "attach":
        this.#reply(this.#attach(request));
        break;
      case "detach":
        this.#jobs.delete(request.job);
        this.#reply({ type: "detached", job: request.job });
        break;
    }
    this.#serve();
  }

  #attach({ job, kind, setup }: Request & { type: "attach" }): Reply {
    const known = Object.hasOwn(this.#factories, kind);
    try {
      if (!known) throw new Error(`the worker script has no factory named ${kind}`);
      const factory = this.#factories[kind] as JobFactories[string];
      this.#jobs.set(job, factory(setup, this.#place?.slot ?? 0));
      return { type: "attached", job };
    } catch (error) {
      return { type: "refused", job, known, error: errorText(error) };
    }
  }

  #serve(): void {
    const place = this.#place;
    if (place === undefined) return;
    for (;;) {
      const errand: Errand = park(place.control, this.#pass, this.#received);
      if (errand.kind === "mail") return;
      if (errand.kind === "stop") {
        // Back to the event loop without parking again, where a worker can be terminated safely.
        this.#jobs.clear();
        this.#place = undefined;
        this.#reply({ type: "bye" });
        return;
      }
      this.#pass = errand.pass;
      this.#takePart(new PassBlock(place.blocks, errand.block, place.slots), place.slot);
    }
  }

  #takePart(block: PassBlock, slot: number): void {
    const part = new Participation(block, slot, this.#jobs.get(block.job) ?? MISSING);
    let failed = false;
    try {
      part.begin();
      while (!part.work(Infinity, true));
      part.end();
      if (block.trace) {
        const chunks = Float64Array.from(part.timeline);
        this.#reply({ type: "timeline", pass: block.pass, chunks });
      }
    } catch (error) {
      failed = true;
      block.abandon();
      const { doing } = part;
      this.#reply({ type: "failed", pass: block.pass, doing, error: errorText(error) });
    }
    block.leave(slot, failed);
  }
}

// A pass of a job that was never attached here would be a fault of the pool; it must not pass for
// work done.
const MISSING: JobThread = {
  begin(): void {
    throw new Error("the job is not attached on this worker");
  },
  chunk(): void {},
  end(): void {},
};
