// Plain 256-bit unsigned integers as 8 little-endian 32-bit words: comparing, adding, shifting. It knows no modulus and
// checks nothing: its callers do.

/** Words per element. */
export const WORDS = 8;

/** −1, 0 or 1 as a < b, a = b or a > b. */
export function compareWords(a: Uint32Array, b: Uint32Array): -1 | 0 | 1 {
  for (let i = WORDS - 1; i >= 0; i--) {
    if (a[i]! !== b[i]!) return a[i]! < b[i]! ? -1 : 1;
  }
  return 0;
}

/** Whether the words of `a` that start at `offset` are an integer below `bound`. */
export function isBelowAt(a: Uint32Array, offset: number, bound: Uint32Array): boolean {
  for (let i = WORDS - 1; i >= 0; i--) {
    const x = a[offset + i]!, y = bound[i]!;
    if (x !== y) return x < y;
  }
  return false;
}

/** Whether a = 0. */
export function isZeroWords(a: Uint32Array): boolean {
  for (let i = 0; i < WORDS; i++) if (a[i] !== 0) return false;
  return true;
}

/** Whether a = 1. */
export function isOneWords(a: Uint32Array): boolean {
  for (let i = 1; i < WORDS; i++) if (a[i] !== 0) return false;
  return a[0] === 1;
}

/** out = a + b mod 2^256; returns the carry out of the top word. `out` may be an input. */
export function addWords(out: Uint32Array, a: Uint32Array, b: Uint32Array): 0 | 1 {
  let carry: 0 | 1 = 0;
  for (let i = 0; i < WORDS; i++) {
    const sum: number = a[i]! + b[i]! + carry; // below 2^33: exact
    out[i] = sum;
    carry = sum > 0xffffffff ? 1 : 0;
  }
  return carry;
}

/** out = a − b mod 2^256; returns the borrow out of the top word. `out` may be an input. */
export function subWords(out: Uint32Array, a: Uint32Array, b: Uint32Array): 0 | 1 {
  let borrow: 0 | 1 = 0;
  for (let i = 0; i < WORDS; i++) {
    const difference: number = a[i]! - b[i]! - borrow;
    out[i] = difference;
    borrow = difference < 0 ? 1 : 0;
  }
  return borrow;
}

/** a = (a + top·2^256) / 2, rounded down, in place. */
export function halveWords(a: Uint32Array, top: 0 | 1 = 0): void {
  for (let i = 0; i < WORDS - 1; i++) a[i] = (a[i]! >>> 1) | (a[i + 1]! << 31);
  a[WORDS - 1] = (a[WORDS - 1]! >>> 1) | (top << 31);
}

/** a = a·factor + addend, in place, for factor and addend of at most 16 bits; returns what did not fit. */
export function scaleWords(a: Uint32Array, factor: number, addend: number): number {
  let carry = addend;
  for (let i = 0; i < WORDS; i++) {
    const t = a[i]! * factor + carry; // below 2^48 + 2^16: exact
    a[i] = t;
    carry = Math.floor(t / 0x100000000);
  }
  return carry;
}

/** a = ⌊a / divisor⌋, in place, for a divisor of at most 30 bits; returns the remainder. */
export function divideWords(a: Uint32Array, divisor: number): number {
  let remainder = 0;
  for (let i = WORDS - 1; i >= 0; i--) {
    const high = remainder * 0x10000 + (a[i]! >>> 16); // below 2^46: exact
    const quotient = Math.floor(high / divisor);
    const low = (high - quotient * divisor) * 0x10000 + (a[i]! & 0xffff);
    const lowQuotient = Math.floor(low / divisor);
    a[i] = quotient * 0x10000 + lowQuotient;
    remainder = low - lowQuotient * divisor;
  }
  return remainder;
}

/** The number of bits of an unsigned integer given by any number of little-endian words; 0 for zero. */
export function bitLength(a: Uint32Array): number {
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== 0) return 32 * i + 32 - Math.clz32(a[i]!);
  return 0;
}

/** Bit `k` of an unsigned integer given by little-endian words. */
export function bitAt(a: Uint32Array, k: number): 0 | 1 {
  return (a[k >>> 5]! >>> (k & 31) & 1) as 0 | 1;
}
