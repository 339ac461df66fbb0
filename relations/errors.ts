// The one error class of this room.

/** What can be wrong with a relation, a registry or the values given to them. */
export type RelationErrorCode =
  | "bad-constant"
  | "bad-exponent"
  | "foreign-expression"
  | "bad-name"
  | "duplicate-name"
  | "unknown-column"
  | "unknown-parameter"
  | "degree-mismatch"
  | "constant-subrelation"
  | "bad-kind"
  | "unsound-skip"
  | "empty-relation"
  | "empty-registry"
  | "unknown-registry"
  | "unknown-relation"
  | "field-mismatch"
  | "bad-tuple"
  | "bad-selector"
  | "length-mismatch"
  | "no-inverse"
  | "lookup-miss";

/** Thrown by everything in relations/; `code` says which rule was broken, the message where and by which value. */
export class RelationError extends Error {
  /** Which rule was broken. */
  readonly code: RelationErrorCode;
  /** Makes the error. */
  constructor(code: RelationErrorCode, message: string) {
    super(message);
    this.name = "RelationError";
    this.code = code;
  }
}
