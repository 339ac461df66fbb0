// Damage to bytes: bits, bytes, pieces, and numbers and elements at their limits. Knows no file format.

import type { Random } from "../../../bench/workloads/random.ts";
import { MODULI, writeWords } from "../field_oracle.ts";

/** One way to damage bytes; `others` are further files to take pieces from. */
export type ByteMutation = (
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
) => Uint8Array;

/** Numbers at which readers change their minds. */
export const LIMITS: readonly number[] = [
  ...[0, 1, 2, 3, 7, 8, 16, 27, 28, 29, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, 257],
  ...[65_535, 65_536, 65_537, 2 ** 24, 2 ** 27, 2 ** 28 - 1, 2 ** 28, 2 ** 28 + 1],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1],
];

/** Integers around every modulus, and the largest of 256 bits; little-endian. */
const INTEGERS: readonly Uint8Array[] = [
  ...[0n, 2n ** 256n - 1n],
  ...Object.values(MODULI).flatMap((p) => [p - 1n, p, p + 1n]),
].map((x) => new Uint8Array(writeWords(x).buffer));

/** The ways. */
export const BYTE_MUTATIONS: readonly ByteMutation[] = [
  inPlace((bytes, at, random) => bytes[at] ^= 1 << random.below(8)),
  inPlace((bytes, at, random) => bytes[at] = random.below(256)),
  inPlace((bytes, at, random) => bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff])),
  inPlace((bytes, at, random) => bytes.fill(random.below(256), at, at + random.below(64))),
  inPlace((bytes, at, random) => {
    if (at + 4 > bytes.length) return;
    const number = (random.pick(LIMITS) + random.pick([-1, 0, 0, 0, 1])) >>> 0;
    new DataView(bytes.buffer).setUint32(at, number, random.below(2) === 0);
  }),
  inPlace((bytes, at, random) => {
    const integer = random.pick(INTEGERS);
    const ordered = random.below(2) === 0 ? integer : integer.toReversed();
    bytes.set(ordered.subarray(0, bytes.length - at), at);
  }),
  // Cut.
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(0, Math.max(0, bytes.length - 1 - random.below(40))),
  // A piece less, more, twice, elsewhere.
  (bytes, random) => {
    const { start, end } = piece(bytes, random);
    return joined(bytes.subarray(0, start), bytes.subarray(end));
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1), length = 1 + random.below(random.pick([2, 40, 200]));
    const fresh = Uint8Array.from({ length }, () => random.below(256));
    return joined(bytes.subarray(0, at), fresh, bytes.subarray(at));
  },
  (bytes, random) => {
    const { start, end } = piece(bytes, random);
    return joined(bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end));
  },
  (bytes, random) => {
    const { start, end } = piece(bytes, random), at = random.below(start + 1);
    return joined(
      bytes.subarray(0, at),
      bytes.subarray(start, end),
      bytes.subarray(at, start),
      bytes.subarray(end),
    );
  },
  // Pieces of two files.
  (bytes, random, others) => {
    const other = others.length === 0 ? bytes : random.pick(others);
    const at = random.below(Math.min(bytes.length, other.length) + 1);
    return joined(bytes.subarray(0, at), other.subarray(at));
  },
  (bytes, random, others) => {
    const other = others.length === 0 ? bytes : random.pick(others);
    const { start, end } = piece(other, random), at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), other.subarray(start, end), bytes.subarray(at));
  },
];

/** Bytes that are damaged so many times. */
export function damaged(
  bytes: Uint8Array,
  times: number,
  random: Random,
  others: readonly Uint8Array[] = [],
): Uint8Array {
  let result = bytes;
  for (; times > 0; times--) result = random.pick(BYTE_MUTATIONS)(result, random, others);
  return result;
}

function inPlace(change: (bytes: Uint8Array, at: number, random: Random) => void): ByteMutation {
  return (bytes, random) => {
    const copy = bytes.slice();
    // Files have their numbers in front.
    const reach = random.below(2) === 0 ? Math.min(96, copy.length) : copy.length;
    if (reach > 0) change(copy, random.below(reach), random);
    return copy;
  };
}

function piece(
  bytes: Uint8Array,
  random: Random,
): { readonly start: number; readonly end: number } {
  const start = random.below(bytes.length + 1);
  const length = random.pick([1, 4, 32, 64, 1 + random.below(bytes.length + 1)]);
  return { start, end: Math.min(bytes.length, start + length) };
}

/** The pieces one after the other. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
