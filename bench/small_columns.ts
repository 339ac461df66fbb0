// What do small columns give? Proofs of the same statement in turn: columns as elements, small columns, and small columns
// that the prover makes elements of at once (without `small`); memory of the columns and of the prover's tables.
//
//   deno run -A bench/small_columns.ts [--log-rows 15] [--workers 1] [--runs 5] [--json]
//   bun bench/small_columns.ts …
//
// Ratios are medians of the ratios of one turn; `best` is that of the shortest times of all turns, which suffers less
// from whatever else the machine does. Every proof is compared with the first, byte by byte.

import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import { isSmallBits, type SmallBits, SmallColumn } from "../sumcheck/small_column.ts";
import type { Trace } from "../sumcheck/trace.ts";
import { argumentsOf, median, runtime } from "./support.ts";
import { type AvmShaped, avmShaped } from "./workloads/avm_shaped.ts";

interface Run {
  readonly prove: number;
  readonly first: number;
  readonly second: number;
  readonly multiplications: number;
}

/** The columns' widths as they can be declared. */
function declared({ widths }: AvmShaped): Record<string, SmallBits> {
  const bits: Record<string, SmallBits> = {};
  for (const [name, width] of Object.entries(widths)) {
    const fit = [1, 8, 16, 32].find((b) => width <= b);
    if (isSmallBits(fit)) bits[name] = fit;
  }
  return bits;
}

function bytesOf(trace: Trace): number {
  let bytes = 0;
  for (const column of trace.columns.values()) {
    bytes += column instanceof SmallColumn ? column.values.byteLength : column.words.byteLength;
  }
  return bytes;
}

const given = argumentsOf(["log-rows", "workers", "runs"], ["json"]);
const logRows = given.number("log-rows", 15), runs = given.number("runs", 5);
const workload = avmShaped(logRows), { registry, parameters, trace } = workload;
const bits = declared(workload), small = trace.withSmall(bits, { shared: true });
await using pool = await openProverPool({ threads: given.number("workers", 1) });

let expected: Uint8Array | undefined;
async function prove(trace: Trace, options: ProverOptions = {}): Promise<Run> {
  const rounds: number[] = [];
  let multiplications = 0;
  const start = performance.now();
  const proof = await new SumcheckProver(registry, trace, {
    ...options,
    parameters,
    pool,
    onRound: ({ round, report, work }) => {
      rounds.push(report.wallMs);
      if (round === 0) multiplications = work.multiplications;
    },
  }).prove();
  const time = performance.now() - start, bytes = encodeProof(registry, proof);
  expected ??= bytes;
  if (bytes.some((byte, i) => byte !== expected![i])) throw new Error("the proofs differ");
  return { prove: time, first: rounds[0], second: rounds[1], multiplications };
}

// The first turn warms up.
const turns: Record<"elements" | "small" | "widened", Run>[] = [];
for (let turn = 0; turn <= runs; turn++) {
  const elements = await prove(trace), narrow = await prove(small);
  const widened = await prove(small, { without: ["small"] });
  if (turn > 0) turns.push({ elements, small: narrow, widened });
}
const ratio = (kind: "small" | "widened", key: keyof Run): number =>
  median(turns.map((turn) => turn[kind][key] / turn.elements[key]));
const best = (kind: keyof (typeof turns)[number], key: keyof Run): number =>
  Math.min(...turns.map((turn) => turn[kind][key]));
const result = {
  workload: workload.name,
  log_rows: logRows,
  workers: given.number("workers", 1),
  runtime: runtime(),
  columns: trace.columns.size,
  small_columns: Object.keys(bits).length,
  column_bytes: { elements: bytesOf(trace), small: bytesOf(small) },
  multiplications_round_0: {
    elements: turns[0].elements.multiplications,
    small: turns[0].small.multiplications,
  },
  prove_ms: turns.map((turn) => turn.elements.prove),
  small_to_elements: {
    prove: ratio("small", "prove"),
    round_0: ratio("small", "first"),
    round_1: ratio("small", "second"),
  },
  widened_to_elements: { prove: ratio("widened", "prove") },
  best: {
    prove_ms: best("elements", "prove"),
    prove: best("small", "prove") / best("elements", "prove"),
    round_0: best("small", "first") / best("elements", "first"),
    round_1: best("small", "second") / best("elements", "second"),
    widened: best("widened", "prove") / best("elements", "prove"),
  },
};
console.log(given.has("json") ? JSON.stringify(result) : JSON.stringify(result, null, 2));
