// One thread's part of one pass: begin, claim and do chunks, end. The same code on workers and on
// the calling thread; who wakes whom, and what happens to an error, is decided elsewhere.

import { BUSY, CLAIMED, type Claimer, makeClaimer } from "./claimers.ts";
import type { JobThread } from "./job.ts";
import type { PassBlock } from "./pass_block.ts";

/**
 * Numbers that describe one recorded chunk: first row, end row, start and end of the work on it
 * (ms, own clock).
 */
export const NUMBERS_PER_CHUNK = 4;

/** One thread's part of one pass. Call `begin`, then `work` until it returns true, then `end`. */
export class Participation {
  readonly #block: PassBlock;
  readonly #slot: number;
  readonly #thread: JobThread;
  readonly #claimer: Claimer;
  readonly #timeline: number[] | undefined;
  #chunks = 0;
  #rows = 0;
  #busyMs = 0;
  #claimMs = 0;
  #lastMs = 0;
  #doing = "begin";

  /** The part of `slot` in the pass in `block`, done by `thread`. */
  constructor(block: PassBlock, slot: number, thread: JobThread) {
    this.#block = block;
    this.#slot = slot;
    this.#thread = thread;
    this.#claimer = makeClaimer(block, slot);
    this.#timeline = block.trace ? [] : undefined;
  }

  /** What the job was last asked to do, for messages. */
  get doing(): string {
    return this.#doing;
  }

  /**
   * The recorded chunks, {@linkcode NUMBERS_PER_CHUNK} numbers each; empty unless the pass is
   * traced.
   */
  get timeline(): readonly number[] {
    return this.#timeline ?? [];
  }

  /** Begins. Errors of the job pass through, here and below. */
  begin(): void {
    this.#block.enter(this.#slot);
    const start = performance.now();
    this.#thread.begin(this.#block.code);
    this.#busyMs += performance.now() - start;
  }

  /**
   * Does chunks until there are none left (true), or until the clock passes `untilMs` or another
   * thread is in the way (false: call again later). Only with `mayBlock` may it wait in
   * `Atomics.wait`.
   */
  work(untilMs: number, mayBlock: boolean): boolean {
    const block = this.#block, slot = this.#slot, claimer = this.#claimer, thread = this.#thread;
    let before = performance.now();
    for (;;) {
      if (block.abandoned) return true;
      const claim = claimer.claim(mayBlock);
      if (claim === BUSY) return false;
      if (claim !== CLAIMED) return true;
      const { first, end } = claimer;
      const start = performance.now();
      try {
        thread.chunk(first, end);
      } catch (error) {
        this.#doing = `chunk of rows ${first} … ${end - 1}`;
        throw error;
      }
      const stop = performance.now();
      this.#lastMs = stop - start;
      this.#busyMs += this.#lastMs;
      this.#claimMs += start - before;
      before = stop;
      this.#chunks++;
      this.#rows += end - first;
      this.#timeline?.push(first, end, start, stop);
      block.step(slot);
      if (stop >= untilMs) return false;
    }
  }

  /**
   * Ends, unless the pass is abandoned: then its results are void and the job's next call is
   * another `begin`.
   */
  end(): void {
    const block = this.#block;
    if (!block.abandoned) {
      this.#doing = "end";
      const start = performance.now();
      this.#thread.end();
      this.#busyMs += performance.now() - start;
    }
    block.record(this.#slot, {
      chunks: this.#chunks,
      rows: this.#rows,
      busyMs: this.#busyMs,
      claimMs: this.#claimMs,
      lastMs: this.#lastMs,
    });
  }
}
