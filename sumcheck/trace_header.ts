// The head of a binary trace file: what it holds and where. The blocks behind it are columns as they lie in memory.
//
//   0   8 bytes   "LIMBSTRC"
//   8   u32       version: 1, or 2 if there are small columns
//   12  u32       header bytes H, a multiple of 64: the first block begins there
//   16  32 bytes  the modulus
//   48  u32       d: the trace has 2^d rows
//   52  u32       number of columns
//   56  u8, text  the field's name: its length in bytes, then UTF-8
//   then per column: u32 stored values; in version 2, u8 bits: 0 (elements), 1, 8, 16 or 32; u8 and text: its name
//   then zeros up to H
//
// Each column's block follows the one before: its stored values. An element is 32 bytes, 8 words of the Montgomery form
// x·2^256 mod p, below p; an integer of a small column 1, 1, 2 or 4 bytes. Numbers and words are little-endian, so a block is a column's memory on every machine that
// JavaScript runs on. Nothing follows the last block.

import type { PrimeField } from "../field/prime_field.ts";
import { ByteReader } from "./byte_reader.ts";
import { equalBytes, utf8 } from "./bytes.ts";
import { SumcheckError } from "./errors.ts";
import { MAX_COLUMNS, MAX_NAME_BYTES } from "./limits.ts";
import { shown } from "./shown.ts";
import { bytesOf, isSmallBits, type SmallBits } from "./small_column.ts";
import { checkColumnCount, checkColumnLength, checkLogRows } from "./trace.ts";
import { type FieldChoice, resolveField } from "./trace_field.ts";

/** The first eight bytes of a binary trace. */
export const TRACE_MAGIC: Uint8Array = utf8("LIMBSTRC");
/** Bytes that must be read to learn how long the header is. */
export const TRACE_PREFIX_BYTES = 16;
/** Bytes of one stored value. */
export const VALUE_BYTES = 32;

/** Without and with small columns. */
const VERSIONS = [1, 2] as const;
const ALIGNMENT = 64;
const FIXED_BYTES = 56;
const MAX_HEADER_BYTES = FIXED_BYTES + (1 + MAX_NAME_BYTES) + MAX_COLUMNS * (6 + MAX_NAME_BYTES) +
  ALIGNMENT;

/** What a trace file holds: enough to write its header. */
export interface TraceLayout {
  /** The field of every column. */
  readonly field: PrimeField;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** Name and number of stored values of each column, in the order of their blocks. */
  readonly columns: readonly ColumnLayout[];
}

/** What a trace file holds of a column. */
export interface ColumnLayout {
  /** Its name. */
  readonly name: string;
  /** Stored values. */
  readonly length: number;
  /** Bits of a small column; absent or undefined: field elements. */
  readonly bits?: SmallBits | undefined;
}

/** Bytes that a column's stored values take in a file. */
export function blockBytes({ length, bits }: ColumnLayout): number {
  return length * (bits === undefined ? VALUE_BYTES : bytesOf(bits));
}

/** What a trace file holds, and where. */
export interface TraceHeader extends TraceLayout {
  /** Like the layout's, with the byte of the file at which each block begins. */
  readonly columns: readonly (ColumnLayout & { readonly offset: number })[];
  /** Bytes before the first block. */
  readonly headerBytes: number;
  /** Bytes of the whole file. */
  readonly totalBytes: number;
}

/**
 * The header's bytes.
 *
 * @throws {SumcheckError} `limit-exceeded`, `duplicate-column`, `column-too-long`; `bad-header` when a name is not
 * well-formed Unicode.
 */
export function encodeTraceHeader(layout: TraceLayout): Uint8Array {
  checkLogRows(layout.logRows);
  checkColumnCount(layout.columns.length);
  const fieldName = nameBytes(layout.field.name);
  const names = layout.columns.map(({ name }) => nameBytes(name));
  refuseDuplicates(layout.columns);
  const version = layout.columns.some(({ bits }) => bits !== undefined) ? 2 : 1;
  const used = FIXED_BYTES + 1 + fieldName.length +
    names.reduce((sum, name) => sum + 4 + version + name.length, 0);
  const bytes = new Uint8Array(Math.ceil(used / ALIGNMENT) * ALIGNMENT);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const put32 = (value: number) => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  const putName = (name: Uint8Array) => {
    bytes[offset] = name.length;
    bytes.set(name, offset + 1);
    offset += 1 + name.length;
  };
  bytes.set(TRACE_MAGIC);
  offset = TRACE_MAGIC.length;
  put32(version);
  put32(bytes.length);
  layout.field.modulus.forEach(put32);
  put32(layout.logRows);
  put32(layout.columns.length);
  putName(fieldName);
  layout.columns.forEach(({ name, length, bits }, i) => {
    checkColumnLength(name, length, layout.logRows);
    put32(length);
    if (version === 2) bytes[offset++] = bits ?? 0;
    putName(names[i]);
  });
  return bytes;
}

