// What the prover accepts and what it refuses before it starts; how columns may be stored; that proofs are repeatable.

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BN254_FQ, BN254_FR } from "../field/fields.ts";
import type { FieldVector } from "../field/field_vector.ts";
import { RelationError } from "../relations/errors.ts";
import { relation } from "../relations/relation.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { type Distribution, dynamic, strided } from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import type { SumcheckErrorCode } from "../sumcheck/errors.ts";
import { KeccakTranscript } from "../sumcheck/keccak_transcript.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import {
  DEMO,
  DEMO_COLUMNS,
  DEMO_PARAMETERS,
  demoParameters,
  demoTrace,
  element,
  proveDemo,
  vectorOf,
} from "./support/demo_sumcheck.ts";
import { assertRefused } from "./support/sumcheck_errors.ts";

const parameters = demoParameters();

function prove(trace: Trace, options: ProverOptions = {}): Promise<Proof> {
  return new SumcheckProver(DEMO, trace, { parameters, ...options }).prove();
}

function assertSameProof(actual: Proof, expected: Proof): void {
  assertEquals(encodeProof(DEMO, actual), encodeProof(DEMO, expected));
}

/** The demo's trace with its columns stored in some way. */
function storedTrace(store: (values: FieldVector) => FieldVector): Trace {
  const trace = demoTrace();
  const columns = [...trace.columns.keys()].map((name) =>
    [name, store(trace.column(name))] as const
  );
  return new Trace(DEMO.field, 3, new Map(columns));
}

/** The values in the middle of a larger buffer, with other values around them. */
function inside(values: FieldVector, shared: boolean): FieldVector {
  const around = DEMO.field.vector(values.length + 5, { shared });
  around.fill(DEMO.field.parse(99));
  around.words.set(values.words, 3 * 8);
  return around.subvector(3, 3 + values.length);
}

const STORES: Readonly<Record<string, (values: FieldVector) => FieldVector>> = {
  "memory of their own": (values) => values.slice(),
  "shared memory": (values) => {
    const copy = DEMO.field.vector(values.length, { shared: true });
    copy.words.set(values.words);
    return copy;
  },
  "the middle of a buffer": (values) => inside(values, false),
  "the middle of a shared buffer": (values) => inside(values, true),
};

for (const [where, store] of Object.entries(STORES)) {
  Deno.test(`prover: columns in ${where} are proved as by definition, and left as they were`, async () => {
    const expected = proveDemo();
    await using pool = await openProverPool({ threads: 2 });
    for (const options of [{}, { pool, distribution: strided({ rows: 2 }) }]) {
      const trace = storedTrace(store);
      assertSameProof(await prove(trace, options), expected);
      for (const name of trace.columns.keys()) {
        assertEquals(
          trace.column(name).toHex(),
          vectorOf(DEMO.field, DEMO_COLUMNS[name]).toHex(),
          name,
        );
      }
    }
  });
}

Deno.test("prover: parameters by name and as a vector are the same, and need no order", async () => {
  const { beta, delta } = DEMO_PARAMETERS;
  const byName = { delta: element(DEMO.field, delta), beta: `0x${beta.toString(16)}` };
  assertSameProof(await prove(demoTrace(), { parameters: byName }), proveDemo());
});

Deno.test("prover: the same prover and another one give the same proof again", async () => {
  const expected = proveDemo({ rounds: 5 });
  await using pool = await openProverPool({ threads: 2 });
  const prover = new SumcheckProver(DEMO, demoTrace(), { parameters, pool, paddedLogRows: 5 });
  assertSameProof(await prover.prove(), expected);
  assertSameProof(await prover.prove(), expected);
  assertSameProof(await prove(demoTrace(), { pool, paddedLogRows: 5 }), expected);
});

Deno.test("prover: what its transcript held before, the verifier's must hold", async () => {
  const holding = (text: string): KeccakTranscript => {
    const transcript = new KeccakTranscript(DEMO.field);
    transcript.absorb("commitments", new TextEncoder().encode(text));
    return transcript;
  };
  const proof = await prove(demoTrace(), { transcript: holding("abc") });
  const claimedSum = proof.claimedSum;
  verifySumcheck(DEMO, proof, { transcript: holding("abc"), claimedSum });
  assertRefused(
    () => verifySumcheck(DEMO, proof, { transcript: holding("abd"), claimedSum }),
    "round-check-failed",
    1,
  );
});

