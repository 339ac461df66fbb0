// Transcripts: the Keccak one against its written layout done again with BigInt, and what a challenge must depend on.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { BLS12_381_FR, BN254_FR, FIELDS } from "../field/fields.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { KeccakTranscript } from "../sumcheck/keccak_transcript.ts";
import {
  absorbClaimedSum,
  absorbEvaluations,
  absorbUnivariate,
  openProtocol,
} from "../sumcheck/protocol.ts";
import { DEMO, demoParameters, integers, proveDemo, vectorOf } from "./support/demo_sumcheck.ts";
import { MODULI } from "./support/field_oracle.ts";
import { assertRefused } from "./support/sumcheck_errors.ts";

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const bytes32 = (value: bigint): number[] =>
  value.toString(16).padStart(64, "0").match(/../g)!.map((digits) => parseInt(digits, 16));
const integer = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
const keccak = (bytes: readonly number[]): number[] => [...keccak_256(Uint8Array.from(bytes))];

/** The layout at the head of sumcheck/keccak_transcript.ts, by hand. */
class WrittenTranscript {
  #state = keccak(text("limbs-sumcheck keccak transcript 1"));
  #records: number[] = [];

  constructor(readonly p: bigint) {}

  absorb(label: string, data: readonly number[]): void {
    const name = text(label);
    this.#records.push(1, ...u32(name.length), ...name, ...u32(data.length), ...data);
  }

  draw(label: string, count: number): bigint[] {
    const name = text(label);
    this.#state = keccak([
      0,
      ...this.#state,
      ...this.#records,
      ...[2, ...u32(name.length), ...name, ...u32(count)],
    ]);
    this.#records = [];
    return Array.from({ length: count }, (_, i) => {
      const half = (which: number) => keccak([3, ...this.#state, ...u32(i), which]);
      return integer([...half(0), ...half(1)]) % this.p;
    });
  }
}

Deno.test("a whole protocol gives the challenges of the written layout", () => {
  const p = MODULI["bn254-fr"];
  const written = new WrittenTranscript(p);
  written.absorb("protocol", [...text("limbs-sumcheck"), ...u32(1)]);
  written.absorb("field", text("bn254-fr"));
  written.absorb("modulus", bytes32(p));
  written.absorb("registry", text("demo"));
  written.absorb("registry-digest", [...DEMO.digest()]);
  written.absorb("shape", [3, 5, 6, 3, 5].flatMap(u32));
  written.absorb("parameters", [...bytes32(123456789n), ...bytes32(1n << 100n)]);

  const field = BN254_FR;
  const transcript = new KeccakTranscript(field);
  const { alphas, betas } = openProtocol(transcript, {
    registry: DEMO,
    logRows: 3,
    paddedLogRows: 5,
    parameters: demoParameters(),
  });
  assertEquals(integers(alphas), written.draw("alpha", 2));
  assertEquals(integers(betas), written.draw("beta", 5));

  written.absorb("claimed-sum", bytes32(99n));
  absorbClaimedSum(transcript, field, field.parse(99));
  for (let round = 0; round < 5; round++) {
    const values = [0n, 1n, p - 1n, 1n << 250n, 17n, BigInt(round)];
    written.absorb("univariate", [...u32(round), ...values.flatMap(bytes32)]);
    const u = absorbUnivariate(transcript, round, vectorOf(field, values));
    assertEquals(BigInt(field.format(u)), written.draw("round", 1)[0]);
  }
  const evaluations = [5n, 4n, 3n, 2n, 1n];
  written.absorb("evaluations", evaluations.flatMap(bytes32));
  absorbEvaluations(transcript, vectorOf(field, evaluations));
  assertEquals(integers(transcript.challenges("opening", 3)), written.draw("opening", 3));
});

Deno.test("golden: the first challenges of an empty transcript never change", () => {
  // Computed apart from this package, with a Keccak written in Python from the layout and FIPS 202.
  assertEquals(new KeccakTranscript(BN254_FR).challenges("alpha", 2).toHex(), [
    "0x021d2e80d60e3ecc6fdbc1913e030d259cbac234f42a5241cb02fb251eb2d8a5",
    "0x0194ec4ac08ad44e46779d6c483b7a1d5a7b1bdf4151fcb0d177b8f32038df97",
  ]);
});

