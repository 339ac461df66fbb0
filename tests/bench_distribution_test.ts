// The experiment's own arithmetic, on figures and reports made up here; and one small experiment,
// where files may be written.

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { runExperiment, STEPS } from "../bench/distribution/experiment.ts";
import {
  attribute,
  factorsOf,
  type Figures,
  figuresOf,
  medianRun,
} from "../bench/distribution/figures.ts";
import { htmlReport } from "../bench/distribution/html.ts";
import { predict, stretchedCosts, unevenCosts, unevenness } from "../bench/distribution/predict.ts";
import { Progress } from "../bench/distribution/progress.ts";
import type { Recorded } from "../bench/distribution/record.ts";
import type { Results } from "../bench/distribution/results.ts";
import { readSettings } from "../bench/distribution/settings.ts";
import { summarize } from "../bench/distribution/stats.ts";
import { formatTable } from "../bench/distribution/table.ts";
import { markdownTables } from "../bench/distribution/tables.ts";
import { CliError } from "../cli/errors.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { PassCosts, type TracedPass } from "../scheduler/pass_costs.ts";
import type { PassReport } from "../scheduler/report.ts";

Deno.test("summarize() says what the published tables say", () => {
  const { n, min, median, mean, max, bestFive, quartiles } = summarize([7, 1, 2, 3, 10, 4, 8, 5]);
  assertEquals([n, min, median, mean, max], [8, 1, 4.5, 5, 10]);
  assertEquals(bestFive, (1 + 2 + 3 + 4 + 5) / 5);
  assertEquals(quartiles, [2.75, 7.25]);
  assertEquals(summarize([3, 1]).bestFive, 2);
  assertThrows(() => summarize([]));
});

const thread = (busyMs: number, slot: number) => ({
  slot,
  chunks: 2,
  rows: 4,
  busyMs,
  claimMs: 0.5,
  lastMs: 0,
  waitMs: 0,
});
const report = (wallMs: number, ...busy: number[]): PassReport => ({
  rows: 4 * busy.length,
  code: 0,
  distribution: dynamic({ rows: 2 }),
  startMs: 0,
  wallMs,
  threads: busy.map(thread),
  imbalance: 1,
});

Deno.test("figuresOf() adds up passes; the factors' product is the time", () => {
  const figures = figuresOf([report(10, 8, 4), report(5, 1, 3)], 20);
  assertEquals(figures, {
    totalMs: 20,
    passesMs: 15,
    meanBusyMs: 8,
    longestBusyMs: 11,
    claimMs: 1,
    chunks: 8,
    rows: 16,
  });
  assertEquals(factorsOf(figures), {
    work: 8,
    imbalance: 11 / 8,
    waiting: 15 / 11,
    outside: 20 / 15,
  });
});

Deno.test("attribute() explains all of a gain, by what has changed", () => {
  const ms = fc.double({ min: 1, max: 1000, noNaN: true });
  const figures = fc.tuple(ms, ms, ms, ms).map((
    [totalMs, passesMs, longestBusyMs, meanBusyMs],
  ) => ({
    ...{ totalMs, passesMs, longestBusyMs, meanBusyMs },
    ...{ claimMs: 0, chunks: 1, rows: 1 },
  }));
  fc.assert(fc.property(figures, figures, (from: Figures, to: Figures) => {
    fc.pre(Math.abs(Math.log(from.totalMs / to.totalMs)) > 0.01);
    const { gain, work, imbalance, waiting, outside } = attribute(from, to);
    assertAlmostEquals(gain, (from.totalMs - to.totalMs) / from.totalMs, 1e-9);
    assertAlmostEquals(work + imbalance + waiting + outside, 1, 1e-6);
  }));
  // The same work in half the time, since no thread waits any more: balance and nothing else.
  const all = { passesMs: 40, totalMs: 40, longestBusyMs: 40, meanBusyMs: 20 };
  const even = { passesMs: 20, totalMs: 20, longestBusyMs: 20, meanBusyMs: 20 };
  const rest = { claimMs: 0, chunks: 1, rows: 1 };
  const { gain, work, imbalance } = attribute({ ...all, ...rest }, { ...even, ...rest });
  assertEquals([gain, work, imbalance], [0.5, 0, 1]);
});

