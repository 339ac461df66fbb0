// Montgomery arithmetic on one element at a time, in 16-bit limbs with Math.imul: slow, short, and sharing nothing with
// the lane kernels. Constants and single elements are computed here; bulk work must not be.
// Source: coarsely integrated operand scanning (CIOS), Koç, Acar and Kaliski, "Analyzing and comparing Montgomery
// multiplication algorithms", IEEE Micro 16(3), 1996.

import { Inverter } from "./inversion.ts";
import { addWords, bitAt, bitLength, compareWords, subWords, WORDS } from "./words.ts";

const LIMBS = 16;

/**
 * Arithmetic modulo one odd modulus below 2^255, on 8-word elements x·2^256 mod p ("Montgomery form").
 * Every `out` may be an input. Nothing is checked: PrimeField does.
 */
export class Montgomery {
  /** p, a plain integer. */
  readonly modulus: Uint32Array;
  /** 2^256 mod p: one in Montgomery form. */
  readonly one: Uint32Array;
  /** 2^512 mod p: multiplying by it brings a plain integer into Montgomery form. */
  readonly rSquared: Uint32Array;

  readonly #limbs = new Uint32Array(LIMBS);
  readonly #negatedInverse: number; // −p⁻¹ mod 2^16
  readonly #rCubed: Uint32Array;
  readonly #unit: Uint32Array; // the plain integer 1
  readonly #inverter: Inverter;
  readonly #b = new Uint32Array(LIMBS);
  readonly #t = new Uint32Array(LIMBS + 2);

  /** Prepares the constants of `modulus`, 8 words, odd, 2 < p < 2^255. */
  constructor(modulus: Uint32Array) {
    this.modulus = modulus.slice();
    split(this.#limbs, modulus);
    // Newton: each step doubles the number of right bits, from the 3 right bits of x = p.
    let inverse = this.#limbs[0]!;
    for (let bits = 3; bits < 16; bits *= 2) {
      inverse = Math.imul(inverse, 2 - Math.imul(this.#limbs[0]!, inverse)) & 0xffff;
    }
    this.#negatedInverse = -inverse & 0xffff;
    this.#unit = new Uint32Array(WORDS);
    this.#unit[0] = 1;
    const power = this.#unit.slice();
    for (let k = 0; k < 256; k++) this.add(power, power, power);
    this.one = power.slice();
    for (let k = 0; k < 256; k++) this.add(power, power, power);
    this.rSquared = power;
    this.#rCubed = new Uint32Array(WORDS);
    this.mul(this.#rCubed, this.rSquared, this.rSquared);
    this.#inverter = new Inverter(modulus);
  }

  /** out = a + b. */
  add(out: Uint32Array, a: Uint32Array, b: Uint32Array): void {
    addWords(out, a, b); // below 2p < 2^256: no carry
    if (compareWords(out, this.modulus) >= 0) subWords(out, out, this.modulus);
  }

  /** out = a − b. */
  sub(out: Uint32Array, a: Uint32Array, b: Uint32Array): void {
    if (subWords(out, a, b) === 1) addWords(out, out, this.modulus);
  }

  /** out = a·b·2^−256 mod p, canonical, for any `a` below 2^256 and `b` below p. */
  mul(out: Uint32Array, a: Uint32Array, b: Uint32Array): void {
    const t = this.#t, p = this.#limbs, bl = this.#b;
    split(bl, b);
    t.fill(0);
    for (let i = 0; i < LIMBS; i++) {
      const ai = a[i >> 1]! >>> ((i & 1) << 4) & 0xffff;
      let carry = 0;
      // (2^16 − 1)² + 2·(2^16 − 1) = 2^32 − 1: each step fits in 32 bits.
      for (let j = 0; j < LIMBS; j++) {
        const s = (t[j]! + Math.imul(ai, bl[j]!) + carry) >>> 0;
        t[j] = s & 0xffff;
        carry = s >>> 16;
      }
      const top = t[LIMBS]! + carry;
      const m = Math.imul(t[0]!, this.#negatedInverse) & 0xffff;
      carry = (t[0]! + Math.imul(m, p[0]!)) >>> 16;
      for (let j = 1; j < LIMBS; j++) {
        const s = (t[j]! + Math.imul(m, p[j]!) + carry) >>> 0;
        t[j - 1] = s & 0xffff;
        carry = s >>> 16;
      }
      const s = top + carry;
      t[LIMBS - 1] = s & 0xffff;
      t[LIMBS] = s >>> 16;
    }
    // a·b/R + p < 2p < 2^256, so the limb above the words is 0.
    for (let i = 0; i < WORDS; i++) out[i] = t[2 * i]! | t[2 * i + 1]! << 16;
    if (compareWords(out, this.modulus) >= 0) subWords(out, out, this.modulus);
  }

  /** out = the Montgomery form of the plain integer `a` mod p, for any `a` below 2^256. */
  enter(out: Uint32Array, a: Uint32Array): void {
    this.mul(out, a, this.rSquared);
  }

  /** out = the plain integer below p whose Montgomery form is `a`. */
  leave(out: Uint32Array, a: Uint32Array): void {
    this.mul(out, a, this.#unit);
  }

  /** out = a^exponent, the exponent being little-endian words of any length; a^0 = 1. */
  pow(out: Uint32Array, a: Uint32Array, exponent: Uint32Array): void {
    const base = a.slice();
    const result = this.one.slice();
    for (let k = bitLength(exponent) - 1; k >= 0; k--) {
      this.mul(result, result, result);
      if (bitAt(exponent, k) === 1) this.mul(result, result, base);
    }
    out.set(result);
  }

  /** out = a⁻¹, for a ≠ 0 and a prime modulus. */
  inverse(out: Uint32Array, a: Uint32Array): void {
    this.#inverter.invert(out, a);
    this.mul(out, out, this.#rCubed); // (a·R)⁻¹ · R³ · R⁻¹ = a⁻¹·R
  }
}

function split(limbs: Uint32Array, words: Uint32Array): void {
  for (let i = 0; i < WORDS; i++) {
    limbs[2 * i] = words[i]! & 0xffff;
    limbs[2 * i + 1] = words[i]! >>> 16;
  }
}
