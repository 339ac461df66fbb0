// The prover against the naive prover on random statements: any registry, any ragged trace, any challenges, several
// fields, any distribution. Every word must be the same.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BLS12_381_FR, BN254_FQ, BN254_FR } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import {
  contiguous,
  type Distribution,
  dynamic,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { type ProverOptions, SumcheckProver, type Technique } from "../sumcheck/prover.ts";
import { naiveProve } from "./support/naive_prover.ts";
import { type StatementRecipe, statementRecipes } from "./support/random_registry.ts";
import { RandomStatement } from "./support/random_statement.ts";

/** A modulus that is tiny for the lanes, so that most of them are zero. */
const MERSENNE_61 = new PrimeField({ name: "mersenne-61", modulus: "0x1fffffffffffffff" });

async function checkAgainstNaive(
  field: PrimeField,
  recipe: StatementRecipe,
  options: Pick<ProverOptions, "pool" | "distribution" | "without" | "lean"> = {},
): Promise<void> {
  const statement = new RandomStatement(field, recipe);
  const proof = await new SumcheckProver(statement.registry, statement.trace(), {
    ...options,
    parameters: statement.parameters(),
    paddedLogRows: statement.rounds,
    transcript: statement.transcript(),
  }).prove();
  const expected = naiveProve(statement.naive);
  assertEquals(proof.univariates.map((u) => statement.integers(u)), expected.univariates);
  assertEquals(statement.integers(proof.evaluations), expected.evaluations);
  assertEquals(
    proof.claimedSum,
    statement.vector([expected.claimedSum]).words,
  );
}

for (
  const [field, numRuns, maxLogRows] of [
    [BN254_FR, 100, 6],
    [BN254_FQ, 50, 5],
    [BLS12_381_FR, 60, 5],
    [MERSENNE_61, 50, 4],
  ] as const
) {
  Deno.test(`prover: random statements over ${field.name} are proved as by definition`, async () => {
    await fc.assert(
      fc.asyncProperty(
        statementRecipes(field, maxLogRows),
        (recipe) => checkAgainstNaive(field, recipe),
      ),
      { numRuns },
    );
  });
}

Deno.test("prover: random statements are proved the same without any of its techniques, and lean", async () => {
  const techniques = fc.subarray<Technique>(["divide", "specialize", "claims"]);
  await fc.assert(
    fc.asyncProperty(
      statementRecipes(BN254_FR, 5),
      techniques,
      fc.boolean(),
      (recipe, without, lean) => checkAgainstNaive(BN254_FR, recipe, { without, lean }),
    ),
    { numRuns: 60 },
  );
});

const DISTRIBUTIONS: fc.Arbitrary<Distribution> = fc.oneof(
  fc.constant(contiguous()),
  fc.tuple(fc.constantFrom(strided, queued, dynamic), fc.constantFrom(2, 4, 6, 16, 64)).map((
    [make, rows],
  ) => make({ rows })),
);

Deno.test("prover: random statements on three threads, whatever the distribution", async () => {
  await using pool = await openProverPool({ threads: 3 });
  await fc.assert(
    fc.asyncProperty(
      statementRecipes(BN254_FR, 6),
      DISTRIBUTIONS,
      fc.boolean(),
      (recipe, distribution, lean) =>
        checkAgainstNaive(BN254_FR, recipe, { pool, distribution, lean }),
    ),
    { numRuns: 50 },
  );
});
