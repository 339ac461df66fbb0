// How long passes would take on another number of threads or under another distribution: the very
// claimers that threads use, driven by a virtual clock (discrete events). Starts no thread and
// reads no clock.

import { CLAIMED, type Claimer, makeClaimer } from "./claimers.ts";
import { checkDistribution, checkDistributionChoice, type Distribution } from "./distribution.ts";
import type { DistributionChoice } from "./distribution.ts";
import { SchedulerError } from "./errors.ts";
import { MAX_THREADS } from "./options.ts";
import { PassBlock } from "./pass_block.ts";
import type { PassCosts } from "./pass_costs.ts";
import { type ChunkReport, imbalanceOf, type PassReport, type ThreadReport } from "./report.ts";
import { Tuner } from "./tuner.ts";

/** What a pass costs beside its chunks, in ms. */
export interface Overheads {
  /** Claiming one chunk; under `queued` no two threads claim at once. */
  readonly claimMs: number;
  /** On the calling thread, to wake one worker. */
  readonly notifyMs: number;
  /** From then until the worker starts. */
  readonly wakeMs: number;
  /** On each thread, to begin the job's part of the pass and to end it. */
  readonly beginMs: number;
  /** From the last worker's end until the calling thread goes on. */
  readonly returnMs: number;
  /** On the calling thread after the pass: whatever a thread's results take to be joined. */
  readonly mergeMs: number;
}

/** No overhead at all: the costs alone. */
export const NO_OVERHEADS: Overheads = {
  claimMs: 0,
  notifyMs: 0,
  wakeMs: 0,
  beginMs: 0,
  returnMs: 0,
  mergeMs: 0,
};

/** How to simulate. */
export interface SimulationOptions {
  /** Threads, the calling one counted. */
  readonly threads: number;
  /** What passes cost beside their chunks; nothing unless given. */
  readonly overheads?: Partial<Overheads>;
  /**
   * How many times as long chunks take as recorded: threads that share caches and memory slow each other down. Default
   * 1.
   */
  readonly slowdown?: number;
  /** Whether the reports list every chunk; default false. */
  readonly trace?: boolean;
}

/** Several passes, one after the other. */
export interface SimulatedRun {
  /** The passes, merging and serial parts, in ms. */
  readonly totalMs: number;
  /** Every pass. */
  readonly reports: readonly PassReport[];
}

/**
 * Simulates one pass. The report is what `AttachedJob.run` would give; its times count from 0.
 *
 * @throws {SchedulerError} "bad-option", "bad-distribution"
 *
 * @example
 * ```ts
 * import { dynamic, PassCosts, simulatePass } from "@limbs/sumcheck/scheduler";
 * import { assertEquals } from "@std/assert";
 *
 * const chunk = (first: number, durationMs: number) => ({
 *   slot: 0, first, end: first + 2, startMs: 0, durationMs,
 * });
 * const costs = new PassCosts([{ rows: 6, chunks: [chunk(0, 3), chunk(2, 1), chunk(4, 1)] }]);
 * const { wallMs } = simulatePass(costs, dynamic({ rows: 2 }), { threads: 2 });
 *
 * assertEquals(wallMs, 3);
 * ```
 */
export function simulatePass(
  costs: PassCosts,
  distribution: Distribution,
  options: SimulationOptions,
): PassReport {
  return simulate(costs, checkDistribution(distribution), checkOptions(options), 0);
}

/**
 * Simulates the passes of one proof, one after the other; with `auto` each pass is shared out as
 * the passes before it suggest.
 *
 * @throws {SchedulerError} "bad-option", "bad-distribution"
 */
export function simulateRun(
  passes: readonly PassCosts[],
  choice: DistributionChoice,
  options: SimulationOptions,
): SimulatedRun {
  const checked = checkOptions(options), fixed = checkDistributionChoice(choice);
  const { overheads } = checked, tuner = new Tuner();
  const reports: PassReport[] = [];
  let totalMs = 0;
  passes.forEach((costs, code) => {
    const { distribution, alone } = tuner.plan(fixed, costs.rows, checked.threads);
    const how = alone ? { ...checked, threads: 1, slowdown: 1 } : checked;
    const report = simulate(costs, distribution, how, code);
    tuner.observe(report);
    reports.push({ ...report, startMs: totalMs });
    totalMs += report.wallMs + report.threads.length * overheads.mergeMs;
  });
  return { totalMs, reports };
}

interface CheckedOptions {
  readonly threads: number;
  readonly overheads: Overheads;
  readonly slowdown: number;
  readonly trace: boolean;
}

