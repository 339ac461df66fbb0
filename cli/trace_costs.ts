// Reads what rows cost out of the trace events that `prove --workers 1 --trace-events` writes.

import { PASSES_LINE } from "../scheduler/trace_events.ts";
import type { ChunkReport } from "../scheduler/report.ts";
import type { TracedPass } from "../scheduler/pass_costs.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { type JsonObject, readAnyObject, readArray, readCount } from "../sumcheck/json.ts";
import { CliError } from "./errors.ts";
import { readJsonFile } from "./input_file.ts";
import { inFile, located } from "./located.ts";
import type { Runtime } from "./runtime.ts";

/** A proof recorded on one thread. */
export interface RecordedProof {
  /** Rows of its longest chunk. */
  readonly runRows: number;
  /** Its passes, in order. */
  readonly passes: readonly TracedPass[];
  /** Time from the end of a chunk to the start of the next, in ms: the median. */
  readonly claimMs: number;
}

/** The events are written in µs. */
const US_PER_MS = 1000;

/**
 * Reads a file of trace events.
 *
 * @throws {CliError} of the file; "bad-value" if it is of several threads or has no chunks
 * @throws {SumcheckError} of its content
 */
export function readTraceCosts(runtime: Runtime, path: string): Promise<RecordedProof> {
  return located(inFile(path), async () => readEvents(await readJsonFile(runtime, path), path));
}

function readEvents(value: unknown, path: string): RecordedProof {
  const file = readAnyObject(value, "the trace events");
  const passes: { rows: number; chunks: ChunkReport[] }[] = [];
  const gaps: number[] = [];
  let runRows = 0;
  readArray(file.traceEvents, "the trace events").forEach((value, index) => {
    const what = `trace event ${index}`, event = readAnyObject(value, what);
    if (event.ph !== "X") return;
    const args = readAnyObject(event.args, what), slot = readCount(event.tid, what);
    if (slot === PASSES_LINE) {
      passes.push({ rows: readCount(args.rows, what), chunks: [] });
      return;
    }
    if (slot !== 0) {
      throw unusable(path, `thread ${slot} has a part in it, so chunks disturbed each other`);
    }
    const pass = passes.at(-1);
    if (pass === undefined || !Object.hasOwn(args, "first")) {
      throw unusable(path, "not every chunk was recorded");
    }
    const first = readCount(args.first, what), end = readCount(args.end, what);
    const startMs = readTime(event, "ts", what), durationMs = readTime(event, "dur", what);
    const before = pass.chunks.at(-1);
    if (before !== undefined) gaps.push(startMs - before.startMs - before.durationMs);
    pass.chunks.push({ slot, first, end, startMs, durationMs });
    runRows = Math.max(runRows, end - first);
  });
  if (runRows === 0) throw unusable(path, "there is no chunk in it");
  return { runRows, passes, claimMs: Math.max(0, median(gaps)) };
}

function readTime(event: JsonObject, key: "ts" | "dur", what: string): number {
  const value = event[key];
  if (typeof value === "number" && Number.isFinite(value)) return value / US_PER_MS;
  throw new SumcheckError(
    "bad-json",
    `Cannot read ${what}: its ${key} is ${String(value)}, not a time`,
  );
}

function unusable(path: string, why: string): CliError {
  return new CliError("bad-value", `Cannot use --trace-costs: ${JSON.stringify(path)}: ${why}`, {
    hint: "record with prove --workers 1 --distribution dynamic:16 --trace-events FILE",
  });
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