Deno.test("medianRun() is a run that was made", () => {
  const runs = [5, 1, 9, 3].map((totalMs) => ({ ...figuresOf([report(1, 1)], totalMs) }));
  assertEquals(medianRun(runs).totalMs, 3);
});

/** One thread's recording with runs of these rows: 1 ms per row of the first half, 0.1 of the others. */
function recorded(rows: number, lengths: readonly number[]): Recorded {
  const pass = (length: number): TracedPass => ({
    rows,
    chunks: Array.from({ length: Math.ceil(rows / length) }, (_, i) => {
      const first = i * length, end = Math.min(rows, first + length);
      const heavy = Math.max(0, Math.min(end, rows / 2) - first);
      return { slot: 0, first, end, startMs: 0, durationMs: heavy + 0.1 * (end - first - heavy) };
    }),
  });
  const recordings = lengths.map((length) => ({
    rows: length,
    passes: [pass(length)],
    proofs: [],
  }));
  return { recordings, costs: [new PassCosts(recordings.map(({ passes }) => passes[0]))] };
}

const NOTHING = {
  ...{ claimMs: 0, notifyMs: 0, wakeMs: 0, beginMs: 0, returnMs: 0, mergeMs: 0, serialMs: 0 },
};

Deno.test("predict() takes serial time and merging once into account", () => {
  const { costs } = recorded(64, [2, 16]);
  // 32 + 3.2 ms of work; on two threads in equal runs, the first has all that is costly.
  assertAlmostEquals(predict(costs, "dynamic:2", 1, NOTHING).totalMs, 35.2, 1e-9);
  assertAlmostEquals(predict(costs, "contiguous", 2, NOTHING).totalMs, 32, 1e-9);
  const overheads = { ...NOTHING, serialMs: 100, mergeMs: 5 };
  assertAlmostEquals(predict(costs, "contiguous", 1, overheads).totalMs, 135.2, 1e-9);
  assertAlmostEquals(predict(costs, "contiguous", 2, overheads).totalMs, 137, 1e-9);
});

Deno.test("stretchedCosts() has every run so many times and the late passes besides", () => {
  for (const rows of [64, 63, 6, 2]) {
    const data = recorded(rows, [2, 16]), [before] = data.costs;
    const stretched = stretchedCosts(data, 4);
    assertEquals(stretched.length, 3);
    assertEquals(stretched[2].rows, rows);
    assert(stretched[0].rows >= 4 * rows && stretched[0].rows < 4 * rows + 4);
    assertAlmostEquals(stretched[0].of(0, stretched[0].rows), 4 * before.of(0, rows), 1e-9);
  }
});

Deno.test("unevenCosts() keeps the sum and makes rows more alike or less", () => {
  const data = recorded(64, [2, 16]), sum = data.costs[0].of(0, 64);
  const by = [0, 0.5, 1, 2].map((power) => unevenCosts(data, power)[0]);
  for (const costs of by) assertAlmostEquals(costs.of(0, 64), sum, 1e-9);
  const deviations = by.map(unevenness);
  assertAlmostEquals(deviations[0], 0, 1e-9);
  // Half of the rows cost 1, half 0.1: mean 0.55, deviation 0.45.
  assertAlmostEquals(deviations[2], 0.45 / 0.55, 1e-9);
  assertEquals(deviations, deviations.toSorted((a, b) => a - b));
});

