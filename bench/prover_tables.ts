// Fills the tables of bench/results/prover.md from the measurements beside it, and draws bench/results/prover.svg: time
// by rows. Measures nothing.
//
//   deno run -A bench/prover_tables.ts

import { readFileSync, writeFileSync } from "node:fs";
import { formatTable } from "./distribution/table.ts";
import { growthPlot, type Series } from "./prover_plot.ts";
import { median } from "./support.ts";

/** A line of prover-deno.jsonl or prover-bun.jsonl; see bench/prover.ts. */
interface Row {
  readonly workload: string;
  readonly log_rows: number;
  readonly active: number;
  readonly workers: number;
  readonly options: readonly string[];
  readonly prove_ms: readonly number[];
  readonly multiplications: number;
  readonly fold_multiplications: number;
  readonly kernel_ns: number;
  readonly efficiency: number;
  readonly column_bytes: number;
  readonly peak_bytes: number | null;
  readonly runtime: string;
  readonly peers?: Readonly<Record<string, number>>;
}

/** A line of prover-wasm.jsonl; see bench/compare_wasm.ts. */
interface Comparison {
  readonly log_rows: number;
  readonly threads: number;
  readonly options: readonly string[];
  readonly runtime: string;
  readonly peer_ms: readonly number[];
  readonly ours_ms: readonly number[];
  readonly ratio_of_medians: number;
  readonly median_of_ratios: number;
  readonly load: number;
}

const RESULTS = new URL("results/", import.meta.url);

function lines<T>(name: string): T[] {
  const text = readFileSync(new URL(name, RESULTS), "utf8");
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const ms = (times: readonly number[]): string => median(times).toFixed(median(times) < 100 ? 1 : 0);
const way = (options: readonly string[]): string => options.join(", ") || "all techniques";

function wasmTable(comparisons: readonly Comparison[]): string {
  return formatTable({
    title: "Our sumcheck and the wasm's, in turn",
    head: [
      "runtime",
      "threads",
      "options",
      "ours, ms",
      "wasm, ms",
      "ratio of medians",
      "median of ratios",
      "load",
    ],
    rows: comparisons.map((c) => [
      c.runtime,
      String(c.threads),
      c.options.join(", "),
      ms(c.ours_ms),
      ms(c.peer_ms),
      c.ratio_of_medians.toFixed(2),
      c.median_of_ratios.toFixed(2),
      c.load.toFixed(1),
    ]),
  });
}

function sizesTable(rows: readonly Row[]): string {
  return formatTable({
    title: "Whole proofs by size",
    head: [
      "runtime",
      "workload",
      "rows",
      "threads",
      "options",
      "ms",
      "best",
      "µs per active row",
      "products per row, evaluation + fold",
      "kernel efficiency",
    ],
    rows: rows.map((r) => [
      r.runtime,
      r.workload,
      `2^${r.log_rows}`,
      String(r.workers),
      r.options.join(", "),
      ms(r.prove_ms),
      Math.min(...r.prove_ms).toFixed(0),
      (median(r.prove_ms) * 1000 / r.active).toFixed(1),
      `${(r.multiplications / r.active).toFixed(1)} + ${
        (r.fold_multiplications / r.active).toFixed(1)
      }`,
      `${(100 * r.efficiency).toFixed(0)} % of ${r.kernel_ns.toFixed(0)} ns`,
    ]),
  });
}

function memoryTable(rows: readonly Row[]): string {
  return formatTable({
    title: "Memory, one size per process",
    head: [
      "runtime",
      "workload",
      "rows",
      "options",
      "columns, MB",
      "peak, MB",
      "1.6 × columns + 100",
    ],
    rows: rows.map((r) => [
      r.runtime,
      r.workload,
      `2^${r.log_rows}`,
      r.options.join(", "),
      (r.column_bytes / 1e6).toFixed(0),
      (r.peak_bytes! / 1e6).toFixed(0),
      (r.column_bytes * 1.6 / 1e6 + 100).toFixed(0),
    ]),
  });
}

/** Rows that were measured in turn: one with all techniques and those after it. */
function techniquesTable(rows: readonly Row[]): string {
  let first = rows[0];
  return formatTable({
    title: "Techniques switched off, in turn",
    head: [
      "runtime",
      "workload",
      "rows",
      "proof",
      "ms",
      "best",
      "best ÷ best with all",
      "products per row",
    ],
    rows: rows.map((r) => {
      if (r.options.length === 0 || String(r.options) === "small columns") first = r;
      return [
        r.runtime,
        r.workload,
        `2^${r.log_rows}`,
        way(r.options),
        ms(r.prove_ms),
        Math.min(...r.prove_ms).toFixed(0),
        (Math.min(...r.prove_ms) / Math.min(...first.prove_ms)).toFixed(2),
        ((r.multiplications + r.fold_multiplications) / r.active).toFixed(1),
      ];
    }),
  });
}

function peersTable(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]?.peers ?? {});
  return formatTable({
    title: "Textbook provers ÷ ours",
    head: ["runtime", "rows", "active", "ours, ms", ...names],
    rows: rows.map((r) => [
      r.runtime,
      `2^${r.log_rows}`,
      String(r.active),
      ms(r.prove_ms),
      ...names.map((name) => r.peers![name].toFixed(1)),
    ]),
  });
}

