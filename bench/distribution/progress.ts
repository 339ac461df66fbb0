// How far an experiment is, on stderr: one line that is written over on a terminal, a line every so
// often elsewhere.

const encoder = new TextEncoder();
/** Between two lines where stderr is no terminal. */
const QUIET_MS = 15_000;

/** Shows progress and knows when the time is up. */
export class Progress {
  readonly #endMs: number;
  readonly #terminal = Deno.stderr.isTerminal();
  #expected = 0;
  #done = 0;
  #startMs = performance.now();
  #shownMs = -Infinity;

  /** @param minutes until the time is up */
  constructor(minutes: number) {
    this.#endMs = performance.now() + minutes * 60_000;
  }

  /** Whether no proof is to be begun any more. */
  get timeIsUp(): boolean {
    return performance.now() >= this.#endMs;
  }

  /** How many steps follow. */
  expect(steps: number): void {
    this.#expected = steps;
    this.#done = 0;
    this.#startMs = performance.now();
  }

  /** One step is done. */
  done(): void {
    this.#done++;
  }

  /** Says what is being done. */
  async show(what: string): Promise<void> {
    const now = performance.now();
    if (!this.#terminal && now - this.#shownMs < QUIET_MS) return;
    this.#shownMs = now;
    const steps = this.#expected > 0 ? `[${this.#done}/${this.#expected}${this.#left(now)}] ` : "";
    const line = `${steps}${what}`;
    await Deno.stderr.write(encoder.encode(this.#terminal ? `\r\x1b[K${line}` : `${line}\n`));
  }

  /** Ends the line. */
  async finish(): Promise<void> {
    if (this.#terminal) await Deno.stderr.write(encoder.encode("\r\x1b[K"));
  }

  #left(now: number): string {
    if (this.#done === 0) return "";
    const perStep = (now - this.#startMs) / this.#done;
    const ms = Math.min(perStep * (this.#expected - this.#done), this.#endMs - now);
    return `, about ${Math.ceil(Math.max(0, ms) / 60_000)} min left`;
  }
}
