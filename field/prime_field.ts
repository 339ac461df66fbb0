// A prime field: the arithmetic of single elements and their written forms. Elements are checked where they enter;
// vectors are FieldVector's, bulk arithmetic is the lane kernel's.

import { type ByteOrder, BYTES, wordsFromBytes, wordsToBytes } from "./codec_bytes.ts";
import { quoted, wordsFromText, wordsToDecimal, wordsToHex } from "./codec_text.ts";
import { FieldError } from "./errors.ts";
import { exponentWords } from "./exponent.ts";
import { FieldVector } from "./field_vector.ts";
import { laneKernel } from "./kernels.ts";
import type { LaneKernel } from "./lane_kernel.ts";
import { isProbablePrime, squareRoot } from "./number_theory.ts";
import { Montgomery } from "./scalar.ts";
import {
  bitLength,
  compareWords,
  halveWords,
  isBelowAt,
  isOneWords,
  isZeroWords,
  WORDS,
} from "./words.ts";

/**
 * One element: 8 little-endian 32-bit words of x·2^256 mod p (Montgomery form), canonical, that is below p. Made by the
 * methods of {@linkcode PrimeField}; elements of different fields cannot be told apart.
 */
export type FieldElement = Uint32Array;

/** What a field is made from. */
export interface PrimeFieldOptions {
  /** What messages, files and proofs call the field. */
  readonly name: string;
  /** An odd prime of at most 255 bits, decimal or hexadecimal after "0x". */
  readonly modulus: string;
}

/** The integers modulo an odd prime of at most 255 bits. */
export class PrimeField {
  /** What messages, files and proofs call the field. */
  readonly name: string;
  /** The prime p: 8 little-endian words, a plain integer. */
  readonly modulus: Uint32Array;
  /** Bits of p. */
  readonly bits: number;

  readonly #montgomery: Montgomery;
  readonly #kernels: Map<LaneKernel["order"] | undefined, LaneKernel> = new Map();

