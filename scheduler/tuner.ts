// Chooses the rows per chunk of the next pass from what the last pass cost. It sees reports and
// nothing else: which passes belong together (those of one proof) is for its owner to say.

import { type Distribution, dynamic } from "./distribution.ts";
import type { PassReport } from "./report.ts";

/** The share of a pass that claiming may cost, and that the wait for the last chunk may. */
export const CLAIM_SHARE = 0.01, TAIL_SHARE = 0.02;

/** Longest and shortest chunks: longer ones gain nothing, shorter ones lose locality. */
export const MAX_AUTO_ROWS = 64, MIN_AUTO_ROWS = 4;

/** Chunks per thread of a pass before which nothing was measured. */
export const FIRST_CHUNKS_PER_THREAD = 64;

/** What a pass has shown, in ms. */
interface Measured {
  readonly perRow: number;
  readonly perClaim: number;
  /** What the chunk in work at a random moment still takes, for each row of a chunk's length. */
  readonly restPerRow: number;
}

/** Rows per chunk for the passes of one proof: `auto()`. */
export class Tuner {
  #measured: Measured | undefined;

  /**
   * The distribution of the next pass, over so many rows on so many threads: `dynamic` with the
   * longest chunks (a power of two) whose tail is expected to take no more than
   * {@linkcode TAIL_SHARE} of the pass, but not so short that claiming would take more than
   * {@linkcode CLAIM_SHARE}.
   */
  next(rows: number, threads: number): Distribution {
    const measured = this.#measured;
    if (measured === undefined) {
      return dynamic({ rows: powerOfTwo(rows / (FIRST_CHUNKS_PER_THREAD * threads)) });
    }
    const { perRow, perClaim, restPerRow } = measured;
    // The expected tail of n threads is (n − 1)/n of a rest: the thread that finds nothing left has
    // none. The pass takes 1/n of the work.
    const longest = TAIL_SHARE * rows * perRow / (restPerRow * (threads - 1));
    const shortest = perClaim / (CLAIM_SHARE * perRow);
    return dynamic({ rows: Math.max(powerOfTwo(longest), powerOfTwo(2 * shortest)) });
  }

  /** Takes the report of a pass that {@linkcode Tuner.next} chose the distribution of. */
  observe({ rows, distribution, threads }: PassReport): void {
    const sum = (pick: (thread: PassReport["threads"][number]) => number) =>
      threads.reduce((total, thread) => total + pick(thread), 0);
    const busyMs = sum((t) => t.busyMs), chunks = sum((t) => t.chunks);
    if (distribution.kind !== "dynamic" || rows < distribution.rows || busyMs === 0) return;
    this.#measured = {
      perRow: busyMs / rows,
      perClaim: sum((t) => t.claimMs) / chunks,
      restPerRow: sum((t) => t.squaredMs) / (2 * busyMs * distribution.rows),
    };
  }
}

/** The largest power of two up to `rows`, within the limits. */
function powerOfTwo(rows: number): number {
  const most = Math.min(MAX_AUTO_ROWS, Math.max(MIN_AUTO_ROWS, rows));
  return 2 ** Math.floor(Math.log2(most));
}
