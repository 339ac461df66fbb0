// Fills the helper columns of lookups and permutations from the columns of a trace: counts before the challenges are
// drawn, inverses after. For provers; a verifier only sees whether the relations hold.

import { FieldError } from "../field/errors.ts";
import type { FieldVector } from "../field/field_vector.ts";
import { WORDS } from "../field/words.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { addVectors, mulVectorByElement, mulVectors } from "../field/vector_arithmetic.ts";
import { invertVector } from "../field/vector_inverse.ts";
import { RelationError } from "./errors.ts";
import {
  isLogDerivative,
  type LogDerivativeArgument,
  type LogDerivativeRelation,
  type TupleSide,
} from "./log_derivative.ts";
import { shiftedName } from "./names.ts";
import type { RelationRegistry } from "./registry.ts";
import { ColumnReader, TupleIndex } from "./tuple_index.ts";

/** Stored columns by name; rows beyond a column's end are zero. */
export type ColumnValues = ReadonlyMap<string, FieldVector>;

/**
 * The columns with the counts of every lookup of the registry added (or replaced), each as long as its table's selector.
 * Equal tuples of a table are counted in their first row.
 *
 * @throws {RelationError} "lookup-miss" naming relation and row when a tuple that is read is not in the table;
 * "bad-selector" for a selector that is neither 0 nor 1; "unknown-column" when a column is missing; "field-mismatch"
 */
export function fillCounts(
  registry: RelationRegistry,
  columns: ColumnValues,
): Map<string, FieldVector> {
  const filled = new Map(columns);
  for (const relation of registry.relations) {
    if (!isLogDerivative(relation) || relation.argument.counts === undefined) continue;
    filled.set(relation.argument.counts, countReads(registry.field, relation, columns));
  }
  return filled;
}

/**
 * The columns with the inverses of every lookup and permutation of the registry added (or replaced), each as long as
 * the longer of its selectors, and zero where neither is set.
 *
 * @param parameters The challenges, in the order of `registry.parameters`.
 * @throws {RelationError} "no-inverse" naming relation and row when a compressed tuple is 0, which has negligible
 * probability for random challenges; "bad-selector" for a selector that is neither 0 nor 1; "unknown-column" when a
 * column is missing; "field-mismatch", "length-mismatch"
 */
export function fillInverses(
  registry: RelationRegistry,
  columns: ColumnValues,
  parameters: FieldVector,
): Map<string, FieldVector> {
  if (!parameters.field.isSameAs(registry.field)) {
    throw new RelationError(
      "field-mismatch",
      `Cannot fill inverses: the parameters are of ${parameters.field.name}, not ${registry.field.name}`,
    );
  }
  if (parameters.length !== registry.parameters.length) {
    throw new RelationError(
      "length-mismatch",
      `Cannot fill inverses: the number of parameters is ${parameters.length}, not ${registry.parameters.length}`,
    );
  }
  const value = (name: string): FieldElement => parameters.get(registry.parameters.indexOf(name));
  const filled = new Map(columns);
  for (const relation of registry.relations) {
    if (!isLogDerivative(relation)) continue;
    filled.set(relation.argument.inverses, invertTuples(registry.field, relation, columns, value));
  }
  return filled;
}

function countReads(
  field: PrimeField,
  relation: LogDerivativeRelation,
  columns: ColumnValues,
): FieldVector {
  const { from, to } = relation.argument;
  const reader = new Reader(field, relation, columns);
  const table = reader.column(to.selector);
  const index = new TupleIndex(reader.tuple(to), reader.selected(to));
  const times = new Uint32Array(table.length);
  const tuple = reader.tuple(from);
  for (const row of reader.selected(from)) {
    const found = index.find(tuple, row);
    if (found === -1) {
      throw new RelationError(
        "lookup-miss",
        `Cannot count the reads of relation "${relation.name}": the tuple that is read in row ${row} is not in the table`,
      );
    }
    times[found]++;
  }
  const counts = field.vector(table.length);
  const written = new Map<number, FieldElement>();
  times.forEach((n, row) => {
    if (n === 0) return;
    let element = written.get(n);
    if (element === undefined) written.set(n, element = field.parse(n));
    counts.words.set(element, row * element.length);
  });
  return counts;
}

