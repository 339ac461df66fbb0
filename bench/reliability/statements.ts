// The statements that the reliability commands prove, again and again: of several registries, fields and sizes, ragged
// and padded, satisfied and not, some with columns of small integers.

import fc from "fast-check";
import type { FieldVector } from "../../field/field_vector.ts";
import { BLS12_381_FR, BN254_FQ, BN254_FR } from "../../field/fields.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { encodeProof } from "../../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../../sumcheck/prover.ts";
import type { SmallBits } from "../../sumcheck/small_column.ts";
import type { Trace } from "../../sumcheck/trace.ts";
import { vectorProof, vectorTranscript } from "../../sumcheck/vector_file.ts";
import { DEMO, demoParameters, demoTrace } from "../../tests/support/demo_sumcheck.ts";
import { statementRecipes } from "../../tests/support/random_registry.ts";
import { RandomStatement } from "../../tests/support/random_statement.ts";
import { SUMCHECK_VECTORS } from "../../tests/support/sumcheck_vectors.ts";
import { avmShaped, LEAST_LOG_ROWS, smallStorage } from "../workloads/avm_shaped.ts";
import { Random } from "../workloads/random.ts";
import { ultraShaped, type Workload } from "../workloads/ultra_shaped.ts";

/** How a statement may be proved; no byte of the proof depends on it. */
export type Manner = Pick<
  ProverOptions,
  "pool" | "distribution" | "lean" | "without" | "signal" | "trace" | "onRound"
>;

/** Something to prove. */
export interface SoakStatement {
  readonly name: string;
  /** Whether every row satisfies every relation; undefined: it may, and its challenges are not random. */
  readonly satisfied: boolean | undefined;
  /** Proves it: the proof as bytes. */
  readonly prove: (manner: Manner & Pick<ProverOptions, "satisfied">) => Promise<Uint8Array>;
  /** The proof by another program, where there is one. */
  readonly expected?: Uint8Array;
}

/** A statement with its proof. */
export interface Reference extends SoakStatement {
  readonly bytes: Uint8Array;
}

/** Whether two proofs are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const WIDTHS: readonly SmallBits[] = [1, 8, 16, 32];
/** Random statements per field. */
const RANDOM = 3;

/** The statements of fixed registries and of few columns; always the same. */
export function quickStatements(): SoakStatement[] {
  const ultra = ultraShaped(9, 1), larger = ultraShaped(11, 2);
  return [
    manyWidths(),
    ...Object.entries(SUMCHECK_VECTORS).map(([name, vector]): SoakStatement => {
      const { registry, trace, parameters, paddedLogRows } = vector;
      return {
        name,
        satisfied: name.includes("satisfied"),
        prove: prover(registry, trace, () => ({
          parameters,
          paddedLogRows,
          transcript: vectorTranscript(vector),
        })),
        expected: encodeProof(registry, vectorProof(vector)),
      };
    }),
    {
      name: "demo, 2 padded rounds",
      satisfied: false,
      prove: prover(DEMO, demoTrace(), () => ({ parameters: demoParameters(), paddedLogRows: 5 })),
    },
    { name: "ultra-shaped d9", satisfied: true, prove: ofWorkload(ultra, ultra.trace) },
    { name: "ultra-shaped d11", satisfied: true, prove: ofWorkload(larger, larger.trace) },
  ];
}

/** These, one of thousands of columns and some of random registries; always the same. */
export function soakStatements(): SoakStatement[] {
  const avm = avmShaped(LEAST_LOG_ROWS, 1);
  return [
    ...quickStatements(),
    {
      name: `avm-shaped d${LEAST_LOG_ROWS}, small columns`,
      satisfied: true,
      prove: ofWorkload(avm, avm.trace.withSmall(smallStorage(avm), { shared: true })),
    },
    ...[BN254_FR, BN254_FQ, BLS12_381_FR].flatMap((field) =>
      fc.sample(statementRecipes(field, 6), { numRuns: RANDOM, seed: 7 }).map(
        (recipe, i): SoakStatement => {
          const statement = new RandomStatement(field, recipe);
          return {
            name: `random ${i + 1} over ${field.name}`,
            satisfied: undefined,
            prove: prover(statement.registry, statement.trace(), () => ({
              parameters: statement.parameters(),
              paddedLogRows: statement.rounds,
              transcript: statement.transcript(),
            })),
          };
        },
      )
    ),
  ];
}

function ofWorkload({ registry, parameters }: Workload, trace: Trace): SoakStatement["prove"] {
  return prover(registry, trace, () => ({ parameters }));
}

/** A circuit whose columns of bits and small numbers are stored in other widths each time. */
function manyWidths(): SoakStatement {
  const vector = SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];
  const { registry, trace, parameters, paddedLogRows } = vector, random = new Random(1);
  const least = Array.from(trace.columns.keys(), (name) => {
    const width = WIDTHS.find((bits) => isBelow(trace.column(name), 2 ** bits));
    return [name, width ?? Infinity] as const;
  });
  return {
    name: "ultra-bb3 d8 satisfied, in other widths each time",
    satisfied: true,
    prove(manner) {
      const small = Object.fromEntries(
        least.filter(([, least]) => Number.isFinite(least) && random.below(4) > 0)
          .map(([name, least]) => [name, random.pick(WIDTHS.filter((bits) => bits >= least))]),
      );
      return prover(registry, trace.withSmall(small), () => ({
        parameters,
        paddedLogRows,
        transcript: vectorTranscript(vector),
      }))(manner);
    },
    expected: encodeProof(registry, vectorProof(vector)),
  };
}

function isBelow(values: FieldVector, limit: number): boolean {
  for (const x of values) {
    const words = values.field.toWords(x);
    if (words[0] >= limit || words.subarray(1).some((word) => word !== 0)) return false;
  }
  return true;
}

function prover(
  registry: RelationRegistry,
  trace: Trace,
  options: () => ProverOptions,
): SoakStatement["prove"] {
  return async (manner) =>
    encodeProof(
      registry,
      await new SumcheckProver(registry, trace, { ...options(), ...manner }).prove(),
    );
}
