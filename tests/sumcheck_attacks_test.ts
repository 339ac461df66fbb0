// Attacks on the verifier, named after what they try. Every one must be refused, with the code of its kind.

import { assertEquals, assertNotEquals } from "@std/assert";
import { BN254_FQ } from "../field/fields.ts";
import { FieldVector } from "../field/field_vector.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { KeccakTranscript } from "../sumcheck/keccak_transcript.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { vectorProof, vectorTranscript } from "../sumcheck/vector_file.ts";
import { type VerifyOptions, verifySumcheck } from "../sumcheck/verifier.ts";
import { DEMO, demoParameters, proveDemo, vectorOf } from "./support/demo_sumcheck.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";
import { plusOne, replaced, withElement } from "./support/tampering.ts";

const { field } = DEMO;
const HONEST = proveDemo({ rounds: 4 });
const EXPECTED: VerifyOptions = {
  claimedSum: HONEST.claimedSum,
  parameters: demoParameters(),
  logRows: 3,
  paddedLogRows: 4,
};
const verify = (changes: Partial<Proof>, options: VerifyOptions = EXPECTED) =>
  verifySumcheck(DEMO, { ...HONEST, ...changes }, options);

/** A copy with elements i and j swapped. */
const swapped = (values: FieldVector, i: number, j: number): FieldVector =>
  withElement(withElement(values, i, values.get(j)), j, values.get(i));

Deno.test("the honest proof is accepted, so that what follows means something", () => {
  verify({});
});

Deno.test("attack: each value of each univariate changed, honest challenges after it", () => {
  HONEST.univariates.forEach((univariate, round) => {
    for (let x = 0; x < univariate.length; x++) {
      const univariates = replaced(HONEST.univariates, round, plusOne(univariate, x));
      const last = round === HONEST.univariates.length - 1;
      if (x < 2) assertRefused(() => verify({ univariates }), "round-check-failed", round);
      else if (last) assertRefused(() => verify({ univariates }), "final-check-failed");
      else assertRefused(() => verify({ univariates }), "round-check-failed", round + 1);
    }
  });
});

Deno.test("attack: s(0) and s(1) exchanged, so that their sum stays right", () => {
  HONEST.univariates.forEach((univariate, round) => {
    const univariates = replaced(HONEST.univariates, round, swapped(univariate, 0, 1));
    if (round + 1 < HONEST.univariates.length) {
      assertRefused(() => verify({ univariates }), "round-check-failed", round + 1);
    } else {
      assertRefused(() => verify({ univariates }), "final-check-failed");
    }
  });
});

Deno.test("attack: each evaluation changed", () => {
  for (let i = 0; i < HONEST.evaluations.length; i++) {
    assertRefused(
      () => verify({ evaluations: plusOne(HONEST.evaluations, i) }),
      "final-check-failed",
    );
  }
});

Deno.test("attack: evaluations permuted", () => {
  for (let i = 0; i < HONEST.evaluations.length; i++) {
    for (let j = 0; j < i; j++) {
      assertRefused(
        () => verify({ evaluations: swapped(HONEST.evaluations, i, j) }),
        "final-check-failed",
      );
    }
  }
});

Deno.test("attack: rounds swapped", () => {
  for (let i = 1; i < HONEST.univariates.length; i++) {
    const univariates = replaced(HONEST.univariates, i, HONEST.univariates[i - 1]);
    univariates[i - 1] = HONEST.univariates[i];
    assertRefused(() => verify({ univariates }), "round-check-failed", i - 1);
  }
});

Deno.test("attack: a round dropped or added", () => {
  const { univariates } = HONEST;
  assertRefused(() => verify({ univariates: univariates.slice(1) }), "wrong-shape");
  assertRefused(() => verify({ univariates: univariates.slice(0, -1) }), "wrong-shape");
  assertRefused(() => verify({ univariates: [...univariates, univariates[0]] }), "wrong-shape");
  assertRefused(() => verify({ univariates: [] }), "wrong-shape");
  assertRefused(() => verify({ univariates: undefined as never }), "wrong-shape");
});

