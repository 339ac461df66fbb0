// What the stress job draws: a random statement, proved several times on several threads with whatever can be chosen,
// while something may go wrong. Plain data, so that a seed brings it back.

import fc from "fast-check";
import { BLS12_381_FR, BN254_FQ, BN254_FR } from "../../field/fields.ts";
import { PrimeField } from "../../field/prime_field.ts";
import {
  auto,
  contiguous,
  type DistributionChoice,
  dynamic,
  formatDistribution,
  guided,
  queued,
  strided,
} from "../../scheduler/distribution.ts";
import type { Technique } from "../../sumcheck/prover.ts";
import type { WorkerFault } from "./prover_faults.ts";
import { type StatementRecipe, statementRecipes } from "./random_registry.ts";
import { WIDTHS, type Widths } from "./random_small.ts";
import { SUMCHECK_VECTORS } from "./sumcheck_vectors.ts";

/** A statement: random over one of {@linkcode FIELDS}, or recorded. */
export type StatementChoice =
  | { readonly recorded: string }
  | {
    readonly field: PrimeField;
    readonly recipe: StatementRecipe;
    /** Columns that are small in some of the runs; the values fit. */
    readonly widths: Widths;
    /** Made to satisfy its relations. */
    readonly satisfied: boolean;
  };

/** One proof of the statement. */
export interface Run {
  readonly distribution: DistributionChoice;
  readonly without: readonly Technique[];
  readonly lean: boolean;
  /** Record every chunk's time. */
  readonly trace: boolean;
  /** Vouch for a trace that is satisfied. */
  readonly vouch: boolean;
  /** Store what is small as small columns. */
  readonly small: boolean;
}

/** What goes wrong. */
export type Disturbance =
  | { readonly kind: "none" }
  /** The first run's signal is aborted after a round, or after some time. */
  | { readonly kind: "abort"; readonly afterRound: number }
  | { readonly kind: "abort"; readonly afterMs: number }
  /** A worker throws, stalls or dies. */
  | { readonly kind: "fault"; readonly fault: WorkerFault };

/** One case. */
export interface StressCase {
  readonly statement: StatementChoice;
  /** The calling one included: at least 2. */
  readonly threads: number;
  readonly runs: readonly Run[];
  /** Start all runs at once, instead of one after the other. */
  readonly together: boolean;
  readonly disturbance: Disturbance;
}

/** A worker that does not answer for so long is done without. */
export const STALL_MS = 400;
const MAX_THREADS = 5, MAX_LOG_ROWS = 8;

const FIELDS: readonly PrimeField[] = [
  BN254_FR,
  BN254_FQ,
  BLS12_381_FR,
  new PrimeField({ name: "mersenne-61", modulus: "0x1fffffffffffffff" }),
];

const STATEMENTS: fc.Arbitrary<StatementChoice> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...FIELDS).chain((field) =>
      fc.record({
        field: fc.constant(field),
        recipe: statementRecipes(field, MAX_LOG_ROWS),
        widths: WIDTHS,
        satisfied: fc.boolean(),
      })
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...Object.keys(SUMCHECK_VECTORS)).map((recorded) => ({ recorded })),
  },
);

const ROWS = fc.integer({ min: 1, max: 40 }).map((half) => 2 * half);

const DISTRIBUTIONS: fc.Arbitrary<DistributionChoice> = fc.oneof(
  fc.constantFrom<DistributionChoice>(auto(), contiguous()),
  fc.tuple(fc.constantFrom(strided, queued, dynamic), ROWS).map(([make, rows]) => make({ rows })),
  ROWS.map((minRows) => guided({ minRows })),
);

const RUNS: fc.Arbitrary<Run> = fc.record({
  distribution: DISTRIBUTIONS,
  without: fc.subarray<Technique>(["divide", "specialize", "claims", "small"]),
  lean: fc.boolean(),
  trace: fc.boolean(),
  vouch: fc.boolean(),
  small: fc.boolean(),
});

/** A chunk is one look or more, so most of these come to pass. */
const FAULTS: fc.Arbitrary<WorkerFault> = fc.record({
  slot: fc.constantFrom(1, 1, 2),
  looks: fc.nat({ max: 30 }),
  job: fc.integer({ min: 1, max: 3 }),
  what: fc.constantFrom("throw", "stall", "close"),
  sleepMs: fc.constant(2 * STALL_MS),
});

const DISTURBANCES: fc.Arbitrary<Disturbance> = fc.oneof<fc.WeightedArbitrary<Disturbance>[]>(
  { weight: 2, arbitrary: fc.constant({ kind: "none" }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("abort"), afterRound: fc.nat({ max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("abort"), afterMs: fc.nat({ max: 40 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fault"), fault: FAULTS }) },
);

const CASES: fc.Arbitrary<StressCase> = fc.record({
  statement: STATEMENTS,
  threads: fc.integer({ min: 2, max: MAX_THREADS }),
  runs: fc.array(RUNS, { minLength: 1, maxLength: 3 }),
  together: fc.boolean(),
  disturbance: DISTURBANCES,
});

/** Case `number` of a seed: the same whenever it is asked for. Both are integers of 32 bits. */
export function drawCase(seed: number, number: number): StressCase {
  const own = (seed ^ Math.imul(number, 0x9e3779b1)) | 0;
  return fc.sample(CASES, { seed: own, numRuns: 1 })[0];
}

/** A case in one line. */
export function describeCase(stressCase: StressCase): string {
  const { statement, threads, runs, together, disturbance } = stressCase;
  const what = "recorded" in statement
    ? statement.recorded
    : `2^${statement.recipe.logRows} rows over ${statement.field.name}` +
      (statement.satisfied ? ", satisfied" : "");
  const distributions = runs.map((run) => formatDistribution(run.distribution)).join(", ");
  return `${what}; ${threads} threads; ${distributions}${together ? ", together" : ""}; ` +
    JSON.stringify(disturbance);
}
