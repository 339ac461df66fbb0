// What a pass reports: who did how much, and when.

import type { Distribution } from "./distribution.ts";

/** One thread's share of a pass. */
export interface ThreadReport {
  /** The thread; 0 is the calling one. */
  readonly slot: number;
  /** Chunks it did. */
  readonly chunks: number;
  /** Rows it did. */
  readonly rows: number;
  /** Time inside the job's `begin`, `chunk` and `end`, in ms. */
  readonly busyMs: number;
  /** Time between chunks, in ms: claiming the next one and keeping this record. */
  readonly claimMs: number;
  /** Time of its last chunk, in ms; 0 if it did none. */
  readonly lastMs: number;
  /** All but the busy time of the pass, in ms: waking, claiming, waiting for the others. */
  readonly waitMs: number;
}

/** One chunk of a traced pass. */
export interface ChunkReport {
  /** The thread that did it. */
  readonly slot: number;
  /** First row. */
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
  /**
   * When the work on it began, in ms after the pass began (the threads' clocks agree to about 0.1
   * ms).
   */
  readonly startMs: number;
  /** How long it took, in ms. */
  readonly durationMs: number;
}

/** What a pass reports. */
export interface PassReport {
  /** Rows of the pass. */
  readonly rows: number;
  /** The number given to the job's `begin`. */
  readonly code: number;
  /** How the rows were shared out. */
  readonly distribution: Distribution;
  /** When the pass began, in ms on the calling thread's `performance.now()`. */
  readonly startMs: number;
  /** From waking the first worker to the last one's leaving, in ms. */
  readonly wallMs: number;
  /** Every thread that took part, by slot. */
  readonly threads: readonly ThreadReport[];
  /** Longest busy time ÷ mean busy time: 1 is perfect balance. */
  readonly imbalance: number;
  /** Every chunk by starting time, if the pass was traced. */
  readonly chunks?: readonly ChunkReport[];
}

/** Longest busy time ÷ mean busy time; 1 for threads that did nothing measurable. */
export function imbalanceOf(threads: readonly { readonly busyMs: number }[]): number {
  let longest = 0, sum = 0;
  for (const { busyMs } of threads) {
    longest = Math.max(longest, busyMs);
    sum += busyMs;
  }
  return sum > 0 ? longest * threads.length / sum : 1;
}
