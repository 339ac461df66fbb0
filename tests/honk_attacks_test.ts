// Attacks on real proofs. Every one must be refused with the code that names what is wrong; what a check without
// commitment openings cannot see is written down as tests too.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { SumcheckErrorCode } from "../sumcheck/errors.ts";
import { verifyUltraHonkSumcheck } from "../sumcheck/honk/verify.ts";
import { EVERY_GATE, HONK_CASES, type HonkCase, MIXED, TINY } from "./support/honk_vectors.ts";
import { bigWords, Q, replayOracle, wordBytes } from "./support/honk_oracle.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";
import { BB5_COLUMNS, P } from "./support/ultra_oracle.ts";

const { publicInputs, vkHash, options } = EVERY_GATE.vector;
const WORDS = EVERY_GATE.words.proof;
/** First word of each part, for 2^16 rows. */
const POINTS = 8, UNIVARIATES = 24, EVALUATIONS = 152, FOLD_POINTS = 193, FOLD_EVALUATIONS = 223;
const OPENING_POINTS = 239;

function check({ vector }: HonkCase, words: readonly bigint[]): unknown {
  return verifyUltraHonkSumcheck(
    wordBytes(words),
    vector.publicInputs,
    vector.vkHash,
    vector.options,
  );
}

const attack = (words: readonly bigint[]) => () => check(EVERY_GATE, words);
const isCoordinate = (word: number) =>
  word >= POINTS && word < UNIVARIATES || word >= FOLD_POINTS && word < FOLD_EVALUATIONS ||
  word >= OPENING_POINTS;
const isFoldEvaluation = (word: number) => word >= FOLD_EVALUATIONS && word < OPENING_POINTS;

Deno.test("honk attack: every word changed by +1", () => {
  WORDS.forEach((value, word) => {
    const run = attack(WORDS.with(word, value + 1n));
    if (isFoldEvaluation(word)) return; // see "the openings are not checked"
    if (isCoordinate(word)) assertRefused(run, "not-on-curve");
    else if (word < POINTS) assertRefused(run, "round-check-failed", 1);
    else if (word >= EVALUATIONS) assertRefused(run, "final-check-failed");
    else {
      // A value at 0 or 1 changes its round's sum, another the challenge and so the next round's target.
      const round = Math.floor((word - UNIVARIATES) / 8) + ((word - UNIVARIATES) % 8 > 1 ? 1 : 0);
      if (round === 16) assertRefused(run, "final-check-failed");
      else assertRefused(run, "round-check-failed", round);
    }
  });
});

for (const honkCase of [TINY, MIXED]) {
  Deno.test(`honk attack: every evaluation changed by +1, as the oracle judges: ${honkCase.name}`, () => {
    const { words } = honkCase, start = 24 + 8 * words.logRows;
    const unseen = BB5_COLUMNS.filter((_, i) => {
      const proof = words.proof.with(start + i, words.proof[start + i] + 1n);
      const fails = replayOracle({ ...words, proof }).fails;
      assertEquals(codeOf(() => check(honkCase, proof)), fails && "final-check-failed");
      return fails === undefined;
    });
    // Where a circuit has no gate that reads a column, its value is multiplied by a selector that is zero.
    assertEquals(unseen, honkCase.unseen);
  });
}

for (
  const [name, value, coordinate] of [
    ["the modulus", P, Q],
    ["the modulus and one", P + 1n, Q + 1n],
    ["2^256 − 1", 2n ** 256n - 1n, 2n ** 256n - 1n],
  ] as const
) {
  Deno.test(`honk attack: every word set to ${name}`, () => {
    WORDS.forEach((_, word) => {
      const to = isCoordinate(word) ? coordinate : value;
      assertRefused(attack(WORDS.with(word, to)), "non-canonical");
    });
  });
}

Deno.test("honk attack: every word below the modulus replaced by an unreduced one of the same value", () => {
  WORDS.forEach((value, word) => {
    const modulus = isCoordinate(word) ? Q : P;
    assertRefused(attack(WORDS.with(word, value + modulus)), "non-canonical");
  });
});

Deno.test("honk attack: the error names the word", () => {
  for (
    const [word, part] of [
      [3, "pairing-point limb 3"],
      [13, "y of the commitment to w_o"],
      [24, "round 0's value at 0"],
      [151, "round 15's value at 7"],
      [152, "the evaluation of sigma_1"],
      [192, "the evaluation of z_perm_shift"],
      [194, "y of fold point 0"],
      [223, "fold evaluation 0"],
      [242, "y of opening point 1"],
    ] as const
  ) {
    const { message } = assertRefused(
      attack(WORDS.with(word, 2n ** 256n - 1n)),
      "non-canonical",
    );
    assert(message.includes(`the proof's word ${word} (${part})`), message);
  }
});

