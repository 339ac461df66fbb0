// The experiment from settings to results: record what rows cost, measure the table, simulate what
// was not measured, say what explains the differences.

import { parseDistribution } from "../../scheduler/distribution.ts";
import type { PassReport } from "../../scheduler/report.ts";
import { simulatePass } from "../../scheduler/simulate.ts";
import { attribute, type Figures, medianRun } from "./figures.ts";
import { measureGrid } from "./grid.ts";
import { Journal } from "./journal.ts";
import { describeMachine, load } from "./machine.ts";
import { Bench, type Measured, Pools } from "./measure.ts";
import { predict, stretchedCosts, unevenCosts, unevenness } from "./predict.ts";
import type { Progress } from "./progress.ts";
import {
  chunkMs,
  clockMs,
  type MeasuredOverheads,
  overheadsOf,
  record,
  type Recorded,
} from "./record.ts";
import type {
  Cell,
  Explained,
  Prediction,
  Results,
  Slowdown,
  Sweep,
  Timeline,
  WorkloadResults,
} from "./results.ts";
import type { Settings } from "./settings.ts";
import { summarize } from "./stats.ts";
import { makeWorkload, type WorkloadName } from "./workloads.ts";

/** Thread counts that are simulated: those of the published tables, and more. */
export const SIMULATED_WORKERS: readonly number[] = [1, 2, 7, 15, 32, 64, 128];

/** The published change in two steps: longer runs, then no fixed assignment. */
export const STEPS: readonly (readonly [string, string])[] = [
  ["strided:2", "dynamic:16"],
  ["strided:2", "strided:16"],
  ["strided:16", "dynamic:16"],
  ["contiguous", "dynamic:16"],
];

/** Distributions whose first pass is drawn. */
const DRAWN = ["contiguous", "strided:2", "strided:16", "dynamic:16", "guided:16"];
/** Threads of the simulated drawings. */
const DRAWN_WORKERS = 32;
/** How the costs are bent for the sweep over unevenness. */
const POWERS = [0, 0.5, 1, 1.5, 2];
/** The distribution from whose busy times the threads' slowdown is taken. */
const CALIBRATION = "dynamic:16";
/** Lengths of runs that the explanation needs. */
const STEP_LENGTHS = [2, 16];

/** What is known of a workload before its table is measured. */
interface Prepared {
  readonly name: WorkloadName;
  readonly bench: Bench;
  readonly recorded: Recorded;
  readonly overheads: MeasuredOverheads;
  readonly timelines: readonly Timeline[];
}

/** An experiment's results and what a trace viewer can show of it. */
export interface Outcome {
  readonly results: Results;
  /** By workload: traced proofs, by what they are. */
  readonly traced: ReadonlyMap<string, ReadonlyMap<string, readonly PassReport[]>>;
}

/**
 * Runs it. When the signal is aborted or the time is up, the results are those of the proofs made
 * so far.
 */
