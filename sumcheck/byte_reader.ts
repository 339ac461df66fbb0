// A cursor over bytes that came from outside: every read is bounded, nothing may be left at the end.
// Knows no file format.

import { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { SumcheckError } from "./errors.ts";
import { asCanonical } from "./canonical.ts";

const ELEMENT_BYTES = 32;

/** Reads bytes one piece after the other. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  /** Begins at byte 0. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * The next `length` bytes, as a view.
   *
   * @throws {SumcheckError} `truncated`
   */
  take(length: number, what: string): Uint8Array {
    const start = this.#offset;
    if (length > this.#bytes.length - start) {
      throw new SumcheckError(
        "truncated",
        `Cannot read ${what}: the file ends at byte ${this.#bytes.length}, before byte ${
          start + length
        }`,
      );
    }
    this.#offset += length;
    return this.#bytes.subarray(start, start + length);
  }

  /**
   * One byte as a number.
   *
   * @throws {SumcheckError} `truncated`
   */
  uint8(what: string): number {
    return this.take(1, what)[0];
  }

  /**
   * Four bytes as a number.
   *
   * @throws {SumcheckError} `truncated`
   */
  uint32(what: string, littleEndian = false): number {
    const start = this.#offset;
    this.take(4, what);
    return this.#view.getUint32(start, littleEndian);
  }

  /**
   * A length byte and that many bytes of UTF-8.
   *
   * @throws {SumcheckError} `truncated`, `bad-header` when the bytes are not UTF-8.
   */
  name(what: string): string {
    const bytes = this.take(this.uint8(what), what);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice());
    } catch (error) {
      throw new SumcheckError(
        "bad-header",
        `Cannot read ${what}: the bytes before byte ${this.#offset} are not UTF-8`,
        { cause: error },
      );
    }
  }

  /**
   * `length` elements of 32 bytes each, big-endian.
   *
   * @throws {SumcheckError} `truncated`, `non-canonical`.
   */
  elements(field: PrimeField, length: number, what: string): FieldVector {
    const bytes = this.take(ELEMENT_BYTES * length, what);
    return asCanonical(what, () => FieldVector.fromBytes(field, bytes, "big"));
  }

  /**
   * Checks that everything has been read.
   *
   * @throws {SumcheckError} `trailing-bytes`
   */
  finish(): void {
    const left = this.#bytes.length - this.#offset;
    if (left > 0) {
      throw new SumcheckError(
        "trailing-bytes",
        `Cannot read the file: ${left} bytes follow its end at byte ${this.#offset}`,
      );
    }
  }
}
