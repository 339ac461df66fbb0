// The soak itself: proofs of many statements on one pool, each in a manner chosen at random, and looks at the memory.

import {
  auto,
  contiguous,
  type DistributionChoice,
  dynamic,
  guided,
  queued,
  strided,
} from "../../scheduler/distribution.ts";
import type { WorkerPool } from "../../scheduler/pool.ts";
import { SumcheckError } from "../../sumcheck/errors.ts";
import type { Technique } from "../../sumcheck/prover.ts";
import type { Random } from "../workloads/random.ts";
import { type MemorySample, sampleMemory } from "./memory.ts";
import { isSame, type Manner, type Reference, type SoakStatement } from "./statements.ts";

/** A look at the memory after so many proofs. */
export const LOOK_PROOFS = 5;

const DISTRIBUTIONS: readonly DistributionChoice[] = [
  ...[auto(), contiguous(), strided({ rows: 2 }), strided({ rows: 8 }), queued({ rows: 4 })],
  ...[dynamic({ rows: 2 }), dynamic({ rows: 16 }), dynamic({ rows: 64 }), guided({ minRows: 4 })],
];

const TECHNIQUES: readonly Technique[] = ["divide", "specialize", "claims", "small"];

/** What became of the proofs. */
export interface Tally {
  /** Made, and equal to the one on a single thread. */
  equal: number;
  /** Aborted before they were made. */
  aborted: number;
  /** Said to be satisfied, and refused because the trace is not. */
  unsatisfied: number;
  /** Names of statements of which another proof was made. */
  readonly different: string[];
}

/** The memory after so many proofs. */
export interface Look extends MemorySample {
  readonly proofs: number;
}

/**
 * Every statement with its proof on a single thread, which is also the other program's where there is one. All that is
 * compiled once and kept is compiled here.
 *
 * @throws {Error} when two proofs of a statement differ
 */
export async function references(statements: readonly SoakStatement[]): Promise<Reference[]> {
  const made: Reference[] = [];
  for (const statement of statements) {
    const { name, prove, satisfied, expected } = statement;
    const bytes = await prove({ distribution: contiguous() });
    for (const technique of TECHNIQUES) {
      for (const vouch of satisfied === true ? [false, true] : [false]) {
        const again = await prove({ without: [technique], satisfied: vouch });
        if (!isSame(again, bytes)) throw new Error(`two proofs of ${name} differ`);
      }
    }
    if (expected !== undefined && !isSame(bytes, expected)) {
      throw new Error(`the proof of ${name} is not the recorded one`);
    }
    made.push({ ...statement, bytes });
  }
  return made;
}

function anyManner(random: Random): Manner {
  return {
    distribution: random.pick(DISTRIBUTIONS),
    lean: random.below(3) === 0,
    trace: random.below(4) === 0,
    ...(random.below(4) === 0 && { without: [random.pick(TECHNIQUES)] }),
    ...(random.below(4) === 0 && {
      onRound: ({ columns, subrelationSums }) => {
        columns?.();
        subrelationSums?.();
      },
    }),
  };
}

/** Proves once and counts what became of it. */
async function proveOnce(
  pool: WorkerPool,
  { name, prove, satisfied, bytes }: Reference,
  random: Random,
  tally: Tally,
): Promise<void> {
  const manner = { ...anyManner(random), pool };
  const kind = random.below(20);
  const check = async (proving: Promise<Uint8Array>): Promise<void> => {
    if (isSame(await proving, bytes)) tally.equal++;
    else tally.different.push(name);
  };
  try {
    if (kind < 2) {
      // Aborted by the clock, at whatever moment.
      const signal = AbortSignal.timeout(random.below(random.pick([3, 20, 100])));
      await check(prove({ ...manner, signal }));
    } else if (kind === 2) {
      const controller = new AbortController(), last = random.below(6);
      const onRound: Manner["onRound"] = ({ round }) => round === last && controller.abort();
      await check(prove({ ...manner, onRound, signal: controller.signal }));
    } else if (kind === 3 && satisfied === false) {
      const { without: _, ...usual } = manner;
      await prove({ ...usual, satisfied: true });
      tally.different.push(`${name}, said to be satisfied`);
    } else {
      await check(prove({ ...manner, satisfied: satisfied === true && random.below(2) === 0 }));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    if (kind < 3 && (reason === "AbortError" || reason === "TimeoutError")) tally.aborted++;
    else if (kind === 3 && error instanceof SumcheckError && error.code === "unsatisfied") {
      tally.unsatisfied++;
    } else throw error;
  }
}

/**
 * Proves so many times, now and then two statements at a time.
 *
 * @param told after every look
 */
export async function soak(
  pool: WorkerPool,
  all: readonly Reference[],
  proofs: number,
  random: Random,
  told: (proofs: number) => void = () => {},
): Promise<{ readonly tally: Tally; readonly looks: readonly Look[] }> {
  const tally: Tally = { equal: 0, aborted: 0, unsatisfied: 0, different: [] }, looks: Look[] = [];
  let deck: Reference[] = [];
  for (let done = 0; done < proofs;) {
    const next: Reference[] = [];
    for (let n = Math.min(random.below(10) === 0 ? 2 : 1, proofs - done); n > 0; n--) {
      // Every statement in turn, in another order each time.
      if (deck.length === 0) deck = shuffled(all, random);
      next.push(deck.pop()!);
    }
    await Promise.all(next.map((statement) => proveOnce(pool, statement, random, tally)));
    const before = done;
    done += next.length;
    if (Math.floor(done / LOOK_PROOFS) > Math.floor(before / LOOK_PROOFS)) {
      looks.push({ proofs: done, ...sampleMemory() });
      told(done);
    }
  }
  return { tally, looks };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}
