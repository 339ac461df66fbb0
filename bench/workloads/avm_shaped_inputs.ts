// What the polynomials of an `avm-shaped` relation are made from: columns that are known, each with a bound of its
// values. Chooses among them so that all are read and results stay small.

import type { Expression } from "../../relations/mod.ts";
import type { Random } from "./random.ts";

/** A polynomial and the largest integer that it takes. */
export interface Bounded {
  /** The polynomial. */
  readonly value: Expression;
  /** The bound; a double near it if it is large. */
  readonly max: number;
}

/** Above this, a value may be any element of the field. */
const FIELD = 2 ** 253;

/** The bound of values of so many bits. */
export function maxOfBits(bits: number): number {
  return 2 ** bits - 1;
}

/** The bits of values up to a bound: 254 if the field's modulus may be passed. */
export function bitsOfMax(max: number): number {
  return max >= FIELD ? 254 : Math.max(1, Math.floor(Math.log2(max)) + 1);
}

/** Columns to make polynomials from. */
export class InputPool {
  readonly #random: Random;
  readonly #all: Bounded[];
  readonly #unread: Bounded[];
  readonly #used = new Set<string>();

  /** `known` may be read, `wanted` of them must be. */
  constructor(random: Random, known: readonly Bounded[], wanted: readonly Bounded[]) {
    this.#random = random;
    this.#all = [...known];
    this.#unread = [...wanted];
  }

  /** How many of those that must be read are not yet. */
  get unread(): number {
    return this.#unread.length;
  }

  /** One more column may be read. */
  add(known: Bounded): void {
    this.#all.push(known);
  }

  /** One that must be read, or else any; undefined if there is none at all. */
  next(): Bounded | undefined {
    return this.#unread.pop() ?? this.#pick(2 ** 32);
  }

  /** One of few bits, if there is one. */
  narrow(): Bounded | undefined {
    return this.#pick(2 ** 8);
  }

  /** The first of some draws that was not drawn before in the same role; the last one if all were. */
  fresh<T>(role: (drawn: T) => string, draw: () => T): T {
    let drawn = draw();
    for (let i = 0; i < 12 && this.#used.has(role(drawn)); i++) drawn = draw();
    this.#used.add(role(drawn));
    return drawn;
  }

  /** The first of some draws that is below the limit, or the smallest of them. */
  #pick(limit: number): Bounded | undefined {
    let best: Bounded | undefined;
    for (let i = 0; i < 6 && (best === undefined || best.max >= limit); i++) {
      const drawn = this.#all[this.#random.below(this.#all.length)];
      if (best === undefined || drawn?.max < best.max) best = drawn;
    }
    return best;
  }
}
