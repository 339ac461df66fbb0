// Claimers: how a thread finds its next chunk, one per distribution. A claimer reads the words of
// its pass and answers with rows; it knows no job and measures nothing. A new distribution is one
// more entry in the table at the end.

import type { DistributionKind } from "./distribution.ts";
import { Mutex } from "./mutex.ts";
import type { PassBlock } from "./pass_block.ts";

/**
 * Answers of `claim`: there is nothing left, `first` … `end − 1` is ours, or another thread is in
 * the way: ask again.
 */
export const EMPTY = 0, CLAIMED = 1, BUSY = 2;

/** One thread's way to its next chunk. */
export interface Claimer {
  /** First row of the chunk claimed last. */
  first: number;
  /** One past its last row. */
  end: number;
  /**
   * Claims the next chunk. Only with `mayBlock` may it wait in `Atomics.wait`; otherwise it may
   * answer BUSY.
   */
  claim(mayBlock: boolean): typeof EMPTY | typeof CLAIMED | typeof BUSY;
}

/**
 * A thread's run is handed out in pieces of so many rows: between them the thread sees an abort and
 * shows progress.
 */
export const CONTIGUOUS_PIECE_ROWS = 256;

/**
 * A batch of guided chunks takes one part in so many of the rows that are left. With 2, as in the
 * literature, the first chunks of a trace that is costly at the top take longer than all the rest:
 * bench/results/distribution.md.
 */
export const GUIDED_SHARE = 8;

// How often a thread that must not block tries the lock before it answers BUSY.
const LOCK_TRIES = 64;

class Contiguous implements Claimer {
  first = 0;
  end: number;
  readonly #stop: number;

  constructor(block: PassBlock, slot: number) {
    const edges = Math.ceil(block.rows / 2), rank = block.rank(slot);
    this.end = 2 * Math.floor(edges * rank / block.threads);
    this.#stop = Math.min(block.rows, 2 * Math.floor(edges * (rank + 1) / block.threads));
  }
  claim(): typeof EMPTY | typeof CLAIMED {
    if (this.end >= this.#stop) return EMPTY;
    this.first = this.end;
    this.end = Math.min(this.first + CONTIGUOUS_PIECE_ROWS, this.#stop);
    return CLAIMED;
  }
}

/**
 * What the three distributions by chunk number have in common: from a chunk's number to its rows.
 */
abstract class Numbered implements Claimer {
  first = 0;
  end = 0;
  readonly #rows: number;
  readonly #chunkRows: number;

  constructor(block: PassBlock) {
    this.#rows = block.rows;
    this.#chunkRows = block.chunkRows;
  }
  abstract claim(mayBlock: boolean): typeof EMPTY | typeof CLAIMED | typeof BUSY;
  protected take(number: number): typeof EMPTY | typeof CLAIMED {
    const first = number * this.#chunkRows;
    if (first >= this.#rows) return EMPTY;
    this.first = first;
    this.end = Math.min(first + this.#chunkRows, this.#rows);
    return CLAIMED;
  }
}

class Strided extends Numbered {
  #next: number;
  readonly #threads: number;

  constructor(block: PassBlock, slot: number) {
    super(block);
    this.#next = block.rank(slot);
    this.#threads = block.threads;
  }
  claim(): typeof EMPTY | typeof CLAIMED {
    const number = this.#next;
    this.#next += this.#threads;
    return this.take(number);
  }
}

class Queued extends Numbered {
  readonly #block: PassBlock;
  readonly #mutex: Mutex;
  readonly #slot: number;

  constructor(block: PassBlock, slot: number) {
    super(block);
    this.#block = block;
    this.#slot = slot;
    this.#mutex = new Mutex(block.words, block.lockIndex);
  }
  claim(mayBlock: boolean): typeof EMPTY | typeof CLAIMED | typeof BUSY {
    const mutex = this.#mutex;
    if (mayBlock) {
      if (!mutex.lock(this.#waits)) return EMPTY;
    } else {
      let tries = LOCK_TRIES;
      while (!mutex.tryLock()) if (--tries === 0) return BUSY;
    }
    const number = this.#block.dequeue();
    mutex.unlock();
    return this.take(number);
  }
  /** Again and again while it waits: it is not this thread that has stalled. */
  readonly #waits = (): boolean => {
    this.#block.step(this.#slot);
    return this.#block.abandoned;
  };
}

class Dynamic extends Numbered {
  readonly #block: PassBlock;

  constructor(block: PassBlock) {
    super(block);
    this.#block = block;
  }
  claim(): typeof EMPTY | typeof CLAIMED {
    return this.take(this.#block.count());
  }
}

/**
 * Guided self-scheduling in batches ("factoring": Hummel, Schonberg and Flynn, 1992): as many
 * chunks as there are threads take 1/{@linkcode GUIDED_SHARE} of what is left, then as many again
 * of the rest. So the rows of a chunk follow from its number alone, and one counter will do.
 */
class Guided implements Claimer {
  first = 0;
  end = 0;
  readonly #block: PassBlock;
  readonly #minRows: number;
  // The batch of the chunk claimed last: number and row of its first chunk, rows of each.
  #number = 0;
  #row = 0;
  #length: number;

  constructor(block: PassBlock) {
    this.#block = block;
    this.#minRows = block.chunkRows;
    this.#length = this.#lengthFrom(0);
  }
  claim(): typeof EMPTY | typeof CLAIMED {
    const { rows, threads } = this.#block, number = this.#block.count();
    while (number - this.#number >= threads && this.#row < rows) {
      this.#number += threads;
      this.#row += threads * this.#length;
      this.#length = this.#lengthFrom(this.#row);
    }
    const first = this.#row + (number - this.#number) * this.#length;
    if (first >= rows) return EMPTY;
    this.first = first;
    this.end = Math.min(first + this.#length, rows);
    return CLAIMED;
  }
  #lengthFrom(row: number): number {
    const { rows, threads } = this.#block;
    const share = Math.floor((rows - row) / (GUIDED_SHARE * threads));
    return Math.max(this.#minRows, share - share % 2);
  }
}

const CLAIMERS: Readonly<
  Record<DistributionKind, new (block: PassBlock, slot: number) => Claimer>
> = {
  contiguous: Contiguous,
  strided: Strided,
  queued: Queued,
  dynamic: Dynamic,
  guided: Guided,
};

/** The claimer of the thread `slot` for the pass in `block`. */
export function makeClaimer(block: PassBlock, slot: number): Claimer {
  return new CLAIMERS[block.kind](block, slot);
}
