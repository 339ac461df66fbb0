// What to do about an error, by its code, where the place that threw it says nothing better.

import type { FieldErrorCode } from "../field/errors.ts";
import type { RelationErrorCode } from "../relations/errors.ts";
import type { SchedulerErrorCode } from "../scheduler/errors.ts";
import type { SumcheckErrorCode } from "../sumcheck/errors.ts";
import type { CliErrorCode } from "./errors.ts";

type LibraryCode = FieldErrorCode | RelationErrorCode | SchedulerErrorCode | SumcheckErrorCode;

const NOT_VALID = "the proof is not valid for this statement";
const DAMAGED = "the file is damaged, or is not the one that is meant";
const OTHER_CIRCUIT =
  "the key, the public inputs and the proof must be of one circuit and one release";

const SEE_HELP = "--help behind the command shows what it takes";

/** Complete for what the command line itself finds. */
const HINTS:
  & Readonly<Record<CliErrorCode | "unexpected", string>>
  & Readonly<Partial<Record<LibraryCode, string>>> = {
    // calls
    "unknown-command": "--help shows the commands",
    "unknown-option": SEE_HELP,
    "unexpected-argument": SEE_HELP,
    "missing-argument": SEE_HELP,
    "missing-option": SEE_HELP,
    "missing-value": SEE_HELP,
    "unexpected-value": SEE_HELP,
    "repeated-option": SEE_HELP,
    "bad-value": SEE_HELP,
    "bad-option": SEE_HELP,
    "bad-distribution": SEE_HELP,
    "unknown-registry": SEE_HELP,
    "unknown-runtime": "run it with deno or with bun",
    // files and their form
    "not-found": "check the path",
    "is-directory": "give the path of a file",
    "permission-denied":
      "Deno needs --allow-read for files read and --allow-write for folders of files written; else see the file's mode",
    "already-there": "remove or rename it first: nothing is written over",
    "file-error": "check the path and the disk",
    "not-text": DAMAGED,
    "bad-json": DAMAGED,
    "bad-header": DAMAGED,
    "duplicate-key": DAMAGED,
    "truncated": DAMAGED,
    "trailing-bytes": DAMAGED,
    "bad-magic":
      "give a file that this package wrote, or a vector of a kind that the command reads",
    "bad-version": "the file is of another version of this package",
    "limit-exceeded": "the limits are in the README",
    "bad-element":
      "elements are integers below the field's modulus, hexadecimal after 0x or decimal",
    "bad-syntax":
      "elements are integers below the field's modulus, hexadecimal after 0x or decimal",
    "non-canonical": "elements are integers below the field's modulus",
    // statements and traces
    "wrong-registry": "give --relations the registry that the file was made for",
    "wrong-field": "give --relations the registry that the file was made for",
    "wrong-rows": "the trace and the proof must have the same number of rows",
    "wrong-parameters": "the parameters must be those that the proof was made with",
    "wrong-sum": "if another sum than zero is meant, give it with --sum",
    "unknown-parameter":
      "give each with --parameter name=value, or all with --parameters FILE.json",
    "unknown-column": "inspect lists the columns of a registry",
    "missing-column": "a column that is zero everywhere is given with no values, not left out",
    "duplicate-column": "a column is given once",
    "column-too-long": "a column has at most as many values as the trace has rows",
    "value-too-large": "give the column more bits per value, or as field elements",
    "shift-mismatch": "the shift of a column is the column one row later",
    "unsatisfied": "leave out --satisfied to prove the sum that the trace has",
    // proofs
    "wrong-shape": NOT_VALID,
    "round-check-failed": NOT_VALID,
    "final-check-failed": NOT_VALID,
    "evaluation-mismatch": "the proof is about another trace",
    "limb-out-of-range": DAMAGED,
    "not-on-curve": DAMAGED,
    "wrong-public-inputs": "the number and the place of the public inputs are in the key",
    "wrong-key": OTHER_CIRCUIT,
    "wrong-key-hash": "the key and its hash are of different circuits, or of another release",
    "degenerate-challenge": OTHER_CIRCUIT,
    // the machine
    "open-failed": "try --workers 1",
    "worker-lost": "try fewer --workers",
    "worker-failed": "try --workers 1",
    "unexpected": "this is a bug, please report it with the files that lead to it",
  };

/** The hint for a code; for one that no call should lead to, where to report it. */
export function hintOf(code: string): string {
  const known: Readonly<Record<string, string | undefined>> = HINTS;
  const hint = Object.hasOwn(known, code) ? known[code] : undefined;
  return hint ?? "if the files are as they should be, please report this";
}
