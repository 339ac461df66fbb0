// Questions about a whole modulus, asked of Montgomery arithmetic: is it prime, and what is the square root of an
// element. Exponentiations, so for single elements only.

import type { Montgomery } from "./scalar.ts";
import { bitLength, compareWords, halveWords, isZeroWords, subWords, WORDS } from "./words.ts";

/** p − 1 = odd·2^twoAdicity. */
function decompose(m: Montgomery): { odd: Uint32Array; twoAdicity: number } {
  const odd = m.modulus.slice();
  odd[0]! -= 1; // p is odd
  let twoAdicity = 0;
  for (; (odd[0]! & 1) === 0; twoAdicity++) halveWords(odd);
  return { odd, twoAdicity };
}

const BASES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/**
 * The Miller–Rabin test. Thirteen bases decide every modulus of at most 81 bits (Sorenson and Webster, "Strong
 * pseudoprimes to twelve prime bases", 2017); above, two bases catch slips, not numbers made to deceive.
 */
export function isProbablePrime(m: Montgomery): boolean {
  const { odd, twoAdicity } = decompose(m);
  const minusOne = new Uint32Array(WORDS);
  subWords(minusOne, m.modulus, m.one);
  const x = new Uint32Array(WORDS);
  bases: for (const base of BASES.slice(0, bitLength(m.modulus) <= 81 ? BASES.length : 2)) {
    x.fill(0);
    x[0] = base;
    m.enter(x, x);
    if (isZeroWords(x)) continue; // p is the base
    m.pow(x, x, odd);
    if (compareWords(x, m.one) === 0 || compareWords(x, minusOne) === 0) continue;
    for (let k = 1; k < twoAdicity; k++) {
      m.mul(x, x, x);
      if (compareWords(x, minusOne) === 0) continue bases;
    }
    return false;
  }
  return true;
}

/**
 * A square root of `a` modulo a prime, or undefined if there is none: Tonelli and Shanks (Cohen, A Course in
 * Computational Algebraic Number Theory, algorithm 1.5.1).
 */
export function squareRoot(m: Montgomery, a: Uint32Array): Uint32Array | undefined {
  if (isZeroWords(a)) return a.slice();
  const { odd, twoAdicity } = decompose(m);
  const root = new Uint32Array(WORDS), t = new Uint32Array(WORDS);
  const half = odd.slice();
  halveWords(half); // (odd − 1)/2
  m.pow(t, a, half);
  m.mul(root, t, a); // a^((odd+1)/2)
  m.mul(t, t, root); // a^odd; root² = a·t throughout
  const generator = new Uint32Array(WORDS); // of the subgroup of order 2^twoAdicity
  let order = twoAdicity;
  const u = new Uint32Array(WORDS);
  while (compareWords(t, m.one) !== 0) {
    // The order of t is 2^k.
    let k = 0;
    u.set(t);
    for (; compareWords(u, m.one) !== 0 && k < order; k++) m.mul(u, u, u);
    if (k === order) return undefined;
    if (order === twoAdicity) m.pow(generator, nonSquare(m), odd);
    for (let i = order - k; i > 1; i--) m.mul(generator, generator, generator);
    m.mul(root, root, generator);
    m.mul(generator, generator, generator);
    m.mul(t, t, generator);
    order = k;
  }
  return root;
}

/** The smallest non-square, in Montgomery form. */
function nonSquare(m: Montgomery): Uint32Array {
  const half = m.modulus.slice();
  halveWords(half);
  const x = m.one.slice(), power = new Uint32Array(WORDS);
  do {
    m.add(x, x, m.one);
    m.pow(power, x, half);
  } while (compareWords(power, m.one) === 0);
  return x;
}
