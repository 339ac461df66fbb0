// Proof files: what is written is read back, one byte string per proof, and every kind of damage has its code.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkProofForm, type Proof } from "../sumcheck/proof.ts";
import { decodeProof, encodeProof } from "../sumcheck/proof_binary.ts";
import { formatProof, parseProof, proofFromJson, proofToJson } from "../sumcheck/proof_json.ts";
import { vectorProof } from "../sumcheck/vector_file.ts";
import { verifySumcheck } from "../sumcheck/verifier.ts";
import { DEMO, integers, proveDemo, vectorOf } from "./support/demo_sumcheck.ts";
import { MODULI } from "./support/field_oracle.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const HONEST = proveDemo({ rounds: 4 });
const BYTES = encodeProof(DEMO, HONEST);
const p = MODULI["bn254-fr"];
const hex = (x: bigint): string => `0x${x.toString(16).padStart(64, "0")}`;

function assertSameProof(a: Proof, b: Proof): void {
  assertEquals(a.registryName, b.registryName);
  assertEquals(a.registryDigest, b.registryDigest);
  assertEquals([a.logRows, a.paddedLogRows], [b.logRows, b.paddedLogRows]);
  assertEquals(a.claimedSum, b.claimedSum);
  assertEquals(integers(a.parameters), integers(b.parameters));
  assertEquals(a.univariates.map(integers), b.univariates.map(integers));
  assertEquals(integers(a.evaluations), integers(b.evaluations));
}

for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`golden proof goes through JSON and bytes unchanged: ${name}`, () => {
    const proof = vectorProof(vector);
    assertSameProof(parseProof(vector.registry, formatProof(vector.registry, proof)), proof);
    assertSameProof(decodeProof(vector.registry, encodeProof(vector.registry, proof)), proof);
  });
}

Deno.test("a proof read from JSON and one read from bytes verify", () => {
  const options = { claimedSum: HONEST.claimedSum };
  verifySumcheck(DEMO, parseProof(DEMO, formatProof(DEMO, HONEST)), options);
  verifySumcheck(DEMO, decodeProof(DEMO, BYTES), options);
});

Deno.test("bytes: the layout is the written one", () => {
  const text = (value: string) => [...new TextEncoder().encode(value)];
  const elements = (values: readonly bigint[]) =>
    values.flatMap((x) => hex(x).slice(2).match(/../g)!.map((byte) => parseInt(byte, 16)));
  assertEquals([...BYTES], [
    ...text("LIMBSPRF"),
    ...[0, 0, 0, 1],
    ...[4, ...text("demo")],
    ...HONEST.registryDigest,
    ...[3, 4],
    ...elements(integers(HONEST.parameters)),
    ...elements([BigInt(DEMO.field.format(HONEST.claimedSum))]),
    ...HONEST.univariates.flatMap((univariate) => elements(integers(univariate))),
    ...elements(integers(HONEST.evaluations)),
  ]);
});

Deno.test("JSON: the statement is there by name, elements as 0x and 64 digits", () => {
  const json = JSON.parse(formatProof(DEMO, HONEST));
  assertEquals(Object.keys(json), [
    "format",
    "version",
    "field",
    "registry",
    "registryDigest",
    "logRows",
    "paddedLogRows",
    "parameters",
    "claimedSum",
    "univariates",
    "evaluations",
  ]);
  assertEquals(json.format, "limbs-sumcheck-proof");
  assertEquals(json.field, "bn254-fr");
  assertEquals(json.registry, "demo");
  assertEquals([json.version, json.logRows, json.paddedLogRows], [1, 3, 4]);
  assertEquals(json.parameters, { beta: hex(123456789n), delta: hex(1n << 100n) });
  assertEquals(Object.keys(json.evaluations), ["q", "a", "b", "c", "a_shift"]);
  assertEquals(json.univariates[3].map(BigInt), integers(HONEST.univariates[3]));
});

Deno.test("bytes: cut at every length, the proof is truncated", () => {
  for (let length = 0; length < BYTES.length; length++) {
    assertRefused(() => decodeProof(DEMO, BYTES.slice(0, length)), "truncated");
  }
});

Deno.test("bytes: anything behind the end is refused", () => {
  for (const extra of [1, 2, 31, 32, 1000]) {
    const longer = new Uint8Array(BYTES.length + extra);
    longer.set(BYTES);
    assertRefused(() => decodeProof(DEMO, longer), "trailing-bytes");
  }
});

Deno.test("bytes: a view into a larger buffer is read as what it shows", () => {
  const outer = new Uint8Array(BYTES.length + 20).fill(255);
  outer.set(BYTES, 7);
  const view = outer.subarray(7, 7 + BYTES.length);
  assertSameProof(decodeProof(DEMO, view), HONEST);
  assertRefused(() => decodeProof(DEMO, view.subarray(0, -1)), "truncated");
});