Deno.test("attack: a round dropped or added, and the statement with it", () => {
  const { univariates } = HONEST;
  const dropped = { univariates: univariates.slice(0, -1), paddedLogRows: 3 };
  assertRefused(() => verify(dropped), "wrong-rows");
  const trusting = { claimedSum: HONEST.claimedSum };
  assertRefused(() => verify(dropped, trusting), "round-check-failed", 1);
  const added = { univariates: [...univariates, univariates[3]], paddedLogRows: 5 };
  assertRefused(() => verify(added), "wrong-rows");
  assertRefused(() => verify(added, trusting), "round-check-failed", 1);
  const none = { univariates: [], paddedLogRows: 0, logRows: 0 };
  assertRefused(() => verify(none, trusting), "limit-exceeded");
});

Deno.test("attack: univariates with a value more or less", () => {
  const [first] = HONEST.univariates;
  for (const length of [0, 1, 2, first.length - 1]) {
    const univariates = replaced(HONEST.univariates, 0, first.slice(0, length));
    assertRefused(() => verify({ univariates }), "wrong-shape", 0);
  }
  const longer = field.vector(first.length + 1);
  longer.words.set(first.words);
  assertRefused(
    () => verify({ univariates: replaced(HONEST.univariates, 3, longer) }),
    "wrong-shape",
    3,
  );
});

Deno.test("attack: an evaluation or parameter more or less", () => {
  const { evaluations, parameters } = HONEST;
  assertRefused(() => verify({ evaluations: evaluations.slice(1) }), "wrong-shape");
  assertRefused(() => verify({ evaluations: field.vector(6) }), "wrong-shape");
  assertRefused(() => verify({ parameters: parameters.slice(1) }), "wrong-shape");
  assertRefused(() => verify({ parameters: field.vector(3) }), "wrong-shape");
});

Deno.test("attack: another row count for the same number of rounds", () => {
  assertRefused(() => verify({ logRows: 4 }), "wrong-rows");
  assertRefused(() => verify({ logRows: 2 }), "wrong-rows");
  const trusting = { claimedSum: HONEST.claimedSum };
  assertRefused(() => verify({ logRows: 4 }, trusting), "round-check-failed", 1);
  assertRefused(() => verify({ logRows: 5 }, trusting), "wrong-shape");
});

Deno.test("attack: row counts that are no counts", () => {
  for (const logRows of [-1, 0, 0.5, 29, 2 ** 40, NaN, Infinity, "3" as never]) {
    assertRefused(() => verify({ logRows }), "limit-exceeded");
  }
  for (const paddedLogRows of [65, 2 ** 40, NaN, 3.5]) {
    assertRefused(() => verify({ paddedLogRows }), "limit-exceeded");
  }
});

Deno.test("attack: another claimed sum", () => {
  const claimedSum = field.add(HONEST.claimedSum, field.one);
  assertRefused(() => verify({ claimedSum }), "wrong-sum");
  assertRefused(() => verify({ claimedSum: field.zero }), "wrong-sum");
  assertRefused(
    () => verify({ claimedSum }, { ...EXPECTED, claimedSum }),
    "round-check-failed",
    0,
  );
});

Deno.test("attack: a sum that is not zero where nothing was said about it", () => {
  assertRefused(() => verify({}, {}), "wrong-sum");
});

Deno.test("attack: other parameters", () => {
  for (const i of [0, 1]) {
    const parameters = plusOne(HONEST.parameters, i);
    assertRefused(() => verify({ parameters }), "wrong-parameters");
    // Even where nobody says which parameters are right, they enter the challenges.
    assertRefused(
      () => verify({ parameters }, { claimedSum: HONEST.claimedSum }),
      "round-check-failed",
      1,
    );
  }
});

Deno.test("attack: another registry, by name, by digest, by content", () => {
  assertRefused(() => verify({ registryName: "demo2" }), "wrong-registry");
  const digest = HONEST.registryDigest.slice();
  digest[31] ^= 1;
  assertRefused(() => verify({ registryDigest: digest }), "wrong-registry");
  assertRefused(() => verify({ registryDigest: digest.slice(1) }), "wrong-registry");
  assertRefused(() => verify({ registryDigest: undefined as never }), "wrong-registry");
  // The same shape and name, relations in another order.
  const other = new RelationRegistry({
    name: "demo",
    field,
    relations: [...DEMO.relations].reverse(),
    columns: DEMO.storedColumns,
  });
  assertEquals(other.columns, DEMO.columns);
  assertRefused(() => verifySumcheck(other, HONEST, EXPECTED), "wrong-registry");
  const renamed = { ...HONEST, registryDigest: other.digest() };
  assertNotEquals(codeOf(() => verifySumcheck(other, renamed, EXPECTED)), undefined);
});

