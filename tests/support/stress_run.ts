// Runs a case of the stress job: whatever is chosen and whatever goes wrong, every proof that comes out is the one that
// one undisturbed thread makes, and that one verifies; a proof fails only for the reason that was planted; and the pool
// goes on.

import { assert, assertEquals, assertIsError } from "@std/assert";
import type { FieldVector } from "../../field/field_vector.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { SchedulerError } from "../../scheduler/errors.ts";
import type { WorkerPool } from "../../scheduler/pool.ts";
import { openProverPool, type ProverPoolOptions } from "../../sumcheck/pool.ts";
import { encodeProof } from "../../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../../sumcheck/prover.ts";
import type { Trace } from "../../sumcheck/trace.ts";
import { verifyWithTrace } from "../../sumcheck/verifier.ts";
import { modulusOf } from "./naive_prover.ts";
import { createFaultyWorker, type WorkerFault } from "./prover_faults.ts";
import { narrowed } from "./random_small.ts";
import { RandomStatement } from "./random_statement.ts";
import {
  type Disturbance,
  type Run,
  STALL_MS,
  type StatementChoice,
  type StressCase,
} from "./stress_case.ts";
import { SUMCHECK_VECTORS } from "./sumcheck_vectors.ts";

/** How often each thing has happened. */
export interface Tally {
  /** Proofs that were equal to one thread's. */
  equal: number;
  /** Proofs that ended with their signal's reason. */
  aborted: number;
  /** Proofs that ended with what a worker threw. */
  thrown: number;
  /** Workers that were lost. */
  lost: number;
}

/** A tally of nothing yet. */
export function emptyTally(): Tally {
  return { equal: 0, aborted: 0, thrown: 0, lost: 0 };
}

/** Pools that stay open for all cases in which no worker has a fault. */
export class StandingPools implements AsyncDisposable {
  readonly #pools = new Map<number, WorkerPool>();
  readonly #options: Omit<ProverPoolOptions, "threads">;

  /** @param options of every pool */
  constructor(options: Omit<ProverPoolOptions, "threads"> = {}) {
    this.#options = options;
  }

  /** The pool of so many threads. */
  async get(threads: number): Promise<WorkerPool> {
    const open = this.#pools.get(threads);
    // On a busy machine a worker may be taken for lost.
    if (open?.threads === threads) return open;
    await open?.close();
    const pool = await openProverPool({ ...this.#options, threads });
    this.#pools.set(threads, pool);
    return pool;
  }

  /** Closes all pools. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const pool of this.#pools.values()) await pool.close();
  }
}

/** Runs a case and adds what happened to the tally. Throws if anything is as it must not be. */
export async function runCase(
  { threads, runs, together, disturbance, ...chosen }: StressCase,
  pools: StandingPools,
  tally: Tally,
): Promise<void> {
  const statement = new Statement(chosen.statement);
  const expected = await statement.proveAlone();
  const faulty = disturbance.kind === "fault"
    ? await openFaultyPool(threads, disturbance.fault, runs.length)
    : undefined;
  const abortion = new Abortion(disturbance);
  try {
    const pool = faulty ?? await pools.get(threads);
    const prove = (run: Run, index: number): Promise<Outcome> =>
      settle(statement.prove(pool, run, index === 0 ? abortion.options : {}));
    const outcomes: Outcome[] = [];
    if (together) outcomes.push(...await Promise.all(runs.map(prove)));
    else for (const [index, run] of runs.entries()) outcomes.push(await prove(run, index));
    // Nothing is planted after the runs: the pool must have got over it.
    outcomes.push(await prove(runs[0], runs.length));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind === "equal") assertEquals(outcome.bytes, expected);
      if (outcome.kind === "aborted") assertEquals(index, 0, "the run that was aborted");
      if (outcome.kind === "thrown") {
        assert(disturbance.kind === "fault" && disturbance.fault.what === "throw");
        assert(index < runs.length, "the worker was to throw before");
      }
      tally[outcome.kind]++;
    }
    const thrown = outcomes.filter(({ kind }) => kind === "thrown").length;
    assert(thrown <= 1, `one fault has ended ${thrown} proofs`);
    tally.lost += pool.slots - pool.threads;
  } finally {
    abortion.cancel();
    await faulty?.close();
  }
}

/** A pool whose worker has the fault in one of the first so many proofs. */
function openFaultyPool(threads: number, fault: WorkerFault, proofs: number): Promise<WorkerPool> {
  return openProverPool({
    threads,
    stallTimeoutMs: STALL_MS,
    closeTimeoutMs: 1_000,
    createWorker: createFaultyWorker({
      ...fault,
      slot: Math.min(fault.slot, threads - 1),
      job: Math.min(fault.job ?? 1, proofs),
    }),
  });
}

/** How a proof ended, apart from an error that nothing explains, which is thrown. */
type Outcome =
  | { readonly kind: "equal"; readonly bytes: Uint8Array }
  | { readonly kind: "aborted" | "thrown" };

const REASON = new Error("planted as a reason");

async function settle(proof: Promise<Uint8Array>): Promise<Outcome> {
  try {
    return { kind: "equal", bytes: await proof };
  } catch (error) {
    if (error === REASON) return { kind: "aborted" };
    assertIsError(error, SchedulerError, "planted in a worker");
    assertEquals(error.code, "worker-failed");
    return { kind: "thrown" };
  }
}

/** Aborts a proof when the disturbance says so. */
class Abortion {
  /** For the proof that is to be aborted. */
  readonly options: Pick<ProverOptions, "signal" | "onRound">;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(disturbance: Disturbance) {
    const controller = new AbortController(), { signal } = controller;
    const abort = (): void => controller.abort(REASON);
    if (disturbance.kind !== "abort") {
      this.options = {};
    } else if ("afterMs" in disturbance) {
      this.options = { signal };
      this.#timer = setTimeout(abort, disturbance.afterMs);
    } else {
      const { afterRound } = disturbance;
      this.options = { signal, onRound: ({ round }) => round === afterRound && abort() };
    }
  }

