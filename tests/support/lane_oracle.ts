// Lanes seen as integers: what tests need to compare lane arithmetic with BigInt, and to make operands that sit on the
// edge of what the contract allows. Shares nothing with the kernels but the grid's definition, restated here.

import { LANES } from "../../field/lane_kernel.ts";

/** w_i = ⌈256·i / 10⌉, written out. */
export const PLACES = [0, 26, 52, 77, 103, 128, 154, 180, 205, 231, 256];

/** The named fields' moduli, written out. */
export const MODULI: Record<string, bigint> = {
  "bn254-fr": 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  "bn254-fq": 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  "bls12-381-fr": 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  "pallas-fp": 0x40000000000000000000000000000000224698fc094cf91b992d30ed00000001n,
  "vesta-fp": 0x40000000000000000000000000000000224698fc0994a8dd8c46eb2100000001n,
};

/** 8 little-endian words of an integer. */
export function wordsOf(x: bigint): Uint32Array {
  return Uint32Array.from({ length: 8 }, (_, i) => Number((x >> BigInt(32 * i)) & 0xffffffffn));
}

/** The integer of 8 little-endian words at an offset. */
export function integerOfWords(words: ArrayLike<number>, offset = 0): bigint {
  let x = 0n;
  for (let i = 7; i >= 0; i--) x = (x << 32n) | BigInt(words[offset + i]!);
  return x;
}

/** The value of one element's lanes. */
export function integerOfLanes(lanes: ArrayLike<number>, element = 0): bigint {
  let x = 0n;
  for (let i = 0; i < LANES; i++) x += BigInt(lanes[element * LANES + i]!);
  return x;
}

/** Writes the exactly balanced lanes of any integer. */
export function setLanes(lanes: Float64Array, element: number, x: bigint): void {
  let rest = x;
  for (let i = 0; i < LANES; i++) {
    const place = BigInt(PLACES[i]!);
    if (i === LANES - 1) {
      lanes[element * LANES + i] = Number(rest << place);
      return;
    }
    const width = BigInt(PLACES[i + 1]!) - place;
    const digit = BigInt.asIntN(Number(width), rest);
    lanes[element * LANES + i] = Number(digit << place);
    rest = (rest - digit) >> width;
  }
}

/** What is wrong with an element's lanes, if anything: each must be a multiple of its place, and balanced. */
export function laneFault(lanes: ArrayLike<number>, element: number): string | undefined {
  for (let i = 0; i < LANES; i++) {
    const digit = lanes[element * LANES + i]! * 2 ** -PLACES[i]!;
    if (!Number.isInteger(digit)) return `lane ${i} is ${digit} units of its place`;
    if (i === LANES - 1) continue;
    const half = 2 ** (PLACES[i + 1]! - PLACES[i]! - 1);
    if (Math.abs(digit) > half * (1 + 2 ** -14)) return `lane ${i} is ${digit} of ${half}`;
  }
  return undefined;
}

/** The inverse of 2^256 modulo an odd p. */
export function inverseOfR(p: bigint): bigint {
  let x = 1n;
  // x = 2^−256: halve 256 times.
  for (let i = 0; i < 256; i++) x = (x & 1n) === 0n ? x >> 1n : (x + p) >> 1n;
  return x;
}

/** x mod p in [0, p). */
export function modulo(x: bigint, p: bigint): bigint {
  const r = x % p;
  return r < 0n ? r + p : r;
}

/** A deterministic generator of 32-bit words (xorshift128), so that failures can be repeated. */
export class Random {
  #state = new Uint32Array([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x8aed2a6b]);

  constructor(seed: number) {
    this.#state[0]! ^= seed;
    for (let i = 0; i < 16; i++) this.word();
  }

  word(): number {
    const s = this.#state;
    let t = s[3]!;
    t ^= t << 11;
    t ^= t >>> 8;
    s.copyWithin(1, 0, 3);
    s[0] = t ^ s[1]! ^ (s[1]! >>> 19);
    return s[0];
  }

  /** An integer of 320 random bits, modulo n. */
  below(n: bigint): bigint {
    let x = 0n;
    for (let i = 0; i < 10; i++) x = (x << 32n) | BigInt(this.word());
    return x % n;
  }

  /** An index below n. */
  index(n: number): number {
    return this.word() % n;
  }
}