Deno.test("attack: words that are not canonical, everywhere", () => {
  /** The same residue with p added: still below 2^256. */
  const unreduced = (values: FieldVector, i: number): FieldVector => {
    const copy = values.slice();
    let carry = 0;
    field.modulus.forEach((word, j) => {
      const sum = copy.words[8 * i + j] + word + carry;
      copy.words[8 * i + j] = sum;
      carry = Math.floor(sum / 2 ** 32);
    });
    return copy;
  };
  HONEST.univariates.forEach((univariate, round) => {
    for (let x = 0; x < univariate.length; x++) {
      const univariates = replaced(HONEST.univariates, round, unreduced(univariate, x));
      assertRefused(() => verify({ univariates }), "non-canonical", round);
    }
  });
  for (let i = 0; i < HONEST.evaluations.length; i++) {
    const evaluations = unreduced(HONEST.evaluations, i);
    assertRefused(() => verify({ evaluations }), "non-canonical");
  }
  const parameters = unreduced(HONEST.parameters, 1);
  assertRefused(() => verify({ parameters }), "non-canonical");
  const claimedSum = unreduced(new FieldVector(field, HONEST.claimedSum), 0).words;
  assertRefused(() => verify({ claimedSum }), "non-canonical");
  assertRefused(() => verify({ claimedSum: new Uint32Array(7) }), "non-canonical");
  assertRefused(() => verify({}, { ...EXPECTED, claimedSum }), "non-canonical");
  assertRefused(() => verify({}, { ...EXPECTED, parameters }), "non-canonical");
});

Deno.test("attack: elements of another field", () => {
  const foreign = (length: number) => BN254_FQ.vector(length);
  assertRefused(() => verify({ evaluations: foreign(5) }), "wrong-field");
  assertRefused(() => verify({ parameters: foreign(2) }), "wrong-field");
  assertRefused(
    () => verify({ univariates: replaced(HONEST.univariates, 2, foreign(6)) }),
    "wrong-field",
    2,
  );
  assertRefused(
    () => verify({}, { ...EXPECTED, transcript: new KeccakTranscript(BN254_FQ) }),
    "wrong-field",
  );
});

Deno.test("attack: a proof made with another transcript, commitments left out", () => {
  const transcript = new KeccakTranscript(field);
  transcript.absorb("commitments", Uint8Array.of(7));
  assertRefused(() => verify({}, { ...EXPECTED, transcript }), "round-check-failed", 1);
});

Deno.test("attack: a proof replayed later in the same transcript", () => {
  const transcript = new KeccakTranscript(field);
  verify({}, { ...EXPECTED, transcript });
  assertRefused(() => verify({}, { ...EXPECTED, transcript }), "round-check-failed", 1);
});

Deno.test("attack: too few challenges in a fixed transcript", () => {
  const transcript = new FixedTranscript(field, {
    alpha: vectorOf(field, [1n, 2n]),
    beta: vectorOf(field, [1n, 2n, 3n]),
    round: vectorOf(field, [1n]),
  });
  assertRefused(() => verify({}, { ...EXPECTED, transcript }), "challenges-exhausted");
});

for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`attack: each value of a golden proof changed: ${name}`, () => {
    const honest = vectorProof(vector);
    const refuses = (changes: Partial<Proof>) =>
      codeOf(() =>
        verifySumcheck(vector.registry, { ...honest, ...changes }, {
          transcript: vectorTranscript(vector),
          claimedSum: vector.claimedSum,
          parameters: vector.parameters,
        })
      );
    honest.univariates.forEach((univariate, round) => {
      const last = round === honest.univariates.length - 1;
      for (let x = 0; x < univariate.length; x++) {
        const univariates = replaced(honest.univariates, round, plusOne(univariate, x));
        assertEquals(
          refuses({ univariates }),
          x >= 2 && last ? "final-check-failed" : "round-check-failed",
        );
      }
    });
    for (let i = 0; i < honest.evaluations.length; i++) {
      assertEquals(
        refuses({ evaluations: plusOne(honest.evaluations, i) }),
        "final-check-failed",
        vector.registry.columns[i],
      );
    }
    for (let i = 0; i < honest.parameters.length; i++) {
      assertEquals(refuses({ parameters: plusOne(honest.parameters, i) }), "wrong-parameters");
    }
    assertEquals(
      refuses({ claimedSum: field.add(honest.claimedSum, field.one) }),
      "wrong-sum",
    );
  });
}
