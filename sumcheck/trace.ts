// The trace: the columns that one proof is about. Data and its checks only; it computes nothing.

import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { SumcheckError } from "./errors.ts";
import { MAX_COLUMNS, MAX_LOG_ROWS } from "./limits.ts";

/** Columns by name. */
export type TraceColumns = Readonly<Record<string, FieldVector>> | ReadonlyMap<string, FieldVector>;

/**
 * Columns over 2^`logRows` rows. A column stores its first `length` values; the rows from there on are zero and exist
 * nowhere. Shifted columns are not stored: they are views of their base column.
 */
export class Trace {
  /** The field of every column. */
  readonly field: PrimeField;
  /** d: there are 2^d rows. */
  readonly logRows: number;
  /** The stored columns, in the order given. */
  readonly columns: ReadonlyMap<string, FieldVector>;

  /**
   * Takes the columns as they are, without copying them.
   *
   * @throws {SumcheckError} `limit-exceeded` (rows not 2^1 … 2^28, or too many columns), `wrong-field`,
   * `column-too-long`.
   */
  constructor(field: PrimeField, logRows: number, columns: TraceColumns) {
    checkLogRows(logRows);
    const entries = columns instanceof Map
      ? [...columns as ReadonlyMap<string, FieldVector>]
      : Object.entries(columns as Readonly<Record<string, FieldVector>>);
    checkColumnCount(entries.length);
    for (const [name, values] of entries) {
      if (!field.isSameAs(values.field)) {
        throw new SumcheckError(
          "wrong-field",
          `Cannot make a trace: column ${
            JSON.stringify(name)
          } is over ${values.field.name}, not ${field.name}`,
        );
      }
      checkColumnLength(name, values.length, logRows);
    }
    this.field = field;
    this.logRows = logRows;
    this.columns = new Map(entries);
  }

  /** 2^logRows. */
  get rows(): number {
    return 2 ** this.logRows;
  }

  /** The largest length of a column: rows from here on are zero in every column. */
  get effectiveRows(): number {
    let longest = 0;
    for (const values of this.columns.values()) longest = Math.max(longest, values.length);
    return longest;
  }

  /**
   * The stored values of a column.
   *
   * @throws {SumcheckError} `missing-column`
   */
  column(name: string): FieldVector {
    const values = this.columns.get(name);
    if (values) return values;
    throw new SumcheckError(
      "missing-column",
      `Cannot read the trace: column ${JSON.stringify(name)} is missing`,
    );
  }

  /**
   * The stored columns in the registry's order. A column that is zero everywhere must be given with length 0: a
   * column that is not given is more likely forgotten than zero.
   *
   * @throws {SumcheckError} `wrong-field`, `missing-column`, `unknown-column` (one the registry does not have).
   */
  columnsFor(registry: RelationRegistry): FieldVector[] {
    if (!registry.field.isSameAs(this.field)) {
      throw new SumcheckError(
        "wrong-field",
        `Cannot use the trace with ${registry.name}: the trace is over ${this.field.name}, the registry over ${registry.field.name}`,
      );
    }
    const stored = new Set(registry.storedColumns);
    for (const name of this.columns.keys()) {
      if (!stored.has(name)) {
        throw new SumcheckError(
          "unknown-column",
          `Cannot use the trace with ${registry.name}: column ${
            JSON.stringify(name)
          } is not one of its ${stored.size} stored columns`,
        );
      }
    }
    return registry.storedColumns.map((name) => this.column(name));
  }
}

/** @throws {SumcheckError} `limit-exceeded` unless 2^logRows rows are acceptable. */
export function checkLogRows(logRows: number): void {
  if (!Number.isSafeInteger(logRows) || logRows < 1 || logRows > MAX_LOG_ROWS) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot accept a trace of 2^${logRows} rows: the exponent is not an integer from 1 to ${MAX_LOG_ROWS}`,
    );
  }
}

/** @throws {SumcheckError} `limit-exceeded` when a trace has too many columns. */
export function checkColumnCount(count: number): void {
  if (count > MAX_COLUMNS) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot accept a trace of ${count} columns: at most ${MAX_COLUMNS} are`,
    );
  }
}

/** @throws {SumcheckError} `column-too-long` when a column has more values than the trace has rows. */
export function checkColumnLength(name: string, length: number, logRows: number): void {
  if (length > 2 ** logRows) {
    throw new SumcheckError(
      "column-too-long",
      `Cannot make a trace of 2^${logRows} rows: column ${
        JSON.stringify(name)
      } has ${length} values`,
    );
  }
}
