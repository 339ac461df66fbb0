// Values for the columns of `avm-shaped`: random ones of a given width, and copies. Knows no relations.

import { type FieldVector, mulVectorByElement } from "../../field/mod.ts";
import type { Random } from "./random.ts";

/** Words of an element. */
const WORDS = 8;

/** Fills rows `from` to the end with integers of at most so many bits, or any elements for 254. */
export function fillRandom(column: FieldVector, from: number, bits: number, random: Random): void {
  const { field, words, length } = column;
  if (bits >= field.bits) {
    for (let row = from; row < length; row++) words.set(random.element(field), row * WORDS);
    return;
  }
  const whole = bits >> 5, rest = 2 ** (bits & 31);
  for (let row = from; row < length; row++) {
    const at = row * WORDS;
    for (let k = 0; k < whole; k++) words[at + k] = random.word();
    if (rest > 1) words[at + whole] = random.below(rest);
  }
  toMontgomery(column);
}

/** Writes 0, 1, 2, … from row `from` on. */
export function fillCounting(column: FieldVector, from: number): void {
  for (let row = from; row < column.length; row++) column.words[row * WORDS] = row - from;
  toMontgomery(column);
}

/** Sets the rows in which `isSet` to 1. */
export function fillOnes(column: FieldVector, isSet: (row: number) => boolean): void {
  const { one } = column.field;
  for (let row = 0; row < column.length; row++) if (isSet(row)) column.words.set(one, row * WORDS);
}

/** Sets the rows in which the mask is 0 to 0. */
export function clearRows(column: FieldVector, mask: Uint8Array): void {
  for (let row = 0; row < column.length; row++) {
    if (mask[row] === 0) column.words.fill(0, row * WORDS, (row + 1) * WORDS);
  }
}

/** to[rows[k]] = from[sources[k]] */
export function copyRows(
  to: FieldVector,
  rows: ArrayLike<number>,
  from: FieldVector,
  sources: ArrayLike<number>,
): void {
  const out = to.words, words = from.words;
  for (let k = 0; k < rows.length; k++) {
    const at = rows[k] * WORDS, source = sources[k] * WORDS;
    for (let i = 0; i < WORDS; i++) out[at + i] = words[source + i];
  }
}

/** Makes plain integers elements. */
function toMontgomery(column: FieldVector): void {
  const { field } = column;
  // The words of n stand for n/R; those of 1 are R, which as a plain integer stands for the element R.
  mulVectorByElement(column, column, field.fromWords(field.one));
}
