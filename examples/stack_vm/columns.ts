// What the subtraces share: the field, and small helpers to write relations and columns.

import {
  BN254_FR,
  type Expression,
  type FieldVector,
  invertVector,
  type PrimeField,
  type TraceColumn,
} from "@limbs/sumcheck";

/** The field of every column. */
export const FIELD: PrimeField = BN254_FR;

/** Columns by name, as long as they have rows that matter; zero from there on. */
export type Columns = Readonly<Record<string, TraceColumn>>;

/** A relation's columns by name. */
export type Expressions = Readonly<Record<string, Expression>>;

/** The sum of a list. */
export function sumOf(terms: readonly Expression[]): Expression {
  return terms.reduce((total, term) => total.add(term));
}

/** 1/x for every word, 0 for 0. */
export function inversesOf(words: readonly number[]): FieldVector {
  const inverses = FIELD.vectorOf(words.map((x) => x === 0 ? 1 : x));
  invertVector(inverses, inverses);
  words.forEach((x, row) => x === 0 && inverses.set(row, FIELD.zero));
  return inverses;
}
