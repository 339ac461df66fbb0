// Chooses the rows per chunk of the next pass from what the last pass cost. It sees reports and
// nothing else: which passes belong together (those of one proof) is for its owner to say.

import { type Distribution, type DistributionChoice, dynamic } from "./distribution.ts";
import type { PassOptions } from "./options.ts";
import type { PassReport } from "./report.ts";

/** The share of a pass that claiming may cost, and that the wait for the last chunk may. */
export const CLAIM_SHARE = 0.01, TAIL_SHARE = 0.02;

/**
 * A pass that takes one thread so many ms is not shared: others need 0.2 to 0.5 ms to come and to be
 * waited for. Measured with the sumcheck kernel: bench/results/distribution.md.
 */
export const ALONE_MS = 0.75;

/** Longest chunks as long as nothing is known of what a row costs. */
export const FIRST_AUTO_ROWS = 64;

/**
 * Longest chunks of any pass: threads that write next to each other slow each other down (chunks of
 * 512 rows instead of 64 take 6 % off the sumcheck of two threads; one thread does not mind), and
 * longer ones gain nothing.
 */
export const MAX_AUTO_ROWS = 512;

/** Chunks of more than {@linkcode FIRST_AUTO_ROWS} rows may take so many ms: between chunks a thread sees an abort. */
export const LONG_CHUNK_MS = 3;

/**
 * What cutting a run in two costs, in rows: jobs do rows in batches, and a batch costs something
 * whatever its length. Measured with the sumcheck kernel: bench/results/distribution.md.
 */
export const CUT_ROWS = 1.2;

/** What a pass has shown, in ms. */
interface Measured {
  readonly perRow: number;
  readonly perClaim: number;
  /** How long the tail of the pass was, on average over the threads, for each row of a chunk. */
  readonly tailPerRow: number;
}

/** Before anything was measured: claims are free, and the last chunks cost twice the mean. */
const UNMEASURED: Measured = { perRow: 1, perClaim: 0, tailPerRow: 1 };

/** Rows per chunk for the passes of one proof: `auto()`. */
export class Tuner {
  #measured = UNMEASURED;

  /** How the next pass, over so many rows, is shared out among so many threads if this was chosen. */
  plan(
    choice: DistributionChoice,
    rows: number,
    threads: number,
  ): Required<Pick<PassOptions, "distribution" | "alone">> {
    if (choice.kind !== "auto") return { distribution: choice, alone: false };
    const alone = this.isShort(rows);
    return { distribution: this.next(rows, alone ? 1 : threads), alone };
  }

  /**
   * The distribution of the next pass, over so many rows on so many threads: `dynamic` with the
   * longest chunks (a power of two) whose tail is expected to take {@linkcode TAIL_SHARE} of the
   * pass. A pass too short for that gets the chunks for which tail and cuts together cost least.
   * In either case claiming takes no more than {@linkcode CLAIM_SHARE}.
   */
  next(rows: number, threads: number): Distribution {
    const { perRow, perClaim, tailPerRow } = this.#measured;
    // All threads but the one that finds nothing left first have a tail, and the pass takes 1/n of
    // the work. So with chunks of so many rows the tail would be as long as the pass:
    const whole = threads === 1 ? Infinity : rows * perRow / (tailPerRow * (threads - 1));
    // Chunks of r rows: the tail is r/whole of the pass, the cuts are CUT_ROWS/r of it.
    const chosen = Math.max(TAIL_SHARE * whole, Math.sqrt(CUT_ROWS * whole));
    const cheap = perClaim / (CLAIM_SHARE * perRow);
    const rowsPerChunk = Math.max(powerOfTwo(chosen), powerOfTwo(Math.SQRT2 * cheap));
    return dynamic({ rows: Math.min(rowsPerChunk, this.#longest()) });
  }

  #longest(): number {
    if (this.#measured === UNMEASURED) return FIRST_AUTO_ROWS;
    return Math.max(
      FIRST_AUTO_ROWS,
      powerOfTwo(Math.SQRT1_2 * LONG_CHUNK_MS / this.#measured.perRow),
    );
  }

  /** Whether a pass over so many rows is over before others would be there: one thread's, alone. */
  isShort(rows: number): boolean {
    return this.#measured !== UNMEASURED && rows * this.#measured.perRow <= ALONE_MS;
  }

  /** Takes the report of a pass that {@linkcode Tuner.next} chose the distribution of. */
  observe({ rows, distribution, threads }: PassReport): void {
    const sum = (pick: (thread: PassReport["threads"][number]) => number) =>
      threads.reduce((total, thread) => total + pick(thread), 0);
    const busyMs = sum((t) => t.busyMs), meanBusyMs = busyMs / threads.length;
    const longestMs = threads.reduce((longest, t) => Math.max(longest, t.busyMs), 0);
    // When the rows run out, every thread is in its last chunk: half of it is left on average. But
    // one costly chunk that all others wait for counts in full.
    const tailMs = Math.max(sum((t) => t.lastMs) / (2 * threads.length), longestMs - meanBusyMs);
    // A chunk that is cut short, or too quick for the clock, says nothing.
    if (distribution.kind !== "dynamic" || rows < distribution.rows || tailMs === 0) return;
    this.#measured = {
      perRow: busyMs / rows,
      perClaim: sum((t) => t.claimMs) / sum((t) => t.chunks),
      tailPerRow: tailMs / distribution.rows,
    };
  }
}

/** The power of two nearest to `rows`, within the limits. */
function powerOfTwo(rows: number): number {
  return 2 ** Math.round(Math.log2(Math.min(MAX_AUTO_ROWS, Math.max(2, rows))));
}
