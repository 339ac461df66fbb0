// Turns pass reports into the JSON that trace viewers read (chrome://tracing, Perfetto): one line
// for each thread, one bar for each chunk of a traced pass, or one for a thread's busy time in a
// pass that was not traced. Format: "Trace Event Format" of the Chromium project, complete events
// ("X") and metadata ("M").

import { formatDistribution } from "./distribution.ts";
import type { PassReport } from "./report.ts";

/** One event; times are in µs. */
export interface TraceEvent {
  /** What is shown on the bar. */
  readonly name: string;
  /** "X" a bar, "M" the name of a thread. */
  readonly ph: "X" | "M";
  /** Always 1: all threads are of one process. */
  readonly pid: 1;
  /** The thread's slot; the passes as a whole are on the line {@linkcode PASSES_LINE}. */
  readonly tid: number;
  /** Start of the bar. */
  readonly ts?: number;
  /** Length of the bar. */
  readonly dur?: number;
  /** Details shown when the bar is selected. */
  readonly args: Readonly<Record<string, string | number>>;
}

/** A file of events, to be written with `JSON.stringify`. */
export interface TraceEventFile {
  /** The events. */
  readonly traceEvents: readonly TraceEvent[];
  /** The unit in which viewers show times. */
  readonly displayTimeUnit: "ms";
}

/** The line of the passes as a whole. */
export const PASSES_LINE = 1_000_000;

/**
 * Trace events of passes. Times count from the first pass of all; the threads' clocks were aligned
 * when the pool was opened, to about 0.1 ms.
 *
 * @param reports The reports, in any order.
 * @param nameOf What to call a pass; by default "pass" and its code.
 *
 * @example
 * ```ts
 * import { traceEvents } from "@limbs/sumcheck/scheduler";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(JSON.stringify(traceEvents([])), '{"traceEvents":[],"displayTimeUnit":"ms"}');
 * ```
 */
export function traceEvents(
  reports: readonly PassReport[],
  nameOf: (report: PassReport, index: number) => string = ({ code }) => `pass ${code}`,
): TraceEventFile {
  const zeroMs = reports.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
  const slots = new Set<number>();
  const bars: TraceEvent[] = [];
  const bar = (
    name: string,
    tid: number,
    startMs: number,
    durationMs: number,
    args: TraceEvent["args"],
  ) => {
    const [ts, dur] = [1000 * (startMs - zeroMs), 1000 * durationMs];
    bars.push({ name, ph: "X", pid: 1, tid, ts, dur, args });
  };
  for (const [index, report] of reports.entries()) {
    const { startMs, wallMs, rows, code, imbalance } = report;
    const name = nameOf(report, index), distribution = formatDistribution(report.distribution);
    bar(name, PASSES_LINE, startMs, wallMs, { rows, code, distribution, imbalance });
    for (const { slot } of report.threads) slots.add(slot);
    if (report.chunks === undefined) {
      for (const { slot, chunks, rows, busyMs } of report.threads) {
        bar(name, slot, startMs, busyMs, { chunks, rows });
      }
    } else {
      for (const chunk of report.chunks) {
        const { slot, first, end, durationMs } = chunk;
        bar(`${first}–${end - 1}`, slot, startMs + chunk.startMs, durationMs, { first, end });
      }
    }
  }
  const names: TraceEvent[] = [...slots].sort((a, b) => a - b).map((slot) =>
    threadName(slot, slot === 0 ? "calling thread" : `worker ${slot}`)
  );
  if (reports.length > 0) names.unshift(threadName(PASSES_LINE, "passes"));
  return { traceEvents: [...names, ...bars], displayTimeUnit: "ms" };
}

function threadName(tid: number, name: string): TraceEvent {
  return { name: "thread_name", ph: "M", pid: 1, tid, args: { name } };
}