/**
 * Length of the header, from the first {@linkcode TRACE_PREFIX_BYTES} bytes of a file.
 *
 * @throws {SumcheckError} `truncated`, `bad-magic`, `bad-version`, `bad-header`, `limit-exceeded`.
 */
export function traceHeaderBytes(prefix: Uint8Array): number {
  const reader = new ByteReader(prefix);
  if (!equalBytes(reader.take(TRACE_MAGIC.length, "the trace's magic"), TRACE_MAGIC)) {
    throw new SumcheckError(
      "bad-magic",
      "Cannot read the trace: its first 8 bytes are not LIMBSTRC",
    );
  }
  const version = reader.uint32("the trace's version", true);
  if (!(VERSIONS as readonly number[]).includes(version)) {
    throw new SumcheckError(
      "bad-version",
      `Cannot read the trace: its version is ${version}, not ${VERSIONS.join(" or ")}`,
    );
  }
  const length = reader.uint32("the trace's header length", true);
  if (length > MAX_HEADER_BYTES) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot read the trace: its header of ${length} bytes is longer than ${MAX_HEADER_BYTES}`,
    );
  }
  if (length % ALIGNMENT !== 0 || length <= FIXED_BYTES) {
    throw new SumcheckError(
      "bad-header",
      `Cannot read the trace: its header length ${length} is not a multiple of ${ALIGNMENT} bytes`,
    );
  }
  return length;
}

/**
 * Reads the header that `bytes` begin with.
 *
 * @throws {SumcheckError} `truncated`, `bad-magic`, `bad-version`, `bad-header`, `wrong-field`, `limit-exceeded`,
 * `duplicate-column`, `column-too-long`.
 */
export function decodeTraceHeader(bytes: Uint8Array, choice: FieldChoice = {}): TraceHeader {
  const headerBytes = traceHeaderBytes(bytes.subarray(0, TRACE_PREFIX_BYTES));
  const reader = new ByteReader(bytes.subarray(0, headerBytes));
  reader.take(TRACE_MAGIC.length, "the trace's header");
  const version = reader.uint32("the trace's version", true);
  reader.take(TRACE_PREFIX_BYTES - reader.offset, "the trace's header");
  const modulus = Uint32Array.from(
    { length: VALUE_BYTES / 4 },
    () => reader.uint32("the modulus", true),
  );
  const logRows = reader.uint32("the row exponent", true);
  checkLogRows(logRows);
  const count = reader.uint32("the number of columns", true);
  checkColumnCount(count);
  const field = resolveField(reader.name("the field's name"), choice, modulus);
  const columns: (ColumnLayout & { readonly offset: number })[] = [];
  let offset = headerBytes;
  for (let i = 0; i < count; i++) {
    const length = reader.uint32(`the length of column ${i}`, true);
    const bits = version === 2
      ? readBits(reader.take(1, `the bits of column ${i}`)[0], i)
      : undefined;
    const name = reader.name(`the name of column ${i}`);
    checkColumnLength(name, length, logRows);
    const column = { name, length, ...(bits !== undefined && { bits }) };
    columns.push({ ...column, offset });
    offset += blockBytes(column);
  }
  refuseDuplicates(columns);
  const padding = reader.take(headerBytes - reader.offset, "the header's padding");
  if (padding.length >= ALIGNMENT || padding.some((byte) => byte !== 0)) {
    throw new SumcheckError(
      "bad-header",
      `Cannot read the trace: its header ends with ${padding.length} bytes that are not fewer than ${ALIGNMENT} zeros`,
    );
  }
  return { field, logRows, columns, headerBytes, totalBytes: offset };
}

/** @throws {SumcheckError} `bad-header` */
function readBits(byte: number, column: number): SmallBits | undefined {
  if (byte === 0) return undefined;
  if (isSmallBits(byte)) return byte;
  throw new SumcheckError(
    "bad-header",
    `Cannot read the trace: the bits of column ${column} are ${byte}, not 0, 1, 8, 16 or 32`,
  );
}

function nameBytes(name: string): Uint8Array {
  if (!name.isWellFormed()) {
    throw new SumcheckError(
      "bad-header",
      `Cannot write the trace: the name ${shown(name)} is not well-formed Unicode`,
    );
  }
  const bytes = utf8(name);
  if (bytes.length > MAX_NAME_BYTES) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot write the trace: the name ${
        shown(name)
      } has ${bytes.length} bytes, over ${MAX_NAME_BYTES}`,
    );
  }
  return bytes;
}

function refuseDuplicates(columns: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw new SumcheckError(
        "duplicate-column",
        `Cannot accept the trace: column ${shown(name)} is given twice`,
      );
    }
    seen.add(name);
  }
}
