// `cli.ts prove`: from a trace to a proof and a report of who did what.

import { registryByName } from "../relations/registries.ts";
import {
  type DistributionChoice,
  dynamic,
  formatDistribution,
  parseDistribution,
} from "../scheduler/distribution.ts";
import { MAX_THREADS } from "../scheduler/options.ts";
import { imbalanceOf, type PassReport, type ThreadReport } from "../scheduler/report.ts";
import { traceEvents } from "../scheduler/trace_events.ts";
import { utf8 } from "../sumcheck/bytes.ts";
import { MAX_PADDED_LOG_ROWS } from "../sumcheck/limits.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { formatProof, proofToJson } from "../sumcheck/proof_json.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { command } from "./command.ts";
import { CliError } from "./errors.ts";
import { readTraceFile } from "./input_file.ts";
import { readInteger } from "./options.ts";
import { checkWritable, writeWhole } from "./output_file.ts";
import { completeParameters, PARAMETER_OPTIONS, readParameterOptions } from "./parameters.ts";
import { ProgressBar } from "./progress.ts";

/** Threads unless --workers says otherwise: all processors, but no more than this. */
const DEFAULT_THREADS = 8;
const DEFAULT_DISTRIBUTION = dynamic({ rows: 64 });

/** The command `prove`. */
export const prove = command({
  name: "prove",
  summary: "prove that a trace's relations sum to the claimed sum",
  details: `Prints the claimed sum, which is zero for a satisfied trace, and what each thread did.

A trace is a file of this package (JSON or binary) or a vector of the kind sumcheck. A vector brings its
parameters and its number of rounds along; for other traces give parameters with --parameters or --parameter.
A proof whose file's name ends in .bin is written in the compact binary form, any other as JSON.`,
  options: {
    relations: { value: "NAME", help: "the registry: ultra-bb3 or ultra-bb5", required: true },
    trace: { value: "FILE", help: "the trace", required: true },
    ...PARAMETER_OPTIONS,
    rounds: {
      value: "N",
      help: "rounds of the proof, for a constant shape; at least log2 of the rows",
    },
    workers: {
      value: "N",
      help: `threads, this one counted; else the processors, at most ${DEFAULT_THREADS}`,
    },
    distribution: {
      value: "HOW",
      help:
        "how rows reach the threads: dynamic:64 (the default), guided:16, auto, strided:2, queued:16, contiguous",
    },
    out: { value: "FILE", help: "where to write the proof" },
    "trace-events": {
      value: "FILE",
      help: "where to write the times of all chunks, for chrome://tracing or Perfetto",
    },
  },
  async run(options, _operands, { runtime, line }) {
    const registry = registryByName(options.relations);
    const threads = options.workers === undefined
      ? Math.min(runtime.processors, DEFAULT_THREADS)
      : readInteger("workers", options.workers, 1, MAX_THREADS);
    const distribution = options.distribution === undefined
      ? DEFAULT_DISTRIBUTION
      : parseDistribution(options.distribution);
    const rounds = options.rounds === undefined
      ? undefined
      : readInteger("rounds", options.rounds, 1, MAX_PADDED_LOG_ROWS);
    const eventsPath = options["trace-events"];
    const outputs = [options.out, eventsPath].filter((path) => path !== undefined);
    if (outputs.length === 2 && outputs[0] === outputs[1]) {
      throw new CliError(
        "bad-value",
        `Cannot use --trace-events: ${JSON.stringify(eventsPath)} is where --out goes`,
      );
    }
    const given = await readParameterOptions(runtime, options);
    for (const path of outputs) await checkWritable(runtime, path);

    const input = await readTraceFile(runtime, options.trace, registry, threads > 1);
    const { trace } = input;
    const parameters = completeParameters(registry, given, input.parameters);
    const paddedLogRows = rounds ?? input.rounds ?? trace.logRows;
    const passes: PassReport[] = [];
    const bar = new ProgressBar(runtime);
    const start = performance.now();
    let drawing = bar.show(0, paddedLogRows);
    await using pool = await openProverPool({ threads });
    const proof = await new SumcheckProver(registry, trace, {
      parameters,
      paddedLogRows,
      pool,
      distribution,
      trace: eventsPath !== undefined,
      onRound({ round, rounds, report }) {
        passes.push(report);
        drawing = drawing.then(() => bar.show(round + 1, rounds));
      },
    }).prove().finally(async () => {
      await drawing;
      await bar.clear();
    });
    const timeMs = performance.now() - start;

    if (options.out !== undefined) {
      const bytes = options.out.endsWith(".bin")
        ? encodeProof(registry, proof)
        : utf8(formatProof(registry, proof));
      await writeWhole(runtime, options.out, bytes);
    }
    if (eventsPath !== undefined) {
      const events = traceEvents(passes, ({ code }) => `round ${code}`);
      await writeWhole(runtime, eventsPath, utf8(`${JSON.stringify(events)}\n`));
    }

    const { field } = registry, claimedSum = field.format(proof.claimedSum);
    const satisfied = field.isZero(proof.claimedSum);
    const shares = sumThreads(passes), imbalance = imbalanceOf(shares);
    await line(
      describeStatement(registry.name, trace.logRows, paddedLogRows, threads, distribution),
    );
    await line(`claimed sum ${claimedSum}`);
    await line(
      satisfied
        ? "  zero: the proof of a satisfied trace"
        : "  NOT ZERO: the trace does not satisfy the relations; verify refuses this proof unless told this sum",
    );
    for (const text of threadTable(shares)) await line(text);
    await line(`imbalance ${imbalance.toFixed(2)}, time ${timeMs.toFixed(1)} ms`);
    for (const path of outputs) await line(`wrote ${path}`);
    return {
      ok: true,
      json: {
        registry: registry.name,
        logRows: trace.logRows,
        rounds: paddedLogRows,
        claimedSum,
        satisfied,
        threads,
        distribution: formatDistribution(distribution),
        timeMs,
        imbalance,
        perThread: shares,
        ...(options.out === undefined
          ? { proof: proofToJson(registry, proof) }
          : { out: options.out }),
        ...(eventsPath === undefined ? {} : { traceEvents: eventsPath }),
      },
    };
  },
});

function describeStatement(
  name: string,
  logRows: number,
  rounds: number,
  threads: number,
  distribution: DistributionChoice,
): string {
  return `${name}: 2^${logRows} rows, ${rounds} rounds, ${threads} ${
    threads === 1 ? "thread" : "threads"
  }, ${formatDistribution(distribution)}`;
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
          squaredMs: sum.squaredMs + thread.squaredMs,
          waitMs: sum.waitMs + thread.waitMs,
        },
      );
    }
  }
  return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
}

function threadTable(shares: readonly ThreadReport[]): string[] {
  const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(9)).join("");
  return [
    row("thread", "chunks", "rows", "busy ms", "wait ms"),
    ...shares.map(({ slot, chunks, rows, busyMs, waitMs }) =>
      row(String(slot), String(chunks), String(rows), busyMs.toFixed(1), waitMs.toFixed(1))
    ),
  ];
}
