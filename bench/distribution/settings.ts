// What the experiment is asked to do: its command line, checked.

import { nearest } from "../../cli/nearest.ts";
import { parseArguments, readInteger } from "../../cli/options.ts";
import { CliError } from "../../cli/errors.ts";
import { type DistributionChoice, parseDistribution } from "../../scheduler/distribution.ts";
import { MAX_THREADS } from "../../scheduler/options.ts";
import { USUAL_SCALES, WORKLOAD_NAMES, type WorkloadName } from "./workloads.ts";

/** What to measure. */
export interface Settings {
  readonly workloads: readonly WorkloadName[];
  /** Rows by workload, as a part of its full size. */
  readonly scales: Readonly<Record<WorkloadName, number>>;
  /** Thread counts, ascending. */
  readonly workers: readonly number[];
  /** Lengths of runs of rows, ascending. */
  readonly rows: readonly number[];
  /** Texts of the distributions. */
  readonly distributions: readonly string[];
  /** Proofs per configuration. */
  readonly runs: number;
  /** Traced proofs on one thread per length of runs. */
  readonly recordings: number;
  /** Begin no proof later than so many minutes after the start. */
  readonly minutes: number;
  /** Folder of the results. */
  readonly out: string;
  /** Write the timelines of proofs for a trace viewer, too. */
  readonly traceEvents: boolean;
}

const KINDS = ["contiguous", "strided", "queued", "dynamic", "guided", "auto"] as const;
const ROWS = [2, 4, 8, 16, 32, 64, 128];
const QUICK_DISTRIBUTIONS = "contiguous,strided:2,strided:16,dynamic:16,dynamic:64,guided:16,auto"
  .split(",");
const QUICK_SCALES: Readonly<Record<WorkloadName, number>> = {
  "avm-shaped": 1 / 256,
  "ultra-shaped": 1 / 64,
};

const OPTIONS = {
  workload: {
    value: "NAMES",
    help: `which of ${WORKLOAD_NAMES.join(", ")}, separated by commas; else all`,
  },
  scale: {
    value: "1/N",
    help:
      "rows, as a part of the full size, or NAME=1/N,…; else 1/64 for avm-shaped, 1/8 for ultra-shaped",
  },
  workers: { value: "LIST", help: "thread counts; else 1 … the processors" },
  rows: { value: "LIST", help: `rows per chunk; else ${ROWS.join(",")}` },
  distributions: {
    value: "LIST",
    help: `kinds, each with all rows per chunk, or single ones as strided:2; else ${KINDS.join()}`,
  },
  runs: { value: "N", help: "proofs per configuration; else 10" },
  recordings: { value: "N", help: "traced proofs on one thread per length of runs; else 3" },
  full: { flag: true, help: "20 proofs per configuration" },
  quick: { flag: true, help: "a small table at small scales, within 2 minutes" },
  minutes: { value: "N", help: "begin no proof later than that; else no limit" },
  out: { value: "FOLDER", help: "where the results go; else bench/results" },
  "trace-events": { flag: true, help: "write timelines for chrome://tracing or Perfetto" },
  help: { flag: true, help: "print this text" },
} as const;

/** The options, for the help text. */
export { OPTIONS as SETTINGS_OPTIONS };

/**
 * Reads the command line; undefined where help is asked for.
 *
 * @throws {CliError} of the arguments
 */
export function readSettings(args: readonly string[], processors: number): Settings | undefined {
  const { options, operands } = parseArguments(OPTIONS, args);
  if (options.help) return undefined;
  if (operands.length > 0) {
    throw new CliError("unexpected-argument", `Cannot read the arguments: ${operands[0]}`);
  }
  const { quick } = options;
  const rows = list("rows", options.rows, quick ? [2, 16, 64] : ROWS, 2, 2 ** 20);
  if (rows.some((r) => r % 2 !== 0)) {
    throw new CliError("bad-value", `Cannot use --rows: ${options.rows} has odd ones`);
  }
  const all = Array.from({ length: processors }, (_, i) => i + 1);
  return {
    workloads: workloads(options.workload),
    scales: scales(options.scale, quick ? QUICK_SCALES : USUAL_SCALES),
    workers: list("workers", options.workers, all, 1, MAX_THREADS),
    rows,
    distributions: distributions(options.distributions, rows, quick),
    runs: options.runs === undefined
      ? quick ? 3 : options.full ? 20 : 10
      : readInteger("runs", options.runs, 1, 1000),
    recordings: options.recordings === undefined
      ? quick ? 1 : 3
      : readInteger("recordings", options.recordings, 1, 100),
    minutes: options.minutes === undefined
      ? quick ? 1.5 : Infinity
      : readInteger("minutes", options.minutes, 1, 1000),
    out: options.out ?? "bench/results",
    traceEvents: options["trace-events"],
  };
}

/** The choice that a text stands for, and its rows per chunk for tables. */
export function choiceOf(text: string): DistributionChoice {
  return parseDistribution(text);
}

function list(
  name: string,
  text: string | undefined,
  otherwise: readonly number[],
  least: number,
  most: number,
): number[] {
  const values = text?.split(",").map((part) => readInteger(name, part, least, most)) ?? otherwise;
  return [...new Set(values)].sort((a, b) => a - b);
}

function workloads(text: string | undefined): WorkloadName[] {
  if (text === undefined) return [...WORKLOAD_NAMES];
  return text.split(",").map((name) => {
    const known = WORKLOAD_NAMES.find((known) => known === name);
    if (known !== undefined) return known;
    const near = nearest(name, WORKLOAD_NAMES);
    throw new CliError("bad-value", `Cannot use --workload: ${JSON.stringify(name)} is unknown`, {
      hint: near === undefined ? `there are ${WORKLOAD_NAMES.join(", ")}` : `is ${near} meant?`,
    });
  });
}

function scales(
  text: string | undefined,
  usual: Settings["scales"],
): Settings["scales"] {
  if (text === undefined) return usual;
  const given = { ...usual };
  for (const part of text.split(",")) {
    const [, name, value] = /^(?:(.*)=)?(.*)$/.exec(part)!;
    for (const one of name === undefined ? WORKLOAD_NAMES : workloads(name)) {
      given[one] = scale(value);
    }
  }
  return given;
}

function scale(text: string): number {
  const below = /^(?:1|1\/([0-9]{1,4}))$/.exec(text)?.[1] ?? (text === "1" ? "1" : "");
  const value = 1 / Number(below);
  if (below !== "" && Number.isInteger(Math.log2(value)) && value <= 1 && value >= 1 / 1024) {
    return value;
  }
  throw new CliError("bad-value", `Cannot use --scale: ${text} is not 1, 1/2, 1/4, … 1/1024`);
}

function distributions(
  text: string | undefined,
  rows: readonly number[],
  quick: boolean,
): string[] {
  const otherwise = quick ? QUICK_DISTRIBUTIONS : KINDS;
  return (text?.split(",") ?? otherwise).flatMap((part) => {
    const plain = part === "contiguous" || part === "auto" || part.includes(":");
    const texts = plain ? [part] : rows.map((r) => `${part}:${r}`);
    for (const one of texts) parseDistribution(one);
    return texts;
  });
}
