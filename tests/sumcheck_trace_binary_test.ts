// Binary trace files: written and read whole, in chunks and in pieces; every kind of damage has its code.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FQ, BN254_FR } from "../field/fields.ts";
import type { FieldVector } from "../field/field_vector.ts";
import { PrimeField } from "../field/prime_field.ts";
import { Trace } from "../sumcheck/trace.ts";
import {
  decodeTraceHeader,
  encodeTraceHeader,
  TRACE_PREFIX_BYTES,
  traceHeaderBytes,
} from "../sumcheck/trace_header.ts";
import { decodeTrace, readTrace, TraceReader } from "../sumcheck/trace_reader.ts";
import {
  encodeTrace,
  traceLayout,
  traceStream,
  TraceWriter,
  writeTrace,
} from "../sumcheck/trace_writer.ts";
import { demoTrace, integers, vectorOf } from "./support/demo_sumcheck.ts";
import { MODULI, randomResidues } from "./support/field_oracle.ts";
import { assertRefused, assertRefusedLater, codeOf } from "./support/sumcheck_errors.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

const p = MODULI["bn254-fr"];
const DEMO_BYTES = encodeTrace(demoTrace());
/** Offsets in the header, from the head of sumcheck/trace_header.ts. */
const AT = { version: 8, headerBytes: 12, modulus: 16, logRows: 48, columns: 52, names: 56 };

function assertSameTrace(a: Trace, b: Trace): void {
  assertEquals([a.logRows, a.field.name], [b.logRows, b.field.name]);
  assertEquals([...a.columns.keys()], [...b.columns.keys()]);
  for (const name of a.columns.keys()) assert(a.column(name).equals(b.column(name)), name);
}

/** The bytes in chunks whose lengths go round in a circle; 0 gives an empty chunk. */
function* chunked(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const end = start + lengths[i % lengths.length];
    yield bytes.slice(start, end);
    start = end;
  }
}

