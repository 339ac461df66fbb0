// The trace: the columns that one proof is about. Data and its checks only; it computes nothing.

import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { SumcheckError } from "./errors.ts";
import { MAX_COLUMNS, MAX_LOG_ROWS } from "./limits.ts";
import { shown } from "./shown.ts";
import { type SmallBits, SmallColumn } from "./small_column.ts";
import { columnElements, type TraceColumn } from "./trace_column.ts";

/** Columns by name. */
export type TraceColumns = Readonly<Record<string, TraceColumn>> | ReadonlyMap<string, TraceColumn>;

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
  readonly columns: ReadonlyMap<string, TraceColumn>;

  /**
   * Takes the columns as they are, without copying them.
   *
   * @throws {SumcheckError} `limit-exceeded` (rows not 2^1 … 2^28, or too many columns), `column-too-long`;
   * `wrong-field` when a column is over another field, or a small one's values need not be below the modulus.
   */
  constructor(field: PrimeField, logRows: number, columns: TraceColumns) {
    checkLogRows(logRows);
    const entries = columns instanceof Map
      ? [...columns as ReadonlyMap<string, TraceColumn>]
      : Object.entries(columns as Readonly<Record<string, TraceColumn>>);
    checkColumnCount(entries.length);
    for (const [name, values] of entries) {
      checkColumnField(field, name, values);
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
   * The same trace with some columns stored as small integers, whose every value must be below 2^bits.
   *
   * @param bits 1, 8, 16 or 32 per column that is to be small
   * @param options `shared`: put them into shared memory, ready for workers
   * @throws {SumcheckError} `value-too-large` naming column and row; `missing-column`; `bad-option`
   */
  withSmall(
    bits: Readonly<Record<string, SmallBits>>,
    { shared = false }: { readonly shared?: boolean } = {},
  ): Trace {
    const columns = new Map(this.columns);
    for (const [name, width] of Object.entries(bits)) {
      const options = { shared, name };
      columns.set(name, SmallColumn.fromElements(width, this.column(name), options));
    }
    return new Trace(this.field, this.logRows, columns);
  }

  /**
   * The stored values of a column as field elements: a small column's are made for the call.
   *
   * @throws {SumcheckError} `missing-column`
   */
  column(name: string): FieldVector {
    return columnElements(this.field, this.#stored(name));
  }

  #stored(name: string): TraceColumn {
    const values = this.columns.get(name);
    if (values) return values;
    throw new SumcheckError(
      "missing-column",
      `Cannot read the trace: column ${shown(name)} is missing`,
    );
  }

  /**
   * The stored columns in the registry's order. A column that is zero everywhere must be given with length 0: a
   * column that is not given is more likely forgotten than zero.
   *
   * @throws {SumcheckError} `wrong-field`, `missing-column`, `unknown-column` (one the registry does not have).
   */
  columnsFor(registry: RelationRegistry): TraceColumn[] {
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
            shown(name)
          } is not one of its ${stored.size} stored columns`,
        );
      }
    }
    return registry.storedColumns.map((name) => this.#stored(name));
  }
}

/** @throws {SumcheckError} `wrong-field` unless the column's values are elements of the field. */
function checkColumnField(field: PrimeField, name: string, column: TraceColumn): void {
  let fault: string | undefined;
  if (column instanceof SmallColumn) {
    // Moduli are odd, so 2^bits is never one.
    if (field.bits <= column.bits) fault = `of ${column.bits} bits, ${field.name} of ${field.bits}`;
  } else if (!field.isSameAs(column.field)) fault = `over ${column.field.name}, not ${field.name}`;
  if (fault === undefined) return;
  throw new SumcheckError(
    "wrong-field",
    `Cannot make a trace: column ${shown(name)} is ${fault}`,
  );
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
      `Cannot make a trace of 2^${logRows} rows: column ${shown(name)} has ${length} values`,
    );
  }
}
