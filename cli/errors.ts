// What the command line says when it cannot go on: one line with a code, a message and a hint, and an exit code.

import { FieldError } from "../field/errors.ts";
import { RelationError } from "../relations/errors.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import { SumcheckError } from "../sumcheck/errors.ts";

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
  // files
  | "not-found"
  | "permission-denied"
  | "is-directory"
  | "file-error"
  | "not-text";

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
  /** What to do about it; one line, may be empty. */
  readonly hint: string;
  /** {@linkcode EXIT_CHECK_FAILED} or {@linkcode EXIT_BAD_USE}. */
  readonly exitCode: number;
  /** What there is to say for machines beside it. */
  readonly details: Readonly<Record<string, unknown>>;
}

const HINTS: Readonly<Record<string, string>> = {
  "unknown-registry": "cli.ts inspect --help lists the registries",
  "unknown-parameter": "give each with --parameter name=value, or all with --parameters FILE.json",
  "unknown-column": "cli.ts inspect lists the columns of a registry",
  "missing-column": "a column that is zero everywhere is given with no values, not left out",
  "bad-distribution": "use auto, dynamic:64, guided:16, strided:2, queued:16 or contiguous",
  "wrong-registry": "give --relations the registry that the file was made for",
  "wrong-sum": "if another sum than zero is meant, give it with --sum",
  "round-check-failed": "the proof is not valid for this statement",
  "final-check-failed": "the proof is not valid for this statement",
  "wrong-key-hash": "the key and its hash are of different circuits, or of another release",
  "wrong-public-inputs": "the number and the place of the public inputs are in the key",
  "unsatisfied": "leave out --satisfied to prove the sum that the trace has",
  "evaluation-mismatch": "the proof is about another trace",
  "non-canonical": "elements are integers below the field's modulus",
  "bad-magic": "give a file that this package wrote, or a vector of a kind that the command reads",
  "open-failed": "try --workers 1",
  "limit-exceeded": "the limits are in the README",
  "not-found": "check the path",
  "permission-denied":
    "Deno needs --allow-read for the files read and --allow-write for their folder",
  "unexpected": "this is a bug, please report it with the files that lead to it",
};

/** How an error is shown. */
export function failureOf(error: unknown): Failure {
  const failed = error instanceof CheckFailed;
  const reason = failed ? error.cause : error;
  const code = codeOf(reason);
  const hint = (reason instanceof CliError ? reason.hint : undefined) ?? HINTS[code] ?? "";
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

function codeOf(error: unknown): string {
  const known = error instanceof CliError || error instanceof SumcheckError ||
    error instanceof RelationError || error instanceof FieldError ||
    error instanceof SchedulerError;
  return known ? error.code : "unexpected";
}

const MAX_LINE = 600;

/** Text from anywhere as one line that cannot steer a terminal. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  const line = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, " ").trim();
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
