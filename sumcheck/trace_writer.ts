// Writes a binary trace piece by piece, so that a trace need never be in memory as a whole.
// Owns the order and the count of what is written; the layout is trace_header.ts's.

import { SumcheckError } from "./errors.ts";
import { SmallColumn } from "./small_column.ts";
import type { Trace } from "./trace.ts";
import { columnBytes, type TraceColumn } from "./trace_column.ts";
import { blockBytes, encodeTraceHeader, type TraceLayout } from "./trace_header.ts";

/** Takes bytes in order; a returned promise is waited for before the next bytes come. */
export type ByteSink = (bytes: Uint8Array<ArrayBuffer>) => void | Promise<unknown>;

/** Bytes per piece. */
const PIECE = 2 ** 20;

/**
 * Writes the columns of a layout in order, each in as many pieces as the caller likes.
 *
 * @example Write a column as it is computed
 * ```ts
 * import { BN254_FR } from "@limbs/sumcheck/field";
 * import { TraceWriter } from "@limbs/sumcheck/sumcheck";
 *
 * const pieces: Uint8Array[] = [];
 * const layout = { field: BN254_FR, logRows: 2, columns: [{ name: "w", length: 4 }] };
 * const writer = new TraceWriter(layout, (bytes) => void pieces.push(bytes));
 * await writer.write(BN254_FR.vectorOf([1, 2]));
 * await writer.write(BN254_FR.vectorOf([3, 4]));
 * await writer.close();
 * ```
 */
export class TraceWriter {
  readonly #layout: TraceLayout;
  readonly #sink: ByteSink;
  readonly #header: Uint8Array<ArrayBuffer>;
  #started = false;
  #column = 0;
  #written = 0;

  /**
   * Nothing is written until the first call of `write` or `close`.
   *
   * @throws {SumcheckError} `limit-exceeded`, `duplicate-column`, `column-too-long` when the layout is not acceptable.
   */
  constructor(layout: TraceLayout, sink: ByteSink) {
    this.#layout = layout;
    this.#sink = sink;
    this.#header = encodeTraceHeader(layout).slice();
  }

  /**
   * Writes the next values: those of the current column, or of the next one once it is full.
   *
   * @throws {SumcheckError} `wrong-field` when the values are of another field, or of other bits than the column;
   * `column-too-long` when there are more values than the current column has left, or no column is left.
   */
  async write(values: TraceColumn): Promise<void> {
    const { field } = this.#layout;
    if (!(values instanceof SmallColumn) && !field.isSameAs(values.field)) {
      throw new SumcheckError(
        "wrong-field",
        `Cannot write the trace: the values are of ${values.field.name}, not ${field.name}`,
      );
    }
    if (values.length === 0) return;
    this.#skipFull();
    const column = this.#layout.columns[this.#column];
    const left = column ? column.length - this.#written : 0;
    if (values.length > left) {
      throw new SumcheckError(
        "column-too-long",
        column
          ? `Cannot write the trace: ${values.length} values do not fit into the ${left} that column ${
            JSON.stringify(column.name)
          } has left`
          : `Cannot write the trace: ${values.length} values follow the last column`,
      );
    }
    if (bitsOf(values) !== column!.bits) {
      const kind = (bits: number | undefined) =>
        bits === undefined ? "elements" : `integers of ${bits} bits`;
      throw new SumcheckError(
        "wrong-field",
        `Cannot write the trace: column ${JSON.stringify(column!.name)} is one of ${
          kind(column!.bits)
        }, the values are ${kind(bitsOf(values))}`,
      );
    }
    await this.#start();
    this.#written += values.length;
    const bytes = columnBytes(values);
    for (let start = 0; start < bytes.length; start += PIECE) {
      // A copy: sinks may keep what they get, and few of them take shared memory.
      const piece = new Uint8Array(Math.min(PIECE, bytes.length - start));
      piece.set(bytes.subarray(start, start + piece.length));
      await this.#sink(piece);
    }
  }

  /**
   * Ends the file.
   *
   * @throws {SumcheckError} `truncated` when a column has not got all its values.
   */
  async close(): Promise<void> {
    this.#skipFull();
    const column = this.#layout.columns[this.#column];
    if (column) {
      throw new SumcheckError(
        "truncated",
        `Cannot end the trace: column ${
          JSON.stringify(column.name)
        } has ${this.#written} of its ${column.length} values`,
      );
    }
    await this.#start();
  }

  async #start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#sink(this.#header);
  }

  #skipFull(): void {
    const { columns } = this.#layout;
    while (this.#column < columns.length && this.#written === columns[this.#column].length) {
      this.#column++;
      this.#written = 0;
    }
  }
}

/** The layout of a trace's file. */
export function traceLayout(trace: Trace): TraceLayout {
  return {
    field: trace.field,
    logRows: trace.logRows,
    columns: Array.from(trace.columns, ([name, column]) => ({
      name,
      length: column.length,
      ...(column instanceof SmallColumn && { bits: column.bits }),
    })),
  };
}

function bitsOf(column: TraceColumn): number | undefined {
  return column instanceof SmallColumn ? column.bits : undefined;
}

/**
 * Writes a whole trace.
 *
 * @throws {SumcheckError} `limit-exceeded` when a name is longer than 255 bytes.
 */
export async function writeTrace(trace: Trace, sink: ByteSink): Promise<void> {
  const writer = new TraceWriter(traceLayout(trace), sink);
  for (const values of trace.columns.values()) await writer.write(values);
  await writer.close();
}

/**
 * A whole trace as bytes in memory.
 *
 * @throws {SumcheckError} `limit-exceeded` when a name is longer than 255 bytes.
 */
export function encodeTrace(trace: Trace): Uint8Array<ArrayBuffer> {
  const layout = traceLayout(trace), header = encodeTraceHeader(layout);
  const bytes = new Uint8Array(
    layout.columns.reduce((sum, column) => sum + blockBytes(column), header.length),
  );
  bytes.set(header);
  let offset = header.length;
  for (const column of trace.columns.values()) {
    const block = columnBytes(column);
    bytes.set(block, offset);
    offset += block.length;
  }
  return bytes;
}

/**
 * A whole trace as a stream of bytes, for `pipeTo` and `new Response`.
 *
 * @throws {SumcheckError} as {@linkcode writeTrace}, through the stream.
 */
export function traceStream(trace: Trace): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const writer = writable.getWriter();
  writeTrace(trace, (bytes) => writer.write(bytes)).then(
    () => writer.close(),
    (error) => writer.abort(error),
  ).catch(() => {
    // The reader has gone away: there is nobody left to tell.
  });
  return readable;
}
