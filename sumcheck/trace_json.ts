// A trace as JSON: for small traces, by hand or from other programs; large ones go into trace_binary.ts. Columns are a
// list, not an object, so that a column given twice is seen.

import type { PrimeField } from "../field/prime_field.ts";
import { SumcheckError } from "./errors.ts";
import {
  checkFormat,
  parseJson,
  readAnyObject,
  readArray,
  readCount,
  readElements,
  readObject,
  readString,
} from "./json.ts";
import { shown } from "./shown.ts";
import { type SmallBits, SmallColumn } from "./small_column.ts";
import type { TraceColumn } from "./trace_column.ts";
import { checkColumnCount, checkColumnLength, checkLogRows, Trace } from "./trace.ts";
import { type FieldChoice, resolveField } from "./trace_field.ts";

const FORMAT = "limbs-sumcheck-trace";
const VERSION = 1;

/** A trace as JSON data. */
export interface TraceJson {
  /** "limbs-sumcheck-trace" */
  readonly format: string;
  /** 1 */
  readonly version: number;
  /** Name of the field. */
  readonly field: string;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** The stored columns; the rows behind the given values are zero. */
  readonly columns: readonly ColumnJson[];
}

/** A column as JSON data. */
export interface ColumnJson {
  /** Its name. */
  readonly name: string;
  /** 1, 8, 16 or 32 if its values are small integers. */
  readonly bits?: number;
  /** Elements as 0x texts, or, with `bits`, integers from 0 to 2^bits − 1. */
  readonly values: readonly string[] | readonly number[];
}

/** The trace as JSON data. */
export function traceToJson(trace: Trace): TraceJson {
  return {
    format: FORMAT,
    version: VERSION,
    field: trace.field.name,
    logRows: trace.logRows,
    columns: Array.from(
      trace.columns,
      ([name, column]): ColumnJson =>
        column instanceof SmallColumn
          ? { name, bits: column.bits, values: Array.from(column.values) }
          : { name, values: column.toHex() },
    ),
  };
}

/**
 * The trace that JSON data holds.
 *
 * @throws {SumcheckError} `bad-json`, `bad-magic`, `bad-version`, `wrong-field`, `limit-exceeded`, `duplicate-column`,
 * `column-too-long`, `bad-element`, `non-canonical`; `bad-option`, `value-too-large` for small columns.
 */
export function traceFromJson(value: unknown, choice: FieldChoice = {}): Trace {
  const json = readObject(checkFormat(value, FORMAT, VERSION), "the trace", [
    "format",
    "version",
    "field",
    "logRows",
    "columns",
  ]);
  const field: PrimeField = resolveField(readString(json.field, "the field's name"), choice);
  const logRows = readCount(json.logRows, "the row exponent");
  checkLogRows(logRows);
  const list = readArray(json.columns, "the columns");
  checkColumnCount(list.length);
  const columns = new Map<string, TraceColumn>();
  list.forEach((item, i) => {
    const isSmall = Object.hasOwn(readAnyObject(item, `column ${i}`), "bits");
    const keys = isSmall ? ["name", "bits", "values"] : ["name", "values"];
    const column = readObject(item, `column ${i}`, keys);
    const name = readString(column.name, `the name of column ${i}`);
    if (columns.has(name)) {
      throw new SumcheckError(
        "duplicate-column",
        `Cannot read the trace: column ${shown(name)} is given twice`,
      );
    }
    const what = `column ${shown(name)}`;
    const values = readArray(column.values, what);
    checkColumnLength(name, values.length, logRows);
    columns.set(
      name,
      isSmall
        ? SmallColumn.of(
          readCount(column.bits, `the bits of ${what}`) as SmallBits,
          values as number[],
          { name },
        )
        : readElements(field, values, what),
    );
  });
  return new Trace(field, logRows, columns);
}

/** The trace as JSON text, one column per line, ending with a newline. */
export function formatTrace(trace: Trace): string {
  const { columns, ...head } = traceToJson(trace);
  const lines = columns.map((column) => `    ${JSON.stringify(column)}`).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"columns":[\n${lines}\n]}\n`;
}

/**
 * The trace that JSON text holds.
 *
 * @throws {SumcheckError} as {@linkcode traceFromJson}, and `duplicate-key`.
 */
export function parseTrace(text: string, choice: FieldChoice = {}): Trace {
  return traceFromJson(parseJson(text), choice);
}
