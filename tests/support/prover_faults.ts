// Workers that fail in the middle of a proof: the library's own worker script with a few lines before it that stand
// between it and the pool. They see every message, and every look that the job takes at what it was given.

import { WORKER_SOURCE } from "../../sumcheck/worker.generated.ts";

/** What goes wrong on one worker. */
export interface WorkerFault {
  /** The worker: 1 or more. */
  readonly slot: number;
  /**
   * Happens when a job has looked so many times at its setup since it was attached: each chunk looks at least once.
   * 0: while it is made.
   */
  readonly looks: number;
  /** Instead: when it has done so many of its turns in a queue since it was started, and holds the queue's lock. */
  readonly unlocks?: number;
  /** The job in which it happens: 1, which is the first, unless given. */
  readonly job?: number;
  /** An error is thrown; the thread blocks for `sleepMs`; or it closes itself and then blocks. */
  readonly what: "throw" | "stall" | "close";
  /** How long it blocks, in ms. */
  readonly sleepMs?: number;
}

/** Words of a gate, which a worker shares with whoever watches it. */
export const GATE = {
  /** Set (and notified) from outside to let a stalled worker go on at once. */
  wake: 0,
  /** 1 when the worker has left for good. */
  left: 1,
  /** How often its jobs have looked at their setups. */
  looks: 2,
  /** When the fault happens: 1 more than the word `round`. */
  happened: 3,
  /** Set from outside: rounds that are done. */
  round: 4,
} as const;

/** Makes a gate. */
export function makeGate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * Object.keys(GATE).length));
}

/** Runs in the worker; must not use anything from outside it. */
function plant(faults: readonly WorkerFault[], words: typeof GATE): void {
  interface Scope {
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
    postMessage(message: unknown): void;
    close?: () => void;
    process?: { exit(): void };
  }
  interface Message {
    readonly type: string;
    readonly slot?: number;
    readonly job?: number;
    readonly setup?: object;
    readonly gate?: Int32Array;
  }
  const scope = globalThis as unknown as Scope;
  const listen = scope.addEventListener.bind(scope), post = scope.postMessage.bind(scope);
  /** Jobs that are there; several may be at once. */
  const attached = new Set<number | undefined>();
  let fault: WorkerFault | undefined, unlocks = 0, jobs = 0;
  let gate: Int32Array | undefined;

  const misbehave = (fault: WorkerFault): void => {
    if (gate !== undefined) {
      Atomics.store(gate, words.happened, 1 + Atomics.load(gate, words.round));
    }
    if (fault.what === "throw") throw new TypeError("planted in a worker");
    if (fault.what === "close") {
      // Bun's workers have no close.
      if (scope.close !== undefined) scope.close();
      else scope.process?.exit();
    }
    Atomics.wait(gate ?? new Int32Array(new SharedArrayBuffer(4)), 0, 0, fault.sleepMs ?? 0);
  };
  const watched = (job: number | undefined, setup: object, fault: WorkerFault): object => {
    const isChosen = ++jobs === (fault.job ?? 1) && fault.unlocks === undefined;
    let looks = 0, happened = false;
    return new Proxy(setup, {
      get(target, key) {
        // The job looks at its setup while it is made, too.
        if (attached.has(job)) {
          looks++;
          if (gate !== undefined) Atomics.add(gate, words.looks, 1);
        }
        if (isChosen && !happened && looks === fault.looks) {
          happened = true;
          misbehave(fault);
        }
        return Reflect.get(target, key);
      },
    });
  };
  const exchange = Atomics.exchange;
  // Nothing but a lock that is given back exchanges words.
  Atomics.exchange = ((...args: Parameters<typeof exchange>) => {
    if (fault !== undefined && ++unlocks === fault.unlocks) misbehave(fault);
    return exchange(...args);
  }) as typeof exchange;
  scope.postMessage = (message) => {
    const { type, job } = message as Message;
    if (type === "attached") attached.add(job);
    if (type === "bye" && gate !== undefined) Atomics.store(gate, words.left, 1);
    post(message);
  };
  scope.addEventListener = (type, listener) =>
    listen(type, ({ data }) => {
      const message = data as Message;
      if (message.type === "gate") {
        gate = message.gate;
        return;
      }
      if (message.type === "open") fault = faults.find(({ slot }) => slot === message.slot);
      if (message.type === "attach" && fault !== undefined) {
        const setup = watched(message.job, message.setup ?? {}, fault);
        listener({ data: { ...message, setup } });
      } else listener({ data });
    });
}

/** The text of a worker script with faults. */
export function faultyWorkerSource(...faults: readonly WorkerFault[]): string {
  return `(${plant})(${JSON.stringify(faults)}, ${JSON.stringify(GATE)});\n${WORKER_SOURCE}`;
}

/**
 * For a pool's `createWorker`: starts the script with the fault in it.
 *
 * @param gate see {@linkcode GATE}
 */
export function createFaultyWorker(fault: WorkerFault, gate?: Int32Array): () => Worker {
  // The address stays until the program ends: engines differ in when they have read what is behind it.
  const blob = new Blob([faultyWorkerSource(fault)], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  return () => {
    const worker = new Worker(url, { type: "module" });
    if (gate !== undefined) worker.postMessage({ type: "gate", gate });
    return worker;
  };
}
