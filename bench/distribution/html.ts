// The results as one HTML page that needs nothing else: plots, then every table.

import { SIMULATED_WORKERS } from "./experiment.ts";
import type { Cell, Prediction, Results, WorkloadResults } from "./results.ts";
import { escape, linePlot, type Series, spreadPlot, timelinePlot } from "./svg.ts";
import type { Table } from "./table.ts";
import { tablesOf, titleOf } from "./tables.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #24292f; --soft: #57606a; --grid: #d8dee4; --page: #fff; --box: #0969da33;
  --c0: #0969da; --c1: #cf222e; --c2: #1a7f37; --c3: #8250df; --c4: #bf8700; --c5: #0e8a8a; --c6: #bc4c00; --c7: #6e7781; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --grid: #30363d; --page: #0d1117; --box: #58a6ff33;
  --c0: #58a6ff; --c1: #ff7b72; --c2: #3fb950; --c3: #d2a8ff; --c4: #e3b341; --c5: #39c5cf; --c6: #ffa657; --c7: #8b949e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 1180px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--grid); } h3 { font-size: 1rem; margin-bottom: .3rem; }
p.machine, figcaption, summary { color: var(--soft); }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(500px, 1fr)); gap: 1rem 2rem; }
figure { margin: 0; } svg { width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); } svg text.axis { fill: var(--ink); }
.grid { stroke: var(--grid); } .line { fill: none; stroke-width: 1.8; } .median { stroke: var(--c1); stroke-width: 2; }
.box { fill: var(--box); stroke: var(--c0); } .bar { fill: var(--c0); } .faint { opacity: .5; }
${
  Array.from({ length: 8 }, (_, i) =>
    `.line.c${i} { stroke: var(--c${i}); } .dot.c${i} { fill: var(--c${i}); } .key.c${i}::before { background: var(--c${i}); }`)
    .join("\n")
}
.key { white-space: nowrap; margin-right: .8rem; font-size: 12px; }
.key::before { content: ""; display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .3em; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; margin: .5rem 0 1rem; }
th, td { padding: .15rem .7rem; border-bottom: 1px solid var(--grid); text-align: right; } th:first-child, td:first-child { text-align: left; }
details { margin: .4rem 0; } summary { cursor: pointer; }
`;

/** Kinds that take rows per chunk, in the order of the legend. */
const KINDS = ["strided", "dynamic", "queued", "guided"];

/** The page. */
export function htmlReport(results: Results): string {
  const { machine, date, load } = results;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Distribution of rows over threads</title><style>${STYLE}</style></head>
<body>
<h1>Distribution of rows over threads</h1>
<p class="machine">${machine.processors} × ${escape(machine.model)}, ${machine.memoryGiB} GiB, ${
    escape(`${machine.system}, ${machine.runtime}`)
  }; load ${load.join(" → ")}; ${escape(date.slice(0, 16).replace("T", " "))} UTC</p>
${results.workloads.map(workloadSection).join("\n")}
</body>
</html>
`;
}

function workloadSection(workload: WorkloadResults): string {
  const plots: [string, string][] = [
    ...countsOf(workload.cells).map((workers): [string, string] => [
      `Time by rows per chunk, ${threads(workers)} (median, and from least to most)`,
      timeByRows(workload, workers),
    ]),
    ["What a row costs on one thread by the length of runs", localityPlot(workload)],
    [
      "Imbalance by rows per chunk, measured",
      imbalancePlot(workload.cells, Math.max(...countsOf(workload.cells))),
    ],
    [
      "Imbalance by rows per chunk, simulated on 32 threads",
      imbalancePlot(workload.predictions, 32),
    ],
    [
      "Imbalance by rows per chunk, simulated on 32 threads at scale 1",
      imbalancePlot(workload.fullScale, 32),
    ],
    ["Simulated time of the passes × threads: level is perfect", scalingPlot(workload.predictions)],
    ["The same at scale 1", scalingPlot(workload.fullScale)],
    ["Gain of strided:16 → dynamic:16 by rows, simulated", sweepPlot(workload, "byRows")],
    [
      "Gain of strided:16 → dynamic:16 by unevenness, simulated",
      sweepPlot(workload, "byUnevenness"),
    ],
    ["Predicted against measured", validationPlot(workload.cells)],
  ];
  const spreads = countsOf(workload.cells).map((workers): [string, string] => [
    `Spread of the times, ${threads(workers)}, ms`,
    spreadPlot(
      workload.cells.filter((c) => c.workers === workers).map((c) => ({
        name: c.distribution,
        values: c.times,
        quartiles: c.time.quartiles,
        median: c.time.median,
      })),
      "ms",
    ),
  ]);
  return `<h2>${escape(titleOf(workload))}</h2>
<div class="plots">${[...plots, ...spreads].map(plotSection).join("")}</div>
<h3>Who does what when: the first pass</h3>
<div class="plots">${timelines(workload)}</div>
${tablesOf(workload).map(tableSection).join("\n")}`;
}

function plotSection([title, svg]: readonly [string, string]): string {
  return svg === "" ? "" : `<section><h3>${escape(title)}</h3>${svg}</section>`;
}

