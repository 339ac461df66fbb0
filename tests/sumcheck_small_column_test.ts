// Small columns as data: what fits, what is refused, what elements they are, and their files.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import { type SmallBits, SmallColumn, type SmallValues } from "../sumcheck/small_column.ts";
import { Trace } from "../sumcheck/trace.ts";
import { traceDigest } from "../sumcheck/trace_digest.ts";
import { decodeTraceHeader } from "../sumcheck/trace_header.ts";
import { formatTrace, parseTrace, traceFromJson, traceToJson } from "../sumcheck/trace_json.ts";
import { decodeTrace, readTrace, TraceReader } from "../sumcheck/trace_reader.ts";
import { encodeTrace, traceLayout, TraceWriter } from "../sumcheck/trace_writer.ts";
import { DEMO, integers, vectorOf } from "./support/demo_sumcheck.ts";
import { FieldOracle, MODULI, writeAll } from "./support/field_oracle.ts";
import { assertRefused, assertRefusedLater } from "./support/sumcheck_errors.ts";

const WIDTHS: readonly SmallBits[] = [1, 8, 16, 32];
const ARRAYS = { 1: Uint8Array, 8: Uint8Array, 16: Uint16Array, 32: Uint32Array };

/** Integers of a width, its extremes among them. */
const numbers = (bits: SmallBits): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.constantFrom(0, 1, 2 ** bits - 1), fc.nat({ max: 2 ** bits - 1 })), {
    maxLength: 700,
  });

/** The demo's statement with values that fit: q of 1 bit, a of 8, b of 16, c of 32. */
function smallTrace(): Trace {
  return new Trace(BN254_FR, 3, {
    q: SmallColumn.of(1, [1, 0, 1, 1, 1]),
    a: SmallColumn.of(8, [255, 3, 0, 7]),
    b: vectorOf(BN254_FR, [5n, 0n, 65535n, 1n, 9n, 2n, 3n, 8n]),
    c: SmallColumn.of(32, [4294967295, 0, 1]),
  });
}

Deno.test("small columns are the elements that their integers are, in any run of rows", () => {
  const field = BN254_FR, oracle = new FieldOracle(MODULI["bn254-fr"]);
  for (const bits of WIDTHS) {
    fc.assert(
      fc.property(numbers(bits), fc.nat(), fc.nat(), (list, a, b) => {
        const column = SmallColumn.of(bits, list);
        const [start, end] = [a % (list.length + 1), b % (list.length + 1)].sort((x, y) => x - y);
        const expected = writeAll(list.slice(start, end).map((n) => oracle.enter(BigInt(n))));
        assertEquals(column.elements(field, start, end).words, expected);
        const back = SmallColumn.fromElements(bits, column.elements(field), { shared: true });
        assertEquals([back.bits, [...back.values]], [bits, list]);
        assert(back.isShared && !column.isShared);
      }),
      { numRuns: 50 },
    );
  }
});

Deno.test("small columns take the arrays of their width without copying, and refuse others", () => {
  for (const bits of WIDTHS) {
    const values = new ARRAYS[bits](3);
    const column = new SmallColumn(bits, values);
    assertStrictEquals(column.values, values);
    assertEquals([column.bits, column.length], [bits, 3]);
    assertEquals(values.byteLength, 3 * Math.ceil(bits / 8));
    for (const other of WIDTHS) {
      if (ARRAYS[other] === ARRAYS[bits]) continue;
      assertRefused(() => new SmallColumn(other, values as SmallValues), "bad-option");
    }
  }
  for (const bits of [0, 2, 64, 1.5, NaN]) {
    assertRefused(() => SmallColumn.of(bits as SmallBits, []), "bad-option");
  }
});

Deno.test("small columns refuse what does not fit, naming the row", () => {
  for (const bits of WIDTHS) {
    for (const bad of [2 ** bits, -1, 0.5, NaN, Infinity, 2 ** 53]) {
      const { message } = assertRefused(() => SmallColumn.of(bits, [0, 1, bad]), "value-too-large");
      assert(message.includes(`row 2 is ${bad}`), message);
    }
  }
  const bytes = Uint8Array.of(1, 0, 0, 2);
  assert(
    assertRefused(() => new SmallColumn(1, bytes), "value-too-large").message.includes("row 3"),
  );
  bytes[3] = 1;
  assertEquals(new SmallColumn(1, bytes).length, 4);
});

Deno.test("a trace narrows the columns that fit, and names column and row of what does not", () => {
  const values = { a: [0n, 65535n, 3n], b: [0n, 1n, 65536n] };
  const trace = new Trace(BN254_FR, 2, {
    a: vectorOf(BN254_FR, values.a),
    b: vectorOf(BN254_FR, values.b),
  });
  const small = trace.withSmall({ a: 16 });
  assertEquals(small.columns.get("a"), SmallColumn.of(16, [0, 65535, 3]));
  assertStrictEquals(small.columns.get("b"), trace.columns.get("b"));
  assertEquals(integers(small.column("a")), values.a);
  const { message } = assertRefused(() => trace.withSmall({ a: 16, b: 16 }), "value-too-large");
  assertEquals(message, 'Cannot make column "b" of 16 bits: its value at row 2 is 65536');
  assertRefused(() => trace.withSmall({ c: 8 }), "missing-column");
  const negative = new Trace(BN254_FR, 1, { a: vectorOf(BN254_FR, [MODULI["bn254-fr"] - 1n]) });
  assertRefused(() => negative.withSmall({ a: 32 }), "value-too-large");
});

