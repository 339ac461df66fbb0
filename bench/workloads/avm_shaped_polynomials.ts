// The polynomials of one main relation of `avm-shaped`: right-hand sides of given degrees over the columns that are
// known, and the subrelations that say that an out has such a value. Chooses polynomials; knows no rows.

import type { Expression, SubrelationDefinition } from "../../relations/mod.ts";
import { type Bounded, InputPool, maxOfBits } from "./avm_shaped_inputs.ts";
import type { Random } from "./random.ts";

/** Columns of a relation as expressions, by what they are for. */
export interface Known {
  /** The selector. */
  readonly selector: Expression;
  /** Exclusive bits. */
  readonly flags: readonly Expression[];
  /** Other bits. */
  readonly bits: readonly Expression[];
  /** Inputs and shifts, which must all be read. */
  readonly inputs: readonly Bounded[];
  /** What subrelations without the selector may read. */
  readonly linear: readonly Bounded[];
}

/** One of several polynomials that an out is equal to. */
export interface Case {
  /** Number of its subrelation. */
  readonly index: number;
  /** Partial length of its subrelation. */
  readonly length: number;
  /** Terms with a constant of their own. */
  readonly extra: number;
}

/** An out with the subrelations that fix it. */
export interface Fixed {
  /** What it is where the selector is 1. */
  readonly value: Expression;
  /** The largest integer that this takes. */
  readonly max: number;
  /** In the order of the cases. */
  readonly subrelations: readonly Omit<SubrelationDefinition, "name">[];
}

/** Makes outs one after the other; each may be read by the next. */
export class Polynomials {
  readonly #random: Random;
  readonly #known: Known;
  readonly #pool: InputPool;
  readonly #linear: Bounded[];
  /** Constants of the field's size instead of powers of 2. */
  readonly #fieldValued: boolean;
  /** All cases have the same guards. */
  readonly #sharedGuards: boolean;
  /** Right-hand sides that are still to be made. */
  #left: number;

  /** `sides` is how many equations and cases there will be: all inputs are read after so many. */
  constructor(
    random: Random,
    known: Known,
    { sides, fieldValued, sharedGuards }: {
      readonly sides: number;
      readonly fieldValued: boolean;
      readonly sharedGuards: boolean;
    },
  ) {
    this.#random = random;
    this.#known = known;
    this.#left = sides;
    this.#fieldValued = fieldValued;
    this.#sharedGuards = sharedGuards;
    const bits = known.bits.map((value) => ({ value, max: 1 }));
    this.#pool = new InputPool(random, [...known.inputs, ...bits], known.inputs);
    this.#linear = [...known.linear];
  }

  /** Inputs that nothing reads yet. */
  get unread(): number {
    return this.#pool.unread;
  }

