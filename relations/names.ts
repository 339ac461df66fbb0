// The rules for names: what a column, a parameter, a relation or a registry may be called.

import { RelationError } from "./errors.ts";

/** Columns and parameters are destructured by user code, so they are identifiers. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]{0,127}$/;
/** Relations, subrelations and registries are only printed. */
const LABEL = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;

/** The name of a column's value in the next row. */
export function shiftedName(base: string): string {
  return `${base}_shift`;
}

/**
 * Checks that `name` can be a column or a parameter.
 * @throws {RelationError} "bad-name"
 */
export function checkIdentifier(what: string, where: string, name: unknown): void {
  check(what, where, name, IDENTIFIER, "a letter followed by at most 127 letters, digits or _");
}

/**
 * Checks that `name` can be a relation, a subrelation or a registry.
 * @throws {RelationError} "bad-name"
 */
export function checkLabel(what: string, where: string, name: unknown): void {
  check(
    what,
    where,
    name,
    LABEL,
    "a letter followed by at most 127 letters, digits, dots, - or _",
  );
}

/**
 * Checks that no name occurs twice.
 * @throws {RelationError} "duplicate-name"
 */
export function checkDistinct(what: string, where: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new RelationError(
        "duplicate-name",
        `Cannot define ${where}: the ${what} "${name}" is given twice`,
      );
    }
    seen.add(name);
  }
}

function check(what: string, where: string, name: unknown, pattern: RegExp, rule: string): void {
  if (typeof name !== "string" || !pattern.test(name)) {
    throw new RelationError(
      "bad-name",
      `Cannot define ${where}: the ${what} ${JSON.stringify(name) ?? String(name)} is not ${rule}`,
    );
  }
}
