// The passes of one proof on one pool: one job, attached again with other memory when a worker is lost.

import { FieldVector } from "../field/field_vector.ts";
import { WORDS } from "../field/words.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import type { DistributionChoice } from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import type { PassReport } from "../scheduler/report.ts";
import type { AttachedJob } from "../scheduler/attached_job.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import { Tuner } from "../scheduler/tuner.ts";
import { SUMCHECK_JOB } from "./job.ts";
import type { KernelSetup } from "./kernel/round_kernel.ts";
import { smallElements } from "./small_column.ts";
import { type Tables, TableView, viewRound } from "./tables.ts";

/** How the passes are run. */
export interface PassSettings {
  /** How rows reach the threads. */
  readonly distribution: DistributionChoice;
  /** Ends a pass between chunks. */
  readonly signal: AbortSignal | undefined;
  /** Record every chunk's time. */
  readonly trace: boolean;
}

/** The passes of one proof on one pool. */
export class ProofRun {
  #job: AttachedJob;
  readonly #tuner = new Tuner();

  private constructor(
    readonly pool: WorkerPool,
    readonly registry: RelationRegistry,
    public setup: KernelSetup,
    readonly settings: PassSettings,
    job: AttachedJob,
  ) {
    this.#job = job;
  }

  /** Attaches the job to the pool. */
  static async start(
    pool: WorkerPool,
    registry: RelationRegistry,
    setup: KernelSetup,
    settings: PassSettings,
  ): Promise<ProofRun> {
    return new ProofRun(pool, registry, setup, settings, await attach(pool, setup));
  }

  /** Runs a round's pass, again without a worker that is lost in it. */
  async pass(round: number, rows: number): Promise<PassReport> {
    const { distribution: choice, signal, trace } = this.settings;
    for (;;) {
      const distribution = choice.kind === "auto"
        ? this.#tuner.next(rows, this.#job.threads)
        : choice;
      try {
        const report = await this.#job.run({
          rows,
          code: round,
          distribution,
          trace,
          ...(signal && { signal }),
        });
        this.#tuner.observe(report);
        return report;
      } catch (error) {
        if (!isLoss(error)) throw error;
        await this.#recover(round);
      }
    }
  }

  /** A lost worker may still write what this round writes, so the round gets other memory. */
  async #recover(round: number): Promise<void> {
    const { tables, slots } = this.setup;
    const written = round % 2 === 1 ? 0 : 1;
    const fresh = tables.buffers[written].map((words) => sharedWords(words.length));
    const buffers = [...tables.buffers] as [readonly Uint32Array[], readonly Uint32Array[]];
    buffers[written] = fresh;
    const renewed: Tables = { ...tables, buffers };
    this.setup = { ...this.setup, tables: renewed, slots: sharedWords(slots.length) };
    await this.#job.detach();
    this.#job = await attach(this.pool, this.setup);
  }

  /** Whether the round's columns can be asked for. */
  stores(round: number): boolean {
    return !(this.setup.tables.lean && round === 1);
  }

  /** Every column's stored values in a round whose pass is done; a copy. */
  columns(round: number): FieldVector[] {
    const { tables } = this.setup;
    const views = tables.sources.map(() => new TableView());
    viewRound(tables, round, views);
    const { field } = this.registry;
    return views.map(({ words, offset, length, small }) =>
      small === undefined
        ? new FieldVector(field, words.slice(offset, offset + length * WORDS))
        : smallElements(field, small.values.subarray(small.offset, small.offset + length))
    );
  }

  /** Every column's single value after the last fold. */
  evaluations(out: FieldVector): FieldVector {
    this.columns(this.setup.tables.rounds).forEach((column, i) => {
      out.words.set(column.words, i * WORDS);
    });
    return out;
  }

  /** Has the pool forget the proof. */
  async end(): Promise<void> {
    await this.#job.detach();
  }
}

/** Attaches the job to the workers that are there, again without those that are lost over it. */
async function attach(pool: WorkerPool, setup: KernelSetup): Promise<AttachedJob> {
  for (;;) {
    try {
      return await pool.attach(SUMCHECK_JOB, setup);
    } catch (error) {
      if (!isLoss(error)) throw error;
    }
  }
}

function isLoss(error: unknown): boolean {
  return error instanceof SchedulerError && error.code === "worker-lost";
}

/** Zeroed words that threads can share. */
export function sharedWords(words: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(words * Uint32Array.BYTES_PER_ELEMENT));
}
