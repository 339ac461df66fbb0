// How fast is a whole proof, from a trace in memory to the proof, Keccak transcript included? By workload, size, threads
// and technique; with the products it took, so that the time can be explained: kernel efficiency is what the products
// alone would take at the lane kernel's own speed (measured in the same run) ÷ the time of the proof × threads.
//
//   deno run -A bench/prover.ts [--workload ultra-shaped] [--log-rows 14,16,17] [--workers 1,2] [--runs 5]
//     [--satisfied] [--lean] [--small] [--without divide,specialize,claims] [--switches] [--peers] [--json | --jsonl]
//   bun bench/prover.ts …
//
// --switches proves in every way in turn: with all techniques, without each of them, without all, as a satisfied trace,
// and lean. --small, for avm-shaped: columns of small integers are stored as such.
//
// --json prints one object (a list of them if there are several; --jsonl: one per line): { workload, log_rows, active, workers,
// options, prove_ms: [...], multiplications, fold_multiplications, kernel_ns, efficiency, column_bytes, peak_bytes,
// runtime }. Counts are per proof; column_bytes is what the stored columns take, peak_bytes the process's resident memory
// at its highest from the making of the workload on, columns and engine included (null where the system does not tell;
// start Deno with --v8-flags=--expose-gc, or what the making left behind counts too).
//
// --peers, for small sizes: two textbook provers (bench/peers/) make the same messages, checked before they are timed,
// in turn with ours; { peers: { naive, noble } } are the medians of their times ÷ ours of the same turn.

import { BN254_FR, LANES } from "../field/mod.ts";
import type { WorkerPool } from "../scheduler/mod.ts";
import {
  openProverPool,
  type Proof,
  SmallColumn,
  SumcheckProver,
  type Technique,
  type Trace,
  type Transcript,
} from "../sumcheck/mod.ts";
import { PEER_NAMES, type PeerName, PeerProvers, RecordingTranscript } from "./peers/provers.ts";
import { argumentsOf, median, peakBytes, resetPeak, runtime } from "./support.ts";
import { type AvmShaped, smallStorage } from "./workloads/avm_shaped.ts";
import {
  isWorkloadName,
  type Workload,
  workload,
  WORKLOAD_NAMES,
  type WorkloadName,
} from "./workloads/mod.ts";

interface Row {
  workload: string;
  log_rows: number;
  active: number;
  workers: number;
  options: string[];
  prove_ms: number[];
  multiplications: number;
  fold_multiplications: number;
  kernel_ns: number;
  efficiency: number;
  column_bytes: number;
  peak_bytes: number | null;
  runtime: string;
  peers?: Partial<Record<PeerName, number>>;
}

interface Options {
  readonly small: boolean;
  readonly satisfied: boolean;
  readonly lean: boolean;
  readonly without: readonly Technique[];
}

/** Techniques on any columns. */
const TECHNIQUES: readonly Technique[] = ["divide", "specialize", "claims"];

/** ns per product of the lane kernel on arrays that fit the first-level cache; the best of some heats. */
function kernelNanoseconds(): number {
  const kernel = BN254_FR.kernel(), count = 96;
  const [a, b] = [1, 2].map(() => {
    const lanes = new Float64Array(count * LANES);
    kernel.unpack(lanes, BN254_FR.randomVector(count).words, 0, count);
    return lanes;
  });
  const out = new Float64Array(count * LANES);
  let best = Infinity;
  for (let heat = 0; heat < 30; heat++) {
    const start = performance.now();
    for (let i = 0; i < 100; i++) kernel.mul(out, a, b, count);
    best = Math.min(best, (performance.now() - start) * 1e6 / (100 * count));
  }
  return best;
}

/** One way to prove, and what its proofs took. */
class Contender {
  readonly options: Options;
  readonly times: number[] = [];
  multiplications = 0;
  folds = 0;

  constructor(options: Options) {
    this.options = options;
  }

  /** Makes a proof; `counted` or not. */
  async prove(
    { name, registry, trace, parameters }: Workload,
    pool: WorkerPool,
    counted: boolean,
    transcript?: Transcript,
  ): Promise<Proof> {
    const { satisfied, lean, without } = this.options;
    let multiplications = 0, folds = 0;
    const start = performance.now();
    const proof = await new SumcheckProver(registry, trace, {
      parameters,
      pool,
      satisfied,
      lean,
      without,
      ...(transcript && { transcript }),
      onRound: ({ work }) => {
        multiplications += work.multiplications;
        folds += work.foldMultiplications;
      },
    }).prove();
    if (counted) this.times.push(performance.now() - start);
    if (!registry.field.isZero(proof.claimedSum)) throw new Error(`${name}: the sum is not 0`);
    this.multiplications = multiplications;
    this.folds = folds;
    return proof;
  }

  row(
    { name, trace, active }: Workload,
    workers: number,
    kernel: number,
    peak: number | null,
  ): Row {
    const { multiplications, folds, times } = this;
    const { small, satisfied, lean, without } = this.options;
    const products = (multiplications + folds) * kernel / 1e6;
    return {
      workload: name,
      log_rows: trace.logRows,
      active,
      workers,
      options: [
        ...(small ? ["small columns"] : []),
        ...(satisfied ? ["satisfied"] : []),
        ...(lean ? ["lean"] : []),
        ...without.map((technique) => `without ${technique}`),
      ],
      prove_ms: times.map((ms) => Math.round(ms * 100) / 100),
      multiplications,
      fold_multiplications: folds,
      kernel_ns: Math.round(kernel * 100) / 100,
      efficiency: Math.round(1000 * products / (median(times) * workers)) / 1000,
      column_bytes: columnBytes(trace),
      peak_bytes: peak,
      runtime: runtime(),
    };
  }
}

