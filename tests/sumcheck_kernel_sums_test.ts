// The kernel's sums over many edges: values that are as large as they can be, of either sign, more of them than an
// accumulator is promised to take without being reduced in between.

import { assertEquals } from "@std/assert";
import { BLS12_381_FR, BN254_FQ, BN254_FR } from "../field/fields.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { relation } from "../relations/relation.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { contiguous, dynamic } from "../scheduler/distribution.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { integers, vectorOf } from "./support/demo_sumcheck.ts";
import { FieldOracle, randomResidues } from "./support/field_oracle.ts";
import { modulusOf, naiveProve } from "./support/naive_prover.ts";

/** 2^11 rows are 1024 edges, of values up to p and −p: twice what an accumulator can hold. */
const LOG_ROWS = 11;

function registryOver(field: PrimeField): RelationRegistry {
  return new RelationRegistry({
    name: "sums",
    field,
    relations: [relation({
      name: "sums",
      columns: ["a", "b"],
      subrelations: ({ a, b }) => [
        { name: "column", degree: 1, kind: "sum-wise", value: a },
        { name: "opposite", degree: 1, kind: "sum-wise", value: a.neg() },
        { name: "weighted", degree: 1, value: a.add(b) },
        { name: "largest_factor", degree: 2, kind: "sum-wise", value: a.add(b).mul(a.sub(b)) },
        { name: "power", degree: 3, value: a.add(b).pow(3) },
      ],
    })],
  });
}

/** Columns by what is stored, that is in Montgomery form: at the points 0, 1 and ∞ it is p − 1, 0 or 1 − p on all edges. */
const SHAPES: Readonly<Record<string, (p: bigint, row: number) => bigint>> = {
  "p − 1 everywhere": (p) => p - 1n,
  "p − 1 on even rows": (p, row) => row % 2 === 0 ? p - 1n : 0n,
  "p − 1 on odd rows": (p, row) => row % 2 === 1 ? p - 1n : 0n,
  "half of p, and one more on odd rows": (p, row) => (p >> 1n) + BigInt(row % 2),
};

for (const field of [BN254_FR, BN254_FQ, BLS12_381_FR]) {
  const p = modulusOf(field), registry = registryOver(field), oracle = new FieldOracle(p);
  for (const [shape, value] of Object.entries(SHAPES)) {
    Deno.test(`kernel: thousands of rows over ${field.name}: ${shape}`, async () => {
      const column = Array.from({ length: 2 ** LOG_ROWS }, (_, row) => oracle.leave(value(p, row)));
      const residue = randomResidues(p, 7);
      const statement = {
        registry,
        columns: { a: column, b: column },
        parameters: {},
        alphas: Array.from({ length: registry.subrelations.length - 1 }, residue),
        // Weights as large as they can be, too.
        betas: Array.from({ length: LOG_ROWS }, (_, k) => k < 4 ? residue() : oracle.leave(p - 1n)),
        challenges: Array.from({ length: LOG_ROWS }, residue),
      };
      const expected = naiveProve(statement);
      const trace = new Trace(field, LOG_ROWS, {
        a: vectorOf(field, column),
        b: vectorOf(field, column),
      });
      for (const distribution of [contiguous(), dynamic({ rows: 6 })]) {
        const transcript = new FixedTranscript(field, {
          alpha: vectorOf(field, statement.alphas),
          beta: vectorOf(field, statement.betas),
          round: vectorOf(field, statement.challenges),
        });
        const proof = await new SumcheckProver(registry, trace, { distribution, transcript })
          .prove();
        assertEquals(proof.univariates.map(integers), expected.univariates);
        assertEquals(integers(proof.evaluations), expected.evaluations);
      }
    });
  }
}

Deno.test("kernel: more edges in a pass than products may be summed up at a time", async () => {
  const field = BN254_FR, p = modulusOf(field), registry = registryOver(field), logRows = 14;
  const oracle = new FieldOracle(p), residue = randomResidues(p, 9);
  const largest = oracle.leave(p - 1n), one = oracle.leave(1n);
  const a = Array.from({ length: 2 ** logRows }, (_, row) => row % 2 === 0 ? largest : one);
  const b = Array.from({ length: 2 ** logRows }, (_, row) => row % 4 === 0 ? one : largest);
  const alphas = Array.from({ length: registry.subrelations.length - 1 }, residue);
  const betas = Array.from({ length: logRows }, residue);
  const challenges = Array.from({ length: logRows }, residue);
  const transcript = () =>
    new FixedTranscript(field, {
      alpha: vectorOf(field, alphas),
      beta: vectorOf(field, betas),
      round: vectorOf(field, challenges),
    });
  const trace = new Trace(field, logRows, { a: vectorOf(field, a), b: vectorOf(field, b) });
  const proof = await new SumcheckProver(registry, trace, {
    distribution: contiguous(),
    transcript: transcript(),
  }).prove();
  // The sum over the rows, by definition; the verifier ties all the rest to it.
  let sum = 0n;
  for (let row = 0; row < 2 ** logRows; row++) {
    let weight = 1n;
    betas.forEach((beta, k) => weight = row >> k & 1 ? weight * beta % p : weight);
    const [x, y] = [a[row], b[row]];
    const values = [x, -x, (x + y) * weight, (x + y) * (x - y), (x + y) ** 3n * weight];
    sum += values.reduce((s, value, k) => s + (k === 0 ? 1n : alphas[k - 1]) * value, 0n);
  }
  assertEquals(integers(field.vectorOf([proof.claimedSum])), [oracle.mod(sum)]);
  const { claimedSum } = proof;
  verifyWithTrace(registry, proof, trace, { claimedSum, transcript: transcript() });
});
