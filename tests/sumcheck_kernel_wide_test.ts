// A registry of more columns than the kernel holds at a time: columns are read again when others have displaced them,
// and also when the relation that read them first was skipped.

import { assert, assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { compileRegistry } from "../relations/compiler/compile.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { integers, vectorOf } from "./support/demo_sumcheck.ts";
import { randomResidues, randomWords } from "./support/field_oracle.ts";
import { modulusOf, naiveProve } from "./support/naive_prover.ts";
import { wideRegistry } from "./support/wide_registry.ts";

const LOG_ROWS = 4, field = BN254_FR;

Deno.test("kernel: more columns than it holds at a time, on windows of any size", async () => {
  const registry = wideRegistry(field), p = modulusOf(field);
  assert(registry.columns.length > compileRegistry(registry).program.slots);
  const residue = randomResidues(p, 11), word = randomWords(12);
  const columns = Object.fromEntries(registry.columns.map((name) => {
    // Ragged, with pairs of zeros: the skip conditions hold on some edges and not on others.
    const length = word() % (2 ** LOG_ROWS + 1);
    const pairs = Array.from({ length: 2 ** LOG_ROWS / 2 }, () => word() % 3 > 0);
    return [name, Array.from({ length }, (_, i) => pairs[i >> 1] ? residue() : 0n)];
  }));
  const statement = {
    registry,
    columns,
    parameters: {},
    alphas: Array.from({ length: registry.subrelations.length - 1 }, residue),
    betas: Array.from({ length: LOG_ROWS }, residue),
    challenges: Array.from({ length: LOG_ROWS }, residue),
  };
  const expected = naiveProve(statement);
  const trace = new Trace(
    field,
    LOG_ROWS,
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, vectorOf(field, values)]),
    ),
  );
  for (const rows of [2, 6, 64]) {
    const proof = await new SumcheckProver(registry, trace, {
      distribution: dynamic({ rows }),
      transcript: new FixedTranscript(field, {
        alpha: vectorOf(field, statement.alphas),
        beta: vectorOf(field, statement.betas),
        round: vectorOf(field, statement.challenges),
      }),
    }).prove();
    assertEquals(proof.univariates.map(integers), expected.univariates, `${rows} rows`);
    assertEquals(integers(proof.evaluations), expected.evaluations, `${rows} rows`);
  }
});
