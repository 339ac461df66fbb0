// The progress bar of a proof: on stderr, and only when that is a terminal.

import type { Runtime } from "./runtime.ts";

const WIDTH = 30;
const CLEAR_LINE = "\r\x1b[K";

/** Draws how far a proof is. */
export class ProgressBar {
  readonly #runtime: Runtime;
  #drawn = false;

  /** A bar that is not drawn yet. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Shows that `done` of `rounds` rounds are done. Each round is half the work of the one before. */
  async show(done: number, rounds: number): Promise<void> {
    if (!this.#runtime.stderrIsTerminal) return;
    this.#drawn = true;
    const share = done >= rounds ? 1 : 1 - 2 ** -done;
    const filled = Math.round(WIDTH * share);
    const bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    const percent = String(Math.floor(100 * share)).padStart(3);
    await this.#runtime.print(
      "stderr",
      `${CLEAR_LINE}proving [${bar}] ${percent}% round ${done} of ${rounds}`,
    );
  }

  /** Takes the bar away. */
  async clear(): Promise<void> {
    if (this.#drawn) await this.#runtime.print("stderr", CLEAR_LINE);
    this.#drawn = false;
  }
}