Deno.test("bytes: one changed byte is refused everywhere, with the code of its place", () => {
  const at = { version: 8, name: 12, digest: 17, logRows: 49, rounds: 50, elements: 51 };
  const parameters = at.elements, sum = parameters + 64, univariates = sum + 32;
  const codes = (i: number): readonly string[] => {
    if (i < at.version) return ["bad-magic"];
    if (i < at.name) return ["bad-version"];
    if (i === at.name) return ["wrong-registry", "truncated", "bad-header"];
    if (i < at.digest) return ["wrong-registry", "bad-header"];
    if (i < at.logRows) return ["wrong-registry"];
    if (i === at.logRows) return ["wrong-rows", "wrong-shape", "limit-exceeded"];
    if (i === at.rounds) return ["wrong-shape", "limit-exceeded", "truncated", "trailing-bytes"];
    if (i < sum) return ["wrong-parameters", "non-canonical"];
    if (i < univariates) return ["wrong-sum", "non-canonical"];
    return ["round-check-failed", "final-check-failed", "non-canonical"];
  };
  for (let i = 0; i < BYTES.length; i++) {
    for (const flip of [1, 0x80, 0xff]) {
      const damaged = BYTES.slice();
      damaged[i] ^= flip;
      const code = codeOf(() =>
        verifySumcheck(DEMO, decodeProof(DEMO, damaged), {
          claimedSum: HONEST.claimedSum,
          parameters: HONEST.parameters,
          logRows: 3,
        })
      );
      assert(code !== undefined && codes(i).includes(code), `byte ${i} ^ ${flip}: ${code}`);
    }
  }
});

Deno.test("bytes: what is accepted is canonical: it is written again byte for byte", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: p - 1n }), { minLength: 44, maxLength: 44 }),
      fc.integer({ min: 3, max: 6 }),
      (values, rounds) => {
        const take = (count: number) => vectorOf(DEMO.field, values.splice(0, count));
        const proof: Proof = {
          ...HONEST,
          paddedLogRows: rounds,
          parameters: take(2),
          claimedSum: take(1).get(0),
          univariates: Array.from({ length: rounds }, () => take(6)),
          evaluations: take(5),
        };
        const bytes = encodeProof(DEMO, proof);
        const read = decodeProof(DEMO, bytes);
        assertSameProof(read, proof);
        assertEquals(encodeProof(DEMO, read), bytes);
        assertSameProof(parseProof(DEMO, formatProof(DEMO, read)), proof);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("bytes: an element of p and above is not canonical", () => {
  for (let offset = 51; offset < BYTES.length; offset += 32) {
    for (const value of [p, p + 1n, (1n << 256n) - 1n]) {
      const damaged = BYTES.slice();
      hex(value).slice(2).match(/../g)!.forEach((byte, i) => {
        damaged[offset + i] = parseInt(byte, 16);
      });
      assertRefused(() => decodeProof(DEMO, damaged), "non-canonical");
    }
  }
});

Deno.test("fuzz: bytes of any kind give a proof or a SumcheckError", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert(codeOf(() => decodeProof(DEMO, bytes)) !== undefined);
  }));
  const prefix = BYTES.slice(0, 49);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1200 }), (tail) => {
    const bytes = new Uint8Array(prefix.length + tail.length);
    bytes.set(prefix);
    bytes.set(tail, prefix.length);
    codeOf(() => verifySumcheck(DEMO, decodeProof(DEMO, bytes)));
  }));
});

/** The honest proof as JSON data, changed. */
const json = (changes: Record<string, unknown>) => () =>
  proofFromJson(DEMO, { ...proofToJson(DEMO, HONEST), ...changes });

Deno.test("JSON: text that is no JSON, or not an object", () => {
  for (const text of ["", "{", "nope", formatProof(DEMO, HONEST).slice(0, -3), "1", "null", "[]"]) {
    assertRefused(() => parseProof(DEMO, text), "bad-json");
  }
});

Deno.test("attack: JSON nested a hundred thousand deep", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assertRefused(() => parseProof(DEMO, deep), "bad-json");
  const { claimedSum: _, ...rest } = proofToJson(DEMO, HONEST);
  const text = `${JSON.stringify(rest).slice(0, -1)},"claimedSum":${deep}}`;
  const code = codeOf(() => parseProof(DEMO, text));
  assert(code === "bad-element" || code === "bad-json", code); // some engines parse it, some do not
});

Deno.test("JSON: cut at every length, the proof is no JSON", () => {
  const text = formatProof(DEMO, HONEST).trimEnd();
  for (let length = 0; length < text.length; length++) {
    assertRefused(() => parseProof(DEMO, text.slice(0, length)), "bad-json");
  }
  assertRefused(() => parseProof(DEMO, `${text}}`), "bad-json");
});

Deno.test("JSON: another format or version", () => {
  assertRefused(json({ format: "limbs-sumcheck-trace" }), "bad-magic");
  assertRefused(json({ format: undefined }), "bad-magic");
  assertRefused(json({ version: 2 }), "bad-version");
  assertRefused(json({ version: "1" }), "bad-version");
});