/** Times every way to prove, in turn, and the peers beside the first of them. */
async function measure(
  workload: Workload,
  workers: number,
  runs: number,
  contenders: readonly Contender[],
  peers: readonly PeerName[],
): Promise<Row[]> {
  await using pool = await openProverPool({ threads: workers });
  const transcript = new RecordingTranscript(workload.registry.field);
  // The first proofs are not counted: the engine's compilers need them.
  for (const contender of contenders) await contender.prove(workload, pool, false);
  const contest = peers.length === 0 ? undefined : new PeerProvers(
    workload,
    await contenders[0].prove(workload, pool, false, transcript),
    transcript,
  );
  for (const peer of peers) contest!.time(peer);

  let kernel = Infinity;
  const ratios = new Map(peers.map((peer) => [peer, [] as number[]]));
  for (let run = 0; run < runs; run++) {
    kernel = Math.min(kernel, kernelNanoseconds());
    for (const contender of contenders) await contender.prove(workload, pool, true);
    for (const peer of peers) {
      ratios.get(peer)!.push(contest!.time(peer) / contenders[0].times[run]);
    }
  }
  // Proofs of several kinds in one process have one peak.
  const peak = contenders.length === 1 ? peakBytes() : null;
  const [first, ...others] = contenders.map((c) => c.row(workload, workers, kernel, peak));
  if (peers.length === 0) return [first, ...others];
  const medians = peers.map((peer) => [peer, Math.round(median(ratios.get(peer)!) * 10) / 10]);
  return [{ ...first, peers: Object.fromEntries(medians) }, ...others];
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

/** Bytes of the stored columns. */
function columnBytes(trace: Trace): number {
  return [...trace.columns.values()].reduce((sum, column) => {
    const { byteLength } = column instanceof SmallColumn ? column.values : column.words;
    return sum + byteLength;
  }, 0);
}

function print(row: Row): void {
  const { active, multiplications, fold_multiplications: folds } = row;
  console.log(
    [
      row.workload.padEnd(14),
      `2^${row.log_rows}`.padStart(5),
      `${active} active`.padStart(15),
      `${row.workers} thr.`.padStart(7),
      `${median(row.prove_ms).toFixed(0)} ms (best ${Math.min(...row.prove_ms).toFixed(0)})`
        .padStart(24),
      `${(multiplications / active).toFixed(1)} + ${(folds / active).toFixed(1)} mul/row`.padStart(
        22,
      ),
      `${(row.efficiency * 100).toFixed(0)} % of the kernel's ${row.kernel_ns.toFixed(0)} ns`
        .padStart(28),
      row.peak_bytes === null
        ? ""
        : `${mebibytes(row.peak_bytes)} MiB (columns ${mebibytes(row.column_bytes)})`.padStart(24),
      ...Object.entries(row.peers ?? {}).map(([peer, ratio]) => `${ratio.toFixed(1)} × ${peer}`),
      row.options.join(", "),
    ].join(" "),
  );
}

/** The workload; with --small, its columns of small integers are stored as such. */
function statementOf(name: WorkloadName, logRows: number): Workload {
  const made = workload(name, { logRows });
  if (!args.has("small")) return made;
  if (!("widths" in made)) throw new Error(`${name} has no small columns`);
  const trace = made.trace.withSmall(smallStorage(made as AvmShaped), { shared: true });
  return { ...made, trace };
}

const args = argumentsOf(["workload", "log-rows", "workers", "runs", "without"], [
  "satisfied",
  "lean",
  "small",
  "switches",
  "peers",
  "json",
  "jsonl",
]);
const name = args.text("workload", "ultra-shaped");
if (!isWorkloadName(name)) throw new Error(`workloads: ${WORKLOAD_NAMES.join(" ")}`);
const given: Options = {
  small: args.has("small"),
  satisfied: args.has("satisfied"),
  lean: args.has("lean"),
  without: args.list("without", "").filter((t) => t !== "") as Technique[],
};
const techniques: readonly Technique[] = given.small ? [...TECHNIQUES, "small"] : TECHNIQUES;
const ways: readonly Options[] = args.has("switches")
  ? [
    given,
    ...techniques.map((technique) => ({ ...given, without: [technique] })),
    { ...given, without: techniques },
    { ...given, satisfied: true },
    { ...given, lean: true },
  ]
  : [given];
const rows: Row[] = [];
for (const logRows of args.list("log-rows", "14").map(Number)) {
  const statement = statementOf(name, logRows);
  resetPeak();
  for (const workers of args.list("workers", "1").map(Number)) {
    const found = await measure(
      statement,
      workers,
      args.number("runs", 5),
      ways.map((options) => new Contender(options)),
      args.has("peers") ? PEER_NAMES : [],
    );
    rows.push(...found);
    for (const row of found) {
      if (args.has("jsonl")) console.log(JSON.stringify(row));
      else if (!args.has("json")) print(row);
    }
  }
}
if (args.has("json")) console.log(JSON.stringify(rows.length === 1 ? rows[0] : rows, undefined, 2));
