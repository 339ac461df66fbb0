// `cli.ts prove`: from a trace to a proof and a report of who did what.

import type { RelationRegistry } from "../relations/registry.ts";
import { auto, type DistributionChoice, formatDistribution } from "../scheduler/distribution.ts";
import { MAX_THREADS } from "../scheduler/options.ts";
import { imbalanceOf, type PassReport, type ThreadReport } from "../scheduler/report.ts";
import { traceEvents } from "../scheduler/trace_events.ts";
import { utf8 } from "../sumcheck/bytes.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { MAX_PADDED_LOG_ROWS } from "../sumcheck/limits.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { formatProof, proofToJson } from "../sumcheck/proof_json.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { command } from "./command.ts";
import { DISTRIBUTION_OPTION, readDistribution } from "./distribution_option.ts";
import { CheckFailed, CliError, oneLine } from "./errors.ts";
import { readTraceFile } from "./input_file.ts";
import { type Options, type OptionSpecs, readInteger } from "./options.ts";
import { checkWritable, writeWhole } from "./output_file.ts";
import { completeParameters, PARAMETER_OPTIONS, readParameterOptions } from "./parameters.ts";
import { ProgressBar } from "./progress.ts";
import { readRegistry, RELATIONS_OPTION } from "./registry_option.ts";
import type { Runtime } from "./runtime.ts";
import type { Style } from "./style.ts";

/** Threads unless --workers says otherwise: all processors, but no more than this. */
const DEFAULT_THREADS = 8;
const DEFAULT_DISTRIBUTION = auto();
const SATISFIED = "tests/vectors/sumcheck_ultra_bb3_d8_satisfied.json";

const OPTIONS = {
  relations: RELATIONS_OPTION,
  trace: { value: "FILE", help: "the trace", required: true, completes: "file" },
  ...PARAMETER_OPTIONS,
  rounds: {
    value: "N",
    help: "rounds of the proof, for a constant shape; at least log2 of the rows",
  },
  workers: {
    value: "N",
    help: `threads, this one counted; else the processors, at most ${DEFAULT_THREADS}`,
  },
  distribution: DISTRIBUTION_OPTION,
  satisfied: {
    flag: true,
    help: "the trace is known to satisfy the relations: faster, and an error if it does not",
  },
  lean: { flag: true, help: "a fifth of the memory for folded columns, some time more" },
  out: { value: "FILE", help: "where to write the proof", completes: "file" },
  "trace-events": {
    value: "FILE",
    help: "where to write the times of all chunks, for chrome://tracing or Perfetto",
    completes: "file",
  },
} as const satisfies OptionSpecs;

/** The command `prove`. */
export const prove = command({
  name: "prove",
  summary: "prove that a trace's relations sum to the claimed sum",
  examples: [
    {
      purpose: "a satisfied circuit, on four threads",
      command: `prove --relations ultra-bb3 --trace ${SATISFIED} --workers 4 --out proof.json`,
    },
    {
      purpose: "known to be satisfied: faster",
      command: `prove --relations ultra-bb3 --trace ${SATISFIED} --satisfied --out proof.bin`,
    },
    {
      purpose: "what each thread did when, to be opened in Perfetto",
      command: `prove --relations ultra-bb3 --trace ${SATISFIED} --trace-events events.json`,
    },
  ],
  details: `Prints the claimed sum, which is zero for a satisfied trace, and what each thread did.
Exit code 1: with --satisfied, the trace is not.

A trace is a file of this package (JSON or binary) or a vector of the kind sumcheck. A vector brings its
parameters and its number of rounds along; for other traces give parameters with --parameters or --parameter.

A proof whose file's name ends in .bin is written in the compact binary form, any other as JSON.`,
  options: OPTIONS,
  async run(options, _operands, { runtime, style, errorStyle, line }) {
    const call = readCall(options, runtime);
    const { registry, threads, distribution, out, events } = call;
    const outputs = [out, events].filter((path) => path !== undefined);
    const given = await readParameterOptions(runtime, options);
    for (const path of outputs) await checkWritable(runtime, path);

    const input = await readTraceFile(runtime, options.trace, registry, threads > 1);
    const parameters = await completeParameters(registry, given, input.parameters);
    const rounds = call.rounds ?? input.rounds ?? input.trace.logRows;
    const passes: PassReport[] = [];
    const bar = new ProgressBar(runtime, errorStyle);
    let drawing = bar.show(0, rounds);
    const start = performance.now();
    await using pool = await openProverPool({ threads });
    const proof = await new SumcheckProver(registry, input.trace, {
      parameters,
      paddedLogRows: rounds,
      pool,
      distribution,
      satisfied: options.satisfied,
      lean: options.lean,
      trace: events !== undefined,
      onRound({ round, rounds, report }) {
        passes.push(report);
        drawing = drawing.then(() => bar.show(round + 1, rounds));
      },
    }).prove().catch((error) => {
      const refuted = error instanceof SumcheckError && error.code === "unsatisfied";
      throw refuted ? new CheckFailed(error) : error;
    }).finally(async () => {
      await drawing;
      await bar.clear();
    });
    const timeMs = performance.now() - start;

    if (out !== undefined) await writeWhole(runtime, out, proofBytes(registry, proof, out));
    if (events !== undefined) {
      const file = traceEvents(passes, ({ code }) => `round ${code}`);
      await writeWhole(runtime, events, utf8(`${JSON.stringify(file)}\n`));
    }
    const work: Work = { timeMs, shares: sumThreads(passes) };
    for (const text of describeProof(call, proof, work, style)) await line(text);
    for (const path of outputs) await line(`wrote ${oneLine(path)}`);
    return {
      ok: true,
      json: {
        ...proofResult(call, proof, work),
        ...(out === undefined ? { proof: proofToJson(registry, proof) } : { out }),
        ...(events === undefined ? {} : { traceEvents: events }),
      },
    };
  },
});