Deno.test("a trace refuses small columns whose values a small field has no elements for", () => {
  const field = new PrimeField({ name: "tiny", modulus: "0x101" });
  const byte = SmallColumn.of(8, [255]), word = SmallColumn.of(16, [0]);
  assertEquals(integers(new Trace(field, 1, { a: byte }).column("a")), [255n]);
  assertRefused(() => new Trace(field, 1, { a: word }), "wrong-field");
  assertRefused(() => new Trace(field, 1, { a: SmallColumn.of(8, [1, 2, 3]) }), "column-too-long");
});

Deno.test("the digest of a trace is of its rows, however they are stored", async () => {
  const small = smallTrace();
  const widened = new Trace(BN254_FR, 3, {
    ...Object.fromEntries([...small.columns.keys()].map((name) => [name, small.column(name)])),
    q: vectorOf(BN254_FR, [1n, 0n, 1n, 1n, 1n, 0n, 0n]),
  });
  assertEquals(await traceDigest(DEMO, small), await traceDigest(DEMO, widened));
  const zeros = small.withSmall({ b: 32, q: 8 });
  assertEquals(await traceDigest(DEMO, zeros), await traceDigest(DEMO, widened));
});

Deno.test("files: small columns come back as they were, from bytes, chunks, pieces and JSON", async () => {
  const trace = smallTrace(), bytes = encodeTrace(trace);
  const { headerBytes, columns } = decodeTraceHeader(bytes);
  assertEquals(columns.map((c) => [c.name, c.length, c.bits, c.offset - headerBytes]), [
    ["q", 5, 1, 0],
    ["a", 4, 8, 5],
    ["b", 8, undefined, 9],
    ["c", 3, 32, 265],
  ]);
  assertEquals([bytes[8], bytes.length - headerBytes], [2, 277]);
  assertEquals([...bytes.subarray(headerBytes, headerBytes + 9)], [1, 0, 1, 1, 1, 255, 3, 0, 7]);
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / 7) },
    (_, i) => bytes.slice(7 * i, 7 * i + 7),
  );
  const read = [
    decodeTrace(bytes),
    decodeTrace(bytes, { shared: true }),
    await readTrace(chunks),
    parseTrace(formatTrace(trace)),
    traceFromJson(JSON.parse(JSON.stringify(traceToJson(trace)))),
  ];
  for (const found of read) {
    assertEquals([...found.columns.keys()], [...trace.columns.keys()]);
    for (const [name, column] of trace.columns) {
      assertEquals(integers(found.column(name)), integers(trace.column(name)));
      if (!(column instanceof SmallColumn)) continue;
      const other = found.columns.get(name) as SmallColumn;
      assertEquals([other.bits, [...other.values]], [column.bits, [...column.values]]);
      assertEquals(other.isShared, found === read[1]);
    }
  }
  const pieces: Record<string, bigint[]> = {};
  for await (const { name, start, values } of (await TraceReader.open(chunks)).pieces(3)) {
    assertEquals((pieces[name] ??= []).length, start);
    pieces[name].push(...integers(values));
  }
  for (const name of trace.columns.keys()) assertEquals(pieces[name], integers(trace.column(name)));
});

Deno.test("files: bits that are none and unknown widths are refused", async () => {
  const bytes = encodeTrace(smallTrace()), { headerBytes } = decodeTraceHeader(bytes);
  const changed = (at: number, byte: number) => {
    const copy = bytes.slice();
    copy[at] = byte;
    return copy;
  };
  const bad = changed(headerBytes + 3, 2);
  for (
    const error of [
      assertRefused(() => decodeTrace(bad), "value-too-large"),
      await assertRefusedLater(() => readTrace([bad]), "value-too-large"),
      await assertRefusedLater(async () => {
        for await (const _ of (await TraceReader.open([bad])).pieces(2));
      }, "value-too-large"),
    ]
  ) {
    assertEquals(error.message, 'Cannot make column "q" of 1 bits: its value at row 3 is 2');
  }
  // The first column's length is behind the field's name, its bits behind that.
  const width = 56 + 1 + "bn254-fr".length + 4;
  assertEquals(bytes[width], 1);
  for (const bits of [2, 64, 255]) {
    assertRefused(() => decodeTrace(changed(width, bits)), "bad-header");
  }
  const json = traceToJson(smallTrace());
  const withColumn = (column: unknown) => ({ ...json, columns: [column] });
  for (
    const [column, code] of [
      [{ name: "q", bits: 1, values: [0, 2] }, "value-too-large"],
      [{ name: "q", bits: 8, values: ["1"] }, "value-too-large"],
      [{ name: "q", bits: 7, values: [1] }, "bad-option"],
      [{ name: "q", bits: "8", values: [1] }, "bad-json"],
      [{ name: "q", bits: 8, values: 1 }, "bad-json"],
      [{ name: "q", bits: 8, values: [], more: 1 }, "bad-json"],
      [{ name: "q", values: [1] }, "bad-element"],
    ] as const
  ) assertRefused(() => traceFromJson(withColumn(column)), code);
});

Deno.test("files: a writer takes what its layout says, no elements for integers", async () => {
  const trace = smallTrace();
  const writer = new TraceWriter(traceLayout(trace), () => {});
  await assertRefusedLater(() => writer.write(trace.column("q")), "wrong-field");
  await assertRefusedLater(() => writer.write(SmallColumn.of(8, [1])), "wrong-field");
  await writer.write(SmallColumn.of(1, [1, 0]));
  await assertRefusedLater(() => writer.write(SmallColumn.of(1, [1, 0, 1, 1])), "column-too-long");
});
