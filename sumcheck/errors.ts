// The one error class of this room.

/** What can be wrong with a proof, a trace, a transcript or a file. Every kind of damage has a code of its own. */
export type SumcheckErrorCode =
  // the statement
  | "wrong-registry"
  | "wrong-field"
  | "wrong-rows"
  | "wrong-parameters"
  | "wrong-sum"
  // the proof's form
  | "wrong-shape"
  | "non-canonical"
  // the proof's checks
  | "round-check-failed"
  | "final-check-failed"
  | "evaluation-mismatch"
  // UltraHonk proofs and keys
  | "limb-out-of-range"
  | "not-on-curve"
  | "wrong-public-inputs"
  | "wrong-key"
  | "wrong-key-hash"
  | "degenerate-challenge"
  // traces
  | "missing-column"
  | "unknown-column"
  | "duplicate-column"
  | "column-too-long"
  | "value-too-large"
  | "shift-mismatch"
  // files
  | "bad-magic"
  | "bad-version"
  | "bad-header"
  | "bad-json"
  | "duplicate-key"
  | "bad-element"
  | "truncated"
  | "trailing-bytes"
  | "limit-exceeded"
  // transcripts
  | "unknown-challenge"
  | "challenges-exhausted"
  // the prover
  | "bad-option"
  | "unsatisfied"
  | "too-late";

/** Thrown by everything in sumcheck/; `code` says which check failed, the message where and with which value. */
export class SumcheckError extends Error {
  /** Which check failed. */
  readonly code: SumcheckErrorCode;
  /** The round in which it failed (0 is the first), where there is one. */
  readonly round?: number;

  /** Makes the error. */
  constructor(
    code: SumcheckErrorCode,
    message: string,
    options: ErrorOptions & { readonly round?: number } = {},
  ) {
    super(message, options);
    this.name = "SumcheckError";
    this.code = code;
    if (options.round !== undefined) this.round = options.round;
  }
}
