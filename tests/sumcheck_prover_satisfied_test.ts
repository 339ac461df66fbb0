// Traces that the caller vouches for: the prover leaves out what is zero then, and must give the same proof; or say
// that the caller was wrong.

import { assert, assertEquals, assertIsError } from "@std/assert";
import fc from "fast-check";
import { BLS12_381_FR, BN254_FR } from "../field/fields.ts";
import { strided } from "../scheduler/distribution.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { SumcheckProver, type Technique } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { naiveProve } from "./support/naive_prover.ts";
import { statementRecipes } from "./support/random_registry.ts";
import { RandomStatement } from "./support/random_statement.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const TECHNIQUES = fc.subarray<Technique>(["divide", "specialize", "claims"]);

for (const [field, numRuns] of [[BN254_FR, 60], [BLS12_381_FR, 30]] as const) {
  Deno.test(`prover: random satisfied traces over ${field.name} are proved as by definition`, async () => {
    await fc.assert(
      fc.asyncProperty(statementRecipes(field, 5), TECHNIQUES, async (recipe, without) => {
        const statement = new RandomStatement(field, recipe, true);
        const proof = await new SumcheckProver(statement.registry, statement.trace(), {
          parameters: statement.parameters(),
          paddedLogRows: statement.rounds,
          transcript: statement.transcript(),
          satisfied: true,
          without,
        }).prove();
        const expected = naiveProve(statement.naive);
        assertEquals(proof.univariates.map((u) => statement.integers(u)), expected.univariates);
        assertEquals(statement.integers(proof.evaluations), expected.evaluations);
        assertEquals(proof.claimedSum, statement.vector([expected.claimedSum]).words);
      }),
      { numRuns },
    );
  });
}

Deno.test("prover: a random trace that is said to be satisfied is proved rightly or refused", async () => {
  let proved = 0, refused = 0;
  await fc.assert(
    fc.asyncProperty(statementRecipes(BN254_FR, 4), TECHNIQUES, async (recipe, without) => {
      const statement = new RandomStatement(BN254_FR, recipe), { registry, rounds } = statement;
      const trace = statement.trace(), parameters = statement.parameters();
      const options = { parameters, paddedLogRows: rounds, without };
      const found = await new SumcheckProver(registry, trace, { ...options, satisfied: true })
        .prove().then((proof) => proof, (error: unknown) => error);
      if (found instanceof Error) {
        assertIsError(found, SumcheckError);
        assertEquals(found.code, "unsatisfied");
        refused++;
        return;
      }
      const plain = await new SumcheckProver(registry, trace, options).prove();
      assertEquals(found, plain);
      verifyWithTrace(registry, plain, trace, { claimedSum: plain.claimedSum });
      proved++;
    }),
    { numRuns: 60 },
  );
  assert(proved > 0 && refused > 0, `${proved} proved, ${refused} refused`);
});

const SATISFIED = SUMCHECK_VECTORS["ultra-bb3 d8 satisfied, 2 padded rounds"];

Deno.test("prover: the recorded satisfied trace comes out as recorded when vouched for", async () => {
  const { registry, trace, parameters, paddedLogRows } = SATISFIED;
  await using pool = await openProverPool({ threads: 2 });
  for (const options of [{}, { pool, distribution: strided({ rows: 6 }) }]) {
    const transcript = new FixedTranscript(registry.field, {
      alpha: SATISFIED.alphas,
      beta: SATISFIED.betas,
      round: SATISFIED.challenges,
    });
    const proof = await new SumcheckProver(registry, trace, {
      ...options,
      parameters,
      paddedLogRows,
      transcript,
      satisfied: true,
    }).prove();
    assertEquals(
      proof.univariates.map((u) => u.toHex()),
      SATISFIED.univariates.map((u) => u.toHex()),
    );
    assertEquals(proof.evaluations.toHex(), SATISFIED.evaluations.toHex());
    assertEquals(proof.claimedSum, registry.field.zero);
  }
});

Deno.test("prover: a satisfied trace with one wrong cell is refused when vouched for", async () => {
  const { registry, trace, parameters } = SATISFIED;
  const { field } = registry;
  for (
    const [name, row, without] of [
      ["w_o", 40, []],
      ["w_o", 40, ["claims"]],
      ["w_l", 100, []],
      ["z_perm", 7, ["claims"]],
    ] as const satisfies readonly (readonly [string, number, readonly Technique[]])[]
  ) {
    const columns = new Map(trace.columns), changed = trace.column(name).slice();
    changed.set(row, field.add(changed.get(row), field.one));
    columns.set(name, changed);
    const wrong = new Trace(field, trace.logRows, columns);
    const error = await new SumcheckProver(registry, wrong, {
      parameters,
      satisfied: true,
      without,
    })
      .prove().then(() => undefined, (error: unknown) => error);
    assertIsError(error, SumcheckError);
    assertEquals(error.code, "unsatisfied");
  }
});
