// Reading JSON that came from outside: keys twice are seen wherever they are, and neither long nor deep text, nor values
// that cannot be shown, get in the way of an error that says what is wrong.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FieldError } from "../field/errors.ts";
import { RelationError } from "../relations/errors.ts";
import { ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { registryByName } from "../relations/registries.ts";
import { parseUltraHonkVector } from "../sumcheck/honk/vector_file.ts";
import { parseJson } from "../sumcheck/json.ts";
import { parseProof, proofToJson } from "../sumcheck/proof_json.ts";
import { shown } from "../sumcheck/shown.ts";
import { parseTrace } from "../sumcheck/trace_json.ts";
import { DEMO, proveDemo } from "./support/demo_sumcheck.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";

/** Longer than the stack that engines have for matching a regular expression. */
const MANY = 4_000_000;

Deno.test("parseJson() gives what JSON.parse gives", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assertEquals(parseJson(text), JSON.parse(text));
  }));
});

Deno.test("a key twice is seen among strings that look like something else", () => {
  const tricky = ["", "\\", '"', '\\"', "{", '{"a":', "],", "\u2028", "\\\\", "a", "\ud800"];
  const key = fc.oneof(fc.constantFrom(...tricky), fc.string());
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 1 }), fc.json(), fc.nat(), (keys, value, at) => {
      const entry = (key: string) => `${JSON.stringify(key)} : [${JSON.stringify(key)}, ${value}]`;
      const once = keys.map(entry), twice = [...once, entry(keys[at % keys.length])];
      for (const wrap of [(text: string) => text, (text: string) => `[{"a": ${text}}, {"a": 1}]`]) {
        assertEquals(
          parseJson(wrap(`{${once}}`)),
          JSON.parse(wrap(`{${once}}`)),
        );
        assertRefused(() => parseJson(wrap(`{${twice}}`)), "duplicate-key");
      }
    }),
  );
});

Deno.test("attack: a key twice behind a string of millions of escapes", () => {
  for (const unit of ["\\n", '\\"']) {
    const long = `"${unit.repeat(MANY)}"`;
    assertEquals(Object.keys(parseJson(`{"a":${long},"b":1}`) as object), ["a", "b"]);
    assertRefused(() => parseJson(`{"a":${long},"a":1}`), "duplicate-key");
  }
});

Deno.test("attack: hundreds of thousands of brackets", () => {
  const depth = 200_000, open = "[".repeat(depth), close = "]".repeat(depth);
  const code = codeOf(() => assert(Array.isArray(parseJson(open + close))));
  assert(code === undefined || code === "bad-json", code); // some engines parse it, some do not
  assertRefused(() => parseJson(open), "bad-json");
  assertRefused(() => parseJson('{"a":'.repeat(depth)), "bad-json");
});

Deno.test("attack: millions of hexadecimal digits", () => {
  const vector = (hex: string) => () =>
    parseUltraHonkVector(JSON.stringify({
      kind: "ultra_honk_proof",
      release: "bb5",
      log_rows: 5,
      public_inputs_offset: 1,
      vk_hash: "0x00",
      public_inputs: "0x",
      proof: hex,
    }));
  assertEquals(vector(`0x${"ab".repeat(MANY)}`)().proof.length, MANY);
  for (const bad of ["0x0", "00", "0xgg", `0x${"ab".repeat(MANY)}g0`, "0x00\n0", "0X00"]) {
    assertRefused(vector(bad), "bad-element");
  }
});

Deno.test("attack: values that cannot be shown, or have no end", () => {
  const trace = (value: string) => () =>
    parseTrace(
      `{"format":"limbs-sumcheck-trace","version":1,"field":"bn254-fr","logRows":3,` +
        `"columns":[{"name":"a","bits":8,"values":[1,${value}]}]}`,
    );
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  for (const value of ['{"toString":1,"valueOf":1}', deep, `"${"x".repeat(100_000)}"`, "null"]) {
    const { message } = assertRefused(trace(value), "value-too-large");
    assert(message.length < 300, message);
  }
});

Deno.test("attack: names without end are cut off in messages", () => {
  const long = "n".repeat(100_000);
  const messages: string[] = [];
  const refused = (...args: Parameters<typeof assertRefused>) =>
    messages.push(assertRefused(...args).message);
  const json = proofToJson(DEMO, proveDemo());
  const proof = (changes: object) => () =>
    parseProof(DEMO, JSON.stringify({ ...json, ...changes }));
  refused(proof({ registry: long }), "wrong-registry");
  refused(proof({ field: long }), "wrong-field");
  refused(proof({ [long]: 1 }), "bad-json");
  refused(proof({ evaluations: { ...json.evaluations, [long]: "0x1" } }), "unknown-column");
  refused(() => parseJson(`{"${long}":1,"${long}":1}`), "duplicate-key");
  const head = '"format":"limbs-sumcheck-trace","version":1,"logRows":1';
  const trace = (field: string, columns: string) => () =>
    parseTrace(`{${head},"field":"${field}","columns":[${columns}]}`);
  const column = `{"name":"${long}","values":["0x1"]}`;
  refused(trace(long, ""), "wrong-field");
  refused(trace("bn254-fr", `${column},${column}`), "duplicate-column");
  refused(trace("bn254-fr", column.replace('"0x1"', '"0x1","0x2","0x3"')), "column-too-long");
  refused(trace("bn254-fr", column.replace("0x1", "one")), "bad-element");
  const other = (find: () => unknown) => {
    try {
      find();
    } catch (error) {
      assert(error instanceof RelationError || error instanceof FieldError);
      messages.push(error.message);
    }
  };
  other(() => registryByName(long));
  other(() => ULTRA_BB5.columnIndex(long));
  other(() => ULTRA_BB5.relation(long));
  other(() => ULTRA_BB5.parameterVector({ [long]: 1 }));
  assertEquals(messages.length, 13);
  for (const message of messages) assert(message.length < 500, message.slice(0, 600));
});

Deno.test("shown() is short, and one line", () => {
  for (const value of [[], [[1]], {}, null, undefined, NaN, -0, 1e300, "", "\n", "\ud800", true]) {
    const text = shown(value);
    assert(!text.includes("\n") && text.length > 0);
  }
  assertEquals([shown("a\n"), shown(1.5), shown([1]), shown({})], [
    '"a\\n"',
    "1.5",
    "an array",
    "an object",
  ]);
  assert(shown("\u0000".repeat(1000)).length <= 81);
});