function invertTuples(
  field: PrimeField,
  relation: LogDerivativeRelation,
  columns: ColumnValues,
  parameter: (name: string) => FieldElement,
): FieldVector {
  const { argument } = relation;
  const { from, to } = argument;
  const reader = new Reader(field, relation, columns);
  const end = Math.max(...[from, to].map((side) => reader.column(side.selector).length));
  const rows = union(reader.selected(from), reader.selected(to), end);
  const values = compress(field, reader.tuple(from), rows, argument, parameter);
  mulVectors(values, values, compress(field, reader.tuple(to), rows, argument, parameter));
  try {
    invertVector(values, values);
  } catch (error) {
    if (!(error instanceof FieldError) || error.code !== "no-inverse") throw error;
    const zero = rows.find((_, i) => field.isZero(values.get(i)));
    throw new RelationError(
      "no-inverse",
      `Cannot fill "${argument.inverses}" of relation "${relation.name}": a compressed tuple is 0 in row ${zero}`,
    );
  }
  const out = field.vector(end);
  rows.forEach((row, i) => {
    out.words.set(values.words.subarray(i * WORDS, (i + 1) * WORDS), row * WORDS);
  });
  return out;
}

/** γ + c_0 + Σ w_i·c_i in each of the rows. */
function compress(
  field: PrimeField,
  tuple: readonly ColumnReader[],
  rows: readonly number[],
  { gamma, weights }: LogDerivativeArgument,
  parameter: (name: string) => FieldElement,
): FieldVector {
  const total = field.vector(rows.length), entry = field.vector(rows.length);
  total.fill(parameter(gamma));
  let power = field.one;
  tuple.forEach((column, i) => {
    column.gather(entry.words, rows);
    if (i > 0) {
      power = typeof weights === "string"
        ? field.mul(power, parameter(weights))
        : parameter(weights[i - 1]);
      mulVectorByElement(entry, entry, power);
    }
    addVectors(total, total, entry);
  });
  return total;
}

/** Reads the columns of one relation. */
class Reader {
  readonly #field: PrimeField;
  readonly #relation: LogDerivativeRelation;
  readonly #columns: ColumnValues;

  constructor(field: PrimeField, relation: LogDerivativeRelation, columns: ColumnValues) {
    this.#field = field;
    this.#relation = relation;
    this.#columns = columns;
  }

  column(name: string): FieldVector {
    const column = this.#columns.get(name);
    if (column === undefined) {
      throw this.#error("unknown-column", `the column "${name}" is missing`);
    }
    if (!column.field.isSameAs(this.#field)) {
      throw this.#error(
        "field-mismatch",
        `the column "${name}" is over ${column.field.name}, not ${this.#field.name}`,
      );
    }
    return column;
  }

  tuple(side: TupleSide): readonly ColumnReader[] {
    return side.columns.map((name) => {
      const base = this.#relation.shifts.find((shift) => shiftedName(shift) === name);
      return new ColumnReader(this.column(base ?? name), base !== undefined);
    });
  }

  /** The rows whose selector is 1, ascending. */
  selected(side: TupleSide): readonly number[] {
    const { words, length } = this.column(side.selector);
    const { zero, one } = this.#field, rows: number[] = [];
    for (let row = 0; row < length; row++) {
      if (isAt(words, row, one)) rows.push(row);
      else if (!isAt(words, row, zero)) {
        throw this.#error(
          "bad-selector",
          `its selector "${side.selector}" is neither 0 nor 1 in row ${row}`,
        );
      }
    }
    return rows;
  }

  #error(code: "unknown-column" | "field-mismatch" | "bad-selector", why: string): RelationError {
    return new RelationError(
      code,
      `Cannot fill the helper columns of relation "${this.#relation.name}": ${why}`,
    );
  }
}

/** Whether the element in the row is `x`. */
function isAt(words: Uint32Array, row: number, x: FieldElement): boolean {
  for (let k = 0; k < x.length; k++) if (words[row * x.length + k] !== x[k]) return false;
  return true;
}

/** The numbers below `end` that are in either list, ascending. */
function union(a: readonly number[], b: readonly number[], end: number): readonly number[] {
  const marks = new Uint8Array(end), found: number[] = [];
  for (const row of a) marks[row] = 1;
  for (const row of b) marks[row] = 1;
  for (let row = 0; row < end; row++) if (marks[row] === 1) found.push(row);
  return found;
}
