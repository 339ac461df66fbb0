// Verification keys and the other inputs beside the proof: what is read, and what is refused.

import { assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { ultraHonkLayout } from "../sumcheck/honk/layout.ts";
import { parseUltraHonkKey } from "../sumcheck/honk/key.ts";
import { publicInputDelta } from "../sumcheck/honk/public_input_delta.ts";
import { parseUltraHonkVector, readUltraHonkVector } from "../sumcheck/honk/vector_file.ts";
import { EVERY_GATE, EVERY_GATE_KEY } from "./support/honk_vectors.ts";
import { bigWords, Q, wordBytes } from "./support/honk_oracle.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";
import { mod, mul } from "./support/ultra_oracle.ts";
import tiny from "./vectors/honk_proof_bb5_tiny.json" with { type: "json" };

const KEY = bigWords(EVERY_GATE_KEY);
const { vkHash } = EVERY_GATE.vector;
const parse = (words: readonly bigint[]) => () => parseUltraHonkKey(wordBytes(words));

Deno.test("honk key attack: numbers that no circuit has", () => {
  for (const logRows of [0n, 29n, 2n ** 31n]) {
    assertRefused(parse(KEY.with(0, logRows)), "limit-exceeded");
  }
  for (const [word, values] of [[1, [0n, 7n, 65532n]], [2, [65527n, 2n ** 32n - 1n]]] as const) {
    for (const value of values) {
      assertRefused(parse(KEY.with(word, value)), "wrong-public-inputs");
    }
  }
  for (const word of [0, 1, 2]) {
    for (const value of [2n ** 32n, 2n ** 64n + 5n, 2n ** 256n - 1n]) {
      assertRefused(parse(KEY.with(word, value)), "wrong-key");
    }
  }
});

Deno.test("honk key attack: every word changed by +1", () => {
  KEY.forEach((value, word) => {
    const changed = wordBytes(KEY.with(word, value + 1n));
    const code = codeOf(() => parseUltraHonkKey(changed, vkHash));
    assertEquals(code, word < 3 ? "wrong-key-hash" : "not-on-curve", `word ${word}`);
  });
});

Deno.test("honk key attack: coordinates at and above the modulus, another point", () => {
  for (let word = 3; word < KEY.length; word++) {
    for (const value of [Q, KEY[word] + Q, 2n ** 256n - 1n]) {
      assertRefused(parse(KEY.with(word, value)), "non-canonical");
    }
  }
  const negated = wordBytes(KEY.with(4, Q - KEY[4]));
  parseUltraHonkKey(negated);
  assertRefused(() => parseUltraHonkKey(negated, vkHash), "wrong-key-hash");
});

Deno.test("honk key attack: words dropped, added and cut short", () => {
  for (let word = 0; word < KEY.length; word++) {
    assertRefused(parse(KEY.toSpliced(word, 1)), "truncated");
    assertRefused(parse(KEY.toSpliced(word, 0, 0n)), "trailing-bytes");
  }
  assertRefused(parse([]), "truncated");
  assertRefused(() => parseUltraHonkKey(EVERY_GATE_KEY.subarray(1)), "truncated");
  assertRefused(() => parseUltraHonkKey("0x" as unknown as Uint8Array), "wrong-shape");
});

Deno.test("honk key attack: another hash beside it", () => {
  assertRefused(() => parseUltraHonkKey(EVERY_GATE_KEY, new Uint8Array(32)), "wrong-key-hash");
  assertRefused(() => parseUltraHonkKey(EVERY_GATE_KEY, vkHash.subarray(1)), "wrong-key-hash");
});

Deno.test("honk layout: 67 words and 11 per round, from 1 round to 28", () => {
  for (let n = 1; n <= 28; n++) {
    // 8 + 16 + 8n + 41 + 2(n − 1) + n + 4
    assertEquals(ultraHonkLayout(n).words, 8 + 16 + 8 * n + 41 + 2 * (n - 1) + n + 4);
  }
  for (const n of [0, 29, -1, 1.5, NaN]) assertRefused(() => ultraHonkLayout(n), "limit-exceeded");
});

Deno.test("honk: the public-input delta for any number of inputs", () => {
  const [beta, gamma, offset] = [123456789n, 987654321n, 5];
  for (const count of [0, 1, 8, 300]) {
    const xs = Array.from({ length: count }, (_, i) => mod(BigInt(i + 1) ** 99n));
    let above = 1n, below = 1n;
    xs.forEach((x, i) => {
      above = mul(above, gamma + beta * (2n ** 28n + BigInt(offset + i)) + x);
      below = mul(below, gamma - beta * BigInt(offset + 1 + i) + x);
    });
    const delta = publicInputDelta(
      BN254_FR.parse(String(beta)),
      BN254_FR.parse(String(gamma)),
      BN254_FR.vectorOf(xs.map(String)),
      offset,
    );
    assertEquals(mul(BigInt(BN254_FR.toDecimal(delta)), below), above);
  }
});

Deno.test("honk attack: challenges for which the public-input delta has no value", () => {
  // γ − β(o + 1) + x = 0 for β = 2, o = 4, γ = 3, x = 7
  const run = () =>
    publicInputDelta(BN254_FR.parse(2), BN254_FR.parse(3), BN254_FR.vectorOf([7]), 4);
  assertRefused(run, "degenerate-challenge");
});

Deno.test("honk vector attack: what is not a vector", () => {
  const read = (change: object) => () => readUltraHonkVector({ ...tiny, ...change });
  for (const other of [null, 7, "x", [], {}, { kind: "sumcheck" }]) {
    assertRefused(() => readUltraHonkVector(other), "bad-magic");
  }
  assertRefused(read({ release: "bb3" }), "wrong-registry");
  for (const key of ["release", "log_rows", "public_inputs_offset", "vk_hash", "proof"]) {
    assertRefused(read({ [key]: undefined }), "bad-json");
    assertRefused(read({ [key]: [] }), "bad-json");
  }
  for (const proof of ["", "00", "0x0", "0xg0", "0x 0", "0x00\n"]) {
    assertRefused(read({ proof }), "bad-element");
  }
  assertRefused(read({ log_rows: -1 }), "bad-json");
  assertRefused(read({ expected: { accepted: "yes" } }), "bad-json");
  assertRefused(read({ expected: { eta: `0x${"f".repeat(64)}` } }), "non-canonical");
  assertRefused(read({ expected: { round_targets: "0x" } }), "bad-json");
  assertRefused(() => parseUltraHonkVector('{"kind": 1, "kind": 2}'), "duplicate-key");
  assertRefused(() => parseUltraHonkVector('{"kind"'), "bad-json");
});

Deno.test("honk vector: text is read like data, and nothing is expected where nothing is given", () => {
  assertEquals(parseUltraHonkVector(JSON.stringify(tiny)), readUltraHonkVector(tiny));
  const { expected, description, options } = readUltraHonkVector({
    ...tiny,
    expected: undefined,
    description: undefined,
    num_public_inputs_with_pairing_points: undefined,
  });
  assertEquals(expected, { elements: {} });
  assertEquals(description, "");
  assertEquals(options, { logRows: 5, publicInputsOffset: 5 });
});