/** What the options ask for, checked. */
interface ProveCall {
  readonly registry: RelationRegistry;
  readonly threads: number;
  readonly distribution: DistributionChoice;
  readonly rounds: number | undefined;
  readonly out: string | undefined;
  readonly events: string | undefined;
}

/** How a proof was made. */
interface Work {
  readonly timeMs: number;
  readonly shares: readonly ThreadReport[];
}

function readCall(options: Options<typeof OPTIONS>, runtime: Runtime): ProveCall {
  const { workers, distribution, rounds, out, "trace-events": events } = options;
  if (out !== undefined && out === events) {
    throw new CliError(
      "bad-value",
      `Cannot use --trace-events: ${JSON.stringify(events)} is where --out goes`,
    );
  }
  return {
    registry: readRegistry(options.relations),
    threads: workers === undefined
      ? Math.min(runtime.processors, DEFAULT_THREADS)
      : readInteger("workers", workers, 1, MAX_THREADS),
    distribution: distribution === undefined
      ? DEFAULT_DISTRIBUTION
      : readDistribution(distribution),
    rounds: rounds === undefined
      ? undefined
      : readInteger("rounds", rounds, 1, MAX_PADDED_LOG_ROWS),
    out,
    events,
  };
}

function proofBytes(registry: RelationRegistry, proof: Proof, path: string): Uint8Array {
  return path.endsWith(".bin") ? encodeProof(registry, proof) : utf8(formatProof(registry, proof));
}

function describeProof(
  call: ProveCall,
  proof: Proof,
  { timeMs, shares }: Work,
  style: Style,
): string[] {
  const { registry: { name, field }, threads, distribution } = call;
  return [
    `${name}: 2^${proof.logRows} rows, ${proof.paddedLogRows} rounds, ${threads} ${
      threads === 1 ? "thread" : "threads"
    }, ${formatDistribution(distribution)}`,
    `claimed sum ${field.format(proof.claimedSum)}`,
    field.isZero(proof.claimedSum)
      ? `  ${style.good("zero")}: the proof of a satisfied trace`
      : `  ${
        style.warning("NOT ZERO")
      }: the trace does not satisfy the relations; verify refuses this proof unless told this sum`,
    ...threadTable(shares, style),
    `imbalance ${imbalanceOf(shares).toFixed(2)}, time ${timeMs.toFixed(1)} ms`,
  ];
}

function proofResult(call: ProveCall, proof: Proof, { timeMs, shares }: Work) {
  const { registry: { name, field }, threads, distribution } = call;
  return {
    registry: name,
    logRows: proof.logRows,
    rounds: proof.paddedLogRows,
    claimedSum: field.format(proof.claimedSum),
    satisfied: field.isZero(proof.claimedSum),
    threads,
    distribution: formatDistribution(distribution),
    timeMs,
    imbalance: imbalanceOf(shares),
    perThread: shares,
  };
}

/** What each thread did in all passes. */
function sumThreads(passes: readonly PassReport[]): ThreadReport[] {
  const bySlot = new Map<number, ThreadReport>();
  for (const { threads } of passes) {
    for (const thread of threads) {
      const sum = bySlot.get(thread.slot);
      bySlot.set(
        thread.slot,
        sum === undefined ? thread : {
          slot: thread.slot,
          chunks: sum.chunks + thread.chunks,
          rows: sum.rows + thread.rows,
          busyMs: sum.busyMs + thread.busyMs,
          claimMs: sum.claimMs + thread.claimMs,
          lastMs: thread.lastMs,
          waitMs: sum.waitMs + thread.waitMs,
        },
      );
    }
  }
  return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
}

function threadTable(shares: readonly ThreadReport[], style: Style): string[] {
  const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(9)).join("");
  return [
    style.heading(row("thread", "chunks", "rows", "busy ms", "wait ms")),
    ...shares.map(({ slot, chunks, rows, busyMs, waitMs }) =>
      row(String(slot), String(chunks), String(rows), busyMs.toFixed(1), waitMs.toFixed(1))
    ),
  ];
}
