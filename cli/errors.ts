// What the command line says when it cannot go on: one line with a code, a message and a hint, and an exit code.

import { FieldError } from "../field/errors.ts";
import { RelationError } from "../relations/errors.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { hintOf } from "./hints.ts";

/** Everything went well. */
export const EXIT_OK = 0;
/** The command did its work, and what it checked is not so. */
export const EXIT_CHECK_FAILED = 1;
/** The command could not do its work as it was called. */
export const EXIT_BAD_USE = 2;

/** What can be wrong with a call. */
export type CliErrorCode =
  // arguments
  | "unknown-command"
  | "unknown-option"
  | "unexpected-argument"
  | "missing-argument"
  | "missing-option"
  | "missing-value"
  | "unexpected-value"
  | "repeated-option"
  | "bad-value"
  | "unknown-registry"
  | "bad-distribution"
  | "unknown-parameter"
  // files
  | "not-found"
  | "permission-denied"
  | "is-directory"
  | "already-there"
  | "file-error"
  | "not-text"
  // the runtime
  | "unknown-runtime";

/** Thrown by everything in cli/. */
export class CliError extends Error {
  /** What is wrong. */
  readonly code: CliErrorCode;
  /** What to do about it, if there is more to say than the code's usual hint. */
  readonly hint: string | undefined;

  /** Makes the error. */
  constructor(
    code: CliErrorCode,
    message: string,
    options: ErrorOptions & { readonly hint?: string } = {},
  ) {
    super(message, options);
    this.name = "CliError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** A check that failed: the reason is the error of the room that made the check. */
export class CheckFailed extends Error {
  /**
   * Wraps the reason.
   *
   * @param details what there is to say for machines beside it
   */
  constructor(
    override readonly cause: unknown,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.name = "CheckFailed";
  }
}

/** An error as the command line shows it. */
export interface Failure {
  /** The error's code; "unexpected" for one that has none. */
  readonly code: string;
  /** What, where and which value; one line. */
  readonly message: string;
  /** What to do about it; one line. */
  readonly hint: string;
  /** {@linkcode EXIT_CHECK_FAILED} or {@linkcode EXIT_BAD_USE}. */
  readonly exitCode: number;
  /** What there is to say for machines beside it. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** How an error is shown. */
export function failureOf(error: unknown): Failure {
  const failed = error instanceof CheckFailed;
  const reason = failed ? error.cause : error;
  const code = codeOf(reason);
  const hint = (reason instanceof CliError ? reason.hint : undefined) ?? hintOf(code);
  return {
    code,
    message: oneLine(reason instanceof Error ? reason.message : String(reason)),
    hint: oneLine(hint),
    exitCode: failed ? EXIT_CHECK_FAILED : EXIT_BAD_USE,
    details: failed ? error.details : {},
  };
}

/** "code: message" of an error, for lists of results. */
export function reasonOf(error: unknown): string {
  const { code, message } = failureOf(error);
  return `${code}: ${message}`;
}

/** Is it an error that the library throws on purpose? */
export function isLibraryError(
  error: unknown,
): error is FieldError | RelationError | SchedulerError | SumcheckError {
  return error instanceof SumcheckError || error instanceof RelationError ||
    error instanceof FieldError || error instanceof SchedulerError;
}

function codeOf(error: unknown): string {
  return error instanceof CliError || isLibraryError(error) ? error.code : "unexpected";
}

const MAX_LINE = 600;

/** Text from anywhere as one line that cannot steer a terminal. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  const line = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, " ").trim();
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
