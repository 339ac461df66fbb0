// Proofs from small columns: the same as by definition, and the same as from the elements, whatever the widths, the
// threads and the techniques. Extremes of every width, and relations on both sides of what plain numbers can hold.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BLS12_381_FR, BN254_FR } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import { dynamic, strided } from "../scheduler/distribution.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver, type Technique } from "../sumcheck/prover.ts";
import type { SmallBits } from "../sumcheck/small_column.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { modulusOf, naiveProve } from "./support/naive_prover.ts";
import { COLUMNS, type StatementRecipe, statementRecipes } from "./support/random_registry.ts";
import { RandomStatement } from "./support/random_statement.ts";

const MERSENNE_61 = new PrimeField({ name: "mersenne-61", modulus: "0x1fffffffffffffff" });

/** Widths of the columns that are small. */
type Widths = Readonly<Record<string, SmallBits>>;

const WIDTHS: fc.Arbitrary<Widths> = fc.tuple(
  ...COLUMNS.map(() =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<SmallBits>(1, 8, 16, 32) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    )
  ),
).map((list) =>
  Object.fromEntries(
    COLUMNS.flatMap((name, k) => list[k] === undefined ? [] : [[name, list[k]]]),
  )
);

/** The statement with the small columns' values cut to their widths; −1 and −2 become the largest ones. */
function narrowed(recipe: StatementRecipe, widths: Widths, p: bigint): StatementRecipe {
  return {
    ...recipe,
    columns: recipe.columns.map((values, k) => {
      const bits = widths[COLUMNS[k]];
      if (bits === undefined) return values;
      return values.map((x) => BigInt.asUintN(bits, x > p - 3n ? x - p : x));
    }),
  };
}

async function checkAgainstNaive(
  field: PrimeField,
  recipe: StatementRecipe,
  widths: Widths,
  options: ProverOptions = {},
): Promise<void> {
  const statement = new RandomStatement(field, narrowed(recipe, widths, modulusOf(field)));
  const shared = options.pool !== undefined && recipe.logRows % 2 === 0;
  const trace = statement.trace().withSmall(widths, { shared });
  const told: bigint[][][] = [];
  const proof = await new SumcheckProver(statement.registry, trace, {
    ...options,
    parameters: statement.parameters(),
    paddedLogRows: statement.rounds,
    transcript: statement.transcript(),
    onRound: ({ columns }) => told.push(columns?.().map((c) => statement.integers(c)) ?? []),
  }).prove();
  const expected = naiveProve(statement.naive);
  assertEquals(proof.univariates.map((u) => statement.integers(u)), expected.univariates);
  assertEquals(statement.integers(proof.evaluations), expected.evaluations);
  const stored = statement.registry.storedColumns.map((name) => statement.naive.columns[name]);
  assertEquals(told[0].slice(0, stored.length), stored.map((values) => [...values]));
}

for (const [field, numRuns] of [[BN254_FR, 80], [BLS12_381_FR, 40], [MERSENNE_61, 40]] as const) {
  Deno.test(`prover: random statements of small columns over ${field.name} are proved as by definition`, async () => {
    await fc.assert(
      fc.asyncProperty(
        statementRecipes(field, 6),
        WIDTHS,
        fc.boolean(),
        (recipe, widths, lean) => checkAgainstNaive(field, recipe, widths, { lean }),
      ),
      { numRuns },
    );
  });
}

Deno.test("prover: small columns on three threads, and without any of the techniques", async () => {
  await using pool = await openProverPool({ threads: 3 });
  const techniques = fc.subarray<Technique>(["divide", "specialize", "claims", "small"]);
  await fc.assert(
    fc.asyncProperty(
      statementRecipes(BN254_FR, 6),
      WIDTHS,
      fc.boolean(),
      techniques,
      fc.constantFrom(strided({ rows: 2 }), dynamic({ rows: 16 })),
      (recipe, widths, lean, without, distribution) =>
        checkAgainstNaive(BN254_FR, recipe, widths, { pool, lean, without, distribution }),
    ),
    { numRuns: 60 },
  );
});

Deno.test("prover: small and widened storage give the same bytes, and proofs that their trace verifies", async () => {
  await fc.assert(
    fc.asyncProperty(statementRecipes(BN254_FR, 5), WIDTHS, async (recipe, widths) => {
      const statement = new RandomStatement(
        BN254_FR,
        narrowed(recipe, widths, modulusOf(BN254_FR)),
      );
      const { registry } = statement, parameters = statement.parameters();
      const wide = statement.trace(), small = wide.withSmall(widths);
      const paddedLogRows = statement.rounds;
      const prove = (trace: typeof wide, options: ProverOptions = {}) =>
        new SumcheckProver(registry, trace, { parameters, paddedLogRows, ...options }).prove();
      const proof = await prove(small), bytes = encodeProof(registry, proof);
      assertEquals(encodeProof(registry, await prove(wide)), bytes);
      assertEquals(encodeProof(registry, await prove(small, { without: ["small"] })), bytes);
      const { claimedSum } = proof;
      assertEquals(
        verifyWithTrace(registry, proof, small, { claimedSum }),
        verifyWithTrace(registry, proof, wide, { claimedSum }),
      );
    }),
    { numRuns: 40 },
  );
});
