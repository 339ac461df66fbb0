// A lock on one word of shared memory: 0 free, 1 held, 2 held and waited for (Drepper, "Futexes are
// tricky", mutex 2).

const FREE = 0, HELD = 1, WAITED_FOR = 2;
// A holder is inside for nanoseconds; longer waits mean that it is not running, and its pass may
// have been abandoned.
const PATIENCE_MS = 5;

/** A lock on `words[index]`, which starts as 0. */
export class Mutex {
  readonly #words: Int32Array;
  readonly #index: number;

  /** The lock at `words[index]`. */
  constructor(words: Int32Array, index: number) {
    this.#words = words;
    this.#index = index;
  }

  /**
   * Takes the lock if it is free; never waits, so that it may be called on a page's main thread.
   */
  tryLock(): boolean {
    return Atomics.compareExchange(this.#words, this.#index, FREE, HELD) === FREE;
  }

  /**
   * Takes the lock, waiting for it (workers only); gives up and returns false once `cancelled()`
   * says so.
   */
  lock(cancelled: () => boolean): boolean {
    const words = this.#words, index = this.#index;
    let state = Atomics.compareExchange(words, index, FREE, HELD);
    while (state !== FREE) {
      if (cancelled()) return false;
      if (
        state === WAITED_FOR ||
        Atomics.compareExchange(words, index, HELD, WAITED_FOR) !== FREE
      ) {
        Atomics.wait(words, index, WAITED_FOR, PATIENCE_MS);
      }
      state = Atomics.compareExchange(words, index, FREE, WAITED_FOR);
    }
    return true;
  }

  /** Gives the lock back and wakes one thread that waits for it. */
  unlock(): void {
    if (Atomics.exchange(this.#words, this.#index, FREE) === WAITED_FOR) {
      Atomics.notify(this.#words, this.#index, 1);
    }
  }
}
