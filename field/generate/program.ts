// A straight-line program of exact double arithmetic under construction: it emits statements and, in the same step,
// proves that each is exact. Every value carries a bound on its absolute value and the place it is a multiple of; a sum
// whose absolute values add up to more than 2^53 units of its place is refused, so text that comes out of here cannot
// round unnoticed. It knows nothing of multiplication or of fields.

import { CONSTANTS } from "../constants.ts";

/** A double by name (or expression), with what is proven of it. */
export interface Value {
  /** A JavaScript expression that binds at least as tightly as a product. */
  readonly text: string;
  /** |value| ≤ bound, for every modulus of the class. */
  readonly bound: number;
  /** |value| ≤ tight, for the one modulus that a report is about. */
  readonly tight: number;
  /** The value is an integer multiple of 2^place. */
  readonly place: number;
}

/** Sums stay below 2^LIMIT_BITS units of their place: below 2^53 with a margin for the rounding of bounds. */
export const LIMIT_BITS: number = 53 - 2 ** -20;

const LIMIT = 2 ** LIMIT_BITS;

/** A value of which the same is known for the class and for a modulus. */
export function value(text: string, bound: number, place: number, tight: number = bound): Value {
  return { text, bound, tight, place };
}

/** The product of two values, as an expression; it is exact when the sum that it enters is. */
export function product(a: Value, b: Value): Value {
  return {
    text: `${a.text} * ${b.text}`,
    bound: a.bound * b.bound,
    tight: a.tight * b.tight,
    place: a.place + b.place,
  };
}

/** Sum of the bounds of some terms. */
export function total(terms: readonly Value[]): number {
  return terms.reduce((sum, term) => sum + term.bound, 0);
}

/** The place of a sum of these terms. */
export function commonPlace(terms: readonly Value[]): number {
  return Math.min(...terms.map((term) => term.place));
}

/** Whether a sum of these terms is exact, in any order of additions. */
export function fits(terms: readonly Value[]): boolean {
  return total(terms) < LIMIT * 2 ** commonPlace(terms);
}

/** Terms in groups whose sums are exact each: as many as fit, in order. */
export function exactGroups(terms: readonly Value[]): Value[][] {
  const groups: Value[][] = [];
  for (let rest = [...terms]; rest.length > 0;) {
    let taken = rest.length;
    while (!fits(rest.slice(0, taken))) taken--;
    groups.push(rest.slice(0, taken));
    rest = rest.slice(taken);
  }
  return groups;
}

/** The sum of terms as an expression; those that are negated are subtracted. */
function sumText(terms: readonly Value[]): string {
  return terms.map(({ text }) => text).join(" + ").replaceAll("+ -", "- ");
}

/** The largest sum seen under a label, in bits. */
export interface Peak {
  /** For every modulus of the class. */
  class: number;
  /** For the modulus of the report. */
  tight: number;
}

/** Statements with their proof. */
export class Program {
  /** One statement per entry. */
  readonly statements: string[] = [];
  /** Indices of the constants in use, by local name. */
  readonly constants: Map<string, number> = new Map();
  /** Largest sums by label (one per column). */
  readonly peaks: Map<string, Peak> = new Map();

  /** @param inPlace read constants wherever they are used, instead of into locals before the loop */
  constructor(readonly inPlace = false) {}

  /** Constant `index`: a local, emitted before the loop, unless constants are read in place. */
  constant(index: number): string {
    if (!(index >= 0 && index < CONSTANTS)) throw new RangeError(`No constant ${index}`);
    if (this.inPlace) return `constants[${index}]`;
    const name = `k${index}`;
    this.constants.set(name, index);
    return name;
  }

  /** A statement of which nothing has to be proven. */
  emit(statement: string): void {
    this.statements.push(statement);
  }

  /** `const name = Σ terms`, exact; counted under `label` in the report. */
  sum(name: string, terms: readonly Value[], label?: string): Value {
    const place = commonPlace(terms);
    if (!fits(terms)) {
      const bits = Math.log2(total(terms)) - place;
      throw new RangeError(`Cannot prove ${name}: it may need ${bits.toFixed(3)} bits`);
    }
    const tight = terms.reduce((sum, term) => sum + term.tight, 0);
    if (label !== undefined) this.#record(label, total(terms), tight, place);
    this.emit(`const ${name} = ${sumText(terms)};`);
    return { text: name, bound: total(terms), tight, place };
  }

  /**
   * Splits a value at 2^boundary: `high` is the nearest multiple (found by adding and subtracting 1.5·2^(52 + boundary),
   * constant `magic`), `low` is what is left, at most half of 2^boundary.
   */
  split(high: string, low: string, x: Value, boundary: number, magic: number): [Value, Value] {
    if (!(x.bound < 2 ** (51 + boundary))) {
      throw new RangeError(`Cannot round ${x.text}: it may exceed 2^${51 + boundary}`);
    }
    const m = this.constant(magic);
    const half = 2 ** (boundary - 1);
    this.emit(`const ${high} = ${x.text} + ${m} - ${m};`);
    this.emit(`const ${low} = ${x.text} - ${high};`);
    // Nothing at all reaches the multiple next to zero when the value is below half of it.
    const rounded = (bound: number) => bound < half ? 0 : bound + half;
    return [
      value(high, rounded(x.bound), boundary, rounded(x.tight)),
      value(low, Math.min(half, x.bound), x.place, Math.min(half, x.tight)),
    ];
  }

  #record(label: string, bound: number, tight: number, place: number): void {
    const peak = this.peaks.get(label) ?? { class: 0, tight: 0 };
    peak.class = Math.max(peak.class, Math.log2(bound) - place);
    peak.tight = Math.max(peak.tight, Math.log2(tight) - place);
    this.peaks.set(label, peak);
  }
}
