// How fast is field arithmetic, beside what people use today? Every operation on arrays of 4096 elements, for each named
// field, packed and in lanes, and the same on BigInt, noble-curves and ffjavascript in the same run. Contestants take
// turns; a figure is the median of the turns' medians, a ratio the median of the turns' ratios (above 1: ours is faster).
//
//   deno run -A bench/field.ts [--json | --jsonl] [--field=bn254-fr] [--operation=mul] [--turns=7]
//   bun bench/field.ts …
//
// --json prints one list of { field, operation, form, ns, ratio }, --jsonl the same objects one to a line; `ns` is per
// element, per product for sumOfProducts and innerProduct, per output element for fold.

import { measure } from "mitata";
import { FIELDS } from "../field/mod.ts";
import { fieldInputs, ourField } from "./field_ours.ts";
import {
  bigintPeer,
  type Contestant,
  ffjavascriptPeers,
  noblePeer,
  type Operation,
  OPERATIONS,
  PAIRS,
  type Task,
} from "./field_peers.ts";
import { argumentsOf, median } from "./support.ts";

const COUNT = 4096;

/** Each contestant runs this long before any is timed: the engines compile large functions late, and beside the work. */
const WARM_UP_MS = 250;

/** One row of the results. */
interface Row {
  field: string;
  operation: Operation;
  form: "lanes" | "packed";
  /** Nanoseconds per element, rounded to hundredths. */
  ns: number;
  /** Peer's time ÷ ours. */
  ratio: Record<string, number>;
}

/** Elements (or products) per run. */
function elements(operation: Operation): number {
  return operation === "sumOfProducts" ? COUNT * PAIRS : operation === "fold" ? COUNT / 2 : COUNT;
}

/** Every contestant must give the same results before it is timed. */
function checkAgreement(field: string, operation: Operation, tasks: Map<string, Task>): void {
  let expected: { name: string; values: readonly bigint[] } | undefined;
  for (const [name, { run, results }] of tasks) {
    run();
    if (results === undefined) continue;
    const values = results();
    expected ??= { name, values };
    const at = values.findIndex((x, k) => x !== expected!.values[k]);
    if (at >= 0 || values.length !== expected.values.length) {
      throw new Error(`${field} ${operation}: ${name} and ${expected.name} differ at ${at}`);
    }
  }
}

async function timeOperation(
  field: string,
  operation: Operation,
  contestants: readonly Contestant[],
  turns: number,
): Promise<Row[]> {
  const tasks = new Map<string, Task>();
  for (const { name, tasks: own } of contestants) {
    const task = own[operation];
    if (task !== undefined) tasks.set(name, task);
  }
  checkAgreement(field, operation, tasks);
  for (const { run } of tasks.values()) {
    for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) run();
  }
  const times = new Map([...tasks.keys()].map((name) => [name, [] as number[]]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, { run }] of tasks) {
      const { p50 } = await measure(run, {
        gc: () => {},
        min_cpu_time: 20e6,
        min_samples: 3,
        warmup_samples: 1,
      });
      times.get(name)!.push(p50 / elements(operation));
    }
  }
  const forms = (["lanes", "packed"] as const).filter((form) => tasks.has(form));
  const peers = [...tasks.keys()].filter((name) => name !== "lanes" && name !== "packed");
  return forms.map((form) => {
    const own = times.get(form)!;
    const ratio = (peer: string) => round(median(times.get(peer)!.map((t, k) => t / own[k]!)));
    return {
      field,
      operation,
      form,
      ns: round(median(own)),
      ratio: Object.fromEntries(peers.map((peer) => [peer, ratio(peer)])),
    };
  });
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}

function print(rows: readonly Row[]): void {
  for (const { operation, form, ns, ratio } of rows) {
    const ratios = Object.entries(ratio).map(([peer, x]) => `${peer} ×${x.toFixed(2)}`);
    console.log(
      `  ${operation.padEnd(14)} ${form.padEnd(6)} ${ns.toFixed(1).padStart(8)} ns   ${
        ratios.join("   ")
      }`,
    );
  }
}

const given = argumentsOf(["field", "operation", "turns"], ["json", "jsonl"]);
const quiet = given.has("json") || given.has("jsonl");
const turns = given.number("turns", 7);
const rows: Row[] = [];
for (const field of FIELDS.filter((f) => given.text("field", f.name) === f.name)) {
  const inputs = fieldInputs(field, COUNT);
  const contestants = [
    ourField("lanes", field, inputs),
    ourField("packed", field, inputs),
    bigintPeer(inputs),
    noblePeer(inputs),
    ...await ffjavascriptPeers(inputs),
  ];
  if (!quiet) console.log(field.name);
  for (const operation of OPERATIONS.filter((o) => given.text("operation", o) === o)) {
    const some = await timeOperation(field.name, operation, contestants, turns);
    rows.push(...some);
    if (!quiet) print(some);
  }
}
if (given.has("json")) {
  console.log(`[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`);
}
if (given.has("jsonl")) { for (const row of rows) console.log(JSON.stringify(row)); }
