// The results as tables, in the published form and beyond: data first, then Markdown.

import { formatTable, type Table } from "./table.ts";
import { STEPS } from "./experiment.ts";
import type { Cell, Prediction, Results, WorkloadResults } from "./results.ts";

/** Published times in ms: fixed portions of 2 rows, chunks of 16 claimed; best five of each, mean. */
const PUBLISHED: readonly (readonly [workers: number, fixed: number, dynamic: number])[] = [
  [7, 6448, 5549],
  [15, 3432, 2994],
  [32, 2440, 2010],
];
/** Thread counts on which `auto` is held against the best fixed choice. */
const AUTO_WORKERS = [1, 2, 7, 15, 32];
const [FIXED, DYNAMIC] = STEPS[0];

/** All tables as Markdown. */
export function markdownTables(results: Results): string {
  const { machine, load, date, clockNs } = results;
  const head = [
    `Machine: ${machine.processors} × ${machine.model}, ${machine.memoryGiB} GiB, ${machine.system}, ${machine.runtime}; ` +
    `load ${load.join(" → ")}; ${date.slice(0, 16).replace("T", " ")} UTC; ` +
    `reading the clock takes ${clockNs.toFixed(0)} ns.`,
  ];
  return [
    ...head,
    ...results.workloads.flatMap((workload) => [
      `## ${titleOf(workload)}`,
      ...tablesOf(workload).map(formatTable),
    ]),
  ].join("\n\n") + "\n";
}

/** A workload's heading. */
export function titleOf({ name, scale, rows, columns, subrelations }: WorkloadResults): string {
  return `${name} at scale 1/${Math.round(1 / scale)}: ${count(rows)} rows, ${
    count(columns)
  } columns, ${count(subrelations)} subrelations`;
}

/** A workload's tables. */
export function tablesOf(workload: WorkloadResults): Table[] {
  return [
    published(workload),
    configurations(workload),
    locality(workload),
    balance(workload),
    explanation(workload),
    validation(workload),
    predictions(workload.predictions, `${count(workload.rows)} rows`),
    predictions(workload.fullScale, `scale 1, ${count(workload.fullRows)} rows`),
    choices(workload),
    sweep(workload, "byRows"),
    sweep(workload, "byUnevenness"),
    overheads(workload),
  ].filter(({ rows }) => rows.length > 0);
}

function published({ cells, predictions, fullScale }: WorkloadResults): Table {
  const measured = countsOf(cells).flatMap((workers) => {
    const fixed = find(cells, workers, FIXED), dynamic = find(cells, workers, DYNAMIC);
    return fixed === undefined || dynamic === undefined
      ? []
      : [change("measured", workers, fixed.time.bestFive, dynamic.time.bestFive)];
  });
  const simulated = (source: string, list: readonly Prediction[]) =>
    countsOf(list).flatMap((workers) => {
      const fixed = find(list, workers, FIXED), dynamic = find(list, workers, DYNAMIC);
      return fixed === undefined || dynamic === undefined
        ? []
        : [change(source, workers, fixed.figures.passesMs, dynamic.figures.passesMs)];
    });
  return {
    title: `From ${FIXED} to ${DYNAMIC}: mean of the best five, ms`,
    head: ["", "threads", FIXED, DYNAMIC, "difference"],
    rows: [
      ...PUBLISHED.map(([workers, a, b]) => change("published (real AVM trace)", workers, a, b)),
      ...measured,
      ...simulated("simulated, passes only", predictions),
      ...simulated("simulated at scale 1, passes only", fullScale),
    ],
  };
}

function change(source: string, workers: number, from: number, to: number): string[] {
  return [source, `${workers}`, ms(from), ms(to), percent(to / from - 1)];
}

function configurations({ cells }: WorkloadResults): Table {
  return {
    title: "Time of a proof, ms",
    head: ["threads", "distribution", "N", "min", "median", "mean", "max"],
    rows: cells.map(({ workers, distribution, time }) => [
      `${workers}`,
      distribution,
      `${time.n}`,
      ...[time.min, time.median, time.mean, time.max].map(ms),
    ]),
  };
}

function locality({ locality }: WorkloadResults): Table {
  const best = Math.min(...locality.map((l) => l.allPassesUs));
  return {
    title: "Locality: what a row costs on one thread, by the length of runs, µs",
    head: ["rows per run", "first pass", "all passes", "over the best"],
    rows: locality.map(({ rows, firstPassUs, allPassesUs }) => [
      `${rows}`,
      firstPassUs.toFixed(2),
      allPassesUs.toFixed(2),
      percent(allPassesUs / best - 1),
    ]),
  };
}

function balance({ cells, predictions, fullScale }: WorkloadResults): Table {
  const row = (source: string) => ({ workers, distribution, figures: f }: Prediction | Cell) => [
    source,
    `${workers}`,
    distribution,
    (f.longestBusyMs / f.meanBusyMs).toFixed(3),
    percent(f.claimMs / f.passesMs, 2),
    percent(1 - f.longestBusyMs / f.passesMs),
    percent(1 - f.passesMs / f.totalMs),
  ];
  return {
    title: "Balance and overhead, over all passes of a proof",
    head: [
      "",
      "threads",
      "distribution",
      "longest ÷ mean busy",
      "claiming",
      "waking, claiming, waiting",
      "outside the passes",
    ],
    rows: [
      ...cells.filter(({ workers }) => workers > 1).map(row("measured")),
      ...predictions.filter(({ workers }) => workers === 32).map(row("simulated")),
      ...fullScale.filter(({ workers }) => workers === 32).map(row("simulated at scale 1")),
    ],
  };
}

