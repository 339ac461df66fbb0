// The progress bar of a proof: on stderr, and only when that is a terminal.

import type { Runtime } from "./runtime.ts";
import type { Style } from "./style.ts";

const WIDTH = 30;
const CLEAR_LINE = "\r\x1b[K";

/** Draws how far a proof is. */
export class ProgressBar {
  readonly #runtime: Runtime;
  readonly #style: Style;
  #drawn = false;

  /** A bar that is not drawn yet. */
  constructor(runtime: Runtime, style: Style) {
    this.#runtime = runtime;
    this.#style = style;
  }

  /** Shows that `done` of `rounds` rounds are done. Each round is half the work of the one before. */
  async show(done: number, rounds: number): Promise<void> {
    if (!this.#runtime.isTerminal("stderr")) return;
    this.#drawn = true;
    const share = done >= rounds ? 1 : 1 - 2 ** -done;
    const filled = Math.round(WIDTH * share);
    const bar = this.#style.good("#".repeat(filled)) +
      this.#style.faint(".".repeat(WIDTH - filled));
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