Deno.test("honk attack: neighbouring words swapped", () => {
  for (let word = 0; word + 1 < WORDS.length; word++) {
    const [a, b] = [WORDS[word], WORDS[word + 1]];
    if (a === b || isFoldEvaluation(word) && isFoldEvaluation(word + 1)) continue;
    assert(codeOf(attack(WORDS.with(word, b).with(word + 1, a))) !== undefined, `word ${word}`);
  }
});

Deno.test("honk attack: any two words swapped", () => {
  const word = fc.nat(WORDS.length - 1);
  fc.assert(
    fc.property(word, word, (i, j) => {
      fc.pre(WORDS[i] !== WORDS[j] && !(isFoldEvaluation(i) && isFoldEvaluation(j)));
      return codeOf(attack(WORDS.with(i, WORDS[j]).with(j, WORDS[i]))) !== undefined;
    }),
    { numRuns: 300 },
  );
});

Deno.test("honk attack: words dropped and added", () => {
  for (let word = 0; word < WORDS.length; word++) {
    assertRefused(attack(WORDS.toSpliced(word, 1)), "truncated");
    assertRefused(attack(WORDS.toSpliced(word, 0, WORDS[word])), "trailing-bytes");
  }
  assertRefused(attack([]), "truncated");
  assertRefused(attack([...WORDS, 0n]), "trailing-bytes");
  assertRefused(attack([0n, ...WORDS]), "trailing-bytes");
  // 11 words are those of one round: the length of a proof about another number of rows.
  assertRefused(attack(WORDS.slice(0, -11)), "wrong-rows");
  assertRefused(attack([...WORDS, ...WORDS.slice(0, 11)]), "wrong-rows");
});

Deno.test("honk attack: words cut short, and things that are not bytes", () => {
  const { proof } = EVERY_GATE.vector;
  for (const length of [1, 31, 33, proof.length - 1]) {
    assertRefused(
      () => verifyUltraHonkSumcheck(proof.subarray(0, length), publicInputs, vkHash, options),
      "truncated",
    );
  }
  for (const other of [undefined, null, "0x00", 7, [...proof], new ArrayBuffer(32)]) {
    const bytes = other as unknown as Uint8Array;
    for (
      const run of [
        () => verifyUltraHonkSumcheck(bytes, publicInputs, vkHash, options),
        () => verifyUltraHonkSumcheck(proof, bytes, vkHash, options),
        () => verifyUltraHonkSumcheck(proof, publicInputs, bytes, options),
      ]
    ) assertRefused(run, "wrong-shape");
  }
});

Deno.test("honk attack: pairing limbs at and above their bounds", () => {
  for (let limb = 0; limb < 8; limb++) {
    const bound = 2n ** (limb % 2 === 0 ? 136n : 120n);
    assertRefused(attack(WORDS.with(limb, bound)), "limb-out-of-range");
    assertRefused(attack(WORDS.with(limb, P - 1n)), "limb-out-of-range");
    assertRefused(attack(WORDS.with(limb, bound - 1n)), "round-check-failed", 1);
  }
});

Deno.test("honk attack: a commitment replaced by another point", () => {
  for (let point = 0; point < 8; point++) {
    const y = POINTS + 2 * point + 1;
    assertRefused(attack(WORDS.with(y, Q - WORDS[y])), "round-check-failed", 1);
    assertRefused(attack(WORDS.with(y - 1, 0n).with(y, 0n)), "round-check-failed", 1);
    assertRefused(attack(WORDS.with(y - 1, 1n).with(y, 2n)), "round-check-failed", 1);
  }
});

