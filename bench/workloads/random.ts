// Reproducible random field elements for workloads: xoshiro128** (Blackman & Vigna), elements by rejection.

import type { FieldElement, PrimeField } from "../../field/mod.ts";

/** A seeded source of 32-bit words, small integers and field elements. */
export class Random {
  readonly #s: Uint32Array;

  constructor(seed: number) {
    // Seeded by splitmix32, as its authors advise.
    let z = seed >>> 0;
    this.#s = Uint32Array.from({ length: 4 }, () => {
      z = (z + 0x9e3779b9) >>> 0;
      let t = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
      return t ^ (t >>> 15);
    });
  }

  /** 32 random bits. */
  word(): number {
    const s = this.#s;
    const x = Math.imul(s[1], 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.word() / 2 ** 32;
  }

  /** An integer from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** A uniform element of the field. */
  element(field: PrimeField): FieldElement {
    const top = field.bits - 224, mask = top >= 32 ? -1 : 2 ** top - 1;
    for (;;) {
      const x = Uint32Array.from({ length: 8 }, () => this.word());
      x[7] &= mask;
      for (let i = 7; i >= 0; i--) {
        if (x[i] < field.modulus[i]) return x;
        if (x[i] > field.modulus[i]) break;
      }
    }
  }
}
