// What rows cost on one thread with runs of each length, and what passes cost beside: the
// simulator's input, from traced proofs.

import { PassCosts, type TracedPass } from "../../scheduler/pass_costs.ts";
import type { ChunkReport, PassReport } from "../../scheduler/report.ts";
import type { Overheads } from "../../scheduler/simulate.ts";
import type { Measured } from "./measure.ts";

/** Traced proofs on one thread with runs of one length. */
export interface Recording {
  /** Rows per run. */
  readonly rows: number;
  /** Every pass, each chunk with its least time over the proofs: what it costs undisturbed. */
  readonly passes: readonly TracedPass[];
  /** The proofs as they were measured. */
  readonly proofs: readonly Measured[];
}

/** What a workload costs. */
export interface Recorded {
  readonly recordings: readonly Recording[];
  /** Per pass of a proof. */
  readonly costs: readonly PassCosts[];
}

/** How costs are recorded: a proof traced on one thread. */
export type TracedProof = (rows: number) => Promise<Measured>;

/** Records proofs, interleaved, and takes each chunk's least time. */
export async function record(
  prove: TracedProof,
  lengths: readonly number[],
  proofs: number,
): Promise<Recorded> {
  const byLength = lengths.map((rows) => ({ rows, proofs: [] as Measured[] }));
  for (let k = 0; k < proofs; k++) {
    for (const { rows, proofs } of byLength) proofs.push(await prove(rows));
  }
  const recordings = byLength.map(({ rows, proofs }) => ({
    rows,
    proofs,
    passes: proofs[0].reports.map((_, pass) => leastPass(proofs.map((p) => p.reports[pass]))),
  }));
  const costs = recordings[0].passes.map((_, pass) =>
    new PassCosts(recordings.map(({ passes }) => passes[pass]))
  );
  return { recordings, costs };
}

function leastPass(reports: readonly PassReport[]): TracedPass {
  const lists = reports.map(({ chunks }) => chunks!.toSorted((a, b) => a.first - b.first));
  const chunks = lists[0].map((chunk, i): ChunkReport => ({
    ...chunk,
    durationMs: Math.min(...lists.map((list) => list[i].durationMs)),
  }));
  return { rows: reports[0].rows, chunks };
}

/** Time in chunks of the recorded passes, in ms; of one pass if a number is given. */
export function chunkMs({ passes }: Recording, pass?: number): number {
  return (pass === undefined ? passes : [passes[pass]]).reduce(
    (sum, { chunks }) => sum + chunks!.reduce((ms, chunk) => ms + chunk.durationMs, 0),
    0,
  );
}

/** What reading the clock costs, in ms: the least of several tries. */
export function clockMs(): number {
  const reads = 10_000;
  let least = Infinity;
  for (let k = 0; k < 20; k++) {
    const start = performance.now();
    for (let i = 0; i < reads; i++) performance.now();
    least = Math.min(least, (performance.now() - start) / reads);
  }
  return least;
}

/** What a proof costs beside its passes: `serialMs` once, on top of what the simulator is told. */
export interface MeasuredOverheads extends Overheads {
  readonly serialMs: number;
}

/**
 * Takes the overheads out of traced proofs: the least of each over all passes, what it costs
 * undisturbed.
 *
 * @param one on one thread
 * @param several on several threads; none if the machine has but one
 */
export function overheadsOf(
  one: readonly Measured[],
  several: readonly Measured[],
): MeasuredOverheads {
  const claimMs = least(one.map(({ figures }) => figures.claimMs / figures.chunks));
  const beginMs = least(
    one.flatMap(({ reports }) => reports).map(({ threads, chunks }) =>
      Math.max(0, threads[0].busyMs - chunks!.reduce((ms, c) => ms + c.durationMs, 0))
    ),
  );
  const outside = (proofs: readonly Measured[]) =>
    least(proofs.map(({ figures }) => figures.totalMs - figures.passesMs));
  const serialMs = outside(one);
  if (several.length === 0) {
    return { claimMs, beginMs, serialMs, notifyMs: 0, wakeMs: 0, returnMs: 0, mergeMs: 0 };
  }
  const workers = several[0].reports[0].threads.length - 1;
  const notices: number[] = [], wakes: number[] = [], returns: number[] = [];
  for (const { threads, chunks, wallMs } of several.flatMap(({ reports }) => reports)) {
    // Nobody was woken for it.
    if (threads.length === 1) continue;
    const starts = new Map<number, number>();
    for (const { slot, startMs } of chunks!) if (!starts.has(slot)) starts.set(slot, startMs);
    const own = starts.get(0);
    if (own === undefined) continue;
    notices.push(Math.max(0, own - beginMs) / workers);
    for (const [slot, startMs] of starts) if (slot !== 0) wakes.push(Math.max(0, startMs - own));
    const last = chunks!.reduce((a, b) =>
      a.startMs + a.durationMs > b.startMs + b.durationMs ? a : b
    );
    if (last.slot !== 0) returns.push(Math.max(0, wallMs - last.startMs - last.durationMs));
  }
  return {
    claimMs,
    beginMs,
    serialMs,
    notifyMs: least(notices),
    // How much later than the calling thread, which has the others to wake, a worker begins.
    wakeMs: least(wakes),
    returnMs: least(returns),
    mergeMs: Math.max(0, least(pausesOf(several)) - least(pausesOf(one))) / workers,
  };
}

/** Times between one pass and the next of the same proof, when results are joined. */
function pausesOf(proofs: readonly Measured[]): number[] {
  return proofs.flatMap(({ reports }) =>
    reports.slice(1).map(({ startMs }, i) => startMs - reports[i].startMs - reports[i].wallMs)
  );
}

function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.min(...values);
}
