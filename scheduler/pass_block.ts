// The words of one pass in memory that all threads share: what is to be done, the pass's own
// counter and queue, and each thread's record. A block belongs to one pass at a time and is cleared
// for the next only after every thread has left it; a block that a lost worker has not left is
// never used again.

import {
  type Distribution,
  DISTRIBUTION_KINDS,
  type DistributionKind,
  rowsPerChunk,
} from "./distribution.ts";
import type { ThreadReport } from "./report.ts";

// Words that different threads write are kept 64 bytes apart: a cache line that two threads write
// is slow.
const LINE = 16;
const PASS = 0, JOB = 1, ROWS = 2, CODE = 3, KIND = 4, CHUNK_ROWS = 5, THREADS = 6, TRACE = 7;
const COUNTER = LINE;
const LOCK = 2 * LINE, HEAD = LOCK + 1;
const ABANDONED = 3 * LINE, PENDING = ABANDONED + 1;
const SLOTS = 4 * LINE;
// Within a slot's line; BUSY and those behind it count 8-byte words.
const STATE = 0, RANK = 1, STEPS = 2, CHUNKS = 3, ROWS_DONE = 4, BUSY = 3, CLAIM = 4, LAST = 5;

/** What a thread's record says about its part of the pass. */
export const AWAY = 0, INSIDE = 1, LEFT = 2, FAILED = 3;

/** What one pass is about. */
export interface PassOrder {
  /** Number of the pass, counted by the pool. */
  readonly pass: number;
  /** Number of the attached job. */
  readonly job: number;
  /** Rows 0 … rows − 1 are to be done. */
  readonly rows: number;
  /** The number given to the job's `begin`. */
  readonly code: number;
  /** How the rows are shared out. */
  readonly distribution: Distribution;
  /** Whether the threads record when each chunk was done. */
  readonly trace: boolean;
  /** The slots that take part, ascending. */
  readonly slots: readonly number[];
}

/** What one thread has done in a pass; see {@linkcode ThreadReport} for the fields. */
export type ThreadRecord = Omit<ThreadReport, "slot" | "waitMs">;

/** A view of one block; every thread makes its own over the same memory. */
export class PassBlock {
  /** All words, for the claimers' atomic operations. */
  readonly words: Int32Array;
  readonly #times: Float64Array;

  /** Bytes of one block for a pool of so many slots. */
  static bytes(slots: number): number {
    return 4 * (SLOTS + slots * LINE);
  }

  /** The block with number `index` in `buffer`. */
  constructor(buffer: ArrayBufferLike, index: number, slots: number) {
    const bytes = PassBlock.bytes(slots);
    this.words = new Int32Array(buffer, index * bytes, bytes / 4);
    this.#times = new Float64Array(buffer, index * bytes, bytes / 8);
  }

  /** Clears the block and writes a new pass into it. Only while no thread is inside. */
  prepare(order: PassOrder): void {
    const { words } = this;
    words.fill(0);
    words[PASS] = order.pass;
    words[JOB] = order.job;
    words[ROWS] = order.rows;
    words[CODE] = order.code;
    words[KIND] = DISTRIBUTION_KINDS.indexOf(order.distribution.kind);
    words[CHUNK_ROWS] = rowsPerChunk(order.distribution) ?? 0;
    words[THREADS] = order.slots.length;
    words[TRACE] = order.trace ? 1 : 0;
    order.slots.forEach((slot, rank) => words[SLOTS + slot * LINE + RANK] = rank);
    // The calling thread waits for the others and is not counted. The store publishes the words
    // above as well.
    Atomics.store(words, PENDING, order.slots.length - 1);
  }

