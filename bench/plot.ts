// Draws bench/results/field.svg from bench/results/field-deno.jsonl and field-bun.jsonl (nanoseconds per operation on
// BN254's scalar field, ours beside what people use today; peers' times are our time × the measured ratio), and fills
// the tables of bench/results/field.md from the same files.
//
//   deno run -A bench/plot.ts      bun bench/plot.ts

import { readFileSync, writeFileSync } from "node:fs";

interface Row {
  field: string;
  operation: string;
  form: "lanes" | "packed";
  ns: number;
  ratio: Record<string, number>;
}

/** Bars of a group, in order: label, colour, and the time in a pair of rows. */
const BARS: readonly { label: string; colour: string; of: (lanes: Row, packed: Row) => number }[] =
  [
    { label: "@limbs/sumcheck, in lanes", colour: "#2f6fde", of: (lanes) => lanes.ns },
    { label: "@limbs/sumcheck, packed", colour: "#86b1f4", of: (_, packed) => packed.ns },
    { label: "ffjavascript, wasm batch", colour: "#c98a1b", of: peer("ffjavascript batch") },
    { label: "ffjavascript, wasm calls", colour: "#e2bd77", of: peer("ffjavascript wasm") },
    { label: "noble-curves", colour: "#8a5fbf", of: peer("noble") },
    { label: "BigInt", colour: "#9aa0a8", of: peer("BigInt") },
  ];

/** The groups: operation, and what it is called. */
const GROUPS: readonly (readonly [operation: string, title: string])[] = [
  ["mul", "multiply"],
  ["square", "square"],
  ["innerProduct", "inner product"],
  ["interpolate", "a + u·(b − a)"],
  ["inverse", "batch inverse"],
];

const PANEL = 430, LEFT = 104, TOP = 66, BAR = 11, GAP = 16, SCALE_STEP = 100;

function peer(name: string): (lanes: Row, packed: Row) => number {
  return (lanes) => lanes.ns * (lanes.ratio[name] ?? NaN);
}

function read(runtime: string): Row[] {
  const text = readFileSync(new URL(`results/field-${runtime}.jsonl`, import.meta.url), "utf8");
  return text.trim().split("\n").map((line) => JSON.parse(line) as Row);
}

/** The bars of one operation; a contestant without it is left out. */
function bars(rows: readonly Row[], operation: string) {
  const find = (form: Row["form"]) =>
    rows.find((row) => row.operation === operation && row.form === form);
  const lanes = find("lanes"), packed = find("packed");
  if (lanes === undefined || packed === undefined) throw new Error(`No rows for ${operation}`);
  return BARS.map(({ label, colour, of }) => ({ label, colour, ns: of(lanes, packed) }))
    .filter(({ ns }) => !Number.isNaN(ns));
}

const RESULTS = { Deno: read("deno"), Bun: read("bun") };

const panels = Object.entries(RESULTS).map(([title, all]) => {
  const rows = all.filter((row) => row.field === "bn254-fr");
  return {
    title,
    groups: GROUPS.map(([operation, name]) => ({ name, bars: bars(rows, operation) })),
  };
});
const largest = Math.max(
  ...panels.flatMap((p) => p.groups.flatMap((g) => g.bars.map((b) => b.ns))),
);
const ticks = Math.ceil(largest / SCALE_STEP);
const plotWidth = PANEL - LEFT - 44;
const x = (ns: number) => (ns / (ticks * SCALE_STEP)) * plotWidth;
const groupHeight = (count: number) => count * BAR + GAP;
const heights = panels.map((p) => p.groups.reduce((sum, g) => sum + groupHeight(g.bars.length), 0));
const height = TOP + Math.max(...heights) + 52;

const out: string[] = [];
const number = (v: number) => String(Math.round(v * 10) / 10);
const text = (at: number, y: number, content: string, rest = "") =>
  out.push(`<text x="${number(at)}" y="${number(y)}"${rest}>${content}</text>`);

