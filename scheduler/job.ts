// What the scheduler runs: a job is made once on every thread and is then handed chunks, pass after
// pass. Knows nothing of fields or sumcheck.

/** The part of a job that lives on one thread. */
export interface JobThread {
  /** Called before this thread's first chunk of a pass; `code` is the number given to `run`. */
  begin(code: number): void;
  /** Does rows `first` … `end − 1`; called once for every chunk this thread claims. */
  chunk(first: number, end: number): void;
  /**
   * Called after this thread's last chunk of a pass, also when it claimed none: the place to
   * publish its slot. Not called in a pass that is abandoned (an error, an abort, a lost worker);
   * the next call is then another `begin`.
   */
  end(): void;
}

/**
 * Makes a thread's part of a job. `setup` is plain data (structured clone, shared buffers
 * included); `slot` is the thread's number, 0 for the calling thread, 1 … N−1 for the workers.
 */
export type JobFactory = (setup: unknown, slot: number) => JobThread;

/** The kinds of job that a worker script can make, by name. */
export type JobFactories = Readonly<Record<string, JobFactory>>;
