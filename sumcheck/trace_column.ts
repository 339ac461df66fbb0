// What a trace may hold for a column, and the one place that asks which of the two it is. Everything that wants field
// elements takes them from here, a run of rows at a time if it can.

import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { SmallColumn } from "./small_column.ts";

/** A column's stored values: field elements, or integers that are stored smaller. */
export type TraceColumn = FieldVector | SmallColumn;

/** Rows `start` to `end` − 1 of a column as field elements: those stored (a view) or made of them. */
export function columnElements(
  field: PrimeField,
  column: TraceColumn,
  start = 0,
  end: number = column.length,
): FieldVector {
  if (column instanceof SmallColumn) return column.elements(field, start, end);
  return start === 0 && end === column.length ? column : column.subvector(start, end);
}

/** Stored rows without the zeros at their end. */
export function significantLength(column: TraceColumn): number {
  const { values, perRow } = column instanceof SmallColumn
    ? { values: column.values, perRow: 1 }
    : { values: column.words, perRow: WORDS };
  let end = values.length;
  while (end > 0 && values[end - 1] === 0) end--;
  return Math.ceil(end / perRow);
}

/** A column's memory, byte by byte. */
export function columnBytes(column: TraceColumn): Uint8Array {
  const { buffer, byteOffset, byteLength } = column instanceof SmallColumn
    ? column.values
    : column.words;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
