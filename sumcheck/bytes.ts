// Small encodings shared by the transcript and the file formats of this room: big-endian integers, text, hexadecimal.

import type { PrimeField } from "../field/prime_field.ts";

/** Bytes of one field element in a transcript or a proof. */
export const ELEMENT_BYTES = 32;

const encoder = new TextEncoder();

/** The text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Each number as 4 bytes, big-endian. */
export function uint32Bytes(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
}

/** The pieces one after the other. */
export function concatBytes(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** Are the two byte strings the same? */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** "0x" and two lower-case digits per byte. */
export function hexOf(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The modulus as a 32-byte big-endian integer. */
export function modulusBytes(field: PrimeField): Uint8Array {
  const bytes = new Uint8Array(ELEMENT_BYTES);
  const view = new DataView(bytes.buffer);
  field.modulus.forEach((word, i) => view.setUint32(ELEMENT_BYTES - 4 * (i + 1), word));
  return bytes;
}
