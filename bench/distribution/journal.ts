// The journal of an experiment: every proof's figures, one line each, on disk as soon as they are
// there. An experiment that is started again with the same settings goes on where it stopped.

import type { Figures } from "./figures.ts";
import type { Settings } from "./settings.ts";

/** One proof. */
export interface Entry extends Figures {
  readonly workload: string;
  readonly workers: number;
  readonly distribution: string;
  /** Time of every pass, in ms. */
  readonly wallsMs: readonly number[];
  /** Number of the proof among those of its configuration. */
  readonly run: number;
}

/** Figures on disk and in memory. */
export class Journal {
  readonly #path: string;
  readonly #entries: Entry[];

  private constructor(path: string, entries: Entry[]) {
    this.#path = path;
    this.#entries = entries;
  }

  /**
   * Opens the journal of an experiment, or begins one.
   *
   * @param machine what the figures depend on beside the settings
   * @throws {Error} if the folder has the journal of another experiment
   */
  static async open(settings: Settings, machine: string): Promise<Journal> {
    const { workloads, scales } = settings;
    const head = JSON.stringify({ journal: "distribution-1", machine, workloads, scales });
    await Deno.mkdir(settings.out, { recursive: true });
    const path = `${settings.out}/distribution-runs.jsonl`;
    const text = await Deno.readTextFile(path).catch((error: unknown) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (text === undefined) {
      await Deno.writeTextFile(path, `${head}\n`);
      return new Journal(path, []);
    }
    // A line that was being written when the program was killed has no end.
    const [found, ...lines] = text.slice(0, text.lastIndexOf("\n")).split("\n");
    if (found !== head) {
      throw new Error(
        `Cannot go on: ${path} is of another experiment; move it away or give another --out`,
      );
    }
    return new Journal(path, lines.map((line) => JSON.parse(line) as Entry));
  }

  /** All figures. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The proofs of one configuration. */
  of(workload: string, workers: number, distribution: string): Entry[] {
    return this.#entries.filter((e) =>
      e.workload === workload && e.workers === workers && e.distribution === distribution
    );
  }

  /** Writes one down. */
  async add(entry: Entry): Promise<void> {
    this.#entries.push(entry);
    await Deno.writeTextFile(this.#path, `${JSON.stringify(entry)}\n`, { append: true });
  }
}