  /** Number of the pass. */
  get pass(): number {
    return this.words[PASS] as number;
  }
  /** Number of the job. */
  get job(): number {
    return this.words[JOB] as number;
  }
  /** Rows of the pass. */
  get rows(): number {
    return this.words[ROWS] as number;
  }
  /** The number for the job's `begin`. */
  get code(): number {
    return this.words[CODE] as number;
  }
  /** How the rows are shared out. */
  get kind(): DistributionKind {
    return DISTRIBUTION_KINDS[this.words[KIND] as number] as DistributionKind;
  }
  /** Rows per chunk, the shortest where they differ; 0 where the distribution has none. */
  get chunkRows(): number {
    return this.words[CHUNK_ROWS] as number;
  }
  /** How many threads take part. */
  get threads(): number {
    return this.words[THREADS] as number;
  }
  /** Whether chunks are to be recorded. */
  get trace(): boolean {
    return this.words[TRACE] === 1;
  }
  /** This slot's place among the slots that take part: 0 … threads − 1. */
  rank(slot: number): number {
    return this.words[SLOTS + slot * LINE + RANK] as number;
  }

  /** Takes the next number from the pass's counter: 0, 1, 2, … */
  count(): number {
    return Atomics.add(this.words, COUNTER, 1);
  }
  /** Where the queue's lock is in `words`. */
  get lockIndex(): number {
    return LOCK;
  }
  /** Takes the next number from the queue. Only while holding the lock. */
  dequeue(): number {
    return (this.words[HEAD] as number)++;
  }

  /** Tells every thread to leave before its next chunk. */
  abandon(): void {
    Atomics.store(this.words, ABANDONED, 1);
    Atomics.notify(this.words, PENDING);
  }
  /** Whether the pass is abandoned. */
  get abandoned(): boolean {
    return Atomics.load(this.words, ABANDONED) === 1;
  }

  /** Says that `slot` has begun. */
  enter(slot: number): void {
    Atomics.store(this.words, SLOTS + slot * LINE + STATE, INSIDE);
    this.step(slot);
  }
  /** Says that `slot` is getting on. */
  step(slot: number): void {
    Atomics.add(this.words, SLOTS + slot * LINE + STEPS, 1);
  }
  /** A number that changes whenever `slot` gets on. */
  steps(slot: number): number {
    return Atomics.load(this.words, SLOTS + slot * LINE + STEPS);
  }
  /** What `slot` says about its part. */
  state(slot: number): number {
    return Atomics.load(this.words, SLOTS + slot * LINE + STATE);
  }
  /** Whether `slot` no longer touches the job's memory in this pass. */
  hasLeft(slot: number): boolean {
    return this.state(slot) >= LEFT;
  }
  /** Writes down what `slot` has done so far. */
  record(slot: number, record: ThreadRecord): void {
    const at = SLOTS + slot * LINE, times = at / 2;
    this.words[at + CHUNKS] = record.chunks;
    this.words[at + ROWS_DONE] = record.rows;
    this.#times[times + BUSY] = record.busyMs;
    this.#times[times + CLAIM] = record.claimMs;
    this.#times[times + LAST] = record.lastMs;
  }
  /** What `slot` has written down; only after it has left. */
  recordOf(slot: number): ThreadRecord {
    const at = SLOTS + slot * LINE, times = at / 2;
    return {
      chunks: this.words[at + CHUNKS] as number,
      rows: this.words[at + ROWS_DONE] as number,
      busyMs: this.#times[times + BUSY] as number,
      claimMs: this.#times[times + CLAIM] as number,
      lastMs: this.#times[times + LAST] as number,
    };
  }

  /**
   * A worker's last step in a pass. Taking itself off the pending ones is its last write here: once
   * that count is 0, the block can be used for another pass.
   */
  leave(slot: number, failed: boolean): void {
    const { words } = this;
    Atomics.store(words, SLOTS + slot * LINE + STATE, failed ? FAILED : LEFT);
    const pending = Atomics.sub(words, PENDING, 1) - 1;
    // In an abandoned pass a lost worker may keep the count above 0 for ever: the caller looks
    // after each leaving.
    if (pending === 0 || this.abandoned) Atomics.notify(words, PENDING);
  }
  /** How many workers have not left. */
  get pending(): number {
    return Atomics.load(this.words, PENDING);
  }
  /** Where the pending count is in `words`, for waiting. */
  get pendingIndex(): number {
    return PENDING;
  }
}