async function collected(write: (sink: (bytes: Uint8Array) => void) => Promise<void>) {
  const pieces: Uint8Array[] = [];
  await write((bytes) => void pieces.push(bytes));
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

const changed = (offset: number, ...bytes: number[]): Uint8Array => {
  const copy = DEMO_BYTES.slice();
  copy.set(bytes, offset);
  return copy;
};

Deno.test("the layout is the written one", () => {
  const trace = new Trace(BN254_FR, 2, {
    w: vectorOf(BN254_FR, [1n, 2n]),
    "é": vectorOf(BN254_FR, [p - 1n]),
  });
  const little = (x: bigint) =>
    Array.from({ length: 32 }, (_, i) => Number(x >> BigInt(8 * i) & 255n));
  const montgomery = (x: bigint) => little((x << 256n) % p);
  const header = [
    ...new TextEncoder().encode("LIMBSTRC"),
    ...[1, 0, 0, 0],
    ...[128, 0, 0, 0],
    ...little(p),
    ...[2, 0, 0, 0],
    ...[2, 0, 0, 0],
    ...[8, ...new TextEncoder().encode("bn254-fr")],
    ...[2, 0, 0, 0, 1, 0x77],
    ...[1, 0, 0, 0, 2, 0xc3, 0xa9],
  ];
  const padding = new Array(128 - header.length).fill(0);
  assertEquals([...encodeTrace(trace)], [
    ...header,
    ...padding,
    ...[1n, 2n, p - 1n].flatMap(montgomery),
  ]);
});

for (const [name, { trace }] of Object.entries(SUMCHECK_VECTORS)) {
  Deno.test(`golden trace goes through bytes, chunks and a stream unchanged: ${name}`, async () => {
    const bytes = encodeTrace(trace);
    assertSameTrace(decodeTrace(bytes), trace);
    assertSameTrace(await readTrace(chunked(bytes, [1000, 1, 0, 333])), trace);
    assertEquals(await collected((sink) => writeTrace(trace, sink)), bytes);
    assertSameTrace(await readTrace(traceStream(trace)), trace);
    assertEquals(new Uint8Array(await new Response(traceStream(trace)).arrayBuffer()), bytes);
  });
}

Deno.test("columns land in shared memory when asked, and only then", async () => {
  for (const shared of [true, false]) {
    const read = [
      decodeTrace(DEMO_BYTES, { shared }),
      await readTrace([DEMO_BYTES], { shared }),
    ];
    for (const trace of read) {
      assertSameTrace(trace, demoTrace());
      for (const values of trace.columns.values()) assertEquals(values.isShared, shared);
      assertEquals(encodeTrace(trace), DEMO_BYTES);
      assertEquals(await collected((sink) => writeTrace(trace, sink)), DEMO_BYTES);
    }
  }
});

Deno.test("a column of several MiB is written and read in several pieces", async () => {
  const words = new Uint32Array(8 * 70_000);
  const next = randomResidues(1n << 32n, 1);
  for (let i = 0; i < words.length; i += 8) words[i] = Number(next());
  const big = demoTrace().field.vector(70_000);
  big.words.set(words);
  const trace = new Trace(BN254_FR, 17, { big, small: vectorOf(BN254_FR, [9n]) });
  const sizes: number[] = [];
  await writeTrace(trace, (bytes) => void sizes.push(bytes.length));
  assertEquals(sizes, [128, 2 ** 20, 2 ** 20, 32 * 70_000 - 2 ** 21, 32]);
  assertSameTrace(await readTrace(traceStream(trace)), trace);
  const starts: number[] = [];
  const reader = await TraceReader.open(traceStream(trace));
  for await (const { name, start, values } of reader.pieces(30_000)) {
    starts.push(start);
    assert(trace.column(name).subvector(start, start + values.length).equals(values));
  }
  assertEquals(starts, [0, 30_000, 60_000, 0]);
});

Deno.test("the header gives the byte at which each column begins", () => {
  const { columns, headerBytes, totalBytes, logRows } = decodeTraceHeader(DEMO_BYTES);
  assertEquals([logRows, totalBytes], [3, DEMO_BYTES.length]);
  assertEquals(traceHeaderBytes(DEMO_BYTES.subarray(0, TRACE_PREFIX_BYTES)), headerBytes);
  assertEquals(columns.map(({ name, length }) => [name, length]), [
    ["q", 5],
    ["a", 8],
    ["b", 7],
    ["c", 3],
  ]);
  for (const { name, length, offset } of columns) {
    const words = new Uint32Array(DEMO_BYTES.slice(offset, offset + 32 * length).buffer);
    assertEquals(words, demoTrace().column(name).words);
  }
});

Deno.test("any pieces that the columns are written in give the same file", async () => {
  const trace = demoTrace();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), async (cuts) => {
      if (cuts.every((cut) => cut === 0)) return;
      const bytes = await collected(async (sink) => {
        const writer = new TraceWriter(traceLayout(trace), sink);
        let turn = 0;
        for (const name of trace.columns.keys()) {
          const values = trace.column(name);
          for (let start = 0; start < values.length;) {
            const end = Math.min(start + cuts[turn++ % cuts.length], values.length);
            await writer.write(values.subvector(start, end));
            start = end;
          }
        }
        await writer.close();
      });
      assertEquals(bytes, DEMO_BYTES);
      assertSameTrace(await readTrace(chunked(bytes, cuts)), trace);
    }),
    { numRuns: 40 },
  );
});

Deno.test("columns without values, first, last and alone, and a trace without columns", async () => {
  const empty = BN254_FR.vector(0), one = vectorOf(BN254_FR, [1n]);
  for (
    const columns of [{}, { empty }, { empty, one }, { one, empty }, { a: empty, one, b: empty }]
  ) {
    const trace = new Trace(BN254_FR, 1, columns as Record<string, FieldVector>);
    const bytes = await collected((sink) => writeTrace(trace, sink));
    assertEquals(encodeTrace(trace), bytes);
    assertSameTrace(decodeTrace(bytes), trace);
    assertSameTrace(await readTrace([bytes]), trace);
  }
});

Deno.test("writer: more values, fewer values or other values than announced", async () => {
  const layout = { field: BN254_FR, logRows: 1, columns: [{ name: "a", length: 2 }] };
  const write = (sink: FieldVector[], close: boolean) => async () => {
    const writer = new TraceWriter(layout, () => {});
    for (const values of sink) await writer.write(values);
    if (close) await writer.close();
  };
  const [one, two, three] = [1, 2, 3].map((length) => BN254_FR.vector(length));
  await write([one, one], true)();
  await assertRefusedLater(write([three], false), "column-too-long");
  await assertRefusedLater(write([two, one], false), "column-too-long");
  await assertRefusedLater(write([one, two], false), "column-too-long");
  await assertRefusedLater(write([one], true), "truncated");
  await assertRefusedLater(write([], true), "truncated");
  await assertRefusedLater(write([BN254_FQ.vector(1)], false), "wrong-field");
});