  /** Leaves no timer behind. */
  cancel(): void {
    clearTimeout(this.#timer);
  }
}

/** A statement as the library takes it. */
class Statement {
  readonly #registry: RelationRegistry;
  readonly #options: { readonly parameters: FieldVector; readonly paddedLogRows: number };
  readonly #wide: Trace;
  readonly #small: Trace;
  readonly #satisfied: boolean;

  constructor(choice: StatementChoice) {
    if ("recorded" in choice) {
      const vector = SUMCHECK_VECTORS[choice.recorded], { parameters, paddedLogRows } = vector;
      this.#registry = vector.registry;
      this.#options = { parameters, paddedLogRows };
      this.#wide = this.#small = vector.trace;
      this.#satisfied = choice.recorded.includes("satisfied");
    } else {
      const { field, widths, satisfied } = choice;
      const recipe = narrowed(choice.recipe, widths, modulusOf(field));
      const statement = new RandomStatement(field, recipe, satisfied);
      this.#registry = statement.registry;
      this.#options = { parameters: statement.parameters(), paddedLogRows: statement.rounds };
      this.#wide = statement.trace();
      this.#small = this.#wide.withSmall(widths, { shared: recipe.logRows % 2 === 0 });
      this.#satisfied = satisfied;
    }
  }

  /** The bytes of one thread's proof, without anything optional; verified. */
  async proveAlone(): Promise<Uint8Array> {
    const registry = this.#registry, trace = this.#wide, { parameters } = this.#options;
    const proof = await new SumcheckProver(registry, trace, this.#options).prove();
    verifyWithTrace(registry, proof, trace, { parameters, claimedSum: proof.claimedSum });
    return encodeProof(registry, proof);
  }

  /** The bytes of a proof on a pool. */
  async prove(
    pool: WorkerPool,
    { small, vouch, ...run }: Run,
    options: Pick<ProverOptions, "signal" | "onRound">,
  ): Promise<Uint8Array> {
    const prover = new SumcheckProver(this.#registry, small ? this.#small : this.#wide, {
      ...this.#options,
      ...run,
      ...options,
      pool,
      satisfied: vouch && this.#satisfied,
    });
    return encodeProof(this.#registry, await prover.prove());
  }
}
