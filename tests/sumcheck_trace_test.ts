// The trace and its files: what is written is read back, in one piece or many, and every kind of damage has its code.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FQ, BN254_FR, FIELDS } from "../field/fields.ts";
import type { FieldVector } from "../field/field_vector.ts";
import { PrimeField } from "../field/prime_field.ts";
import { ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { Trace } from "../sumcheck/trace.ts";
import { formatTrace, parseTrace, traceFromJson, traceToJson } from "../sumcheck/trace_json.ts";
import { DEMO, DEMO_COLUMNS, demoTrace, integers, vectorOf } from "./support/demo_sumcheck.ts";
import { MODULI } from "./support/field_oracle.ts";
import { assertRefused, codeOf } from "./support/sumcheck_errors.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const p = MODULI["bn254-fr"];
const column = (...values: bigint[]): FieldVector => vectorOf(BN254_FR, values);

function assertSameTrace(a: Trace, b: Trace): void {
  assertEquals(a.logRows, b.logRows);
  assertEquals(a.field.name, b.field.name);
  assertEquals([...a.columns.keys()], [...b.columns.keys()]);
  for (const name of a.columns.keys()) assert(a.column(name).equals(b.column(name)), name);
}

Deno.test("a trace holds columns of any length up to its rows, without copying them", () => {
  const [full, ragged, empty] = [column(1n, 2n, 3n, 4n), column(5n), column()];
  const trace = new Trace(BN254_FR, 2, { full, ragged, empty });
  assertEquals([trace.rows, trace.effectiveRows], [4, 4]);
  assert(trace.column("full") === full && trace.column("empty") === empty);
  assertEquals(new Trace(BN254_FR, 2, { ragged, empty }).effectiveRows, 1);
  assertEquals(new Trace(BN254_FR, 2, {}).effectiveRows, 0);
  assertSameTrace(new Trace(BN254_FR, 2, new Map(Object.entries({ full, ragged, empty }))), trace);
});

Deno.test("a trace is refused for its rows, its field or a column that is too long", () => {
  for (const logRows of [0, -1, 29, 1.5, NaN]) {
    assertRefused(() => new Trace(BN254_FR, logRows, {}), "limit-exceeded");
  }
  assertRefused(() => new Trace(BN254_FR, 1, { a: BN254_FQ.vector(1) }), "wrong-field");
  assertRefused(() => new Trace(BN254_FR, 1, { a: BN254_FR.vector(3) }), "column-too-long");
  const many = new Map(Array.from({ length: 65_537 }, (_, i) => [`c${i}`, BN254_FR.vector(0)]));
  assertRefused(() => new Trace(BN254_FR, 1, many), "limit-exceeded");
});

Deno.test("a registry takes the trace's columns in its own order, all of them and no other", () => {
  const { q, a, b, c } = Object.fromEntries(demoTrace().columns);
  assertEquals(new Trace(BN254_FR, 3, { c, b, a, q }).columnsFor(DEMO), [q, a, b, c]);
  assertRefused(() => new Trace(BN254_FR, 3, { c, b, a }).columnsFor(DEMO), "missing-column");
  assertRefused(
    () => new Trace(BN254_FR, 3, { c, b, a, q, a_shift: a }).columnsFor(DEMO),
    "unknown-column",
  );
  assertRefused(() => demoTrace().columnsFor(ULTRA_BB5), "unknown-column");
  assertRefused(() => new Trace(BN254_FQ, 3, {}).columnsFor(DEMO), "wrong-field");
  assertRefused(() => demoTrace().column("toString"), "missing-column");
});

const NAMES = fc.uniqueArray(fc.string({ maxLength: 30 }), { maxLength: 6 });
/** Traces of every field, with odd names and columns of every length. */
const TRACES = fc.record({
  field: fc.constantFrom(...FIELDS),
  logRows: fc.integer({ min: 1, max: 4 }),
  names: NAMES,
  seed: fc.array(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), { minLength: 1 }),
}).map(({ field, logRows, names, seed }) =>
  new Trace(
    field,
    logRows,
    new Map(names.map((name, i) => {
      const length = Number((seed[0] + BigInt(7 * i)) % BigInt(2 ** logRows + 1));
      const values = Array.from(
        { length },
        (_, row) => (seed[(i + row) % seed.length] + BigInt(row)) % MODULI[field.name],
      );
      return [name, vectorOf(field, values)];
    })),
  )
);

Deno.test("JSON: any trace of any field is read back as it was", () => {
  fc.assert(
    fc.property(TRACES, (trace) => {
      assertSameTrace(parseTrace(formatTrace(trace)), trace);
      assertSameTrace(traceFromJson(traceToJson(trace)), trace);
    }),
    { numRuns: 50 },
  );
});

