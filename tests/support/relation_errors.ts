// Asserting which rule of the relations room an action breaks.

import { assertIsError, assertStrictEquals } from "@std/assert";
import { RelationError, type RelationErrorCode } from "../../relations/errors.ts";

/** Fails unless `action` throws a RelationError with this code whose message has all the parts. */
export function assertRelationError(
  action: () => unknown,
  code: RelationErrorCode,
  ...parts: readonly string[]
): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  for (const part of ["Cannot ", ...parts]) assertIsError(thrown, RelationError, part);
  assertStrictEquals((thrown as RelationError).code, code);
}
