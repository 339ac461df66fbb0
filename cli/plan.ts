// `cli.ts plan`: which distribution is best for a trace on so many threads, by simulation.

import {
  auto,
  contiguous,
  type DistributionChoice,
  dynamic,
  formatDistribution,
  guided,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { MAX_THREADS } from "../scheduler/options.ts";
import { PassCosts } from "../scheduler/pass_costs.ts";
import { type Overheads, simulateRun } from "../scheduler/simulate.ts";
import { command } from "./command.ts";
import { CliError } from "./errors.ts";
import { readInteger } from "./options.ts";
import type { Style } from "./style.ts";
import { readTraceCosts, type RecordedProof } from "./trace_costs.ts";

/** Rows per chunk that are tried. */
const ROWS = [2, 4, 8, 16, 32, 64, 128];

/** What cannot be seen on one thread, in ms, as measured on machines of 2 to 16 processors. */
const TYPICAL: Omit<Overheads, "claimMs"> = {
  notifyMs: 0.003,
  wakeMs: 0.05,
  beginMs: 0.02,
  returnMs: 0.05,
  mergeMs: 0.05,
};

/** A choice and what is expected of it. */
interface Candidate {
  readonly distribution: DistributionChoice;
  /** Time of all passes, in ms. */
  readonly passesMs: number;
  /** Longest busy time ÷ mean, over all passes. */
  readonly imbalance: number;
}

const STATEMENT =
  "--relations ultra-bb3 --trace tests/vectors/sumcheck_ultra_bb3_d8_satisfied.json";

/** The command `plan`. */
export const plan = command({
  name: "plan",
  summary: "predict the best distribution of rows for a number of threads",
  examples: [
    ...[2, 16].map((rows) => ({
      purpose: `record what rows cost in runs of ${rows}`,
      command:
        `prove ${STATEMENT} --workers 1 --distribution dynamic:${rows} --trace-events ${rows}.json`,
    })),
    {
      purpose: "plan for 32 threads",
      command: "plan --trace-costs 2.json --trace-costs 16.json --workers 32",
    },
  ],
  details:
    `Costs are recorded on one thread, with runs of one or, better, several lengths. A row costs less in a longer run; from a single file the plan cannot know by how much. What threads
cost each other (memory bandwidth, clock rates) is not foreseen.`,
  options: {
    "trace-costs": {
      value: "FILE",
      help: "trace events of a proof on one thread",
      required: true,
      repeated: true,
      completes: "file",
    },
    workers: { value: "N", help: "threads to plan for", required: true },
  },
  async run(options, _operands, { runtime, style, line }) {
    const threads = readInteger("workers", options.workers, 1, MAX_THREADS);
    const proofs: RecordedProof[] = [];
    for (const path of options["trace-costs"]) proofs.push(await readTraceCosts(runtime, path));
    const costs = joinCosts(proofs);
    const overheads = { ...TYPICAL, claimMs: Math.min(...proofs.map((p) => p.claimMs)) };
    const candidates = choices().map((distribution) =>
      tryOut(costs, distribution, threads, overheads)
    )
      .sort((a, b) => a.passesMs - b.passesMs);
    const best = candidates[0] as Candidate;
    const alone = Math.min(
      ...choices().map((d) => tryOut(costs, d, 1, overheads).passesMs),
    );
    const lengths = [...new Set(proofs.map((p) => p.runRows))].sort((a, b) => a - b);

    await line(
      `best on ${threads} ${threads === 1 ? "thread" : "threads"}: ${
        style.good(formatDistribution(best.distribution))
      }, passes of ${best.passesMs.toFixed(1)} ms, ${
        (alone / best.passesMs).toFixed(2)
      } times as fast as one thread`,
    );
    for (const text of candidateTable(candidates, style)) await line(text);
    await line(
      `from ${costs.length} passes recorded with runs of ${lengths.join(", ")} rows` +
        (lengths.length === 1 ? "; give files with other lengths to weigh locality too" : ""),
    );
    return {
      ok: true,
      json: {
        threads,
        best: formatDistribution(best.distribution),
        speedup: alone / best.passesMs,
        recordedRuns: lengths,
        candidates: candidates.map((c) => ({
          ...c,
          distribution: formatDistribution(c.distribution),
        })),
      },
    };
  },
});

function choices(): DistributionChoice[] {
  return [
    contiguous(),
    auto(),
    ...ROWS.flatMap((rows) => [
      strided({ rows }),
      queued({ rows }),
      dynamic({ rows }),
      guided({ minRows: rows }),
    ]),
  ];
}

/** The costs of each pass from all recordings of it. */
function joinCosts(proofs: readonly RecordedProof[]): PassCosts[] {
  const [first, ...others] = proofs as [RecordedProof, ...RecordedProof[]];
  const odd = others.find(({ passes }) =>
    passes.length !== first.passes.length ||
    passes.some(({ rows }, i) => rows !== first.passes[i]?.rows)
  );
  if (odd !== undefined) {
    throw new CliError("bad-value", "Cannot use --trace-costs: the files are of different proofs");
  }
  return first.passes.map((_, i) =>
    new PassCosts(proofs.map(({ passes }) => passes[i] as RecordedProof["passes"][number]))
  );
}

function tryOut(
  costs: readonly PassCosts[],
  distribution: DistributionChoice,
  threads: number,
  overheads: Overheads,
): Candidate {
  const { reports } = simulateRun(costs, distribution, { threads, overheads });
  let passesMs = 0, longest = 0, mean = 0;
  for (const report of reports) {
    const busy = report.threads.map((t) => t.busyMs);
    passesMs += report.wallMs;
    longest += Math.max(...busy);
    mean += busy.reduce((sum, ms) => sum + ms, 0) / threads;
  }
  return { distribution, passesMs, imbalance: mean > 0 ? longest / mean : 1 };
}

function candidateTable(candidates: readonly Candidate[], style: Style): string[] {
  const row = (a: string, b: string, c: string) =>
    `  ${a.padEnd(14)}${b.padStart(12)}${c.padStart(12)}`;
  return [
    style.heading(row("distribution", "passes, ms", "imbalance")),
    ...candidates.map(({ distribution, passesMs, imbalance }) =>
      row(formatDistribution(distribution), passesMs.toFixed(1), imbalance.toFixed(2))
    ),
  ];
}