Deno.test("JSON: the golden traces are read back as they were", () => {
  for (const { trace } of Object.values(SUMCHECK_VECTORS)) {
    assertSameTrace(parseTrace(formatTrace(trace)), trace);
  }
});

Deno.test("JSON: the columns are a list of names and 0x values", () => {
  const json = JSON.parse(formatTrace(new Trace(BN254_FR, 1, { w: column(1n, p - 1n) })));
  assertEquals(json, {
    format: "limbs-sumcheck-trace",
    version: 1,
    field: "bn254-fr",
    logRows: 1,
    columns: [{
      name: "w",
      values: [`0x${"1".padStart(64, "0")}`, `0x${(p - 1n).toString(16)}`],
    }],
  });
});

const json = (changes: Record<string, unknown>) => () =>
  traceFromJson({ ...traceToJson(demoTrace()), ...changes });

Deno.test("JSON: another format, version, field or shape", () => {
  assertRefused(json({ format: "limbs-sumcheck-proof" }), "bad-magic");
  assertRefused(json({ version: 0 }), "bad-version");
  assertRefused(json({ field: "bn254-fx" }), "wrong-field");
  assertRefused(json({ field: {} }), "bad-json");
  assertRefused(json({ extra: 1 }), "bad-json");
  assertRefused(json({ columns: undefined }), "bad-json");
  assertRefused(json({ columns: {} }), "bad-json");
  assertRefused(json({ columns: [[]] }), "bad-json");
  assertRefused(json({ columns: [{ name: "a" }] }), "bad-json");
  assertRefused(json({ columns: [{ name: 1, values: [] }] }), "bad-json");
  assertRefused(json({ logRows: "3" }), "bad-json");
  for (const logRows of [0, 29]) assertRefused(json({ logRows }), "limit-exceeded");
  assertRefused(() => traceFromJson(null), "bad-json");
  assertRefused(
    () => traceFromJson(traceToJson(demoTrace()), { field: BN254_FQ }),
    "wrong-field",
  );
});

Deno.test("JSON: columns twice, too long, too many, or not of elements", () => {
  const a = { name: "a", values: ["0x1"] };
  assertRefused(json({ columns: [a, a] }), "duplicate-column");
  assertRefused(
    json({ logRows: 1, columns: [{ name: "a", values: Array(3).fill("0x0") }] }),
    "column-too-long",
  );
  const many = Array.from({ length: 65_537 }, (_, i) => ({ name: `${i}`, values: [] }));
  assertRefused(json({ columns: many }), "limit-exceeded");
  for (const bad of ["1", 1, "0x", "0xz", null]) {
    assertRefused(json({ columns: [{ name: "a", values: ["0x1", bad] }] }), "bad-element");
  }
  assertRefused(
    json({ columns: [{ name: "a", values: [`0x${p.toString(16)}`] }] }),
    "non-canonical",
  );
  assertRefused(
    () => parseTrace('{"format":"limbs-sumcheck-trace","format":"limbs-sumcheck-trace"}'),
    "duplicate-key",
  );
});

Deno.test("JSON: cut at every length, the trace is no JSON", () => {
  const text = formatTrace(demoTrace()).trimEnd();
  for (let length = 0; length < text.length; length++) {
    assertRefused(() => parseTrace(text.slice(0, length)), "bad-json");
  }
});

Deno.test("JSON: a field of one's own is read when it is given", () => {
  const field = new PrimeField({ name: "seventeen", modulus: "17" });
  const trace = new Trace(field, 1, { a: vectorOf(field, [16n, 3n]) });
  assertRefused(() => parseTrace(formatTrace(trace)), "wrong-field");
  assertSameTrace(parseTrace(formatTrace(trace), { field }), trace);
});

Deno.test("fuzz: JSON of any kind gives a SumcheckError", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assert(codeOf(() => parseTrace(text)) !== undefined);
  }));
  const honest = traceToJson(demoTrace());
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(honest)), fc.jsonValue(), (key, value) => {
      codeOf(() => traceFromJson({ ...honest, [key]: value }));
    }),
  );
});

Deno.test("golden traces have no zeros at the end of a column, and every value before", () => {
  for (const { trace, registry } of Object.values(SUMCHECK_VECTORS)) {
    assertEquals(trace.columnsFor(registry).length, 36);
    for (const name of trace.columns.keys()) {
      const values = trace.column(name);
      if (values.length > 0) assert(!values.field.isZero(values.get(values.length - 1)));
    }
  }
  assertEquals(integers(demoTrace().column("c")), [...DEMO_COLUMNS.c]);
});
