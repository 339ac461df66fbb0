// What the rows of a pass cost, from traced passes on one thread: the simulator's input. The
// times are those of the scheduler's own timeline, which takes the clock around every chunk anyway;
// nothing is measured inside a job.

import { SchedulerError } from "./errors.ts";
import type { PassReport } from "./report.ts";

/** The part of a report that costs are made from: {@linkcode PassReport} has it if traced. */
export type TracedPass = Pick<PassReport, "rows" | "chunks">;

/** Costs measured with runs of one length: by edge (two rows), ms of all edges before it. */
interface Recording {
  readonly runRows: number;
  readonly before: Float64Array;
}

/**
 * Costs of the rows of one pass. A row costs less in a longer run, so what a chunk costs is taken
 * from the recordings whose runs are about as long as it: between two of them it is interpolated by
 * the logarithm of the length, beyond all of them the nearest counts. A single recording, of single
 * edges for example, is taken for every length: then longer chunks gain nothing.
 */
export class PassCosts {
  /** Rows of the pass. */
  readonly rows: number;
  readonly #recordings: readonly Recording[];

  /**
   * Collects what the rows cost.
   *
   * @param passes The same pass, traced with runs of one or several lengths.
   * @throws {SchedulerError} "bad-option" if there is none, one was not traced, they differ in
   * rows, or their chunks are not every row once.
   */
  constructor(passes: readonly TracedPass[]) {
    if (passes[0] === undefined) throw bad("there is no recorded pass");
    this.rows = passes[0].rows;
    this.#recordings = passes.map((pass) => {
      if (pass.rows !== this.rows) {
        throw bad(`the passes recorded have ${this.rows} and ${pass.rows} rows`);
      }
      return recordingOf(pass);
    }).sort((a, b) => a.runRows - b.runRows);
  }

  /** What a chunk of rows `first` … `end − 1` costs, in ms; `first` is even. */
  of(first: number, end: number): number {
    const recordings = this.#recordings, length = end - first;
    const at = recordings.findIndex(({ runRows }) => runRows >= length);
    if (at === 0) return sumOf(recordings[0] as Recording, first, end);
    if (at < 0) return sumOf(recordings.at(-1) as Recording, first, end);
    const below = recordings[at - 1] as Recording, above = recordings[at] as Recording;
    const part = Math.log(length / below.runRows) / Math.log(above.runRows / below.runRows);
    return (1 - part) * sumOf(below, first, end) + part * sumOf(above, first, end);
  }
}

function sumOf({ before }: Recording, first: number, end: number): number {
  return (before[Math.ceil(end / 2)] as number) - (before[first / 2] as number);
}

/** A chunk's time, spread evenly over its edges. */
function recordingOf({ rows, chunks }: TracedPass): Recording {
  if (chunks === undefined) throw bad("a pass was not traced");
  const before = new Float64Array(Math.ceil(rows / 2) + 1);
  let next = 0, ms = 0, runRows = 2;
  for (const { first, end, durationMs } of chunks.toSorted((a, b) => a.first - b.first)) {
    if (first !== next || first % 2 !== 0 || end <= first || !(durationMs >= 0)) {
      throw bad(
        `after row ${next} a chunk of rows ${first} … ${end - 1}, ${durationMs} ms, follows`,
      );
    }
    const edges = Math.ceil((end - first) / 2);
    for (let k = 1; k <= edges; k++) before[first / 2 + k] = ms + durationMs * k / edges;
    ms += durationMs;
    runRows = Math.max(runRows, end - first);
    next = end;
  }
  if (next !== rows) throw bad(`rows ${next} … ${rows - 1} were not recorded`);
  return { runRows, before };
}

function bad(what: string): SchedulerError {
  return new SchedulerError("bad-option", `Cannot use the recorded costs: ${what}`);
}
