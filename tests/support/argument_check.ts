// Whether a lookup or permutation holds on given columns: every row and every sum, evaluated in BigInt.

import type { FieldVector } from "../../field/field_vector.ts";
import { fillInverses } from "../../relations/inverses.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { modulusOf, naiveEvaluate } from "./naive_prover.ts";

/** Column values by name, small enough to write down. */
export type Columns = Readonly<Record<string, readonly bigint[]>>;

/** A cell and the value that it is given. */
export type Change = readonly [column: string, row: number, value: bigint];

/** A copy of columns with some cells changed. */
export function changed(columns: Columns, changes: readonly Change[]): Columns {
  const copy = Object.fromEntries(Object.entries(columns).map(([n, values]) => [n, [...values]]));
  for (const [column, row, value] of changes) copy[column][row] = value;
  return copy;
}

/** Names of numbered columns. */
export function names(prefix: string, width: number): string[] {
  return Array.from({ length: width }, (_, i) => `${prefix}_${i}`);
}

/** The columns as vectors of the registry's field. */
export function vectorsOf(registry: RelationRegistry, columns: Columns): Map<string, FieldVector> {
  const { field } = registry;
  return new Map(
    Object.entries(columns).map(([name, values]) => [name, field.vectorOf(values.map(String))]),
  );
}

/** The vectors as plain integers. */
export function columnsOf(vectors: ReadonlyMap<string, FieldVector>): Record<string, bigint[]> {
  return Object.fromEntries(
    Array.from(vectors, ([name, vector]) => [name, vector.toHex().map(BigInt)]),
  );
}

/** γ and β as a transcript would draw them: large and unrelated to the columns. */
export const CHALLENGES = [
  0x1d3f5a7c9be02468ace13579bdf0f1e2d3c4b5a697887766554433221100ffeen,
  0x0badc0ffee0ddf00d1234567890abcdef0fedcba98765432102468ace13579bdn,
];

/** Only the inverses filled in: all that a permutation needs, and what a prover of a lookup who lies about its counts does. */
export function fillOnlyInverses(
  registry: RelationRegistry,
  columns: Columns,
  parameters: readonly bigint[],
): Columns {
  const vector = registry.field.vectorOf(parameters.map(String));
  return columnsOf(fillInverses(registry, vectorsOf(registry, columns), vector));
}

/** What does not hold: "relation.subrelation at row 3", or "Σ relation.subrelation". */
export function violations(
  registry: RelationRegistry,
  columns: Columns,
  parameters: readonly bigint[],
): string[] {
  const p = modulusOf(registry.field);
  const length = Math.max(...Object.values(columns).map((values) => values.length));
  const sums = registry.subrelations.map(() => 0n);
  const found: string[] = [];
  const name = (j: number): string =>
    `${registry.subrelations[j].relation}.${registry.subrelations[j].name}`;
  // One row more than the longest column: the row of zeros that stands for all further ones.
  for (let row = 0; row <= length; row++) {
    const values = registry.columns.map((name) => {
      const shift = registry.shifts.find((s) => s.name === name);
      return (shift ? columns[shift.base]?.[row + 1] : columns[name]?.[row]) ?? 0n;
    });
    naiveEvaluate(registry, values, parameters).forEach((value, j) => {
      sums[j] += value;
      if (registry.subrelations[j].kind === "row-wise" && value !== 0n) {
        found.push(`${name(j)} at row ${row}`);
      }
    });
  }
  registry.subrelations.forEach(({ kind }, j) => {
    if (kind === "sum-wise" && sums[j] % p !== 0n) found.push(`Σ ${name(j)}`);
  });
  return found;
}
