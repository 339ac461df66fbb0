// What is kept of one proof, and the identity by which its time is taken apart:
//
//   time = mean busy time · (longest ÷ mean busy time) · (passes ÷ longest) · (time ÷ passes)
//          work             imbalance                    waiting              outside the passes

import type { PassReport } from "../../scheduler/report.ts";

/** Times of one proof in ms, summed over its passes. */
export interface Figures {
  /** The whole proof. */
  readonly totalMs: number;
  /** Its passes, from waking the workers to the last one's end. */
  readonly passesMs: number;
  /** Busy time per thread. */
  readonly meanBusyMs: number;
  /** Busy time of each pass's busiest thread. */
  readonly longestBusyMs: number;
  /** Time per thread between chunks: claiming. */
  readonly claimMs: number;
  /** Chunks of all threads. */
  readonly chunks: number;
  /** Rows of all passes. */
  readonly rows: number;
}

/** Sums up reports, measured or simulated. */
export function figuresOf(reports: readonly PassReport[], totalMs: number): Figures {
  let passesMs = 0, meanBusyMs = 0, longestBusyMs = 0, claimMs = 0, chunks = 0, rows = 0;
  for (const report of reports) {
    const { threads } = report;
    passesMs += report.wallMs;
    rows += report.rows;
    longestBusyMs += Math.max(...threads.map((t) => t.busyMs));
    for (const thread of threads) {
      meanBusyMs += thread.busyMs / threads.length;
      claimMs += thread.claimMs / threads.length;
      chunks += thread.chunks;
    }
  }
  return { totalMs, passesMs, meanBusyMs, longestBusyMs, claimMs, chunks, rows };
}

/** The factors of the identity. */
export interface Factors {
  readonly work: number;
  readonly imbalance: number;
  readonly waiting: number;
  readonly outside: number;
}

/** A proof's factors; their product is its time. */
export function factorsOf(f: Figures): Factors {
  return {
    work: f.meanBusyMs,
    imbalance: f.longestBusyMs / f.meanBusyMs,
    waiting: f.passesMs / f.longestBusyMs,
    outside: f.totalMs / f.passesMs,
  };
}

/** How much of the way from one time to another each factor explains; together 1. */
export interface Attribution extends Factors {
  /** Time saved, as a part of the first. */
  readonly gain: number;
}

/** Takes the ratio of two times apart, by logarithms: factors multiply, so their logarithms add. */
export function attribute(from: Figures, to: Figures): Attribution {
  const a = factorsOf(from), b = factorsOf(to);
  const whole = Math.log(from.totalMs / to.totalMs);
  const part = (name: keyof Factors) => Math.log(a[name] / b[name]) / whole;
  return {
    gain: 1 - to.totalMs / from.totalMs,
    work: part("work"),
    imbalance: part("imbalance"),
    waiting: part("waiting"),
    outside: part("outside"),
  };
}

/** The figures of the run whose time is the (lower) median: one run, so that the identity holds. */
export function medianRun<F extends Figures>(runs: readonly F[]): F {
  const sorted = runs.toSorted((a, b) => a.totalMs - b.totalMs);
  return sorted[(sorted.length - 1) >> 1];
}
