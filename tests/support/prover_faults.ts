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
  /** The job in which it happens: 1, which is the first, unless given. */
  readonly job?: number;
  /** An error is thrown; the thread blocks for `sleepMs`; or it closes itself and then blocks. */
  readonly what: "throw" | "stall" | "close";
  /** How long it blocks, in ms. */
  readonly sleepMs?: number;
}

/** Runs in the worker; must not use anything from outside it. */
function plant(fault: WorkerFault): void {
  interface Scope {
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
    postMessage(message: unknown): void;
    close?: () => void;
    process?: { exit(): void };
  }
  interface Message {
    readonly type: string;
    readonly slot?: number;
    readonly setup?: object;
    readonly gate?: Int32Array;
  }
  const scope = globalThis as unknown as Scope;
  const listen = scope.addEventListener.bind(scope), post = scope.postMessage.bind(scope);
  let slot = 0, attached = false, looks = 0, jobs = 0, gate: Int32Array | undefined;

  const misbehave = (): void => {
    if (fault.what === "throw") throw new TypeError("planted in a worker");
    if (fault.what === "close") {
      // Bun's workers have no close.
      if (scope.close !== undefined) scope.close();
      else scope.process?.exit();
    }
    Atomics.wait(gate ?? new Int32Array(new SharedArrayBuffer(4)), 0, 0, fault.sleepMs ?? 0);
  };
  const watched = (setup: object): object =>
    new Proxy(setup, {
      get(target, key) {
        // The job looks at its setup while it is made, too.
        if (attached) looks++;
        if (jobs === (fault.job ?? 1) && looks === fault.looks) misbehave();
        return Reflect.get(target, key);
      },
    });
  scope.postMessage = (message) => {
    const { type } = message as Message;
    if (type === "attached") attached = true;
    if (type === "bye" && gate !== undefined) Atomics.store(gate, 1, 1);
    post(message);
  };
  scope.addEventListener = (type, listener) =>
    listen(type, ({ data }) => {
      const message = data as Message;
      if (message.type === "gate") {
        gate = message.gate;
        return;
      }
      if (message.type === "open") slot = message.slot ?? 0;
      const meant = message.type === "attach" && slot === fault.slot;
      if (meant) [attached, looks, jobs] = [false, 0, jobs + 1];
      listener({ data: meant ? { ...message, setup: watched(message.setup ?? {}) } : data });
    });
}

/** The text of a worker script with a fault. */
export function faultyWorkerSource(fault: WorkerFault): string {
  return `(${plant})(${JSON.stringify(fault)});\n${WORKER_SOURCE}`;
}

/**
 * For a pool's `createWorker`: starts the script with the fault in it.
 *
 * @param gate shared; its word 0 is set (and notified) to let a stalled worker go on at once, its word 1 becomes 1 when
 * the worker has left for good
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
