// Does the virtual machine's workload at full size fit a machine of 8 GB? One proof of avm-shaped, lean and with small
// columns, and the memory that it took.
//
//   deno run -A --v8-flags=--expose-gc bench/avm_full.ts [--log-rows 21] [--workers 2]
//
// Prints one JSON object: { log_rows, rows, columns, workers, make_ms, prove_ms, column_bytes, making_bytes, peak_bytes }.
// peak_bytes is the process's resident memory at its highest during the proof, columns and engine included; making_bytes
// that of the making of the trace. log_rows 21 is scale 1: 173,824 rows of 3,543 columns.

import { openProverPool, SmallColumn, SumcheckProver } from "../sumcheck/mod.ts";
import { argumentsOf, peakBytes, resetPeak } from "./support.ts";
import { avmShaped, smallStorage } from "./workloads/avm_shaped.ts";

const given = argumentsOf(["log-rows", "workers"], []);
const logRows = given.number("log-rows", 21), workers = given.number("workers", 2);
const started = performance.now();
const made = avmShaped(logRows);
const trace = made.trace.withSmall(smallStorage(made), { shared: true });
const makeMs = performance.now() - started, makingBytes = peakBytes();
const { registry, parameters } = made;
let columnBytes = 0;
for (const column of trace.columns.values()) {
  columnBytes += column instanceof SmallColumn ? column.values.byteLength : column.words.byteLength;
}
(globalThis as { gc?: () => void }).gc?.();
resetPeak();
await using pool = await openProverPool({ threads: workers });
const start = performance.now();
await new SumcheckProver(registry, trace, { parameters, pool, lean: true }).prove();
const proveMs = performance.now() - start;
console.log(JSON.stringify({
  log_rows: logRows,
  rows: trace.effectiveRows,
  columns: registry.columns.length,
  workers,
  make_ms: Math.round(makeMs),
  prove_ms: Math.round(proveMs),
  column_bytes: columnBytes,
  making_bytes: makingBytes,
  peak_bytes: peakBytes(),
}));