function checkOptions(
  { threads, overheads, slowdown = 1, trace = false }: SimulationOptions,
): CheckedOptions {
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw bad(`threads is ${threads}, not an integer from 1 to ${MAX_THREADS}`);
  }
  const all = { ...NO_OVERHEADS, ...overheads };
  for (const [name, ms] of Object.entries(all)) {
    if (!(ms >= 0 && ms < Infinity)) throw bad(`${name} is ${ms}, not a time in ms`);
  }
  if (!(slowdown > 0 && slowdown < Infinity)) {
    throw bad(`slowdown is ${slowdown}, not a positive number`);
  }
  return { threads, overheads: all, slowdown, trace };
}

/** One simulated thread: when it is free to claim again, and what it has done. */
class SimulatedThread {
  readonly claimer: Claimer;
  chunks = 0;
  rows = 0;
  busyMs: number;
  claimMs = 0;
  lastMs = 0;

  constructor(block: PassBlock, readonly slot: number, public atMs: number, beginMs: number) {
    this.claimer = makeClaimer(block, slot);
    this.atMs += beginMs;
    this.busyMs = beginMs;
  }

  report(wallMs: number): ThreadReport {
    const { slot, chunks, rows, busyMs, claimMs, lastMs } = this;
    return { slot, chunks, rows, busyMs, claimMs, lastMs, waitMs: Math.max(0, wallMs - busyMs) };
  }
}

function simulate(
  costs: PassCosts,
  distribution: Distribution,
  { threads: count, overheads, slowdown, trace }: CheckedOptions,
  code: number,
): PassReport {
  const { rows } = costs, slots = Array.from({ length: count }, (_, slot) => slot);
  const block = new PassBlock(new ArrayBuffer(PassBlock.bytes(count)), 0, count);
  block.prepare({ pass: 1, job: 0, rows, code, distribution, trace, slots });
  const { claimMs, notifyMs, wakeMs, beginMs } = overheads;
  const threads = slots.map((slot) => {
    const startMs = slot === 0 ? (count - 1) * notifyMs : slot * notifyMs + wakeMs;
    return new SimulatedThread(block, slot, startMs, beginMs);
  });
  const chunks: ChunkReport[] = [];
  const agenda = new Agenda(threads);
  let lockFreeMs = 0, wallMs = 0;
  for (let thread = agenda.first(); thread !== undefined; thread = agenda.first()) {
    // The threads claim in the order of the virtual clock, so the claimers see what real ones would.
    const { claimer } = thread;
    const waitMs = distribution.kind === "queued" ? Math.max(0, lockFreeMs - thread.atMs) : 0;
    const startMs = thread.atMs + waitMs + claimMs;
    lockFreeMs = startMs;
    if (claimer.claim(false) !== CLAIMED) {
      const last = thread.slot === 0 ? 0 : overheads.returnMs;
      wallMs = Math.max(wallMs, thread.atMs + last);
      agenda.drop();
      continue;
    }
    const { first, end } = claimer, durationMs = slowdown * costs.of(first, end);
    thread.chunks++;
    thread.rows += end - first;
    thread.busyMs += durationMs;
    thread.claimMs += waitMs + claimMs;
    thread.lastMs = durationMs;
    thread.atMs = startMs + durationMs;
    if (trace) chunks.push({ slot: thread.slot, first, end, startMs, durationMs });
    agenda.sink();
  }
  const reports = threads.map((thread) => thread.report(wallMs));
  const imbalance = imbalanceOf(reports);
  const report = { rows, code, distribution, startMs: 0, wallMs, threads: reports, imbalance };
  return trace ? { ...report, chunks: chunks.sort((a, b) => a.startMs - b.startMs) } : report;
}

/** The threads as a heap: the one that is free first on top, the lowest slot of several. */
class Agenda {
  readonly #heap: SimulatedThread[];

  constructor(threads: readonly SimulatedThread[]) {
    this.#heap = threads.toSorted((a, b) => a.atMs - b.atMs || a.slot - b.slot);
  }
  first(): SimulatedThread | undefined {
    return this.#heap[0];
  }
  /** Removes the first. */
  drop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.sink();
  }
  /** Puts the first, whose time has grown, where it belongs. */
  sink(): void {
    const heap = this.#heap, moved = heap[0] as SimulatedThread;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], moved)) break;
      heap[at] = heap[child] as SimulatedThread;
      at = child;
    }
    heap[at] = moved;
  }
}

function isBefore(a: SimulatedThread | undefined, b: SimulatedThread | undefined): boolean {
  const [x, y] = [a as SimulatedThread, b as SimulatedThread];
  return x.atMs < y.atMs || (x.atMs === y.atMs && x.slot < y.slot);
}

function bad(what: string): SchedulerError {
  return new SchedulerError("bad-option", `Cannot simulate: ${what}`);
}
