// What a pool needs of a worker, and no more, so that threads of other make can be given to it.

/**
 * A worker as a pool uses it. Every web `Worker` is one; where there is none, as in Node, a few
 * lines around the runtime's own threads make one.
 */
export interface PoolWorker {
  /**
   * Posts a structured clone of the message to the worker; shared memory in it stays shared.
   * Throws if the message cannot be cloned.
   */
  postMessage(message: unknown): void;
  /** Ends the worker as soon as it can be ended. */
  terminate(): void;
  /**
   * Hears of the worker: a `message` with its `data`; an `error` that the worker did not catch; a
   * `messageerror`, a message that could not be read; and `close`, once it runs no more code, from
   * runtimes that tell.
   */
  addEventListener(type: PoolWorkerEventType, listener: (event: PoolWorkerEvent) => void): void;
}

/** What a pool listens to; see {@linkcode PoolWorker}. */
export type PoolWorkerEventType = "message" | "error" | "messageerror" | "close";

/** What a pool reads of a worker's event. */
export interface PoolWorkerEvent {
  /** What the worker posted; of a `message`. */
  readonly data?: unknown;
  /** What went wrong; of an `error`. */
  readonly message?: string;
  /** Keeps the runtime from taking an `error` for the program's own. */
  preventDefault?(): void;
}