Deno.test("writer: layouts that no reader would accept are refused before anything is written", () => {
  const sink = () => {
    throw new Error("written");
  };
  const refuse = (changes: Record<string, unknown>, code: Parameters<typeof assertRefused>[1]) =>
    assertRefused(
      () => new TraceWriter({ field: BN254_FR, logRows: 1, columns: [], ...changes }, sink),
      code,
    );
  const a = { name: "a", length: 1 };
  refuse({ logRows: 29 }, "limit-exceeded");
  refuse({ columns: [a, a] }, "duplicate-column");
  refuse({ columns: [{ name: "a", length: 3 }] }, "column-too-long");
  refuse({ columns: [{ name: "é".repeat(128), length: 1 }] }, "limit-exceeded");
  refuse({ columns: [{ name: "\ud800", length: 1 }] }, "bad-header");
  refuse({ columns: Array(65_537).fill(a) }, "limit-exceeded");
});

Deno.test("a sink that fails stops the writing with its own error", async () => {
  let calls = 0;
  const writing = writeTrace(demoTrace(), () => {
    calls++;
    return Promise.reject(new RangeError("disk full"));
  });
  assertEquals(await writing.catch((error) => error.message), "disk full");
  assertEquals(calls, 1);
});

Deno.test("damage: cut at every length", async () => {
  for (let length = 0; length < DEMO_BYTES.length; length++) {
    const cut = DEMO_BYTES.slice(0, length);
    assertRefused(() => decodeTrace(cut), "truncated");
    await assertRefusedLater(() => readTrace([cut]), "truncated");
  }
});

Deno.test("damage: bytes behind the end", async () => {
  const longer = new Uint8Array(DEMO_BYTES.length + 1);
  longer.set(DEMO_BYTES);
  assertRefused(() => decodeTrace(longer), "trailing-bytes");
  await assertRefusedLater(() => readTrace([longer]), "trailing-bytes");
  await assertRefusedLater(() => readTrace([DEMO_BYTES, Uint8Array.of(0)]), "trailing-bytes");
  assertSameTrace(await readTrace([DEMO_BYTES, new Uint8Array(0)]), demoTrace());
});

Deno.test("damage: magic, version, modulus, field", () => {
  for (let i = 0; i < 8; i++) {
    assertRefused(() => decodeTrace(changed(i, DEMO_BYTES[i] ^ 1)), "bad-magic");
  }
  assertRefused(() => decodeTrace(changed(AT.version, 0)), "bad-version");
  assertRefused(() => decodeTrace(changed(AT.version, 3)), "bad-version");
  assertRefused(() => decodeTrace(changed(AT.version + 3, 1)), "bad-version");
  for (let i = 0; i < 32; i++) {
    const at = AT.modulus + i;
    assertRefused(() => decodeTrace(changed(at, DEMO_BYTES[at] ^ 0x80)), "wrong-field");
  }
  assertRefused(() => decodeTrace(changed(AT.names + 1, 0x42)), "wrong-field"); // "Bn254-fr"
  assertRefused(() => decodeTrace(changed(AT.names + 1, 0xff)), "bad-header"); // not UTF-8
  assertRefused(() => decodeTrace(DEMO_BYTES, { field: BN254_FQ }), "wrong-field");
});

Deno.test("damage: sizes over the limits are refused before memory is taken for them", async () => {
  const huge = [0xff, 0xff, 0xff, 0x7f];
  assertRefused(() => decodeTrace(changed(AT.headerBytes, ...huge)), "limit-exceeded");
  await assertRefusedLater(() => readTrace([changed(AT.headerBytes, ...huge)]), "limit-exceeded");
  assertRefused(() => decodeTrace(changed(AT.logRows, ...huge)), "limit-exceeded");
  assertRefused(() => decodeTrace(changed(AT.logRows, 29)), "limit-exceeded");
  assertRefused(() => decodeTrace(changed(AT.logRows, 0)), "limit-exceeded");
  assertRefused(() => decodeTrace(changed(AT.columns, ...huge)), "limit-exceeded");
  const length = AT.names + 9;
  assertRefused(() => decodeTrace(changed(length, ...huge)), "column-too-long");
  // 2^28 rows and columns that claim them all, in a file of a few hundred bytes.
  const layout = {
    field: BN254_FR,
    logRows: 28,
    columns: Array.from({ length: 3 }, (_, i) => ({ name: `c${i}`, length: 2 ** 28 })),
  };
  const header = encodeTraceHeader(layout);
  assertRefused(() => decodeTrace(header), "truncated");
  await assertRefusedLater(() => readTrace([header]), "limit-exceeded");
  await assertRefusedLater(
    () => readTrace([DEMO_BYTES], { maxBytes: 32 * 23 - 1 }),
    "limit-exceeded",
  );
  assertSameTrace(await readTrace([DEMO_BYTES], { maxBytes: 32 * 23 }), demoTrace());
});

