// Readers of traces: JSON, bytes in memory, and bytes that come in chunks.

import type { Random } from "../../../bench/workloads/random.ts";
import { BLS12_381_FR, BN254_FR } from "../../../field/fields.ts";
import { PrimeField } from "../../../field/prime_field.ts";
import type { ByteChunks } from "../../../sumcheck/byte_source.ts";
import { SumcheckError } from "../../../sumcheck/errors.ts";
import { SmallColumn } from "../../../sumcheck/small_column.ts";
import { Trace } from "../../../sumcheck/trace.ts";
import { columnBytes, type TraceColumn } from "../../../sumcheck/trace_column.ts";
import { formatTrace, parseTrace, traceToJson } from "../../../sumcheck/trace_json.ts";
import { decodeTrace, readTrace, TraceReader } from "../../../sumcheck/trace_reader.ts";
import { encodeTrace } from "../../../sumcheck/trace_writer.ts";
import { demoTrace } from "../demo_sumcheck.ts";
import { fileAttempt, Finding, type Target } from "./attempt.ts";
import { treeOf } from "./json_tree.ts";
import { damaged } from "./mutate_bytes.ts";
import { JsonMutator } from "./mutate_json.ts";
import { traceFile } from "./trace_files.ts";

/** A field that small columns do not fit into. */
const TINY = new PrimeField({ name: "seventeen", modulus: "17" });

const TRACES: readonly Trace[] = [
  demoTrace(),
  demoTrace().withSmall({ q: 8, c: 16 }),
  new Trace(BN254_FR, 1, {
    bit: SmallColumn.of(1, [1, 0]),
    word: SmallColumn.of(32, [4_294_967_295]),
    none: BN254_FR.vector(0),
  }),
  new Trace(BLS12_381_FR, 2, { x: BLS12_381_FR.vectorOf([-1, 0, 1]) }),
  new Trace(BN254_FR, 28, {}),
];
const TINY_TRACE = new Trace(TINY, 2, {
  a: TINY.vectorOf([16, 3]),
  b: SmallColumn.of(1, [0, 1, 1]),
});

const HEADER_CODES = [
  ...["truncated", "bad-magic", "bad-version", "bad-header", "wrong-field", "limit-exceeded"],
  ...["duplicate-column", "column-too-long"],
];
const BINARY_CODES = [...HEADER_CODES, "non-canonical", "value-too-large", "trailing-bytes"];

const json = new JsonMutator(TRACES.map((trace) => treeOf(traceToJson(trace))));
const tinyJson = new JsonMutator([treeOf(traceToJson(TINY_TRACE))]);
const files = TRACES.map(encodeTrace);

/** JSON, over a field of the package or one that the caller brings. */
const traceJson: Target = {
  name: "trace JSON",
  weight: 10,
  codes: [
    ...["bad-json", "bad-magic", "bad-version", "wrong-field", "limit-exceeded"],
    ...["duplicate-column", "column-too-long", "bad-element", "non-canonical", "bad-option"],
    ...["value-too-large", "duplicate-key"],
  ],
  make(random) {
    const choice = random.below(8) === 0 ? { field: TINY } : {};
    const text = (choice.field === TINY ? tinyJson : json).make(random);
    return fileAttempt(text, (text) => {
      const trace = parseTrace(text, choice), again = formatTrace(trace);
      const back = parseTrace(again, { field: trace.field });
      checkSame("JSON", trace, back);
      if (formatTrace(back) !== again) throw new Finding("round trip", "the JSON differs");
      checkBinary(trace);
    });
  },
};

/** Bytes in memory. */
const traceBinary: Target = {
  name: "trace binary",
  weight: 10,
  codes: BINARY_CODES,
  make(random) {
    const shared = random.below(8) === 0;
    return fileAttempt(makeFile(random), (bytes) => {
      const trace = decodeTrace(bytes, { shared });
      const [column] = trace.columns.values();
      if (column !== undefined && column.isShared !== shared) {
        throw new Finding("shared", "the columns are not in the memory asked for");
      }
      const again = encodeTrace(trace);
      // A file of version 2 without small columns is written as one of version 1.
      if (again[8] === bytes[8] && !isSame(again, bytes)) {
        throw new Finding("round trip", "the bytes differ");
      }
      checkSame("bytes", trace, decodeTrace(again, { field: trace.field }));
    });
  },
};