/** Times of the largest size ÷ those of one sixteenth of its rows. */
function growth(rows: readonly Row[]): string[] {
  return rows.flatMap((r) => {
    const small = rows.find((s) =>
      s.runtime === r.runtime && s.workers === r.workers && s.log_rows === r.log_rows - 4 &&
      s.workload === r.workload && String(s.options) === String(r.options)
    );
    if (small === undefined) return [];
    const factor = (median(r.prove_ms) / median(small.prove_ms)).toFixed(1);
    return [
      `From 2^${small.log_rows} to 2^${r.log_rows} rows of ${r.workload}: ${factor} times the time (${r.runtime}, ${r.workers} thread${
        r.workers > 1 ? "s" : ""
      }).`,
    ];
  });
}

const comparisons = lines<Comparison>("prover-wasm.jsonl");
const rows = ["deno", "bun"].flatMap((name) => lines<Row>(`prover-${name}.jsonl`));
const switched = rows.filter((r) => r.peak_bytes === null);
const raced = rows.filter((r) => r.peers !== undefined);
const alone = rows.filter((r) => !switched.includes(r) && !raced.includes(r));

const page = new URL("prover.md", RESULTS);
const mark = "<!-- what follows is written by bench/prover_tables.ts -->";
const prose = readFileSync(page, "utf8").split(mark)[0];
const parts = [
  wasmTable(comparisons),
  sizesTable(alone),
  growth(alone).join("\n\n"),
  memoryTable(lines<Row>("prover-memory.jsonl")),
  techniquesTable(switched),
  peersTable(raced),
];
writeFileSync(page, `${prose}${mark}\n\n${parts.filter((p) => p !== "").join("\n\n")}\n`);

/** The best of each: what other programs on the machine take does not belong to growth. */
const series = new Map<string, Map<number, number>>();
function put(label: string, active: number, times: readonly number[]): void {
  const points = series.get(label) ?? new Map<number, number>();
  series.set(label, points);
  points.set(active, Math.min(points.get(active) ?? Infinity, ...times));
}
const threads = (count: number): string => `${count} thread${count > 1 ? "s" : ""}`;
for (const r of [...alone, ...raced]) {
  if (r.options.length > 0 || r.workload !== "ultra-shaped") continue;
  put(`${r.runtime.split(" ")[0]}, ${threads(r.workers)}`, r.active, r.prove_ms);
}
for (const { log_rows, threads: count, peer_ms } of comparisons) {
  const { active } = rows.find((r) => r.log_rows === log_rows)!;
  put(`wasm, ${threads(count)}`, active, peer_ms);
}
writeFileSync(
  new URL("prover.svg", RESULTS),
  growthPlot([...series].map(([label, points]): Series => ({ label, points: [...points] }))),
);