Deno.test("readSettings() reads lists, scales and kinds", () => {
  const read = (...args: string[]) => readSettings(args, 4)!;
  const usual = read();
  assertEquals(usual.workers, [1, 2, 3, 4]);
  assertEquals(usual.distributions.length, 2 + 4 * 7);
  assertEquals([usual.runs, usual.minutes], [10, Infinity]);
  const own = read(
    ...["--workers", "8,2,2", "--scale", "1/8,ultra-shaped=1", "--distributions", "auto,strided"],
    ...["--rows", "16,2", "--full"],
  );
  assertEquals(own.workers, [2, 8]);
  assertEquals(own.scales, { "avm-shaped": 1 / 8, "ultra-shaped": 1 });
  assertEquals(own.distributions, ["auto", "strided:2", "strided:16"]);
  assertEquals(own.runs, 20);
  assertEquals(readSettings(["--help"], 1), undefined);
  for (
    const bad of [
      ["--scale", "1/3"],
      ["--scale", "2"],
      ["--scale", "none=1/2"],
      ["--workload", "avm"],
      ["--rows", "3"],
      ["--workers", "0"],
      ["--runs", "0"],
      ["extra"],
      ["--fast"],
    ]
  ) assertThrows(() => read(...bad), CliError);
});

Deno.test("formatTable() lines numbers up to the right", () => {
  assertEquals(
    formatTable({ title: "t", head: ["name", "ms"], rows: [["a", "1.5"], ["bc", "10"]] }),
    "**t**\n\n| name |  ms |\n|------|----:|\n| a    | 1.5 |\n| bc   |  10 |",
  );
});

const mayWrite = ["read", "write", "sys"].every((name) =>
  Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state === "granted"
);

Deno.test({
  name: mayWrite
    ? "a small experiment: its figures agree, its page is well formed, and it goes on where it stopped"
    : "a small experiment (ignored: needs --allow-read, --allow-write and --allow-sys)",
  ignore: !mayWrite,
  async fn() {
    const out = await Deno.makeTempDir();
    try {
      const args = [
        ...["--workload", "ultra-shaped", "--scale", "1/512", "--workers", "1,2", "--runs", "2"],
        ...["--rows", "2,16", "--recordings", "1", "--out", out],
        ...["--distributions", "strided,dynamic:16,guided:2,auto"],
      ];
      const settings = readSettings(args, 2)!;
      const signal = new AbortController().signal;
      const { results, traced } = await runExperiment(settings, new Progress(5), signal);
      checkResults(results, settings.distributions.length);
      assert(traced.get("ultra-shaped")!.size > 2);

      // Another start with more runs makes only the runs that are missing.
      const more = { ...settings, runs: 3 };
      const again = await runExperiment(more, new Progress(5), signal);
      for (const [i, { times }] of again.results.workloads[0].cells.entries()) {
        assertEquals(times.slice(0, 2), results.workloads[0].cells[i].times);
        assertEquals(times.length, 3);
      }
      // When the time is up, what was measured is reported.
      const late = await runExperiment({ ...settings, runs: 9 }, new Progress(0), signal);
      assertEquals(late.results.workloads[0].cells[0].time.n, 3);
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  },
});

function checkResults(results: Results, distributions: number): void {
  const [workload] = results.workloads;
  assertEquals(workload.cells.length, 2 * distributions);
  for (const { figures: f, times, time, predicted } of workload.cells) {
    assertEquals([times.length, time.n], [2, 2]);
    assert(f.totalMs > f.passesMs && f.passesMs > 0 && f.longestBusyMs >= f.meanBusyMs);
    assert(predicted.totalMs > 0 && times.includes(f.totalMs));
  }
  for (const [from, to] of STEPS) {
    const found = workload.explained.filter((e) => e.from === from && e.to === to);
    assert(found.some((e) => e.source === "simulated"));
  }
  const markdown = markdownTables(results), html = htmlReport(results);
  assert(/\| published \(real AVM trace\) +\| +32 \| +2440 \| +2010 \|/.test(markdown));
  // Every element that is opened is closed, in order.
  const open: string[] = [];
  for (const [, close, name, empty] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
    if (close) assertEquals(open.pop(), name);
    else if (!empty && name !== "meta") open.push(name);
  }
  assertEquals(open, []);
  assert(!/NaN|undefined|Infinity/.test(html) && !/NaN|undefined|Infinity/.test(markdown));
  assert(!/(?:src|href)=/.test(html));
}