export async function runExperiment(
  settings: Settings,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome> {
  const before = load(), machine = await describeMachine();
  const journal = await Journal.open(settings, JSON.stringify(machine));
  await using pools = new Pools();
  const traced = new Map<string, Map<string, readonly PassReport[]>>();
  const prepared: Prepared[] = [];
  for (const name of settings.workloads) {
    const timelines = new Map<string, readonly PassReport[]>();
    traced.set(name, timelines);
    prepared.push(await prepare(name, settings, pools, progress, signal, timelines));
  }
  try {
    await measureGrid(settings, prepared.map(({ bench }) => bench), pools, journal, progress);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await progress.show("simulating");
  const workloads = prepared.map((one) => resultsOf(one, settings, journal));
  const { out: _, ...rest } = settings;
  const results: Results = {
    format: "distribution-results-1",
    date: new Date().toISOString(),
    machine,
    load: [before, load()],
    clockNs: 1e6 * clockMs(),
    settings: rest,
    workloads,
  };
  return { results, traced };
}

async function prepare(
  name: WorkloadName,
  settings: Settings,
  pools: Pools,
  progress: Progress,
  signal: AbortSignal,
  traced: Map<string, readonly PassReport[]>,
): Promise<Prepared> {
  const { scales, workers, rows: lengths, recordings: proofs } = settings;
  const scale = scales[name], most = workers[workers.length - 1];
  await progress.show(`${name}: making the trace at scale 1/${1 / scale}`);
  const bench = new Bench(makeWorkload(name, scale), signal);
  for (const threads of new Set([1, ...workers])) {
    await progress.show(`${name}: warming up ${threads} threads`);
    await bench.prove(await pools.of(threads), parseDistribution("dynamic:16"));
  }
  await progress.show(`${name}: recording costs on one thread`);
  const one = await pools.of(1);
  const prove = (rows: number) => bench.prove(one, parseDistribution(`dynamic:${rows}`), true);
  const recorded = await record(prove, withSteps(lengths), proofs);
  for (const { rows, proofs } of recorded.recordings) {
    traced.set(`1 thread, dynamic:${rows}`, proofs[0].reports);
  }
  const several: Measured[] = [];
  const timelines: Timeline[] = [];
  if (most > 1) {
    const pool = await pools.of(most);
    for (const distribution of DRAWN) {
      await progress.show(`${name}: drawing ${distribution} on ${most} threads`);
      const measured = await bench.prove(pool, parseDistribution(distribution), true);
      several.push(measured);
      timelines.push(timelineOf(measured.reports[0], distribution, "measured"));
      traced.set(`${most} threads, ${distribution}`, measured.reports);
    }
  }
  const overheads = overheadsOf(recorded.recordings.flatMap(({ proofs }) => proofs), several);
  const { serialMs: _, ...simulated } = overheads;
  for (const distribution of DRAWN) {
    const choice = parseDistribution(distribution);
    if (choice.kind === "auto") continue;
    const report = simulatePass(recorded.costs[0], choice, {
      threads: DRAWN_WORKERS,
      overheads: simulated,
      trace: true,
    });
    timelines.push(timelineOf(report, distribution, "simulated"));
  }
  return { name, bench, recorded, overheads, timelines };
}

/** The lengths asked for, and those that the explanation needs. */
function withSteps(lengths: readonly number[]): number[] {
  return [...new Set([...lengths, ...STEP_LENGTHS])].sort((a, b) => a - b);
}

function resultsOf(prepared: Prepared, settings: Settings, journal: Journal): WorkloadResults {
  const { name, bench, recorded, overheads, timelines } = prepared;
  const { costs, recordings } = recorded, { registry, trace } = bench.workload;
  const distributions = [
    ...new Set([...settings.distributions, ...STEPS.flat(), "guided:16", "auto"]),
  ];
  const slowdowns = settings.workers.flatMap((workers): Slowdown[] => {
    const from = settings.distributions.includes(CALIBRATION)
      ? CALIBRATION
      : settings.distributions[0];
    const runs = journal.of(bench.workload.name, workers, from);
    if (runs.length === 0) return [];
    const busy = Math.min(...runs.map((run) => run.meanBusyMs));
    const factor = busy / predict(costs, from, workers, overheads).meanBusyMs;
    return [{ workers, from, factor }];
  });
  const cells: Cell[] = settings.workers.flatMap((workers) =>
    settings.distributions.flatMap((distribution) => {
      const runs = journal.of(bench.workload.name, workers, distribution);
      if (runs.length === 0) return [];
      const slowdown = slowdowns.find((s) => s.workers === workers)?.factor;
      const times = runs.map((run) => run.totalMs);
      const predicted = predict(costs, distribution, workers, overheads);
      const figures = plain(medianRun(runs));
      const leastMs = runs[0].wallsMs.reduce(
        (sum, _, pass) => sum + Math.min(...runs.map((run) => run.wallsMs[pass])),
        0,
      );
      return [{
        workers,
        distribution,
        time: summarize(times),
        times,
        figures,
        leastMs,
        predicted,
        slowed: predict(costs, distribution, workers, overheads, slowdown),
      }];
    })
  );
  const predictAll = (costs: Recorded["costs"]): Prediction[] =>
    SIMULATED_WORKERS.flatMap((workers) =>
      distributions.map((distribution) => ({
        workers,
        distribution,
        figures: predict(costs, distribution, workers, overheads),
      }))
    );
  const predictions = predictAll(costs), factor = 1 / settings.scales[name];
  const byRows: Sweep[] = [], full = stretchedCosts(recorded, factor);
  for (let times = 1; times < factor; times *= 4) {
    const more = stretchedCosts(recorded, times);
    byRows.push(...sweep(more[0].rows, more, overheads));
  }
  byRows.push(...sweep(full[0].rows, full, overheads));
  const fullScale = predictAll(full);
  const rows = costs[0].rows, all = costs.reduce((sum, pass) => sum + pass.rows, 0);
  return {
    name,
    scale: settings.scales[name],
    rows,
    columns: registry.columns.length,
    subrelations: registry.subrelations.length,
    unevenness: unevenness(costs[0]),
    overheads,
    locality: recordings.map((recording) => ({
      rows: recording.rows,
      firstPassUs: 1000 * chunkMs(recording, 0) / rows,
      allPassesUs: 1000 * chunkMs(recording) / all,
    })),
    slowdowns,
    cells,
    predictions,
    fullRows: full[0].rows,
    fullScale,
    explained: [
      ...explain(cells, "measured"),
      ...explain(predictions, "simulated"),
      ...explain(fullScale, "simulated at scale 1"),
    ],
    byRows,
    byUnevenness: POWERS.flatMap((power) => {
      const bent = unevenCosts(recorded, power);
      return sweep(unevenness(bent[0]), bent, overheads);
    }),
    timelines: trace.rows > 0 ? timelines : [],
  };
}

function plain(
  { totalMs, passesMs, meanBusyMs, longestBusyMs, claimMs, chunks, rows }: Figures,
): Figures {
  return { totalMs, passesMs, meanBusyMs, longestBusyMs, claimMs, chunks, rows };
}

function explain(
  cells: readonly Prediction[],
  source: Explained["source"],
): Explained[] {
  return [...new Set(cells.map(({ workers }) => workers))].flatMap((workers) =>
    STEPS.flatMap(([from, to]) => {
      const of = (distribution: string) =>
        cells.find((c) => c.workers === workers && c.distribution === distribution)?.figures;
      const a = of(from), b = of(to);
      return a === undefined || b === undefined
        ? []
        : [{ workers, from, to, source, ...attribute(a, b) }];
    })
  );
}

function sweep(
  at: number,
  costs: Recorded["costs"],
  overheads: MeasuredOverheads,
): Sweep[] {
  return SIMULATED_WORKERS.flatMap((workers) =>
    STEPS.map(([from, to]) => {
      const time = (distribution: string) =>
        predict(costs, distribution, workers, overheads).passesMs;
      return { at, workers, from, to, gain: 1 - time(to) / time(from) };
    })
  );
}

function timelineOf(
  report: PassReport,
  distribution: string,
  source: Timeline["source"],
): Timeline {
  const { wallMs, imbalance, threads, chunks } = report;
  // Gaps narrower than a hair are not drawn.
  const hair = wallMs / 400;
  const bars = threads.map(() => [] as number[]);
  const order = new Map(threads.map(({ slot }, i) => [slot, i]));
  for (const { slot, startMs, durationMs } of chunks!) {
    const own = bars[order.get(slot)!], end = startMs + durationMs;
    if (own.length > 0 && startMs - own[own.length - 1] < hair) own[own.length - 1] = end;
    else own.push(startMs, end);
  }
  return { distribution, workers: threads.length, source, wallMs, imbalance, threads: bars };
}
