// The words by which the pool steers one worker. Each worker has its own, so a dismissed worker
// sees its stop word for ever and nothing that is said to the others.
//
// A worker parks in Atomics.wait on SIGNAL. Whatever is to be said is written first; then SIGNAL is
// changed and the worker woken. MAIL counts the messages posted to the worker: a worker that has
// received fewer returns to its event loop to receive the rest and parks again after it.

/** Indices into a worker's control words. */
export const SIGNAL = 0, STOP = 1, MAIL = 2, PASS = 3, BLOCK = 4;

/** How many control words a worker has. */
export const CONTROL_WORDS = 16;

/** Wakes the worker that parks on these words. */
export function ring(control: Int32Array): void {
  Atomics.add(control, SIGNAL, 1);
  Atomics.notify(control, SIGNAL);
}

/**
 * Announces one more message; call it before posting, so that the worker never parks with a message
 * on its way.
 */
export function announceMail(control: Int32Array): void {
  Atomics.add(control, MAIL, 1);
  ring(control);
}

/** Sends the worker into the pass in block `block`. */
export function announcePass(control: Int32Array, pass: number, block: number): void {
  Atomics.store(control, BLOCK, block);
  Atomics.store(control, PASS, pass);
  ring(control);
}

/** Tells the worker to leave for good. */
export function announceStop(control: Int32Array): void {
  Atomics.store(control, STOP, 1);
  ring(control);
}

/** What a parked worker was woken for. */
export type Errand =
  | { readonly kind: "stop" }
  | { readonly kind: "mail" }
  | { readonly kind: "pass"; readonly pass: number; readonly block: number };

/**
 * Parks a worker until there is something to do. `pass` is the last pass it was in, `received`
 * counts its messages.
 */
export function park(control: Int32Array, pass: number, received: number): Errand {
  for (;;) {
    const signal = Atomics.load(control, SIGNAL);
    if (Atomics.load(control, STOP) !== 0) return { kind: "stop" };
    const next = Atomics.load(control, PASS);
    if (next !== pass) return { kind: "pass", pass: next, block: Atomics.load(control, BLOCK) };
    if (Atomics.load(control, MAIL) !== received) return { kind: "mail" };
    Atomics.wait(control, SIGNAL, signal);
  }
}
