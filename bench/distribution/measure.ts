// Makes proofs and keeps what they cost. Every proof must be the first one's bytes: a fast proof that
// is another proof would be no result.

import type { DistributionChoice } from "../../scheduler/distribution.ts";
import type { WorkerPool } from "../../scheduler/pool.ts";
import type { PassReport } from "../../scheduler/report.ts";
import { encodeProof } from "../../sumcheck/proof_binary.ts";
import { openProverPool } from "../../sumcheck/pool.ts";
import { SumcheckProver } from "../../sumcheck/prover.ts";
import { verifyWithTrace } from "../../sumcheck/verifier.ts";
import { type Figures, figuresOf } from "./figures.ts";
import type { Workload } from "./workloads.ts";

/** One proof's figures and its passes. */
export interface Measured {
  readonly figures: Figures;
  readonly reports: readonly PassReport[];
}

/** Pools by their number of threads, opened once and parked between proofs. */
export class Pools implements AsyncDisposable {
  readonly #pools = new Map<number, WorkerPool>();

  /** The pool of so many threads. */
  async of(threads: number): Promise<WorkerPool> {
    let pool = this.#pools.get(threads);
    if (pool === undefined) this.#pools.set(threads, pool = await openProverPool({ threads }));
    return pool;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pool of this.#pools.values()) await pool.close();
  }
}

/** Proves one workload over and over. */
export class Bench {
  readonly workload: Workload;
  readonly #signal: AbortSignal;
  #proof: Uint8Array | undefined;

  constructor(workload: Workload, signal: AbortSignal) {
    this.workload = workload;
    this.#signal = signal;
  }

  /**
   * Makes one proof.
   *
   * @param trace whether to record every chunk
   * @throws {Error} if it does not verify (the first) or is not the first one's bytes (the others)
   */
  async prove(
    pool: WorkerPool,
    distribution: DistributionChoice,
    trace = false,
  ): Promise<Measured> {
    const { registry, trace: columns, parameters } = this.workload;
    const reports: PassReport[] = [];
    const prover = new SumcheckProver(registry, columns, {
      parameters,
      pool,
      distribution,
      trace,
      signal: this.#signal,
      onRound: ({ report }) => reports.push(report),
    });
    const start = performance.now();
    const proof = await prover.prove();
    const totalMs = performance.now() - start;
    const bytes = encodeProof(registry, proof);
    if (this.#proof === undefined) {
      // A satisfied trace: the claimed sum is zero, as the verifier expects unless told otherwise.
      verifyWithTrace(registry, proof, columns, { parameters });
      this.#proof = bytes;
    } else if (!bytes.every((byte, i) => byte === this.#proof![i])) {
      throw new Error(`Cannot go on: two proofs of ${this.workload.name} differ`);
    }
    return { figures: figuresOf(reports, totalMs), reports };
  }
}