  /**
   * Makes the field, once its modulus is seen to be an odd prime (by the Miller–Rabin test).
   * @throws {FieldError} "bad-syntax" if the modulus is not written as an integer, "bad-modulus" if it is even, longer
   * than 255 bits, below 3 or composite
   */
  constructor(options: PrimeFieldOptions) {
    const { name } = options;
    const fail = (why: string) =>
      new FieldError(
        "bad-modulus",
        `Cannot make the field ${quoted(name)}: its modulus ${quoted(options.modulus)} is ${why}`,
      );
    const modulus = wordsFromText(options.modulus);
    if (modulus === undefined || bitLength(modulus) > 255) throw fail("longer than 255 bits");
    if ((modulus[0]! & 1) === 0) throw fail("even");
    if (isOneWords(modulus)) throw fail("below 3");
    this.#montgomery = new Montgomery(modulus);
    if (!isProbablePrime(this.#montgomery)) throw fail("not prime");
    this.name = name;
    this.modulus = modulus;
    this.bits = bitLength(modulus);
  }

  /** Zero, a fresh copy. */
  get zero(): FieldElement {
    return new Uint32Array(WORDS);
  }

  /** One, a fresh copy. */
  get one(): FieldElement {
    return this.#montgomery.one.slice();
  }

  /** 2^256 mod p, the words of one in Montgomery form: the same as {@linkcode one}. */
  get montgomeryOne(): FieldElement {
    return this.one;
  }

  /** Whether `other` has the same modulus; names do not matter. */
  isSameAs(other: PrimeField): boolean {
    return this === other || compareWords(this.modulus, other.modulus) === 0;
  }

  /** The bulk arithmetic of this field, in the statement order given or in the one chosen for this engine. */
  kernel(order?: LaneKernel["order"]): LaneKernel {
    const made = this.#kernels.get(order);
    if (made !== undefined) return made;
    const kernel = laneKernel(this.modulus, order);
    this.#kernels.set(order, kernel);
    return kernel;
  }

  // --- written forms -------------------------------------------------------------------------------------------------

  /**
   * The element written as decimal digits, as hexadecimal digits after "0x", or given as a safe integer, which may be
   * negative: −n is p − n.
   * @throws {FieldError} "bad-syntax" for other text or an unsafe or fractional number, "non-canonical" for a value
   * (or the absolute value of a negative number) that is not below p
   */
  parse(value: string | number): FieldElement {
    if (typeof value === "string") return this.#enter(wordsFromText(value), () => quoted(value));
    if (!Number.isSafeInteger(value)) {
      throw new FieldError(
        "bad-syntax",
        `Cannot parse an element of ${this.name}: ${String(value)} is not a safe integer`,
      );
    }
    const words = new Uint32Array(WORDS);
    words[0] = Math.abs(value);
    words[1] = Math.abs(value) / 0x100000000;
    const x = this.#enter(words, () => String(value));
    return value < 0 ? this.neg(x) : x;
  }

  /** "0x" and 64 lower-case hexadecimal digits of the plain integer. */
  format(x: FieldElement): string {
    return wordsToHex(this.toWords(x));
  }

  /** The plain integer in decimal. */
  toDecimal(x: FieldElement): string {
    return wordsToDecimal(this.toWords(x));
  }

  /**
   * The element whose plain integer is 32 bytes.
   * @throws {FieldError} "bad-length" for another number of bytes, "non-canonical" if the integer is not below p
   */
  fromBytes(bytes: Uint8Array, order: ByteOrder): FieldElement {
    if (bytes.length !== BYTES) throw this.#badBytes(bytes.length, String(BYTES));
    const words = wordsFromBytes(bytes, 0, order);
    return this.#enter(words, () => wordsToHex(words));
  }

  /** The plain integer as 32 bytes. */
  toBytes(x: FieldElement, order: ByteOrder): Uint8Array {
    const bytes = new Uint8Array(BYTES);
    wordsToBytes(bytes, 0, this.toWords(x), order);
    return bytes;
  }

  /**
   * A big-endian integer of 32 or 64 bytes reduced mod p. From 64 uniform bytes the bias is below 2^−257.
   * @throws {FieldError} "bad-length" for another number of bytes
   */
  fromWideBytes(bytes: Uint8Array): FieldElement {
    if (bytes.length !== BYTES && bytes.length !== 2 * BYTES) {
      throw this.#badBytes(bytes.length, `${BYTES} or ${2 * BYTES}`);
    }
    const m = this.#montgomery;
    const low = wordsFromBytes(bytes, bytes.length - BYTES, "big");
    m.enter(low, low);
    if (bytes.length === BYTES) return low;
    const high = wordsFromBytes(bytes, 0, "big");
    m.enter(high, high);
    m.enter(high, high); // the second time multiplies by 2^256
    m.add(high, high, low);
    return high;
  }

  /**
   * The element of a plain integer, 8 little-endian words.
   * @throws {FieldError} "bad-element" for another number of words, "non-canonical" if it is not below p
   */
  fromWords(plain: Uint32Array): FieldElement {
    this.#check(plain);
    return this.#enter(plain, () => wordsToHex(plain));
  }

  /** The plain integer below p as 8 little-endian words. */
  toWords(x: FieldElement): Uint32Array {
    this.#check(x);
    const out = new Uint32Array(WORDS);
    this.#montgomery.leave(out, x);
    return out;
  }

  // --- arithmetic ----------------------------------------------------------------------------------------------------

  /** a + b. */
  add(a: FieldElement, b: FieldElement): FieldElement {
    return this.#binary("add", a, b);
  }

  /** a − b. */
  sub(a: FieldElement, b: FieldElement): FieldElement {
    return this.#binary("sub", a, b);
  }

  /** a·b. */
  mul(a: FieldElement, b: FieldElement): FieldElement {
    return this.#binary("mul", a, b);
  }

  /** −a. */
  neg(a: FieldElement): FieldElement {
    return this.#binary("sub", this.zero, a);
  }

  /** a². */
  square(a: FieldElement): FieldElement {
    return this.#binary("mul", a, a);
  }

  /** 2a. */
  double(a: FieldElement): FieldElement {
    return this.#binary("add", a, a);
  }

  /**
   * a⁻¹.
   * @throws {FieldError} "no-inverse" for 0
   */
  inverse(a: FieldElement): FieldElement {
    this.#check(a);
    if (isZeroWords(a)) {
      throw new FieldError("no-inverse", `Cannot invert an element of ${this.name}: it is 0`);
    }
    const out = new Uint32Array(WORDS);
    this.#montgomery.inverse(out, a);
    return out;
  }

  /**
   * a^exponent, a^0 being 1; the exponent is a safe integer of at least 0 or little-endian words of any length.
   * @throws {FieldError} "bad-exponent" for another number
   */
  pow(a: FieldElement, exponent: number | Uint32Array): FieldElement {
    this.#check(a);
    const out = new Uint32Array(WORDS);
    this.#montgomery.pow(out, a, exponentWords(exponent));
    return out;
  }

  /** Whether a = b. */
  equals(a: FieldElement, b: FieldElement): boolean {
    this.#check(a);
    this.#check(b);
    return compareWords(a, b) === 0;
  }

  /** Whether a = 0. */
  isZero(a: FieldElement): boolean {
    this.#check(a);
    return isZeroWords(a);
  }

  /** −1, 0 or 1 as the plain integer of `a` is below, equal to or above that of `b`. */
  compare(a: FieldElement, b: FieldElement): -1 | 0 | 1 {
    return compareWords(this.toWords(a), this.toWords(b));
  }

  /** −1, 0 or 1: whether `a` is a non-square, zero or a non-zero square (Euler: a^((p−1)/2)). */
  legendre(a: FieldElement): -1 | 0 | 1 {
    if (this.isZero(a)) return 0;
    const half = this.modulus.slice();
    halveWords(half); // p is odd: (p − 1)/2
    return compareWords(this.pow(a, half), this.#montgomery.one) === 0 ? 1 : -1;
  }

  /** A square root of `a`, the one whose plain integer is even; undefined if `a` is not a square. */
  sqrt(a: FieldElement): FieldElement | undefined {
    this.#check(a);
    const root = squareRoot(this.#montgomery, a);
    return root === undefined || (this.toWords(root)[0]! & 1) === 0 ? root : this.neg(root);
  }

  // --- random elements and vectors -----------------------------------------------------------------------------------

  /** A uniformly random element, by rejection from `crypto.getRandomValues`. */
  random(): FieldElement {
    return this.randomVector(1).words;
  }

  /** A vector of uniformly random elements, by rejection from `crypto.getRandomValues`. */
  randomVector(length: number): FieldVector {
    const vector = this.vector(length);
    const mask = this.bits % 32 === 0 ? 0xffffffff : 2 ** (this.bits % 32) - 1;
    const top = (this.bits - 1) >> 5;
    const pool = new Uint32Array(Math.min(Math.max(1, length), 2048) * WORDS); // getRandomValues gives at most 2^16 bytes
    let at = pool.length;
    // A uniform integer below p is the Montgomery form of a uniform element.
    for (let i = 0; i < length; at += WORDS) {
      if (at === pool.length) {
        crypto.getRandomValues(pool);
        at = 0;
      }
      pool[at + top]! &= mask;
      pool.fill(0, at + top + 1, at + WORDS);
      if (!isBelowAt(pool, at, this.modulus)) continue;
      vector.words.set(pool.subarray(at, at + WORDS), i++ * WORDS);
    }
    return vector;
  }

  /**
   * `length` zeros, in a SharedArrayBuffer if asked.
   * @throws {FieldError} "bad-length" if `length` is not a count
   */
  vector(length: number, options: { readonly shared?: boolean } = {}): FieldVector {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new FieldError(
        "bad-length",
        `Cannot make a vector over ${this.name}: the length ${String(length)} is not a count`,
      );
    }
    const bytes = length * BYTES;
    const buffer = options.shared === true ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    return new FieldVector(this, new Uint32Array(buffer));
  }

  /**
   * A vector of the given elements; text and numbers are parsed as {@linkcode parse} does.
   * @throws {FieldError} as `parse`; "bad-element" or "non-canonical" for words that are not an element
   */
  vectorOf(values: Iterable<string | number | FieldElement>): FieldVector {
    const elements = Array.from(
      values,
      (x) => typeof x === "object" ? this.checked(x) : this.parse(x),
    );
    const vector = this.vector(elements.length);
    elements.forEach((x, i) => vector.words.set(x, i * WORDS));
    return vector;
  }

  /**
   * `x` itself, once it is seen to be 8 words below p.
   * @throws {FieldError} "bad-element" or "non-canonical"
   */
  checked(x: FieldElement): FieldElement {
    this.#check(x);
    if (compareWords(x, this.modulus) >= 0) {
      throw new FieldError(
        "non-canonical",
        `Cannot take an element of ${this.name}: its Montgomery form ${
          wordsToHex(x)
        } is not below the modulus`,
      );
    }
    return x;
  }

  #binary(operation: "add" | "sub" | "mul", a: FieldElement, b: FieldElement): FieldElement {
    this.#check(a);
    this.#check(b);
    const out = new Uint32Array(WORDS);
    this.#montgomery[operation](out, a, b);
    return out;
  }

  #enter(plain: Uint32Array | undefined, shown: () => string): FieldElement {
    if (plain === undefined || compareWords(plain, this.modulus) >= 0) {
      throw new FieldError(
        "non-canonical",
        `Cannot take an element of ${this.name}: ${shown()} is not below the modulus`,
      );
    }
    const out = new Uint32Array(WORDS);
    this.#montgomery.enter(out, plain);
    return out;
  }

  #check(x: FieldElement): void {
    if (!(x instanceof Uint32Array) || x.length !== WORDS) {
      throw new FieldError(
        "bad-element",
        `Cannot take an element of ${this.name}: ${
          x instanceof Uint32Array ? `${x.length} words` : `a ${typeof x}`
        } is not ${WORDS} words`,
      );
    }
  }

  #badBytes(length: number, wanted: string): FieldError {
    return new FieldError(
      "bad-length",
      `Cannot read an element of ${this.name}: the length ${length} is not ${wanted} bytes`,
    );
  }
}
