// Integers as text: hexadecimal and decimal, to and from 8 plain words. It knows no modulus: PrimeField refuses what is
// not below p.

import { FieldError } from "./errors.ts";
import { divideWords, isZeroWords, scaleWords, WORDS } from "./words.ts";

const HEX = /^0x[0-9a-fA-F]+$/;
const DECIMAL = /^[0-9]+$/;

/** Text as an error message can show it. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 90 ? `${text.slice(0, 87)}...` : text);
}

/**
 * The words of an unsigned integer written in decimal, or in hexadecimal after "0x"; undefined if it is 2^256 or more.
 * @throws {FieldError} "bad-syntax" for anything else
 */
export function wordsFromText(text: string): Uint32Array | undefined {
  const words = new Uint32Array(WORDS);
  if (HEX.test(text)) {
    const digits = text.slice(2).replace(/^0+/, "");
    if (digits.length > 8 * WORDS) return undefined;
    for (let i = 0, end = digits.length; end > 0; i++, end -= 8) {
      words[i] = parseInt(digits.slice(Math.max(0, end - 8), end), 16);
    }
    return words;
  }
  if (!DECIMAL.test(text)) {
    throw new FieldError(
      "bad-syntax",
      `Cannot parse a field element: ${
        quoted(text)
      } is neither decimal digits nor 0x and hexadecimal digits`,
    );
  }
  const digits = text.replace(/^0+/, "");
  if (digits.length > 78) return undefined; // 2^256 has 78 digits
  for (let i = 0; i < digits.length; i += 4) {
    const part = digits.slice(i, i + 4);
    if (scaleWords(words, 10 ** part.length, Number(part)) !== 0) return undefined;
  }
  return words;
}

/** "0x" and 64 lower-case hexadecimal digits. */
export function wordsToHex(words: Uint32Array): string {
  let text = "0x";
  for (let i = WORDS - 1; i >= 0; i--) text += words[i]!.toString(16).padStart(8, "0");
  return text;
}

/** Decimal digits without leading zeros. */
export function wordsToDecimal(words: Uint32Array): string {
  const rest = words.slice();
  let text = "";
  do {
    text = String(divideWords(rest, 1e9)).padStart(9, "0") + text;
  } while (!isZeroWords(rest));
  return text.replace(/^0+(?=.)/, "");
}