for (const honkCase of HONK_CASES) {
  const { proof, publicInputs, vkHash, options } = honkCase.vector;
  const expectRefused = (
    change: Partial<{ publicInputs: Uint8Array; vkHash: Uint8Array; options: object }>,
    code: SumcheckErrorCode,
    round?: number,
  ) => {
    const given = { publicInputs, vkHash, ...change };
    assertRefused(
      () =>
        verifyUltraHonkSumcheck(
          proof,
          given.publicInputs,
          given.vkHash,
          { ...options, ...change.options },
        ),
      code,
      round,
    );
  };

  Deno.test(`honk attack: wrong public inputs: ${honkCase.name}`, () => {
    const words = honkCase.words.publicInputs;
    words.forEach((value, i) => {
      const changed = (to: bigint) => ({ publicInputs: wordBytes(words.with(i, to)) });
      expectRefused(changed(value + 1n), "round-check-failed", 1);
      expectRefused(changed(P - 1n), "round-check-failed", 1);
      expectRefused(changed(P), "non-canonical");
      expectRefused(changed(value + P), "non-canonical");
    });
    const others = [words.slice(1), [...words, 0n], [0n, ...words]].map(wordBytes);
    for (const publicInputs of others) {
      expectRefused({ publicInputs }, "wrong-public-inputs");
      expectRefused(
        { publicInputs, options: { numPublicInputs: 8 + publicInputs.length / 32 } },
        "round-check-failed",
        1,
      );
    }
    expectRefused({ publicInputs: publicInputs.subarray(1) }, "truncated");
  });

  Deno.test(`honk attack: wrong key hash: ${honkCase.name}`, () => {
    const [hash] = bigWords(vkHash);
    for (const other of HONK_CASES) {
      if (other === honkCase) continue;
      expectRefused({ vkHash: other.vector.vkHash }, "round-check-failed", 1);
    }
    expectRefused({ vkHash: wordBytes([hash + 1n]) }, "round-check-failed", 1);
    expectRefused({ vkHash: wordBytes([0n]) }, "round-check-failed", 1);
    expectRefused({ vkHash: wordBytes([P]) }, "non-canonical");
    expectRefused({ vkHash: wordBytes([hash, hash]) }, "wrong-shape");
    expectRefused({ vkHash: new Uint8Array(0) }, "wrong-shape");
    expectRefused({ vkHash: vkHash.subarray(1) }, "truncated");
  });

  Deno.test(`honk attack: wrong number of rows, wrong place of the public inputs: ${honkCase.name}`, () => {
    const { logRows, publicInputsOffset } = options;
    for (const other of [logRows - 1, logRows + 1, 28]) {
      expectRefused({ options: { logRows: other } }, "wrong-rows");
    }
    for (const other of [0, -1, 29, 64, 2 ** 31, 1.5, NaN, Infinity, undefined, "5"]) {
      expectRefused({ options: { logRows: other } }, "limit-exceeded");
    }
    // Only the public inputs' delta depends on the place.
    for (const other of [publicInputsOffset - 1, publicInputsOffset + 1, 0]) {
      expectRefused({ options: { publicInputsOffset: other } }, "final-check-failed");
    }
    for (const other of [-1, 0.5, NaN, Infinity, undefined, 2 ** logRows, 2 ** 53]) {
      expectRefused({ options: { publicInputsOffset: other } }, "wrong-public-inputs");
    }
    for (const other of [0, 8, options.numPublicInputs! + 1, NaN, -1]) {
      expectRefused({ options: { numPublicInputs: other } }, "wrong-public-inputs");
    }
  });
}

Deno.test("honk attack: more public inputs than a call may have arguments", () => {
  const { proof, vkHash, options: { logRows, publicInputsOffset } } = EVERY_GATE.vector;
  const publicInputs = new Uint8Array(32 * (2 ** logRows - 64));
  assertRefused(
    () => verifyUltraHonkSumcheck(proof, publicInputs, vkHash, { logRows, publicInputsOffset }),
    "round-check-failed",
    1,
  );
});

Deno.test("honk attack: the proof of another circuit", () => {
  assertRefused(
    () =>
      verifyUltraHonkSumcheck(MIXED.vector.proof, publicInputs, vkHash, {
        ...options,
        logRows: 14,
      }),
    "round-check-failed",
    1,
  );
});

Deno.test("honk limit: the openings are not checked", () => {
  for (let word = FOLD_EVALUATIONS; word < OPENING_POINTS; word++) {
    attack(WORDS.with(word, (WORDS[word] + 1n) % P))();
  }
  for (const y of [FOLD_POINTS + 1, OPENING_POINTS + 1, WORDS.length - 1]) {
    attack(WORDS.with(y, Q - WORDS[y]))();
  }
});

Deno.test("honk limit: a proof of nothing satisfies every sumcheck; only openings could refuse it", () => {
  const claim = check(EVERY_GATE, WORDS.map(() => 0n));
  assertEquals((claim as { commitmentOpenings: string }).commitmentOpenings, "not checked");
});