Deno.test("JSON: keys missing, unknown or twice", () => {
  const { claimedSum: _, ...without } = proofToJson(DEMO, HONEST);
  assertRefused(() => proofFromJson(DEMO, without), "bad-json");
  assertRefused(json({ extra: 1 }), "bad-json");
  const text = formatProof(DEMO, HONEST);
  for (const key of ["logRows", "beta", "c", "evaluations"]) {
    const twice = text.replace(`"${key}":`, `"${key}": "0x0", "${key}":`);
    assertRefused(() => parseProof(DEMO, twice), "duplicate-key");
  }
  const escaped = text.replace('"beta":', '"\\u0062eta": "0x0", "beta":');
  assertRefused(() => parseProof(DEMO, escaped), "duplicate-key");
});

Deno.test("JSON: duplicate keys are looked for in keys only", () => {
  const text = formatProof(DEMO, HONEST);
  const tricky = text.replace(
    '"format"',
    '"decoy": ["{", "\\"a\\": ", "a", "a", {"a": 1, "b": {"a": 2}}, {"a": 3}], "format"',
  );
  assertRefused(() => parseProof(DEMO, tricky), "bad-json"); // for the unknown key alone
});

Deno.test("JSON: another field, registry or digest", () => {
  assertRefused(json({ field: "bn254-fq" }), "wrong-field");
  assertRefused(json({ field: 5 }), "bad-json");
  assertRefused(json({ registry: "ultra-bb3" }), "wrong-registry");
  assertRefused(json({ registryDigest: hex(1n) }), "wrong-registry");
  assertRefused(json({ registryDigest: "0x12" }), "bad-json");
  assertRefused(json({ registryDigest: null }), "bad-json");
});

Deno.test("JSON: row counts that are none, too large, or do not fit the rounds", () => {
  for (const logRows of [-1, 1.5, "3", null, 1e300]) assertRefused(json({ logRows }), "bad-json");
  assertRefused(json({ logRows: 0 }), "limit-exceeded");
  assertRefused(json({ logRows: 29 }), "limit-exceeded");
  assertRefused(json({ paddedLogRows: 65 }), "limit-exceeded");
  assertRefused(json({ logRows: 5 }), "wrong-shape");
  assertRefused(json({ paddedLogRows: 5 }), "wrong-shape");
});

Deno.test("JSON: elements that are no hexadecimal, or not canonical", () => {
  for (const bad of ["", "0x", "12", "-0x1", "0x-1", "0xg", " 0x1", "0x1 ", "0x1n", 5, null, [1]]) {
    assertRefused(json({ claimedSum: bad }), "bad-element");
  }
  assertRefused(json({ claimedSum: `0x0${"0".repeat(64)}` }), "bad-element");
  assertRefused(json({ claimedSum: hex(p) }), "non-canonical");
  assertEquals(BigInt(DEMO.field.format(json({ claimedSum: hex(p - 1n) })().claimedSum)), p - 1n);
  assertEquals(BigInt(DEMO.field.format(json({ claimedSum: "0xAb" })().claimedSum)), 0xabn);
});

Deno.test("JSON: parameters, univariates and evaluations of another shape", () => {
  const { parameters, univariates, evaluations } = proofToJson(DEMO, HONEST);
  assertRefused(json({ parameters: { beta: "0x1" } }), "wrong-parameters");
  assertRefused(json({ parameters: { ...parameters, gamma: "0x1" } }), "wrong-parameters");
  assertRefused(json({ parameters: [] }), "bad-json");
  assertRefused(json({ univariates: univariates.slice(1) }), "wrong-shape");
  assertRefused(json({ univariates: [...univariates, univariates[0]] }), "wrong-shape");
  assertRefused(json({ univariates: {} }), "bad-json");
  const short = univariates.map((values) => values.slice(1));
  assertRefused(json({ univariates: short }), "wrong-shape");
  const { c: _, ...without } = evaluations;
  assertRefused(json({ evaluations: without }), "missing-column");
  assertRefused(json({ evaluations: { ...evaluations, d: "0x1" } }), "unknown-column");
  assertRefused(json({ evaluations: { ...evaluations, c: "c" } }), "bad-element");
  assertRefused(json({ evaluations: Object.values(evaluations) }), "bad-json");
});

Deno.test("fuzz: JSON data of any kind gives a SumcheckError", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assert(codeOf(() => parseProof(DEMO, text)) !== undefined);
  }));
  const honest = proofToJson(DEMO, HONEST);
  const keys = Object.keys(honest);
  fc.assert(fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
    codeOf(() => verifySumcheck(DEMO, proofFromJson(DEMO, { ...honest, [key]: value })));
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    assert(codeOf(() => parseProof(DEMO, text)) !== undefined);
  }));
});

Deno.test("a proof of the wrong form is not written", () => {
  const short = { ...HONEST, evaluations: HONEST.evaluations.slice(1) };
  for (const write of [encodeProof, formatProof, proofToJson, checkProofForm]) {
    assertRefused(() => write(DEMO, short), "wrong-shape");
  }
});