Deno.test("any sequence of absorbs and draws follows the written layout, in every field", () => {
  const step = fc.record({
    draw: fc.boolean(),
    label: fc.string({ maxLength: 20, unit: "grapheme" }),
    data: fc.uint8Array({ maxLength: 200 }),
    count: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...FIELDS), fc.array(step, { maxLength: 8 }), (field, steps) => {
      const transcript = new KeccakTranscript(field);
      const written = new WrittenTranscript(MODULI[field.name]);
      for (const { draw, label, data, count } of steps) {
        if (draw) {
          assertEquals(
            integers(transcript.challenges(label, count)),
            written.draw(label, count),
          );
        } else {
          transcript.absorb(label, data);
          written.absorb(label, [...data]);
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** The challenge that a sequence of absorbs leads to. */
function challengeAfter(...absorbs: readonly (readonly [string, string])[]): string {
  const transcript = new KeccakTranscript(BN254_FR);
  for (const [label, data] of absorbs) transcript.absorb(label, new TextEncoder().encode(data));
  return transcript.challenges("c", 1).toHex()[0];
}

Deno.test("attack: moving bytes between label and data changes the challenge", () => {
  assertNotEquals(challengeAfter(["ab", "c"]), challengeAfter(["a", "bc"]));
  assertNotEquals(challengeAfter(["", "abc"]), challengeAfter(["abc", ""]));
});

Deno.test("attack: splitting, joining and dropping absorbs changes the challenge", () => {
  const all = [
    challengeAfter(),
    challengeAfter(["a", ""]),
    challengeAfter(["a", "xy"]),
    challengeAfter(["a", "x"], ["a", "y"]),
    challengeAfter(["a", "x"], ["a", "y"], ["a", ""]),
    challengeAfter(["a", "x"]),
  ];
  assertEquals(new Set(all).size, all.length);
});

Deno.test("attack: swapping two absorbs changes the challenge", () => {
  assertNotEquals(challengeAfter(["a", "x"], ["b", "y"]), challengeAfter(["b", "y"], ["a", "x"]));
});

Deno.test("attack: data that imitates the next record changes the challenge", () => {
  const record = String.fromCharCode(1, 0, 0, 0, 1) + "b" + String.fromCharCode(0, 0, 0, 1) + "y";
  assertNotEquals(challengeAfter(["a", "x"], ["b", "y"]), challengeAfter(["a", `x${record}`]));
});

Deno.test("a challenge depends on the label, the count and the draws before it", () => {
  const fresh = () => new KeccakTranscript(BN254_FR);
  const first = fresh().challenges("a", 1).toHex()[0];
  assertNotEquals(fresh().challenges("b", 1).toHex()[0], first);
  assertNotEquals(fresh().challenges("a", 2).toHex()[0], first);
  const twice = fresh();
  assertEquals(twice.challenges("a", 1).toHex()[0], first);
  assertNotEquals(twice.challenges("a", 1).toHex()[0], first);
  const afterNothing = fresh();
  afterNothing.challenges("none", 0);
  assertNotEquals(afterNothing.challenges("a", 1).toHex()[0], first);
});

Deno.test("a challenge depends on every absorbed byte", () => {
  const data = new Uint8Array(300);
  const seen = new Set<string>();
  for (let i = -1; i < data.length; i++) {
    const changed = data.slice();
    if (i >= 0) changed[i] = 1;
    const transcript = new KeccakTranscript(BN254_FR);
    transcript.absorb("data", changed);
    seen.add(transcript.challenges("c", 1).toHex()[0]);
  }
  assertEquals(seen.size, data.length + 1);
});

Deno.test("absorbed memory may be reused at once", () => {
  const data = Uint8Array.of(1, 2, 3);
  const [a, b] = [new KeccakTranscript(BN254_FR), new KeccakTranscript(BN254_FR)];
  a.absorb("x", data);
  data.fill(0);
  b.absorb("x", Uint8Array.of(1, 2, 3));
  assert(a.challenges("c", 1).equals(b.challenges("c", 1)));
});

Deno.test("what was absorbed before a proof enters its challenges", () => {
  const prepared = new KeccakTranscript(BN254_FR);
  prepared.absorb("commitments", Uint8Array.of(1));
  const [with_, without] = [proveDemo({ transcript: prepared }), proveDemo()];
  assert(!with_.univariates[0].equals(without.univariates[0]));
});

Deno.test("labels longer than 255 bytes are refused", () => {
  const transcript = new KeccakTranscript(BLS12_381_FR);
  transcript.absorb("é".repeat(127), new Uint8Array(0));
  assertRefused(() => transcript.absorb("é".repeat(128), new Uint8Array(0)), "limit-exceeded");
  assertRefused(() => transcript.challenges("x".repeat(256), 1), "limit-exceeded");
});

Deno.test("attack: labels that UTF-8 cannot tell apart are refused", () => {
  for (const label of ["\ud800", "\udfff", "a\udc00\ud800"]) {
    assertRefused(() => new KeccakTranscript(BN254_FR).challenges(label, 1), "bad-option");
  }
});

Deno.test("fixed transcript: hands out each label's challenges in order, and no more", () => {
  const field = BN254_FR;
  const transcript = new FixedTranscript(field, {
    alpha: vectorOf(field, [1n, 2n]),
    round: vectorOf(field, [7n, 8n, 9n]),
  });
  assertEquals(integers(transcript.challenges("round", 1)), [7n]);
  transcript.absorb("anything", Uint8Array.of(1));
  assertEquals(integers(transcript.challenges("alpha", 2)), [1n, 2n]);
  assertEquals(integers(transcript.challenges("round", 1)), [8n]);
  assertRefused(() => transcript.challenges("round", 2), "challenges-exhausted");
  assertEquals(integers(transcript.challenges("round", 1)), [9n]);
  assertRefused(() => transcript.challenges("round", 1), "challenges-exhausted");
  assertRefused(() => transcript.challenges("beta", 0), "unknown-challenge");
  assertRefused(() => transcript.challenges("constructor", 0), "unknown-challenge");
});

Deno.test("fixed transcript: what it handed out can be changed without harm", () => {
  const field = BN254_FR;
  const given = vectorOf(field, [5n]);
  const transcript = new FixedTranscript(field, { alpha: given });
  transcript.challenges("alpha", 1).fill(field.zero);
  assertEquals(integers(given), [5n]);
});
