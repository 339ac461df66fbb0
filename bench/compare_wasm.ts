// The same work by barretenberg's wasm prover and by ours: the sumcheck over a circuit of 2^17 rows, 65,860 of them
// active, with the same number of threads. The two take turns; what counts are the ratios ours ÷ theirs of one run.
//
//   deno run -A bench/compare_wasm.ts --peer DIR [--threads 1,2] [--runs 5] [--log-rows 17] [--satisfied] [--lean]
//     [--circuit circuit] [--points points] [--json | --jsonl]
//   bun bench/compare_wasm.ts …
//
// The runtime that it is started on is the one that ours runs on; theirs runs on Node (bench/peers/barretenberg_wasm.mjs).
// Each side makes one proof that is not counted (ours two), so that both are compiled. DIR is made ready once, as
// bench/results/prover.md says; --circuit and --points are folders in it. Theirs is timed by its log, from the first
// round to the evaluations; ours from a trace in memory to the proof, transcript and tables included.
//
// --json prints a list, one object per number of threads (--jsonl: one per line): { workload, log_rows, active, threads, options, runtime,
// peer_ms: [...], ours_ms: [...], ratio_of_medians, median_of_ratios, load }.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { WorkerPool } from "../scheduler/mod.ts";
import { openProverPool, SumcheckProver } from "../sumcheck/mod.ts";
import { argumentsOf, median, runtime } from "./support.ts";
import { type Workload, workload } from "./workloads/mod.ts";

interface Comparison {
  workload: string;
  log_rows: number;
  active: number;
  threads: number;
  options: string[];
  runtime: string;
  peer_ms: number[];
  ours_ms: number[];
  ratio_of_medians: number;
  median_of_ratios: number;
  load: number;
}

/** The other prover, in a process of its own that is warm after its first proof. */
class Peer implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #complaints = "";

  constructor(folder: string, circuit: string, points: string, threads: number) {
    const script = fileURLToPath(new URL("peers/barretenberg_wasm.mjs", import.meta.url));
    this.#process = spawn("node", [script, circuit, points, String(threads)], { cwd: folder });
    this.#process.on("error", (error) => this.#complaints += error.message);
    this.#process.stderr.on("data", (text) => this.#complaints += text);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Makes a proof; returns the milliseconds of its sumcheck.
   * @throws {Error} if the process ends instead or times nothing
   */
  async prove(): Promise<number> {
    this.#process.stdin.write("prove\n");
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`Cannot time the peer: it ended.\n${this.#complaints}`);
      const ms = /^sumcheck_ms=(.*)$/.exec(value)?.[1];
      if (ms === undefined) continue; // its own messages
      if (!(Number(ms) > 0)) throw new Error("Cannot time the peer: it logs no sumcheck");
      return Number(ms);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await ended;
  }
}

async function proveOurs(
  { registry, trace, parameters }: Workload,
  pool: WorkerPool,
  options: { readonly satisfied: boolean; readonly lean: boolean },
): Promise<number> {
  const start = performance.now();
  const proof = await new SumcheckProver(registry, trace, { parameters, pool, ...options }).prove();
  const ms = performance.now() - start;
  if (!registry.field.isZero(proof.claimedSum)) throw new Error("Cannot time ours: a sum is not 0");
  return ms;
}

/** Proofs before those that count: engines compile what is hot again and again. The peer is compiled after one. */
const WARM_PROOFS = 5;

const args = argumentsOf(
  ["peer", "threads", "runs", "log-rows", "circuit", "points"],
  ["satisfied", "lean", "json", "jsonl"],
);
const folder = args.text("peer", "");
if (folder === "") throw new Error("--peer DIR is needed: see bench/results/prover.md");
const circuit = args.text("circuit", "circuit"), points = args.text("points", "points");
const options = { satisfied: args.has("satisfied"), lean: args.has("lean") };
const statement = workload("ultra-shaped", { logRows: args.number("log-rows", 17) });
const rounded = (x: number, digits = 1) => Number(x.toFixed(digits));

const comparisons: Comparison[] = [];
for (const threads of args.list("threads", "1").map(Number)) {
  await using pool = await openProverPool({ threads });
  await using peer = new Peer(folder, circuit, points, threads);
  const ours = () => proveOurs(statement, pool, options);
  await peer.prove();
  for (let warm = 0; warm < WARM_PROOFS; warm++) await ours();
  const peerMs: number[] = [], oursMs: number[] = [];
  for (let run = 0; run < args.number("runs", 5); run++) {
    const turns = [async () => peerMs.push(await peer.prove()), async () => {
      oursMs.push(await ours());
    }];
    for (const turn of run % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const row: Comparison = {
    workload: statement.name,
    log_rows: statement.trace.logRows,
    active: statement.active,
    threads,
    options: Object.entries(options).filter(([, on]) => on).map(([name]) => name),
    runtime: runtime(),
    peer_ms: peerMs.map((ms) => rounded(ms)),
    ours_ms: oursMs.map((ms) => rounded(ms)),
    ratio_of_medians: rounded(median(oursMs) / median(peerMs), 3),
    median_of_ratios: rounded(median(oursMs.map((ms, i) => ms / peerMs[i])), 3),
    load: rounded(loadavg()[0]),
  };
  comparisons.push(row);
  if (args.has("jsonl")) console.log(JSON.stringify(row));
  if (args.has("json") || args.has("jsonl")) continue;
  console.log(
    `${row.runtime.padEnd(12)} ${threads} thread${threads > 1 ? "s" : " "} ` +
      `ours ${median(oursMs).toFixed(0).padStart(5)} ms, wasm ${
        median(peerMs).toFixed(0).padStart(5)
      } ms, ` +
      `ratio of medians ${row.ratio_of_medians.toFixed(2)}, median of ratios ${
        row.median_of_ratios.toFixed(2)
      } ` +
      `${row.options.join(" ")} (load ${row.load})`,
  );
}
if (args.has("json")) console.log(JSON.stringify(comparisons, undefined, 2));
