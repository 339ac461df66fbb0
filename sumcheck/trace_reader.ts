// Reads a binary trace from a stream: the header, then column by column into fresh or given memory, or piece by piece.
// Takes no memory that the header's numbers, checked against the limits, do not allow, and not before much of it is
// needed: a header is quickly written.

import { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { asCanonical } from "./canonical.ts";
import { concatBytes } from "./bytes.ts";
import { type ByteChunks, ByteSource } from "./byte_source.ts";
import { SumcheckError } from "./errors.ts";
import { MAX_TRACE_BYTES } from "./limits.ts";
import { shown } from "./shown.ts";
import { checkBits, SmallColumn, smallValues } from "./small_column.ts";
import { Trace } from "./trace.ts";
import { columnBytes, columnElements, type TraceColumn } from "./trace_column.ts";
import type { FieldChoice } from "./trace_field.ts";
import {
  blockBytes,
  type ColumnLayout,
  decodeTraceHeader,
  TRACE_PREFIX_BYTES,
  type TraceHeader,
  traceHeaderBytes,
} from "./trace_header.ts";

/** Values per piece that is read at once: 1 MiB. */
const PIECE = 32_768;
/** A column's memory grows to so many times what has arrived of it. */
const GROWTH = 4;

/** How a trace is read. */
export interface ReadTraceOptions extends FieldChoice {
  /** Put the columns into shared memory, ready for workers. Default: no. */
  readonly shared?: boolean;
  /** The most bytes that the columns may take. Default: 4 GiB. */
  readonly maxBytes?: number;
}

/** Consecutive values of one column. */
export interface TracePiece {
  /** The column's name. */
  readonly name: string;
  /** Row of the first value. */
  readonly start: number;
  /** The values, as elements also of a small column; the memory is reused for the next piece. */
  readonly values: FieldVector;
}

/**
 * A trace file that is being read, from front to back and once.
 *
 * @example Go through a trace that does not fit into memory
 * ```ts
 * import { TraceReader } from "@limbs/sumcheck/sumcheck";
 *
 * async function rowsRead(file: ReadableStream<Uint8Array>): Promise<number> {
 *   await using reader = await TraceReader.open(file);
 *   let rows = 0;
 *   for await (const { values } of reader.pieces(4096)) rows += values.length;
 *   return rows;
 * }
 * ```
 */
export class TraceReader {
  /** What the file holds. */
  readonly header: TraceHeader;
  readonly #source: ByteSource;
  #used = false;

  private constructor(header: TraceHeader, source: ByteSource) {
    this.header = header;
    this.#source = source;
  }

  /**
   * Reads the header.
   *
   * @throws {SumcheckError} `truncated`, `bad-magic`, `bad-version`, `bad-header`, `wrong-field`, `limit-exceeded`,
   * `duplicate-column`, `column-too-long`.
   */
  static async open(chunks: ByteChunks, choice: FieldChoice = {}): Promise<TraceReader> {
    const source = new ByteSource(chunks);
    try {
      const what = "the trace's header";
      const prefix = await source.take(TRACE_PREFIX_BYTES, what);
      const rest = await source.take(traceHeaderBytes(prefix) - TRACE_PREFIX_BYTES, what);
      return new TraceReader(decodeTraceHeader(concatBytes(prefix, rest), choice), source);
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /**
   * The columns in order, each as a whole.
   *
   * @throws {SumcheckError} `truncated`, `non-canonical`, `value-too-large`, `trailing-bytes`; `limit-exceeded` when they would take more
   * than `maxBytes` together or memory runs out; `bad-option` when the file has been read already.
   */
  async *columns(
    options: Omit<ReadTraceOptions, "field"> = {},
  ): AsyncGenerator<{ readonly name: string; readonly values: TraceColumn }, void, undefined> {
    const { columns, headerBytes, totalBytes } = this.header;
    const maxBytes = options.maxBytes ?? MAX_TRACE_BYTES;
    if (totalBytes - headerBytes > maxBytes) throw tooLarge(totalBytes - headerBytes, maxBytes);
    this.#use();
    try {
      for (const column of columns) {
        yield { name: column.name, values: await this.#column(column, options.shared ?? false) };
      }
      await this.#source.finish();
    } finally {
      await this.#source.close();
    }
  }

  /**
   * The columns in order, in pieces of at most `size` values: for traces that do not fit into memory. Columns without
   * values give no piece.
   *
   * @throws {SumcheckError} `truncated`, `non-canonical`, `value-too-large`, `trailing-bytes`, `bad-option`.
   */
  async *pieces(size: number = PIECE): AsyncGenerator<TracePiece, void, undefined> {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new SumcheckError(
        "bad-option",
        `Cannot read the trace in pieces: ${size} is not a positive number of values`,
      );
    }
    this.#use();
    try {
      const { field, columns } = this.header;
      for (const column of columns) {
        const { name, length } = column;
        const buffer = allocate(field, { ...column, length: Math.min(size, length) }, false);
        for (let start = 0; start < length; start += size) {
          const values = part(buffer, 0, Math.min(size, length - start));
          await this.#read(name, start, values);
          yield { name, start, values: columnElements(field, values) };
        }
      }
      await this.#source.finish();
    } finally {
      await this.#source.close();
    }
  }

  /** Tells the source that nothing more will be read. Reading to the end, or leaving a loop early, does it too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.close();
  }

  async #column(column: ColumnLayout, shared: boolean): Promise<TraceColumn> {
    const { name, length } = column;
    const make = (rows: number) =>
      allocate(this.header.field, { ...column, length: Math.min(rows, length) }, shared);
    let values = make(PIECE);
    for (let start = 0; start < length; start += PIECE) {
      if (start === values.length) {
        const more = make(GROWTH * start);
        columnBytes(more).set(columnBytes(values));
        values = more;
      }
      await this.#read(name, start, part(values, start, Math.min(start + PIECE, length)));
    }
    return values;
  }

  async #read(name: string, start: number, into: TraceColumn): Promise<void> {
    await this.#source.fill(columnBytes(into), whatOf(name, start));
    check(name, start, into);
  }

  #use(): void {
    if (this.#used) {
      throw new SumcheckError(
        "bad-option",
        "Cannot read the trace: its bytes are read already",
      );
    }
    this.#used = true;
  }
}

/**
 * Reads a whole trace from a stream.
 *
 * @throws {SumcheckError} as {@linkcode TraceReader.open} and {@linkcode TraceReader.columns}.
 */
export async function readTrace(
  chunks: ByteChunks,
  options: ReadTraceOptions = {},
): Promise<Trace> {
  const reader = await TraceReader.open(chunks, options);
  const columns = new Map<string, TraceColumn>();
  for await (const { name, values } of reader.columns(options)) columns.set(name, values);
  return new Trace(reader.header.field, reader.header.logRows, columns);
}

/**
 * Reads a whole trace from bytes that are in memory.
 *
 * @throws {SumcheckError} as {@linkcode readTrace}.
 */
export function decodeTrace(bytes: Uint8Array, options: ReadTraceOptions = {}): Trace {
  const { field, logRows, columns, totalBytes } = decodeTraceHeader(bytes, options);
  if (bytes.length !== totalBytes) {
    throw new SumcheckError(
      bytes.length < totalBytes ? "truncated" : "trailing-bytes",
      `Cannot read the trace: it has ${bytes.length} bytes, but its header describes ${totalBytes}`,
    );
  }
  const out = new Map<string, TraceColumn>();
  for (const column of columns) {
    const { name, offset } = column;
    const values = allocate(field, column, options.shared ?? false);
    columnBytes(values).set(bytes.subarray(offset, offset + blockBytes(column)));
    check(name, 0, values);
    out.set(name, values);
  }
  return new Trace(field, logRows, out);
}

/** Checks values that have been read. */
function check(name: string, start: number, column: TraceColumn): void {
  if (column instanceof SmallColumn) checkBits(column.bits, column.values, start, name);
  else {
    asCanonical(whatOf(name, start), () => FieldVector.checked(column.field, column.words));
  }
}

function whatOf(name: string, start: number): string {
  return `column ${shown(name)}${start === 0 ? "" : ` from row ${start}`}`;
}

/** A view of rows `start` to `end` − 1. */
function part(column: TraceColumn, start: number, end: number): TraceColumn {
  return column instanceof SmallColumn
    ? new SmallColumn(column.bits, column.values.subarray(start, end))
    : column.subvector(start, end);
}

function allocate(
  field: PrimeField,
  { length, bits }: ColumnLayout,
  shared: boolean,
): TraceColumn {
  try {
    if (bits !== undefined) return new SmallColumn(bits, smallValues(bits, length, shared));
    return field.vector(length, { shared });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot read the trace: there is no memory for a column of ${length} values`,
      { cause: error },
    );
  }
}

function tooLarge(bytes: number, maxBytes: number): SumcheckError {
  return new SumcheckError(
    "limit-exceeded",
    `Cannot read the trace: its columns take ${bytes} bytes, over the limit of ${maxBytes}`,
  );
}
