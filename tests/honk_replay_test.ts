// Real proofs replayed: against the values that their vectors record, and against an oracle that shares nothing.

import { assert, assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { parseUltraHonkKey } from "../sumcheck/honk/key.ts";
import { replayedElements, replayToJson } from "../sumcheck/honk/replay_json.ts";
import {
  replayUltraHonkSumcheck,
  type UltraHonkReplay,
  verifyUltraHonkSumcheck,
} from "../sumcheck/honk/verify.ts";
import { EVERY_GATE, EVERY_GATE_KEY, HONK_CASES, type HonkCase } from "./support/honk_vectors.ts";
import { type OracleReplay, replayOracle, wordBytes } from "./support/honk_oracle.ts";
import { BB5_COLUMNS } from "./support/ultra_oracle.ts";

const hex = (x: bigint) => `0x${x.toString(16).padStart(64, "0")}`;

function replay({ vector }: HonkCase, proof = vector.proof): UltraHonkReplay {
  return replayUltraHonkSumcheck(proof, vector.publicInputs, vector.vkHash, vector.options);
}

function assertSame(ours: UltraHonkReplay, oracle: OracleReplay): void {
  const json = replayToJson(ours);
  assertEquals(json.values, {
    eta: hex(oracle.eta),
    beta: hex(oracle.beta),
    gamma: hex(oracle.gamma),
    alpha: hex(oracle.alpha),
    gate_challenge: hex(oracle.gate),
    public_input_delta: hex(oracle.delta),
    gate_separator: hex(oracle.pow),
    full_relation: hex(oracle.full),
  });
  assertEquals(
    json.rounds,
    oracle.rounds.map(({ sum, expected, challenge, target }, round) => ({
      round,
      sum: hex(sum),
      expected: hex(expected),
      passes: sum === expected,
      challenge: hex(challenge),
      target: hex(target),
    })),
  );
  assertEquals(json.subrelations.map(({ value }) => value), oracle.subrelations.map(hex));
  assertEquals(
    json.subrelations.map(({ unweighted }) => unweighted),
    oracle.unweighted.map(hex),
  );
  assertEquals(json.target, hex(oracle.rounds.at(-1)!.target));
  assertEquals(json.sumcheckAccepted, oracle.fails === undefined);
  assertEquals(
    json.failure?.round ?? json.failure?.code,
    oracle.fails === "final" ? "final-check-failed" : oracle.fails,
  );
}

for (const honkCase of HONK_CASES) {
  const { name, vector, words } = honkCase;

  Deno.test(`honk: the recorded values come out: ${name}`, () => {
    const { expected } = vector;
    const ours = replay(honkCase);
    assertEquals(ours.failure === undefined, expected.accepted);
    const elements = replayedElements(ours);
    for (const [key, value] of Object.entries(expected.elements)) {
      assertEquals(elements[key as keyof typeof elements], value, key);
    }
    const { roundChallenges, roundTargets, subrelations } = expected;
    if (roundChallenges) assert(ours.claim.point.equals(roundChallenges));
    if (roundTargets) {
      assert(BN254_FR.vectorOf(ours.rounds.map(({ target }) => target)).equals(roundTargets));
    }
    if (subrelations) assert(ours.subrelations.equals(subrelations));
  });

  Deno.test(`honk: every value is the oracle's: ${name}`, () => {
    assertSame(replay(honkCase), replayOracle(words));
  });

  Deno.test(`honk: every value is the oracle's where the sumcheck fails: ${name}`, () => {
    const evaluations = 24 + 8 * words.logRows;
    for (const word of [0, 24, 33, 24 + 8 * words.logRows - 1, evaluations + 30]) {
      const proof = words.proof.with(word, words.proof[word] + 1n);
      const oracle = replayOracle({ ...words, proof });
      assert(oracle.fails !== undefined);
      assertSame(replay(honkCase, wordBytes(proof)), oracle);
    }
  });

  Deno.test(`honk: the claim is the point and the 41 named values, not a verdict: ${name}`, () => {
    const { proof, publicInputs, vkHash, options } = vector;
    const claim = verifyUltraHonkSumcheck(proof, publicInputs, vkHash, options);
    const start = 24 + 8 * words.logRows;
    assertEquals(claim.columns, BB5_COLUMNS);
    assertEquals(claim.evaluations.toHex(), words.proof.slice(start, start + 41).map(hex));
    assertEquals(
      claim.point.toHex(),
      replayOracle(words).rounds.map(({ challenge }) => hex(challenge)),
    );
    assertEquals(claim.logRows, words.logRows);
    assertEquals(claim.commitmentOpenings, "not checked");
  });
}

Deno.test("honk: the key's numbers and hash are those that the prover wrote", () => {
  const { vector } = EVERY_GATE;
  const key = parseUltraHonkKey(EVERY_GATE_KEY, vector.vkHash);
  assertEquals(key, { ...vector.options, hash: vector.vkHash } as typeof key);
  verifyUltraHonkSumcheck(vector.proof, vector.publicInputs, key.hash, key);
});

Deno.test("honk: what is handed over is neither kept nor changed", () => {
  const { vector } = EVERY_GATE;
  const proof = vector.proof.slice();
  const claim = verifyUltraHonkSumcheck(proof, vector.publicInputs, vector.vkHash, vector.options);
  assertEquals(proof, vector.proof);
  const before = claim.evaluations.toHex();
  proof.fill(0);
  assertEquals(claim.evaluations.toHex(), before);
});

Deno.test("honk: bytes in the middle of a larger buffer are read in place", () => {
  const { vector } = EVERY_GATE;
  const within = new Uint8Array(vector.proof.length + 14);
  within.set(vector.proof, 7);
  const claim = verifyUltraHonkSumcheck(
    within.subarray(7, 7 + vector.proof.length),
    vector.publicInputs,
    vector.vkHash,
    vector.options,
  );
  assertEquals(claim.logRows, 16);
});
