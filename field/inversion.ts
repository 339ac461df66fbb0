// The inverse of one integer modulo an odd prime: division steps (Bernstein and Yang, "Fast constant-time gcd computation
// and modular inversion", 2019), 25 at a time as a 2×2 matrix, on limbs of 25 bits in doubles. Variable time.
//
// Throughout, f ≡ d·a and g ≡ e·a (mod p); the steps bring g to 0 and f to ±1.

import { WORDS } from "./words.ts";

/** Steps at a time, and bits of a limb: a product with a matrix entry has at most 50 bits. */
const STEPS = 25;
const BASE = 2 ** STEPS;
/** Adding and subtracting it rounds to an integer. */
const ROUND = 1.5 * 2 ** 52;
/** 275 bits: room for d and e, which stay below 16·p. */
const LIMBS = 11;

/** Inverts modulo one prime. */
export class Inverter {
  readonly #p: Float64Array;
  /** −p⁻¹ mod 2^32. */
  readonly #negatedInverse: number;
  readonly #f = new Float64Array(LIMBS);
  readonly #g = new Float64Array(LIMBS);
  readonly #d = new Float64Array(LIMBS);
  readonly #e = new Float64Array(LIMBS);
  /** The matrix u, v, q, r: f ← (u·f + v·g)/2^25, g ← (q·f + r·g)/2^25. */
  #u = 1;
  #v = 0;
  #q = 0;
  #r = 1;

  /** Prepares an odd prime below 2^255, 8 plain words. */
  constructor(modulus: Uint32Array) {
    this.#p = new Float64Array(LIMBS);
    split(this.#p, modulus);
    // Newton: x = p is right to 3 bits, each step doubles them.
    let inverse = modulus[0]!;
    for (let bits = 3; bits < 32; bits *= 2) {
      inverse = Math.imul(inverse, 2 - Math.imul(modulus[0]!, inverse));
    }
    this.#negatedInverse = -inverse | 0;
  }

  /** out = a⁻¹ mod p, below p, for plain words 0 < a < p. */
  invert(out: Uint32Array, a: Uint32Array): void {
    const f = this.#f, g = this.#g, d = this.#d, e = this.#e;
    f.set(this.#p);
    split(g, a);
    d.fill(0);
    e.fill(0);
    e[0] = 1;
    for (let delta = 1; !isZero(g);) {
      delta = this.#step(delta, f[0]! + f[1]! * BASE | 0, g[0]! + g[1]! * BASE | 0);
      this.#apply(f, g, false);
      this.#apply(d, e, true);
    }
    // f = ±1, so the inverse is ±d; its size is at most 16·p.
    addMultiple(d, d, f[0]! < 0 ? -2 : 0); // limbs at least 0 from here on, but for the top one
    while (d[LIMBS - 1]! < 0) addMultiple(d, this.#p, 1);
    while (isAtLeast(d, this.#p)) addMultiple(d, this.#p, -1);
    join(out, d);
  }

  /** The matrix of the next 25 steps, which depend on the lowest bits of f and g only; returns the next δ. */
  #step(delta: number, f: number, g: number): number {
    let u = 1, v = 0, q = 0, r = 1;
    for (let i = 0; i < STEPS; i++) {
      if ((g & 1) !== 0) {
        if (delta > 0) {
          const oldF = f, oldU = u, oldV = v;
          delta = -delta;
          f = g;
          u = q;
          v = r;
          g = -oldF | 0;
          q = -oldU | 0;
          r = -oldV | 0;
        }
        g = g + f | 0;
        q = q + u | 0;
        r = r + v | 0;
      }
      g >>= 1;
      u <<= 1;
      v <<= 1;
      delta = delta + 1 | 0;
    }
    this.#u = u;
    this.#v = v;
    this.#q = q;
    this.#r = r;
    return delta;
  }

  /** Applies the matrix to a pair; modulo p, a multiple of p within ±p/2·2^25 makes the division exact. */
  #apply(x: Float64Array, y: Float64Array, modulo: boolean): void {
    const u = this.#u, v = this.#v, q = this.#q, r = this.#r, p = this.#p;
    let m = 0, n = 0;
    if (modulo) {
      const x0 = x[0]!, y0 = y[0]!, inverse = this.#negatedInverse;
      m = centred(Math.imul(Math.imul(u, x0) + Math.imul(v, y0), inverse));
      n = centred(Math.imul(Math.imul(q, x0) + Math.imul(r, y0), inverse));
    }
    let s = (u * x[0]! + v * y[0]! + m * p[0]!) / BASE;
    let t = (q * x[0]! + r * y[0]! + n * p[0]!) / BASE;
    for (let i = 1; i < LIMBS; i++) {
      const xi = x[i]!, yi = y[i]!, pi = p[i]!;
      s += u * xi + v * yi + m * pi; // below 2^52
      t += q * xi + r * yi + n * pi;
      // To the nearest; JavaScriptCore is ten times slower with Math.floor.
      const carryS = s / BASE + ROUND - ROUND, carryT = t / BASE + ROUND - ROUND;
      x[i - 1] = s - carryS * BASE;
      y[i - 1] = t - carryT * BASE;
      s = carryS;
      t = carryT;
    }
    x[LIMBS - 1] = s;
    y[LIMBS - 1] = t;
  }
}

/** The lowest 25 bits as a signed number. */
function centred(x: number): number {
  return x << (32 - STEPS) >> (32 - STEPS);
}

/** x += k·y, all limbs but the top one in [0, 2^25). */
function addMultiple(x: Float64Array, y: Float64Array, k: number): void {
  let carry = 0;
  for (let i = 0; i < LIMBS - 1; i++) {
    const t = x[i]! + k * y[i]! + carry;
    carry = Math.floor(t / BASE);
    x[i] = t - carry * BASE;
  }
  x[LIMBS - 1]! += k * y[LIMBS - 1]! + carry;
}

function isZero(x: Float64Array): boolean {
  for (let i = 0; i < LIMBS; i++) if (x[i] !== 0) return false;
  return true;
}

function isAtLeast(x: Float64Array, y: Float64Array): boolean {
  for (let i = LIMBS - 1; i >= 0; i--) if (x[i] !== y[i]) return x[i]! > y[i]!;
  return true;
}

function split(limbs: Float64Array, words: Uint32Array): void {
  for (let i = 0; i < LIMBS; i++) {
    const word = STEPS * i >> 5, shift = STEPS * i & 31;
    const low = word < WORDS ? words[word]! >>> shift : 0;
    const high = shift > 0 && word + 1 < WORDS ? words[word + 1]! << (32 - shift) : 0;
    limbs[i] = (low | high) & (BASE - 1);
  }
}

function join(words: Uint32Array, limbs: Float64Array): void {
  words.fill(0);
  for (let i = 0; i < LIMBS; i++) {
    const word = STEPS * i >> 5, shift = STEPS * i & 31;
    if (word < WORDS) words[word]! |= limbs[i]! << shift;
    if (shift > 32 - STEPS && word + 1 < WORDS) words[word + 1]! |= limbs[i]! >>> (32 - shift);
  }
}
