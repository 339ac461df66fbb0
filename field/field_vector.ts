// A vector of field elements: a typed view of packed words over an ArrayBuffer or SharedArrayBuffer. It stores and
// copies; arithmetic is in vector_ops.ts.

import { type ByteOrder, BYTES, wordsFromBytes, wordsToBytes } from "./codec_bytes.ts";
import { FieldError } from "./errors.ts";
import type { FieldElement, PrimeField } from "./prime_field.ts";
import { isBelowAt, WORDS } from "./words.ts";

/**
 * `length` elements of one field, 8 little-endian 32-bit words each, in Montgomery form (x·2^256 mod p) and below p: the
 * layout of the native libraries, so that buffers can be exchanged with them.
 *
 * @example Make a vector and read it
 * ```ts
 * import { BN254_FR } from "@limbs/sumcheck/field";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = BN254_FR.vectorOf([0, 1, 4, 9]);
 * assertEquals(squares.length, 4);
 * assertEquals(BN254_FR.toDecimal(squares.get(3)), "9");
 * ```
 */
export class FieldVector {
  /** The field of every element. */
  readonly field: PrimeField;
  /** The words: element i is words 8i to 8i + 7. */
  readonly words: Uint32Array;
  /** How many elements. */
  readonly length: number;

  /**
   * A view of `words`, whose elements are trusted to be below p; {@linkcode FieldVector.checked} looks.
   * @throws {FieldError} "bad-length" if the words are not a whole number of elements
   */
  constructor(field: PrimeField, words: Uint32Array) {
    if (words.length % WORDS !== 0) {
      throw new FieldError(
        "bad-length",
        `Cannot view a vector over ${field.name}: the length ${words.length} is not a multiple of ${WORDS} words`,
      );
    }
    this.field = field;
    this.words = words;
    this.length = words.length / WORDS;
  }

  /**
   * A view of `words` from outside, once every element is seen to be below p.
   * @throws {FieldError} "bad-length"; "non-canonical", naming the first index
   */
  static checked(field: PrimeField, words: Uint32Array): FieldVector {
    const vector = new FieldVector(field, words);
    for (let i = 0; i < vector.length; i++) {
      if (!isBelowAt(words, i * WORDS, field.modulus)) {
        throw new FieldError(
          "non-canonical",
          `Cannot view a vector over ${field.name}: the element at index ${i} is not below the modulus`,
        );
      }
    }
    return vector;
  }

  /** Whether the words lie in a SharedArrayBuffer. */
  get isShared(): boolean {
    return typeof SharedArrayBuffer !== "undefined" &&
      this.words.buffer instanceof SharedArrayBuffer;
  }

  /**
   * A copy of element `index`.
   * @throws {FieldError} "out-of-range"
   */
  get(index: number): FieldElement {
    this.#checkIndex("read", index);
    const { words } = this, x = new Uint32Array(WORDS);
    for (let i = 0; i < WORDS; i++) x[i] = words[index * WORDS + i]!;
    return x;
  }

  /**
   * Writes element `index`.
   * @throws {FieldError} "out-of-range"; "bad-element" or "non-canonical" if `x` is not an element
   */
  set(index: number, x: FieldElement): void {
    this.#checkIndex("write", index);
    this.words.set(this.field.checked(x), index * WORDS);
  }

  /**
   * A view of elements `start` to `end` − 1 over the same memory.
   * @throws {FieldError} "out-of-range"
   */
  subvector(start: number, end: number = this.length): FieldVector {
    this.#checkRange(start, end);
    return new FieldVector(this.field, this.words.subarray(start * WORDS, end * WORDS));
  }

  /**
   * A copy of elements `start` to `end` − 1, in unshared memory.
   * @throws {FieldError} "out-of-range"
   */
  slice(start: number = 0, end: number = this.length): FieldVector {
    this.#checkRange(start, end);
    const copy = new Uint32Array((end - start) * WORDS);
    copy.set(this.words.subarray(start * WORDS, end * WORDS));
    return new FieldVector(this.field, copy);
  }

  /**
   * Sets every element to `x`.
   * @throws {FieldError} "bad-element" or "non-canonical" if `x` is not an element
   */
  fill(x: FieldElement): void {
    this.field.checked(x);
    for (let i = 0; i < this.length; i++) this.words.set(x, i * WORDS);
  }

  /** Whether the other vector has the same field, length and elements. */
  equals(other: FieldVector): boolean {
    if (!this.field.isSameAs(other.field) || this.length !== other.length) return false;
    for (let i = 0; i < this.words.length; i++) if (this.words[i] !== other.words[i]) return false;
    return true;
  }

  /** The elements one by one, copied. */
  *[Symbol.iterator](): Generator<FieldElement, void, undefined> {
    for (let i = 0; i < this.length; i++) yield this.get(i);
  }

  /** Every element as "0x" and 64 lower-case hexadecimal digits. */
  toHex(): string[] {
    return Array.from(this, (x) => this.field.format(x));
  }

  /**
   * The vector of elements written as {@linkcode PrimeField.parse} reads them.
   * @throws {FieldError} "bad-syntax" or "non-canonical", naming the index
   */
  static fromHex(field: PrimeField, texts: readonly string[]): FieldVector {
    const vector = field.vector(texts.length);
    texts.forEach((text, i) => {
      vector.words.set(at(field, i, () => field.parse(text)), i * WORDS);
    });
    return vector;
  }

  /** The plain integers, 32 bytes each. */
  toBytes(order: ByteOrder): Uint8Array {
    const bytes = new Uint8Array(this.length * BYTES);
    for (let i = 0; i < this.length; i++) {
      wordsToBytes(bytes, i * BYTES, this.field.toWords(this.get(i)), order);
    }
    return bytes;
  }

  /**
   * The vector of plain integers of 32 bytes each.
   * @throws {FieldError} "bad-length" if the bytes are not a whole number of elements; "non-canonical", naming the index
   */
  static fromBytes(field: PrimeField, bytes: Uint8Array, order: ByteOrder): FieldVector {
    if (bytes.length % BYTES !== 0) {
      throw new FieldError(
        "bad-length",
        `Cannot read a vector over ${field.name}: the length ${bytes.length} is not a multiple of ${BYTES} bytes`,
      );
    }
    const vector = field.vector(bytes.length / BYTES);
    for (let i = 0; i < vector.length; i++) {
      const words = wordsFromBytes(bytes, i * BYTES, order);
      vector.words.set(at(field, i, () => field.fromWords(words)), i * WORDS);
    }
    return vector;
  }

  #checkIndex(task: string, index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new FieldError(
        "out-of-range",
        `Cannot ${task} an element: index ${String(index)} is not in a vector of ${this.length}`,
      );
    }
  }

  #checkRange(start: number, end: number): void {
    if (
      !Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start ||
      end > this.length
    ) {
      throw new FieldError(
        "out-of-range",
        `Cannot take elements ${String(start)} to ${
          String(end)
        }: that is not a range in a vector of ${this.length}`,
      );
    }
  }
}

/** Runs `read`, adding the index to its error. */
function at<T>(field: PrimeField, index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new FieldError(
      error.code,
      `Cannot read a vector over ${field.name} at index ${index}: ${error.message}`,
    );
  }
}
