// A column of small integers, stored as such: one, two or four bytes per row instead of the 32 of a field element.
// Knows no field until its elements are asked for.

import { FieldVector } from "../field/field_vector.ts";
import { LANES } from "../field/lane_kernel.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { SumcheckError } from "./errors.ts";
import { ShortMultiplier } from "./kernel/short_multiplier.ts";
import { shown } from "./shown.ts";

/** Bits that a small column may be declared with. */
export type SmallBits = 1 | 8 | 16 | 32;

/** Where a small column's values are: bits take a byte each. */
export type SmallValues = Uint8Array | Uint16Array | Uint32Array;

/** How a small column is made. */
export interface SmallColumnOptions {
  /** Put the values into shared memory, ready for workers. Default: no. */
  readonly shared?: boolean;
  /** The column's name, for errors. */
  readonly name?: string;
}

/** Values turned into elements at a time. */
const PIECE = 256;

/**
 * Integers from 0 to 2^bits − 1, one per row, that stand for field elements in a {@linkcode Trace}.
 *
 * @example A column of bytes
 * ```ts
 * import { SmallColumn } from "@limbs/sumcheck/sumcheck";
 * import { assertEquals } from "@std/assert";
 *
 * const column = SmallColumn.of(8, [1, 2, 255]);
 * assertEquals(column.values, Uint8Array.of(1, 2, 255));
 * ```
 */
export class SmallColumn {
  /** Every value is below 2^bits. */
  readonly bits: SmallBits;
  /** The values, by row. */
  readonly values: SmallValues;

  /**
   * Takes the values as they are, without copying them.
   *
   * @param name the column's, for errors
   * @throws {SumcheckError} `bad-option` when the array is not the one for these bits (bytes for 1 and 8);
   * `value-too-large` when a value of a 1-bit column is neither 0 nor 1, naming its row
   */
  constructor(bits: SmallBits, values: SmallValues, name?: string) {
    if (values.BYTES_PER_ELEMENT !== bytesOf(bits)) {
      throw new SumcheckError(
        "bad-option",
        `Cannot make a column of ${bits} bits: ${values.BYTES_PER_ELEMENT} bytes per value are given`,
      );
    }
    checkBits(bits, values, 0, name);
    this.bits = bits;
    this.values = values;
  }

  /**
   * A column of these numbers, in memory of its own.
   *
   * @throws {SumcheckError} `bad-option` when there are no such columns; `value-too-large` when a number is not an
   * integer from 0 to 2^bits − 1, naming its row
   */
  static of(
    bits: SmallBits,
    numbers: ArrayLike<number>,
    options: SmallColumnOptions = {},
  ): SmallColumn {
    const limit = 2 ** bits;
    const values = smallValues(bits, numbers.length, options.shared ?? false);
    for (let row = 0; row < values.length; row++) {
      const number = numbers[row];
      if (!Number.isInteger(number) || number < 0 || number >= limit) {
        throw tooLarge(bits, shown(number), row, options.name);
      }
      values[row] = number;
    }
    return new SmallColumn(bits, values);
  }

  /**
   * A column of the integers that these elements are.
   *
   * @throws {SumcheckError} as {@linkcode SmallColumn.of}
   */
  static fromElements(
    bits: SmallBits,
    elements: FieldVector,
    options: SmallColumnOptions = {},
  ): SmallColumn {
    const { field, length } = elements, limit = 2 ** bits;
    const values = smallValues(bits, length, options.shared ?? false);
    for (let row = 0; row < length; row++) {
      const x = elements.get(row), words = field.toWords(x);
      if (words[0] >= limit || words.subarray(1).some((word) => word !== 0)) {
        throw tooLarge(bits, field.toDecimal(x), row, options.name);
      }
      values[row] = words[0];
    }
    return new SmallColumn(bits, values);
  }

  /** How many rows are stored. */
  get length(): number {
    return this.values.length;
  }

  /** Whether the values lie in a SharedArrayBuffer. */
  get isShared(): boolean {
    return typeof SharedArrayBuffer !== "undefined" &&
      this.values.buffer instanceof SharedArrayBuffer;
  }

  /** Rows `start` to `end` − 1 as field elements, in unshared memory. The field's modulus must be above the values. */
  elements(field: PrimeField, start = 0, end: number = this.length): FieldVector {
    return smallElements(field, this.values.subarray(start, end));
  }
}

/** Zeroed values for a column; bits as {@linkcode SmallBits}, checked. */
export function smallValues(bits: SmallBits, length: number, shared: boolean): SmallValues {
  const bytes = bytesOf(bits);
  const buffer = shared ? new SharedArrayBuffer(bytes * length) : new ArrayBuffer(bytes * length);
  return bytes === 1
    ? new Uint8Array(buffer)
    : bytes === 2
    ? new Uint16Array(buffer)
    : new Uint32Array(buffer);
}

/**
 * Checks values whose array alone does not bound them.
 *
 * @param first row of the first one
 * @throws {SumcheckError} `value-too-large` naming the row
 */
export function checkBits(
  bits: SmallBits,
  values: SmallValues,
  first: number,
  name: string | undefined,
): void {
  if (bits !== 1) return;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > 1) throw tooLarge(bits, String(values[i]), first + i, name);
  }
}

/** Whether there are small columns of that many bits. */
export function isSmallBits(bits: unknown): bits is SmallBits {
  return bits === 1 || bits === 8 || bits === 16 || bits === 32;
}

/**
 * Bytes per value.
 *
 * @throws {SumcheckError} `bad-option`
 */
export function bytesOf(bits: SmallBits): 1 | 2 | 4 {
  if (!isSmallBits(bits)) {
    throw new SumcheckError(
      "bad-option",
      `Cannot make a column of ${bits} bits: the number is not 1, 8, 16 or 32`,
    );
  }
  return bits <= 8 ? 1 : bits === 16 ? 2 : 4;
}

/** Small integers as elements of a field whose modulus is above them. */
export function smallElements(field: PrimeField, values: SmallValues): FieldVector {
  const kernel = field.kernel(), words = new Uint32Array(WORDS * values.length);
  const unit = new Float64Array(LANES), multiplier = new ShortMultiplier(kernel);
  kernel.unpack(unit, field.one, 0, 1);
  multiplier.bind(unit);
  const lanes = new Float64Array(PIECE * LANES), numbers = new Float64Array(PIECE);
  for (let start = 0; start < values.length; start += PIECE) {
    const piece = values.subarray(start, start + PIECE);
    numbers.set(piece);
    lanes.fill(0);
    multiplier.addTo(lanes, numbers, piece.length);
    kernel.reduce(lanes, lanes, piece.length);
    kernel.pack(words, WORDS * start, lanes, piece.length);
  }
  return new FieldVector(field, words);
}

function tooLarge(
  bits: number,
  value: string,
  row: number,
  name: string | undefined,
): SumcheckError {
  const what = name === undefined ? "a column" : `column ${shown(name)}`;
  return new SumcheckError(
    "value-too-large",
    `Cannot make ${what} of ${bits} bits: its value at row ${row} is ${value}`,
  );
}
