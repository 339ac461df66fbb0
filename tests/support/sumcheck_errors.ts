// Expecting a SumcheckError with a certain code.

import { assertEquals, assertIsError, assertRejects, assertThrows } from "@std/assert";
import { SumcheckError, type SumcheckErrorCode } from "../../sumcheck/errors.ts";

/** Fails unless `run` throws a SumcheckError with this code, and in this round if one is given; returns it. */
export function assertRefused(
  run: () => unknown,
  code: SumcheckErrorCode,
  round?: number,
): SumcheckError {
  const error = assertThrows(run, SumcheckError);
  return check(error, code, round);
}

/** Fails unless `run` rejects with a SumcheckError with this code; resolves to it. */
export async function assertRefusedLater(
  run: () => Promise<unknown>,
  code: SumcheckErrorCode,
): Promise<SumcheckError> {
  return check(await assertRejects(run, SumcheckError), code);
}

/** Runs what may throw a SumcheckError and nothing else; its code, or undefined when nothing was thrown. */
export function codeOf(run: () => unknown): SumcheckErrorCode | undefined {
  try {
    run();
  } catch (error) {
    assertIsError(error, SumcheckError);
    assertEquals(error.message.slice(0, 7), "Cannot ");
    return error.code;
  }
  return undefined;
}

function check(error: SumcheckError, code: SumcheckErrorCode, round?: number): SumcheckError {
  assertEquals(error.code, code, error.message);
  if (round !== undefined) assertEquals(error.round, round, error.message);
  assertEquals(error.message.slice(0, 7), "Cannot ");
  return error;
}