Deno.test("damage: header lengths and padding that do not fit", () => {
  for (const bytes of [0, 1, 63, 65, 127, 129]) {
    assertRefused(() => decodeTrace(changed(AT.headerBytes, bytes)), "bad-header");
  }
  assertRefused(() => decodeTrace(changed(AT.headerBytes, 64)), "truncated");
  assertRefused(() => decodeTrace(changed(AT.headerBytes, 192)), "bad-header");
  const { headerBytes } = decodeTraceHeader(DEMO_BYTES);
  assertRefused(() => decodeTrace(changed(headerBytes - 1, 1)), "bad-header");
});

Deno.test("damage: a column twice, a name that is no text", () => {
  const second = AT.names + 9 + 6;
  assertEquals(DEMO_BYTES[second + 5], "a".charCodeAt(0));
  assertRefused(() => decodeTrace(changed(second + 5, "q".charCodeAt(0))), "duplicate-column");
  assertRefused(() => decodeTrace(changed(second + 5, 0x80)), "bad-header");
});

Deno.test("damage: values of p and above, in every row of every column", async () => {
  const { headerBytes } = decodeTraceHeader(DEMO_BYTES);
  const modulus = DEMO_BYTES.slice(AT.modulus, AT.modulus + 32);
  for (let offset = headerBytes; offset < DEMO_BYTES.length; offset += 32) {
    for (const value of [modulus, new Uint8Array(32).fill(255)]) {
      const bytes = changed(offset, ...value);
      assertRefused(() => decodeTrace(bytes), "non-canonical");
      await assertRefusedLater(() => readTrace([bytes]), "non-canonical");
    }
  }
});

Deno.test("a file is read once, and its source is told when reading ends early", async () => {
  const reader = await TraceReader.open([DEMO_BYTES]);
  for await (const { values } of reader.columns()) assert(values.length > 0);
  await assertRefusedLater(() => reader.columns().next(), "bad-option");
  await assertRefusedLater(() => reader.pieces().next(), "bad-option");
  const unread = await TraceReader.open([DEMO_BYTES]);
  await assertRefusedLater(() => unread.pieces(0).next(), "bad-option");

  let cancelled = 0;
  const source = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(DEMO_BYTES.slice()),
      cancel: () => void cancelled++,
    });
  for await (const _ of (await TraceReader.open(source())).columns()) break;
  assertEquals(cancelled, 1);
  await assertRefusedLater(() => readTrace(source()), "trailing-bytes");
  assertEquals(cancelled, 2);
  {
    await using unread = await TraceReader.open(source());
    assertEquals(unread.header.logRows, 3);
  }
  assertEquals(cancelled, 3);
  await assertRefusedLater(() => TraceReader.open(source(), { field: BN254_FQ }), "wrong-field");
  assertEquals(cancelled, 4);
});

Deno.test("a field of one's own is read when it is given", () => {
  const field = new PrimeField({ name: "seventeen", modulus: "17" });
  const trace = new Trace(field, 1, { a: vectorOf(field, [16n, 3n]) });
  assertRefused(() => decodeTrace(encodeTrace(trace)), "wrong-field");
  const read = decodeTrace(encodeTrace(trace), { field });
  assertEquals(integers(read.column("a")), [16n, 3n]);
});

Deno.test("fuzz: any bytes, and any damage to a file, give a trace or a SumcheckError", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert(codeOf(() => decodeTrace(bytes)) !== undefined);
  }));
  const { headerBytes } = decodeTraceHeader(DEMO_BYTES);
  const damage = fc.array(
    fc.tuple(fc.nat(headerBytes + 64), fc.nat(255)),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(damage, fc.nat(DEMO_BYTES.length), (edits, cut) => {
      const bytes = DEMO_BYTES.slice();
      for (const [offset, value] of edits) bytes[offset] = value;
      codeOf(() => decodeTrace(bytes));
      codeOf(() => decodeTrace(bytes.subarray(0, cut)));
    }),
    { numRuns: 500 },
  );
});
