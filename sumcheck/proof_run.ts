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
import type { ProofMemory } from "./proof_memory.ts";
import { smallElements } from "./small_column.ts";
import { type TableBuffer, type Tables, TableView, viewRound } from "./tables.ts";

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
  /** Where the large buffers are from; a worker that is lost may go on writing to them, so then they stay out. */
  readonly #memory: ProofMemory;
  readonly #tuner = new Tuner();

  private constructor(
    readonly pool: WorkerPool,
    readonly registry: RelationRegistry,
    public setup: KernelSetup,
    readonly settings: PassSettings,
    job: AttachedJob,
    memory: ProofMemory,
  ) {
    this.#job = job;
    this.#memory = memory;
  }

  /**
   * Attaches the job to the pool.
   *
   * @param memory what the setup's large buffers are from: given back in the end
   */
  static async start(
    pool: WorkerPool,
    registry: RelationRegistry,
    setup: KernelSetup,
    settings: PassSettings,
    memory: ProofMemory,
  ): Promise<ProofRun> {
    try {
      const job = await attach(pool, setup);
      return new ProofRun(pool, registry, setup, settings, job, memory);
    } catch (error) {
      memory.release();
      throw error;
    }
  }

  /** Runs a round's pass, again without a worker that is lost in it. */
  async pass(round: number, rows: number): Promise<PassReport> {
    const { distribution: choice, signal, trace } = this.settings;
    for (;;) {
      const plan = this.#tuner.plan(choice, rows, this.#job.threads);
      try {
        const report = await this.#job.run({
          rows,
          code: round,
          trace,
          ...plan,
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
    this.#memory.abandon();
    const { tables, slots } = this.setup;
    const written = round % 2 === 1 ? 0 : 1;
    const fresh = tables.buffers[written].map((buffer) =>
      buffer instanceof Float64Array
        ? new Float64Array(new SharedArrayBuffer(buffer.byteLength))
        : sharedWords(buffer.length)
    );
    const buffers = [...tables.buffers] as [readonly TableBuffer[], readonly TableBuffer[]];
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
    return views.map(({ words, lanes, offset, length, small }) => {
      if (small !== undefined) {
        return smallElements(field, small.values.subarray(small.offset, small.offset + length));
      }
      if (lanes === undefined) {
        return new FieldVector(field, words.slice(offset, offset + length * WORDS));
      }
      const packed = field.vector(length);
      field.kernel().pack(packed.words, 0, lanes.subarray(offset), length);
      return packed;
    });
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
    this.#memory.release();
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