Deno.test("prover: a trace without a single row stored is proved and verified", async () => {
  const empty = demoTrace({ q: [], a: [], b: [], c: [] });
  await using pool = await openProverPool({ threads: 2 });
  for (const options of [{}, { pool }]) {
    const proof = await prove(empty, options);
    assert(proof.univariates.every((u) => u.words.every((word) => word === 0)));
    verifyWithTrace(DEMO, proof, empty, { parameters });
  }
});

/** c + 5 is 5 on rows that store nothing. */
const OFFSET = new RelationRegistry({
  name: "offset",
  field: BN254_FR,
  relations: [
    relation({
      name: "offset",
      columns: ["c"],
      subrelations: ({ c }) => [{ name: "sum", degree: 1, kind: "sum-wise", value: c.add(5) }],
    }),
  ],
});

Deno.test("prover: rows that store nothing count where a relation is not zero on them", async () => {
  for (const values of [[], [7n], [1n, 2n, 3n]]) {
    const trace = new Trace(BN254_FR, 4, { c: vectorOf(BN254_FR, values) });
    const proof = await new SumcheckProver(OFFSET, trace).prove();
    const sum = values.reduce((a, b) => a + b, 16n * 5n);
    assertEquals(proof.claimedSum, element(BN254_FR, sum));
    verifyWithTrace(OFFSET, proof, trace, { claimedSum: proof.claimedSum });
  }
});

Deno.test("prover: padded rounds are refused where a relation is not zero on the all-zero row", () => {
  const trace = new Trace(BN254_FR, 4, { c: BN254_FR.vector(3) });
  assertRefused(() => new SumcheckProver(OFFSET, trace, { paddedLogRows: 5 }), "bad-option");
});

const { field } = DEMO;
const full = demoTrace().columns;
const without = new Map([...full].filter(([name]) => name !== "b"));
const foreign = vectorOf(BN254_FQ, [1n, 2n]);
const BAD_STATEMENTS: Readonly<
  Record<string, readonly [code: SumcheckErrorCode, trace: Trace, options?: ProverOptions]>
> = {
  "a column that is missing": ["missing-column", new Trace(field, 3, without)],
  "a column that the registry does not have": [
    "unknown-column",
    new Trace(field, 3, new Map([...full, ["x", field.vector(1)]])),
  ],
  "a shift given as a column": [
    "unknown-column",
    new Trace(field, 3, new Map([...full, ["a_shift", field.vector(1)]])),
  ],
  "a trace over another field": [
    "wrong-field",
    new Trace(BN254_FQ, 3, new Map([...full.keys()].map((name) => [name, foreign]))),
  ],
  "too few parameters": ["wrong-parameters", demoTrace(), { parameters: field.vector(1) }],
  "too many parameters": ["wrong-parameters", demoTrace(), { parameters: field.vector(3) }],
  "parameters over another field": ["wrong-parameters", demoTrace(), { parameters: foreign }],
  "fewer rounds than row bits": ["bad-option", demoTrace(), { paddedLogRows: 2 }],
  "half a round": ["bad-option", demoTrace(), { paddedLogRows: 3.5 }],
  "a number of rounds that is none": ["bad-option", demoTrace(), { paddedLogRows: NaN }],
  "more rounds than a proof may have": ["bad-option", demoTrace(), { paddedLogRows: 65 }],
};

for (const [what, [code, trace, options]] of Object.entries(BAD_STATEMENTS)) {
  Deno.test(`prover: refuses ${what}`, () => {
    assertRefused(() => new SumcheckProver(DEMO, trace, { parameters, ...options }), code);
  });
}

Deno.test("prover: refuses parameters by name of which one is missing or unknown", () => {
  for (const given of [undefined, { beta: 1 }, { beta: 1, delta: 2, gamma: 3 }]) {
    const options: ProverOptions = given === undefined ? {} : { parameters: given };
    const error = assertThrows(() => new SumcheckProver(DEMO, demoTrace(), options), RelationError);
    assertEquals(error.code, "unknown-parameter");
  }
});

Deno.test("prover: refuses distributions that are none, and the pool goes on", async () => {
  await using pool = await openProverPool({ threads: 2 });
  const bad: unknown[] = [
    { kind: "dynamic", rows: 3 },
    { kind: "strided", rows: 0 },
    { kind: "queued" },
    { kind: "random", rows: 2 },
    null,
  ];
  for (const options of [{}, { pool }]) {
    for (const distribution of bad as Distribution[]) {
      const error = await assertRejects(
        async () => await prove(demoTrace(), { ...options, distribution }),
        SchedulerError,
      );
      assertEquals(error.code, "bad-distribution");
    }
  }
  assertSameProof(
    await prove(demoTrace(), { pool, distribution: dynamic({ rows: 2 }) }),
    proveDemo(),
  );
});