function timeByRows({ cells }: WorkloadResults, workers: number): string {
  const own = cells.filter((c) => c.workers === workers);
  const rows = [...new Set(own.flatMap((c) => rowsOf(c.distribution) ?? []))];
  const lines = byKind(own, ({ time }) => ({
    y: time.median,
    range: [time.min, time.max] as const,
  }));
  // Those without rows per chunk are level lines.
  const level = ["contiguous", "auto"].flatMap((name): Series[] => {
    const cell = own.find((c) => c.distribution === name);
    return cell === undefined
      ? []
      : [{ name, points: rows.map((x) => ({ x, y: cell.time.median })) }];
  });
  return linePlot([...lines, ...level], { x: "rows per chunk", y: "ms", logX: true });
}

function localityPlot({ locality }: WorkloadResults): string {
  return linePlot([
    { name: "first pass", points: locality.map((l) => ({ x: l.rows, y: l.firstPassUs })) },
    { name: "all passes", points: locality.map((l) => ({ x: l.rows, y: l.allPassesUs })) },
  ], { x: "rows per run", y: "µs per row", logX: true });
}

function imbalancePlot(cells: readonly Prediction[], workers: number): string {
  const own = cells.filter((c) => c.workers === workers);
  return linePlot(
    byKind(own, ({ figures }) => ({ y: figures.longestBusyMs / figures.meanBusyMs })),
    { x: "rows per chunk", y: "longest ÷ mean busy time", logX: true, from: 1 },
  );
}

function scalingPlot(predictions: readonly Prediction[]): string {
  const shown = [
    "contiguous",
    "strided:2",
    "strided:16",
    "dynamic:16",
    "dynamic:64",
    "guided:16",
    "auto",
  ];
  return linePlot(
    shown.flatMap((name) => {
      const points = predictions.filter((p) => p.distribution === name).map((p) => ({
        x: p.workers,
        y: p.figures.passesMs * p.workers,
      }));
      return points.length === 0 ? [] : [{ name, points }];
    }),
    { x: "threads", y: "ms × threads", logX: true },
  );
}

function sweepPlot(workload: WorkloadResults, by: "byRows" | "byUnevenness"): string {
  return linePlot(
    SIMULATED_WORKERS.filter((workers) => workers > 1).map((workers) => ({
      name: threads(workers),
      points: workload[by].filter((p) =>
        p.workers === workers && p.from === "strided:16" && p.to === "dynamic:16"
      ).map(({ at, gain }) => ({ x: at, y: 100 * gain })),
    })),
    {
      x: by === "byRows" ? "rows" : "standard deviation ÷ mean of the cost per row",
      y: "% of the passes' time saved",
      logX: by === "byRows",
    },
  );
}

function validationPlot(cells: readonly Cell[]): string {
  const most = Math.max(...cells.map((c) => Math.max(c.leastMs, c.predicted.passesMs)));
  const exact: Series = { name: "exact", points: [{ x: 0, y: 0 }, { x: most, y: most }] };
  return linePlot([
    ...countsOf(cells).map((workers): Series => ({
      name: threads(workers),
      loose: true,
      points: cells.filter((c) => c.workers === workers).map((c) => ({
        x: c.leastMs,
        y: c.predicted.passesMs,
      })),
    })),
    exact,
  ], { x: "measured, ms", y: "predicted, ms" });
}

function timelines({ timelines }: WorkloadResults): string {
  return timelines.map((t) => {
    const longest = Math.max(
      ...timelines.filter((o) => o.workers === t.workers && o.source === t.source)
        .map((o) => o.wallMs),
    );
    return plotSection([
      `${t.distribution}, ${threads(t.workers)}, ${t.source}: ${
        t.wallMs.toFixed(1)
      } ms, imbalance ${t.imbalance.toFixed(2)}`,
      timelinePlot(t.threads, t.wallMs, longest),
    ]);
  }).join("");
}

function tableSection({ title, head, rows }: Table): string {
  const cells = (tag: string, list: readonly string[]) =>
    `<tr>${list.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("")}</tr>`;
  return `<details><summary>${escape(title)}</summary><table>${cells("th", head)}${
    rows.map((row) => cells("td", row)).join("")
  }</table></details>`;
}

function byKind<C extends Prediction | Cell>(
  cells: readonly C[],
  value: (cell: C) => { readonly y: number; readonly range?: readonly [number, number] },
): Series[] {
  return KINDS.flatMap((kind): Series[] => {
    const points = cells.filter((c) => c.distribution.startsWith(`${kind}:`)).map((c) => ({
      x: rowsOf(c.distribution)!,
      ...value(c),
    }));
    return points.length === 0 ? [] : [{ name: kind, points }];
  });
}

function rowsOf(distribution: string): number | undefined {
  const digits = /:([0-9]+)$/.exec(distribution)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function countsOf(cells: readonly { readonly workers: number }[]): number[] {
  return [...new Set(cells.map(({ workers }) => workers))];
}

function threads(count: number): string {
  return count === 1 ? "1 thread" : `${count} threads`;
}