  /** out − Σ c·x, of degree 1. */
  linear(out: Expression, extra: number): Fixed {
    const sources = this.#linear, n = sources.length;
    const first = sources[this.#random.below(n)], second = sources[n - 1];
    let value = first.value.add(second.value), max = first.max + second.max;
    for (let i = 0; i < extra; i++) {
      const term = this.#scaled(() => sources[this.#random.below(n)]);
      value = value.add(term.value);
      max += term.max;
    }
    if (max < 2 ** 48) sources.push({ value: out, max });
    return { value, max, subrelations: [{ degree: 1, value: out.sub(value) }] };
  }

  /** s·(out − P), of degree 2. */
  equation(out: Expression, extra: number): Fixed {
    const side = this.#side(1, extra);
    this.#learn(out, side.max);
    return {
      ...side,
      subrelations: [{ degree: 2, value: this.#known.selector.mul(out.sub(side.value)) }],
    };
  }

  /** s·flag·guards·(out − P) for each case; the last of as many as there are flags and one more has none of the flags. */
  switch(out: Expression, cases: readonly Case[]): Fixed {
    const { selector, flags } = this.#known;
    let value: Expression | undefined, max = 0;
    const subrelations = cases.map(({ length, extra }, i) => {
      const degree = length - 1, flag = flags.length === 0 ? undefined : this.#flag(i);
      const rest = degree - 1 - (flag === undefined ? 0 : 1);
      const own = rest >= 2 && this.#random.unit() < 0.3 ? 2 : 1;
      const side = this.#side(own, extra);
      const when = flag === undefined ? side.value : flag.mul(side.value);
      value = value === undefined ? when : value.add(when);
      max = Math.max(max, side.max);
      const guards = this.#guards(rest - own);
      if (flag !== undefined) {
        if (this.#sharedGuards) guards.push(flag);
        else guards.unshift(flag);
      }
      const guard = guards.reduce((product, factor) => product.mul(factor), selector);
      return { degree, value: guard.mul(out.sub(side.value)) };
    });
    this.#learn(out, max);
    return { value: value!, max, subrelations };
  }

  #flag(i: number): Expression {
    const { flags } = this.#known;
    if (i < flags.length) return flags[i];
    return flags.reduce((rest, flag) => rest.sub(flag), flags[0].mul(0).add(1));
  }

  /** What a case depends on beside its flag: bits that are 1, bits that are 0, and whatever else is there. */
  #guards(count: number): Expression[] {
    const { bits, inputs, selector } = this.#known, random = this.#random;
    if (this.#sharedGuards) {
      const all = [...bits, ...inputs.map(({ value }) => value)];
      return Array.from({ length: count }, (_, i) => all[i % all.length]);
    }
    const rest = [...bits];
    return Array.from({ length: count }, () => {
      if (rest.length === 0) return this.#pool.narrow()?.value ?? selector;
      const [bit] = rest.splice(random.below(rest.length), 1);
      return random.unit() < 0.5 ? bit : bit.neg().add(1);
    });
  }

  /** A polynomial of the degree that is not negative anywhere. */
  #side(degree: number, extra: number): Bounded {
    const pool = this.#pool;
    const plain = Math.max(1 + this.#random.below(2), Math.ceil(pool.unread / this.#left--));
    const terms: Bounded[] = [];
    if (degree > 1) terms.push(this.#product(degree));
    for (let i = 0; i < plain; i++) {
      const next = pool.next();
      if (next !== undefined) terms.push(next);
    }
    for (let i = 0; i < extra; i++) terms.push(this.#scaled(() => pool.narrow() ?? this.#one()));
    if (terms.length === 0) terms.push(this.#one());
    return terms.reduce((total, term) => ({
      value: total.value.add(term.value),
      max: total.max + term.max,
    }));
  }

  #product(degree: number): Bounded {
    const draw = (): Bounded[] =>
      Array.from({ length: degree }, () => this.#pool.narrow() ?? this.#one());
    const key = (factors: readonly Bounded[]): string =>
      factors.map((f) => f.value.id).sort((a, b) => a - b).join("*");
    return this.#pool.fresh(key, draw).reduce((product, factor) => ({
      value: product.value.mul(factor.value),
      max: product.max * factor.max,
    }));
  }

  /** constant·x */
  #scaled(input: () => Bounded): Bounded {
    const draw = () => ({
      x: input(),
      // Constants of a factor up to 64 would be no multiplications.
      power: 7 + this.#random.below(10),
    });
    const { x, power } = this.#pool.fresh(({ x, power }) => `${power} ${x.value.id}`, draw);
    if (!this.#fieldValued) return { value: x.value.mul(2 ** power), max: 2 ** power * x.max };
    const digits = Array.from({ length: 62 }, () => this.#random.below(16).toString(16)).join("");
    return { value: x.value.mul(`0x1${digits}`), max: maxOfBits(254) };
  }

  /** 1 where a relation of hardly any columns has nothing else: the selector. */
  #one(): Bounded {
    return { value: this.#known.selector, max: 1 };
  }

  #learn(out: Expression, max: number): void {
    // Outs are read now and then, so that some values follow from others by several steps.
    if (max < 2 ** 24 || (this.#fieldValued && this.#random.unit() < 0.3)) {
      this.#pool.add({ value: out, max });
    }
  }
}
