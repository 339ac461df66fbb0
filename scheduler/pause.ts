// The ways in which the calling thread waits: it lets its event loop turn, so that timers, messages
// and abort signals arrive, and it never blocks in Atomics.wait, which browsers forbid on a page's
// main thread.

// Without Atomics.waitAsync: how long to look after every turn of the event loop, and how rarely
// after that.
const EAGER_MS = 2, POLL_MS = 1;

/** Lets the event loop turn once. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Not a timer: those are rounded up to a millisecond and more. Not a channel that is kept: an
    // open port would keep the process alive.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      // Both: on Deno each port is a resource of its own.
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/**
 * Resolves soon after `words[index]` is changed and notified, or differs from `value`, or after
 * `timeoutMs`.
 */
export async function waitForChange(
  words: Int32Array,
  index: number,
  value: number,
  timeoutMs: number,
): Promise<void> {
  if (typeof Atomics.waitAsync === "function") {
    // Deno ends a program that waits for nothing but this (denoland/deno issue 15358), as it is
    // when the only worker has died. The timer holds it.
    const timer = setInterval(() => {}, timeoutMs);
    await Atomics.waitAsync(words, index, value, timeoutMs).value;
    clearInterval(timer);
    return;
  }
  const start = performance.now();
  for (;;) {
    if (Atomics.load(words, index) !== value) return;
    const waited = performance.now() - start;
    if (waited >= timeoutMs) return;
    await (waited < EAGER_MS ? nextTurn() : new Promise((resolve) => setTimeout(resolve, POLL_MS)));
  }
}

// Bun runs due timers only at about every tenth turn of the event loop. How many turns to give
// them.
const MAX_TURNS = 20;

/** Reminds a thread that works in long stretches to let its event loop turn, timers included. */
export class Breather {
  /**
   * Longest stretch of work without a turn of the event loop, in ms, as long as single chunks are
   * shorter.
   */
  static readonly STRETCH_MS = 15;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timersRun = true;

  /** When the next turn is due, on the clock of `performance.now()`. */
  get due(): number {
    return this.#last + Breather.STRETCH_MS;
  }

  /** Lets the event loop turn until timers that were due have run. */
  async breathe(): Promise<void> {
    let turns = 0;
    do await nextTurn(); while (!this.#timersRun && ++turns < MAX_TURNS);
    this.stop();
    this.#last = performance.now();
    // Due before the next breath is: when it has run, so have the others.
    this.#timersRun = false;
    this.#timer = setTimeout(() => this.#timersRun = true, Breather.STRETCH_MS / 2);
  }

  /** Leaves no timer behind. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
