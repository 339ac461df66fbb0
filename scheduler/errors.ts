// The one error class of this room.

/** What can go wrong with a pool, a job or a pass. */
export type SchedulerErrorCode =
  /** A distribution's name or its rows per chunk is not usable. */
  | "bad-distribution"
  /** Another option or argument is not usable. */
  | "bad-option"
  /** A worker could not be started; nothing of the pool is left. */
  | "open-failed"
  /** A job threw; the pass was abandoned on every thread and the pool stays usable. */
  | "worker-failed"
  /** A worker died or stopped answering and was dismissed; the pool goes on with those left. */
  | "worker-lost"
  /** The pool is closed, or the job detached. */
  | "closed"
  /** The pool was used from inside a job that it is running. */
  | "nested-pass"
  /** No factory makes this kind of job. */
  | "unknown-job";

/** What a {@linkcode SchedulerError} carries beside its code and message. */
export interface SchedulerErrorOptions extends ErrorOptions {
  /** The thread that failed or was lost; 0 is the calling thread. */
  readonly slot?: number;
  /** Whether a lost worker may still be running, see {@linkcode SchedulerError.stillRunning}. */
  readonly stillRunning?: boolean;
}

/**
 * Thrown by everything in scheduler/; `code` says what went wrong, the message where and with which
 * value.
 */
export class SchedulerError extends Error {
  /** What went wrong. */
  readonly code: SchedulerErrorCode;
  /** The thread that failed or was lost (the lowest, if several); 0 is the calling thread. */
  readonly slot: number | undefined;
  /**
   * For "worker-lost": whether a lost worker may still be running. If so, it may go on writing to
   * every shared buffer that it was given: the caller must not use them again.
   */
  readonly stillRunning: boolean;

  /** Makes the error. */
  constructor(code: SchedulerErrorCode, message: string, options: SchedulerErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "SchedulerError";
    this.code = code;
    this.slot = options.slot;
    this.stillRunning = options.stillRunning ?? false;
  }
}