BARS.forEach(({ label, colour }, i) => {
  const at = 12 + (i % 3) * 285, y = 18 + Math.floor(i / 3) * 17;
  out.push(`<rect x="${at}" y="${y - 9}" width="10" height="10" rx="1.5" fill="${colour}"/>`);
  text(at + 16, y, label);
});
panels.forEach(({ title, groups }, i) => {
  const left = i * PANEL + LEFT;
  text(left, TOP - 8, title, ` class="title"`);
  const bottom = height - 42;
  for (let k = 0; k <= ticks; k++) {
    const at = number(left + x(k * SCALE_STEP));
    out.push(`<line x1="${at}" y1="${TOP}" x2="${at}" y2="${bottom}" class="grid"/>`);
    if (ticks < 8 || k % 2 === 0) {
      text(left + x(k * SCALE_STEP), bottom + 14, String(k * SCALE_STEP), ` text-anchor="middle"`);
    }
  }
  let y = TOP + GAP / 2;
  for (const { name, bars } of groups) {
    text(left - 8, y + (bars.length * BAR) / 2 + 4, name, ` text-anchor="end"`);
    for (const { colour, ns } of bars) {
      out.push(
        `<rect x="${left}" y="${number(y)}" width="${number(x(ns))}" height="${
          BAR - 2
        }" fill="${colour}"/>`,
      );
      text(left + x(ns) + 4, y + BAR - 3, String(Math.round(ns)), ` class="value"`);
      y += BAR;
    }
    y += GAP;
  }
});
text(
  PANEL,
  height - 8,
  "nanoseconds per element, 4096 elements of BN254's scalar field (shorter is better)",
  ` text-anchor="middle"`,
);

const width = 2 * PANEL;
const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Field arithmetic: nanoseconds per operation beside ffjavascript, noble-curves and BigInt, on Deno and Bun">
<style>
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #6e7781; }
.title { font-size: 14px; font-weight: 600; }
.value { font-size: 10px; }
.grid { stroke: #8c959f; stroke-opacity: 0.35; }
</style>
${out.join("\n")}
</svg>
`;
writeFileSync(new URL("results/field.svg", import.meta.url), svg);

/** A table of rows: our time, and each peer's time ÷ ours. */
function table(rows: readonly Row[], name: (row: Row) => string): string {
  const peers = ["ffjavascript batch", "ffjavascript wasm", "ffjavascript API", "noble", "BigInt"];
  const lines = [
    `| | form | ns | ${peers.map((peer) => `× ${peer}`).join(" | ")} |`,
    `|---|---|---|${peers.map(() => "---|").join("")}`,
  ];
  for (const row of rows) {
    const ratios = peers.map((peer) => row.ratio[peer]?.toFixed(2) ?? "");
    lines.push(`| ${name(row)} | ${row.form} | ${row.ns.toFixed(1)} | ${ratios.join(" | ")} |`);
  }
  return lines.join("\n");
}

/** The figures that are worth a sentence, from rows of one field. */
function summary(all: readonly Row[]): string[] {
  const row = (operation: string, form: Row["form"]) => {
    const found = all.find((r) =>
      r.field === "bn254-fr" && r.operation === operation && r.form === form
    );
    if (found === undefined) throw new Error(`No row for ${operation}, ${form}`);
    return found;
  };
  const lanes = row("mul", "lanes"), packed = row("mul", "packed");
  return [
    lanes.ratio["ffjavascript batch"]!,
    lanes.ratio["noble"]!,
    packed.ratio["ffjavascript batch"]!,
    lanes.ns / row("innerProduct", "lanes").ns,
    row("inverse", "lanes").ns / lanes.ns,
  ].map((x) => x.toFixed(2));
}

const summaries = Object.values(RESULTS).map(summary);
const SUMMARY = [
  "multiplication in lanes: speed ÷ ffjavascript's batch",
  "multiplication in lanes: speed ÷ noble-curves",
  "multiplication packed to packed: speed ÷ ffjavascript's batch",
  "inner product: products per second ÷ multiplications in lanes per second",
  "batch inverse: time of one element, in multiplications in lanes",
];
const summaryTable = [
  "## In five figures, BN254's scalar field",
  "",
  `| | ${Object.keys(RESULTS).join(" | ")} |`,
  `|---|${"---|".repeat(summaries.length)}`,
  ...SUMMARY.map((name, i) => `| ${name} | ${summaries.map((s) => s[i]).join(" | ")} |`),
].join("\n");

const tables = Object.entries(RESULTS).flatMap(([runtime, rows]) => [
  `## BN254's scalar field on ${runtime}`,
  table(rows.filter((row) => row.field === "bn254-fr"), (row) => row.operation),
  `## Multiplication in every field on ${runtime}`,
  table(rows.filter((row) => row.operation === "mul"), (row) => row.field),
]);
const page = new URL("results/field.md", import.meta.url);
const mark = "<!-- the tables below are written by bench/plot.ts -->";
const prose = readFileSync(page, "utf8").split(mark)[0]!;
writeFileSync(page, `${prose}${mark}\n\n${summaryTable}\n\n${tables.join("\n\n")}\n`);
