// One disturbed proof: a pool is opened, a worker (or two) is killed at some moment, and the proof must be the undisturbed
// one; then another on the same pool. It chooses nothing: what happens when is a plan, made in fault_plans.ts.

import type { DistributionChoice } from "../../scheduler/distribution.ts";
import { SchedulerError } from "../../scheduler/errors.ts";
import type { WorkerPool } from "../../scheduler/pool.ts";
import { openProverPool } from "../../sumcheck/pool.ts";
import { WORKER_SOURCE } from "../../sumcheck/worker.generated.ts";
import {
  faultyWorkerSource,
  GATE,
  makeGate,
  type WorkerFault,
} from "../../tests/support/prover_faults.ts";
import { isSame, type Reference } from "./statements.ts";

/** A moment at which a worker is ended from outside. */
export type KillMoment =
  /** So many ms after it was started, while the pool is being opened. */
  | { readonly opening: number }
  /** So many ms after the proof was begun. */
  | { readonly afterMs: number }
  /** When so many rounds are done and all workers are parked. */
  | { readonly afterRounds: number };

/** What happens to one worker. */
export type WorkerFate =
  /** `terminate()`, as a page or a runtime might. */
  | { readonly slot: number; readonly how: "terminate"; readonly when: KillMoment }
  /** Something that goes wrong within it. */
  | { readonly slot: number; readonly how: "within"; readonly fault: Omit<WorkerFault, "slot"> };

/** A disturbed proof. */
export interface FaultPlan {
  readonly threads: number;
  readonly distribution: DistributionChoice;
  readonly lean: boolean;
  /** One or two. */
  readonly fates: readonly WorkerFate[];
}

/** What became of it. */
export interface FaultOutcome {
  /** Rounds that were done when each worker was killed; −1: the pool was not open yet; undefined: it was too late. */
  readonly killedAfter: readonly (number | undefined)[];
  /** The pool was not opened, as it says it is not, and the proof was made on another. */
  readonly refusedToOpen: boolean;
  /** Workers that the pool has gone on without in the disturbed proof. */
  readonly missed: number;
  /** Whether the disturbed proof, and the next on the same pool, are the undisturbed one. */
  readonly equal: boolean;
  readonly nextEqual: boolean;
  /** The time of the disturbed proof, in ms. */
  readonly ms: number;
}

/** Whether all that was planned happened before the proof was done, or the pool could not be opened for it. */
export function wasInTime({ killedAfter, refusedToOpen }: FaultOutcome): boolean {
  const happened = killedAfter.map((rounds) => rounds !== undefined);
  return refusedToOpen ? happened.includes(true) : !happened.includes(false);
}

/** A worker that shows no progress for so long is given up. */
export const STALL_MS = 400;
/** So long Deno's pools wait for a worker that was ended before it was ready; others wait as long as a busy machine may take. */
const DOOMED_READY_MS = 3_000, READY_MS = 60_000, CLOSE_MS = 1_000;

/** The pool's workers as they are started, with what is to happen to them. */
class Victims {
  readonly gates: Int32Array[] = [];
  readonly #workers: Worker[] = [];
  readonly #plan: FaultPlan;
  readonly #url: string;
  readonly #killedAfter: (number | undefined)[];
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #rounds = -1;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
    this.#killedAfter = plan.fates.map(() => undefined);
    const faults = plan.fates.flatMap((fate) =>
      fate.how === "within" ? [{ ...fate.fault, slot: fate.slot }] : []
    );
    const script = faults.length > 0 ? faultyWorkerSource(...faults) : WORKER_SOURCE;
    this.#url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  /** For a pool: starts its workers in the order of their slots. */
  readonly create = (): Worker => {
    const worker = new Worker(this.#url, { type: "module" }), gate = makeGate();
    this.#workers.push(worker);
    this.gates.push(gate);
    const slot = this.#workers.length;
    if (this.#plan.fates.some((fate) => fate.slot === slot && fate.how === "within")) {
      worker.postMessage({ type: "gate", gate });
    }
    this.#kill((when) => "opening" in when ? when.opening : undefined, slot);
    return worker;
  };

  /** The pool is open. */
  opened(): void {
    URL.revokeObjectURL(this.#url);
  }

  /** The proof begins. */
  begin(): void {
    this.rounds(0);
    this.#kill((when) => "afterMs" in when ? when.afterMs : undefined);
  }

  /** So many rounds are done. */
  rounds(rounds: number): void {
    this.#rounds = rounds;
    for (const gate of this.gates) Atomics.store(gate, GATE.round, rounds);
    this.#kill((when) => "afterRounds" in when && when.afterRounds === rounds ? 0 : undefined);
  }

  /** The proof is done: what has not happened by now is too late. */
  end(): (number | undefined)[] {
    this.#timers.forEach(clearTimeout);
    return this.#plan.fates.map(({ slot, how }, i) => {
      if (how === "terminate") return this.#killedAfter[i];
      const happened = Atomics.load(this.gates[slot - 1], GATE.happened);
      return happened > 0 ? happened - 1 : undefined;
    });
  }