/** Bytes that come in chunks must give what they give in memory, as a whole and in pieces. */
const traceStream: Target = {
  name: "trace stream",
  weight: 10,
  codes: BINARY_CODES,
  make(random) {
    const shared = random.below(8) === 0, size = random.pick([1, 3, 1000, 40_000]);
    const lengths = Array.from({ length: 5 }, () => random.pick([0, 1, 7, 64, 300, 5000]));
    lengths.push(random.pick([16, 100_000]));
    const chunks = random.below(4) === 0 ? streamed : chunked;
    return fileAttempt(makeFile(random), async (bytes) => {
      const expected = decoded(bytes);
      let trace: Trace;
      try {
        trace = await readTrace(chunks(bytes, lengths), { shared });
      } catch (error) {
        if (expected !== undefined) {
          throw new Finding("stream refuses", `bytes are accepted: ${error}`, { cause: error });
        }
        // What was refused as a whole is refused in pieces.
        await refusedInPieces(chunks(bytes, lengths), size);
        throw error;
      }
      if (expected === undefined) throw new Finding("stream accepts", "bytes are refused");
      checkSame("stream", trace, expected);
      await checkPieces(trace, chunks(bytes, lengths), size);
    });
  },
};

/** Every reader of traces. */
export const TRACE_TARGETS: readonly Target[] = [traceJson, traceBinary, traceStream];

function makeFile(random: Random): Uint8Array {
  const kind = random.below(4);
  const file = kind < 3 ? traceFile(random) : random.pick(files);
  const times = random.pick(kind < 3 ? [0, 0, 0, 1, 2] : [0, 1, 1, 2, 3]);
  return damaged(file, times, random, files);
}

function decoded(bytes: Uint8Array): Trace | undefined {
  try {
    return decodeTrace(bytes);
  } catch (error) {
    if (error instanceof SumcheckError) return undefined;
    throw error;
  }
}

/** As a stream, which is read by other means. */
function streamed(bytes: Uint8Array, lengths: readonly number[]): ReadableStream<Uint8Array> {
  const iterator = chunked(bytes, lengths);
  return new ReadableStream({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

function* chunked(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const end = start + lengths[i % lengths.length];
    yield bytes.slice(start, end);
    start = end;
  }
}

async function checkPieces(trace: Trace, file: ByteChunks, size: number): Promise<void> {
  const reader = await TraceReader.open(file);
  const seen = new Map<string, number>();
  const whole = new Map(Array.from(trace.columns.keys(), (name) => [name, trace.column(name)]));
  for await (const { name, start, values } of reader.pieces(size)) {
    const { length } = values;
    if (start !== (seen.get(name) ?? 0) || length === 0 || length > size) {
      throw new Finding("pieces", `${name} from ${start}: ${length} values`);
    }
    seen.set(name, start + length);
    if (!values.equals(whole.get(name)!.subvector(start, start + length))) {
      throw new Finding("pieces", `other values of ${name} from row ${start}`);
    }
  }
  for (const [name, { length }] of trace.columns) {
    if ((seen.get(name) ?? 0) !== length) throw new Finding("pieces", `${name} is cut short`);
  }
}

async function refusedInPieces(file: ByteChunks, size: number): Promise<void> {
  try {
    const reader = await TraceReader.open(file);
    for await (const _ of reader.pieces(size));
  } catch (error) {
    if (error instanceof SumcheckError) return;
    throw error;
  }
  throw new Finding("pieces accept", "bytes are refused");
}

/** A trace whose names fit into a binary file comes back from one. */
function checkBinary(trace: Trace): void {
  let bytes: Uint8Array;
  try {
    bytes = encodeTrace(trace);
  } catch (error) {
    const isName = error instanceof SumcheckError &&
      (error.code === "bad-header" || error.code === "limit-exceeded");
    if (isName) return;
    throw new Finding("not written", `${error}`, { cause: error });
  }
  checkSame("bytes", trace, decodeTrace(bytes, { field: trace.field }));
}

function checkSame(what: string, a: Trace, b: Trace): void {
  const head = ({ field, logRows, columns }: Trace) =>
    JSON.stringify([field.name, logRows, [...columns.keys()]]);
  const same = head(a) === head(b) && [...a.columns].every(([name, column]) => {
    const other = b.columns.get(name) as TraceColumn;
    const bits = (c: TraceColumn) => c instanceof SmallColumn ? c.bits : 0;
    return bits(column) === bits(other) && isSame(columnBytes(column), columnBytes(other));
  });
  if (!same) throw new Finding("round trip", `another trace comes back from ${what}`);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
