// A small registry with everything a registry can have, a trace of it, and proofs made with the naive prover and any
// transcript: for tests of the verifier, the transcript and the files that should not wait for the real prover.

import { BN254_FR } from "../../field/fields.ts";
import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../../field/prime_field.ts";
import { RelationRegistry } from "../../relations/registry.ts";
import { relation } from "../../relations/relation.ts";
import { KeccakTranscript } from "../../sumcheck/keccak_transcript.ts";
import type { Proof } from "../../sumcheck/proof.ts";
import {
  absorbClaimedSum,
  absorbEvaluations,
  absorbUnivariate,
  openProtocol,
} from "../../sumcheck/protocol.ts";
import { Trace } from "../../sumcheck/trace.ts";
import type { Transcript } from "../../sumcheck/transcript.ts";
import { naiveProve } from "./naive_prover.ts";

/** Columns q, a, b, c, a_shift; parameters beta, delta; a row-wise relation of degree 4 and a sum-wise one of degree 2. */
export const DEMO: RelationRegistry = new RelationRegistry({
  name: "demo",
  field: BN254_FR,
  relations: [
    relation({
      name: "gate",
      columns: ["q", "a", "b"],
      shifts: ["a"],
      parameters: ["beta"],
      skipIfZero: "q",
      subrelations: ({ q, a, b, a_shift }, { beta }) => [
        { name: "product", degree: 3, value: q.mul(a.mul(b).sub(a_shift)) },
        { name: "cube", degree: 4, value: q.mul(a.sub(b).pow(3).add(beta.mul(a))) },
      ],
    }),
    relation({
      name: "balance",
      columns: ["a", "b", "c"],
      parameters: ["delta"],
      subrelations: ({ a, b, c }, { delta }) => [
        { name: "total", degree: 2, kind: "sum-wise", value: c.sub(a.mul(b)).sub(delta.mul(b)) },
      ],
    }),
  ],
});

/** The element of an integer. */
export function element(field: PrimeField, x: bigint): FieldElement {
  return field.parse(`0x${x.toString(16)}`);
}

/** A vector of integers. */
export function vectorOf(field: PrimeField, values: readonly bigint[]): FieldVector {
  return field.vectorOf(values.map((x) => element(field, x)));
}

/** The integers of a vector. */
export function integers(values: FieldVector): bigint[] {
  return values.toHex().map(BigInt);
}

/** The demo's columns for 2^3 rows: dense, ragged, empty behind, with zeros; satisfies nothing. */
export const DEMO_COLUMNS: Readonly<Record<string, readonly bigint[]>> = {
  q: [0n, 1n, 1n, 0n, 5n],
  a: [0n, 7n, 11n, 1n << 200n, 3n, 9n, 2n, 6n],
  b: [4n, 4n, 0n, 77n, 12n, 31n, 8n],
  c: [1n, 2n, 3n],
};

/** The demo's parameters. */
export const DEMO_PARAMETERS: Readonly<Record<string, bigint>> = {
  beta: 123456789n,
  delta: 1n << 100n,
};

/** A trace of the demo. */
export function demoTrace(
  columns: Readonly<Record<string, readonly bigint[]>> = DEMO_COLUMNS,
): Trace {
  return new Trace(
    DEMO.field,
    3,
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, vectorOf(DEMO.field, values)]),
    ),
  );
}

/** The parameters as a vector. */
export function demoParameters(): FieldVector {
  return vectorOf(DEMO.field, DEMO.parameters.map((name) => DEMO_PARAMETERS[name]));
}

/** An honest proof about the demo's columns, by the naive prover, with challenges from the transcript. */
export function proveDemo(
  options: {
    readonly transcript?: Transcript;
    readonly rounds?: number;
    readonly columns?: Readonly<Record<string, readonly bigint[]>>;
  } = {},
): Proof {
  const { field } = DEMO;
  const transcript = options.transcript ?? new KeccakTranscript(field);
  const rounds = options.rounds ?? 3;
  const statement = {
    registry: DEMO,
    logRows: 3,
    paddedLogRows: rounds,
    parameters: demoParameters(),
  };
  const { alphas, betas } = openProtocol(transcript, statement);
  const challenges = new Array<bigint>(rounds).fill(0n);
  const run = () =>
    naiveProve({
      registry: DEMO,
      columns: options.columns ?? DEMO_COLUMNS,
      parameters: DEMO_PARAMETERS,
      alphas: integers(alphas),
      betas: integers(betas),
      challenges,
    });
  const claimedSum = element(field, run().claimedSum);
  absorbClaimedSum(transcript, field, claimedSum);
  const univariates: FieldVector[] = [];
  for (let round = 0; round < rounds; round++) {
    // The univariate of a round depends on the challenges before it only.
    const univariate = vectorOf(field, run().univariates[round]);
    univariates.push(univariate);
    challenges[round] = BigInt(field.format(absorbUnivariate(transcript, round, univariate)));
  }
  const evaluations = vectorOf(field, run().evaluations);
  absorbEvaluations(transcript, evaluations);
  const { parameters, logRows, paddedLogRows } = statement;
  return {
    registryName: DEMO.name,
    registryDigest: DEMO.digest(),
    logRows,
    paddedLogRows,
    parameters,
    claimedSum,
    univariates,
    evaluations,
  };
}