  /** Kills whoever is to be killed so many ms from now. */
  #kill(delayOf: (when: KillMoment) => number | undefined, only?: number): void {
    this.#plan.fates.forEach((fate, i) => {
      if (fate.how !== "terminate" || only !== undefined && fate.slot !== only) return;
      const delayMs = delayOf(fate.when);
      if (delayMs === undefined) return;
      const kill = () => {
        this.#killedAfter[i] = this.#rounds;
        this.#workers[fate.slot - 1].terminate();
      };
      if (delayMs === 0) kill();
      else this.#timers.push(setTimeout(kill, delayMs));
    });
  }
}

/** Carries out a plan. */
export async function runFault(
  plan: FaultPlan,
  { prove, bytes }: Pick<Reference, "prove" | "bytes">,
): Promise<FaultOutcome> {
  const victims = new Victims(plan), { threads, distribution, lean } = plan;
  const manner = (pool: WorkerPool) => ({ pool, distribution, lean });
  const timeouts = {
    stallTimeoutMs: STALL_MS,
    readyTimeoutMs: READY_MS,
    closeTimeoutMs: CLOSE_MS,
  };
  const isDoomed = plan.fates.some((fate) => fate.how === "terminate" && "opening" in fate.when);
  let pool: WorkerPool;
  try {
    pool = await openProverPool({
      ...timeouts,
      threads,
      ...(isDoomed && { readyTimeoutMs: DOOMED_READY_MS }),
      createWorker: victims.create,
    });
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code !== "open-failed") throw error;
    victims.opened();
    const killedAfter = victims.end(), start = performance.now();
    await using other = await openProverPool({ ...timeouts, threads });
    return {
      killedAfter,
      refusedToOpen: true,
      missed: 0,
      equal: isSame(await prove(manner(other)), bytes),
      nextEqual: isSame(await prove(manner(other)), bytes),
      ms: performance.now() - start,
    };
  }
  await using _ = pool;
  victims.opened();
  const start = performance.now();
  victims.begin();
  const proof = await prove({
    ...manner(pool),
    onRound: ({ round }) => victims.rounds(round + 1),
  });
  const ms = performance.now() - start, missed = threads - pool.threads;
  return {
    killedAfter: victims.end(),
    refusedToOpen: false,
    missed,
    equal: isSame(proof, bytes),
    nextEqual: isSame(await prove(manner(pool)), bytes),
    ms,
  };
}

/** What an undisturbed proof on such a pool takes: the bounds of random moments. */
export interface Course {
  /** How often each worker looks at its setup, at least. */
  readonly looks: number;
  readonly rounds: number;
  readonly ms: number;
}

/** Watches an undisturbed proof. */
export async function courseOf(
  plan: Pick<FaultPlan, "threads" | "distribution" | "lean">,
  { prove }: Pick<Reference, "prove">,
): Promise<Course> {
  const never = { what: "stall", looks: -1 } as const;
  const fates = Array.from(
    { length: plan.threads - 1 },
    (_, i): WorkerFate => ({ slot: i + 1, how: "within", fault: never }),
  );
  const victims = new Victims({ ...plan, fates });
  await using pool = await openProverPool({
    threads: plan.threads,
    readyTimeoutMs: READY_MS,
    createWorker: victims.create,
  });
  victims.opened();
  let rounds = 0;
  const start = performance.now();
  const { distribution, lean } = plan;
  await prove({ pool, distribution, lean, onRound: () => rounds++ });
  const ms = performance.now() - start;
  const looks = victims.gates.map((gate) => Atomics.load(gate, GATE.looks));
  return { looks: Math.min(...looks), rounds, ms };
}
