// The one error class of this room.

/** What can be wrong with a field, an element, a vector or the text or bytes given for one. */
export type FieldErrorCode =
  | "unknown-field"
  | "bad-modulus"
  | "bad-syntax"
  | "non-canonical"
  | "bad-element"
  | "bad-length"
  | "bad-exponent"
  | "length-mismatch"
  | "field-mismatch"
  | "out-of-range"
  | "bad-coefficient"
  | "overlap"
  | "no-inverse";

/** Thrown by everything in field/; `code` says which rule was broken, the message where and by which value. */
export class FieldError extends Error {
  /** Which rule was broken. */
  readonly code: FieldErrorCode;
  /** Makes the error. */
  constructor(code: FieldErrorCode, message: string) {
    super(message);
    this.name = "FieldError";
    this.code = code;
  }
}
