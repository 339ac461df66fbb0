// Proofs from small columns: the same as by definition, and the same as from the elements, whatever the widths, the
// threads and the techniques. Extremes of every width, and relations on both sides of what plain numbers can hold.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BLS12_381_FR, BN254_FR } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import { sum } from "../relations/expression.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { relation } from "../relations/relation.ts";
import { dynamic, strided } from "../scheduler/distribution.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver, type Technique } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { modulusOf, naiveProve } from "./support/naive_prover.ts";
import { type StatementRecipe, statementRecipes } from "./support/random_registry.ts";
import { narrowed, WIDTHS, type Widths } from "./support/random_small.ts";
import { RandomStatement } from "./support/random_statement.ts";

const MERSENNE_61 = new PrimeField({ name: "mersenne-61", modulus: "0x1fffffffffffffff" });

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

Deno.test("prover: tuples of small columns at their extremes, more of them than one reduction takes", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
  const registry = new RelationRegistry({
    name: "tuples",
    field: BN254_FR,
    relations: [
      relation({
        name: "tuple",
        columns: [...names, "full"],
        shifts: ["t0"],
        parameters: names,
        subrelations: (c, p) => {
          const terms = names.map((name) => c[name].mul(p[name]));
          const tuple = sum(terms[0], ...terms.slice(1), c.full, p.t3);
          const shifted = c.t0_shift.mul(p.t1).sub(c.t1.mul(p.t2)).add(c.t2);
          return [
            { name: "square", degree: 3, value: tuple.mul(tuple).mul(c.full) },
            { name: "sum", degree: 2, kind: "sum-wise", value: tuple.mul(shifted) },
          ];
        },
      }),
    ],
  });
  const field = BN254_FR, p = modulusOf(field), logRows = 7;
  const elements = (values: readonly bigint[]) => field.vectorOf(values.map(String));
  for (const bits of [1, 8, 16, 32] as const) {
    const top = 2n ** BigInt(bits) - 1n;
    const columns: Record<string, bigint[]> = Object.fromEntries([
      ...names.map((name, i) => [
        name,
        Array.from({ length: 2 ** logRows - i }, (_, row) => (row >> i % 4) % 2 === 0 ? top : 0n),
      ]),
      ["full", Array.from({ length: 2 ** logRows }, (_, row) => p - 1n - BigInt(row))],
    ]);
    const parameters = Object.fromEntries(names.map((name, i) => [name, (p >> 1n) + BigInt(i)]));
    const draws = Array.from({ length: logRows }, (_, i) => p - 5n - BigInt(i));
    const trace = new Trace(
      field,
      logRows,
      Object.fromEntries(Object.entries(columns).map(([name, list]) => [name, elements(list)])),
    ).withSmall(Object.fromEntries(names.map((name) => [name, bits])));
    const proof = await new SumcheckProver(registry, trace, {
      parameters: elements(registry.parameters.map((name) => parameters[name])),
      transcript: new FixedTranscript(field, {
        alpha: elements([p - 2n]),
        beta: elements(draws.map((x) => x >> 1n)),
        round: elements(draws),
      }),
    }).prove();
    const expected = naiveProve({
      registry,
      columns,
      parameters,
      alphas: [p - 2n],
      betas: draws.map((x) => x >> 1n),
      challenges: draws,
    });
    assertEquals(proof.univariates.map((u) => u.toHex().map(BigInt)), expected.univariates);
    assertEquals(proof.evaluations.toHex().map(BigInt), expected.evaluations);
  }
});