function explanation({ explained }: WorkloadResults): Table {
  return {
    title: "What explains the gain (parts of its logarithm; together 100 %)",
    head: ["", "threads", "from", "to", "gain", "locality", "balance", "waiting", "outside"],
    rows: explained.filter(({ gain }) => Math.abs(gain) >= 0.02).map((e) => [
      e.source,
      `${e.workers}`,
      e.from,
      e.to,
      percent(e.gain),
      ...[e.work, e.imbalance, e.waiting, e.outside].map((x) => percent(x, 0)),
    ]),
  };
}

function validation({ cells, slowdowns }: WorkloadResults): Table {
  const factors = slowdowns.map(({ workers, from, factor }) =>
    `${factor.toFixed(2)} on ${workers} (${from})`
  );
  return {
    title:
      "Time of the passes, predicted from costs recorded on one thread and measured, ms (of each pass the least over all proofs); " +
      `and predicted with chunks as many times as long as one distribution shows: ${
        factors.join(", ")
      }`,
    head: [
      "threads",
      "distribution",
      "measured",
      "predicted",
      "difference",
      "with slowdown",
      "difference",
    ],
    rows: cells.map(({ workers, distribution, predicted, slowed, leastMs }) => [
      `${workers}`,
      distribution,
      ms(leastMs),
      ms(predicted.passesMs),
      percent(predicted.passesMs / leastMs - 1),
      ms(slowed.passesMs),
      percent(slowed.passesMs / leastMs - 1),
    ]),
  };
}

function predictions(predictions: readonly Prediction[], size: string): Table {
  const counts = countsOf(predictions);
  return {
    title: `Simulated time of the passes of a proof by threads, ${size}, ms`,
    head: ["distribution", ...counts.map(String)],
    rows: [...new Set(predictions.map((p) => p.distribution))].map((distribution) => [
      distribution,
      ...counts.map((workers) => ms(find(predictions, workers, distribution)!.figures.passesMs)),
    ]),
  };
}

/** What a distribution loses against the best fixed one, over the passes: 0 if it is as good. */
export function lossOf(
  predictions: readonly Prediction[],
  workers: number,
  distribution: string,
): { readonly loss: number; readonly best: string } {
  const fixed = predictions.filter((p) =>
    p.workers === workers && p.distribution !== "auto" && !p.distribution.startsWith("guided")
  );
  const best = fixed.reduce((a, b) => b.figures.passesMs < a.figures.passesMs ? b : a);
  const own = find(predictions, workers, distribution)!;
  return {
    loss: own.figures.passesMs / best.figures.passesMs - 1,
    best: best.distribution,
  };
}

function choices({ predictions, fullScale, cells }: WorkloadResults): Table {
  const candidates = ["dynamic:16", "dynamic:64", "guided:16", "auto"];
  const row = (source: string, list: readonly Prediction[]) => (workers: number): string[] => {
    const has = (distribution: string) => find(list, workers, distribution) !== undefined;
    return [
      source,
      `${workers}`,
      lossOf(list, workers, "dynamic:16").best,
      ...candidates.map((d) => has(d) ? percent(lossOf(list, workers, d).loss) : ""),
    ];
  };
  return {
    title: "Loss against the best of all other choices, over the passes",
    head: ["", "threads", "best", ...candidates],
    rows: [
      ...countsOf(cells).filter((w) => find(cells, w, "dynamic:16")).map(row("measured", cells)),
      ...AUTO_WORKERS.map(row("simulated", predictions)),
      ...AUTO_WORKERS.map(row("simulated at scale 1", fullScale)),
    ],
  };
}

function sweep(workload: WorkloadResults, by: "byRows" | "byUnevenness"): Table {
  const points = workload[by], counts = [2, 7, 15, 32, 64, 128];
  const values = [...new Set(points.map(({ at }) => at))];
  const steps = STEPS.slice(0, 3);
  return {
    title: by === "byRows"
      ? "Gain by rows, simulated: time of the passes saved"
      : "Gain by unevenness (standard deviation ÷ mean of the cost per row), simulated",
    head: [
      by === "byRows" ? "rows" : "unevenness",
      "step",
      ...counts.map((workers) => `${workers} threads`),
    ],
    rows: steps.flatMap(([from, to]) =>
      values.map((at) => [
        by === "byRows" ? count(at) : at.toFixed(2),
        `${from} → ${to}`,
        ...counts.map((workers) =>
          percent(
            points.find((p) =>
              p.at === at && p.workers === workers && p.from === from && p.to === to
            )!.gain,
          )
        ),
      ])
    ),
  };
}

function overheads({ overheads: o }: WorkloadResults): Table {
  const us = (value: number) => (1000 * value).toFixed(2);
  return {
    title: "Overheads as measured, µs",
    head: ["claim", "begin", "notify a worker", "wake", "return", "merge a thread", "serial (ms)"],
    rows: [[
      ...[o.claimMs, o.beginMs, o.notifyMs, o.wakeMs, o.returnMs, o.mergeMs].map(us),
      o.serialMs.toFixed(1),
    ]],
  };
}

function countsOf(cells: readonly { readonly workers: number }[]): number[] {
  return [...new Set(cells.map(({ workers }) => workers))];
}

function find<C extends { readonly workers: number; readonly distribution: string }>(
  cells: readonly C[],
  workers: number,
  distribution: string,
): C | undefined {
  return cells.find((c) => c.workers === workers && c.distribution === distribution);
}

function ms(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value >= 100 ? value.toFixed(1) : value.toFixed(2);
}

function percent(part: number, digits = 1): string {
  const text = (100 * part).toFixed(digits);
  return `${/^-0(\.0+)?$/.test(text) ? text.slice(1) : text} %`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
