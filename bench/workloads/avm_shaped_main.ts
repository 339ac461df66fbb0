// The main relations of `avm-shaped`: polynomials of the AVM's degrees with about its multiplications, made so that
// some columns may have any values of their widths and the others follow from them. Declares relations and says how
// their columns are to be filled; fills nothing.

import {
  type Expression,
  type Relation,
  relation,
  type SubrelationDefinition,
} from "../../relations/mod.ts";
import { nativeMultiplications } from "./avm_shaped_cost.ts";
import { bitsOfMax, type Bounded, maxOfBits } from "./avm_shaped_inputs.ts";
import { type Case, type Fixed, type Known, Polynomials } from "./avm_shaped_polynomials.ts";
import type { Role, Roles } from "./avm_shaped_roles.ts";
import { FIELD_VALUED } from "./avm_shaped_shape.ts";
import { Random } from "./random.ts";

/** A column and the bits that its values, as integers, have at most. */
export interface SizedColumn {
  /** Its name. */
  readonly name: string;
  /** From 1 to 254, which is any element of the field. */
  readonly bits: number;
}

/** A column that follows from others of its relation. */
export interface SolvedColumn extends SizedColumn {
  /** Its value where the selector is 1, in the relation's graph; reads inputs, bits and outs that come before it. */
  readonly value: Expression;
}

/** A main relation and how to fill its columns where its selector is 1; elsewhere they are 0. */
export interface MainRelation {
  /** The relation. */
  readonly relation: Relation;
  /** Its selector. */
  readonly selector: string;
  /** Bits of which at most one is 1. */
  readonly flags: readonly string[];
  /** Other bits. */
  readonly bits: readonly string[];
  /** Columns of free values. */
  readonly inputs: readonly SizedColumn[];
  /** Columns that follow, in the order in which they do. */
  readonly solved: readonly SolvedColumn[];
}

/** The names of a relation's columns, by what they are for. */
export interface ColumnNames {
  /** The selector. */
  readonly selector: string;
  /** Bits, the flags first. */
  readonly bits: readonly string[];
  /** Columns of free values. */
  readonly inputs: readonly string[];
  /** Columns that linear subrelations fix. */
  readonly linear: readonly string[];
  /** Columns that equations and cases fix. */
  readonly outs: readonly string[];
}

/** The names, which are known before the widths are. */
export function columnNames({ shape, bits, inputs, linear, outs }: Roles): ColumnNames {
  const list = (what: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${shape.name}_${what}${i}`);
  return {
    selector: `${shape.name}_sel`,
    bits: list("bit", bits),
    inputs: list("in", inputs),
    linear: list("lin", linear),
    outs: list("out", outs),
  };
}

/** How many more multiplications a relation may have than its model, as a part of them. */
const MOST_ABOVE = 0.02;

/** Makes the relation; `bitsOf` says how wide an input is. */
export function mainRelation(roles: Roles, bitsOf: (input: string) => number): MainRelation {
  const inputBits = columnNames(roles).inputs.map(bitsOf);
  const { lengths, multiplications = 0 } = roles.shape;
  const extra = lengths.map(() => 0);
  const build = (sharedGuards: boolean): MainRelation =>
    new Builder(roles, inputBits, { extra, sharedGuards }).build();
  const lackingIn = ({ relation }: MainRelation): number =>
    multiplications - nativeMultiplications(relation);
  // Where the AVM has fewer, its cases have more in common.
  const sharedGuards = lackingIn(build(false)) < -MOST_ABOVE * multiplications;
  // What is lacking is made up by terms with constants, such as those by which the AVM puts integers together.
  const eligible = [...lengths.keys()].filter((i) => !/bit|selector/.test(roles.roles[i]));
  let made = build(sharedGuards);
  // More than once, for a new term may be one that is there already.
  for (let attempt = 0; attempt < 4; attempt++) {
    let lacking = lackingIn(made);
    if (eligible.every((i) => lengths[i] > lacking)) break;
    for (let placed = true; placed;) {
      placed = false;
      for (const i of eligible) {
        if (lengths[i] > lacking) continue;
        extra[i]++;
        lacking -= lengths[i];
        placed = true;
      }
    }
    made = build(sharedGuards);
  }
  return made;
}

type Value = Omit<SubrelationDefinition, "name">;

class Builder {
  readonly #roles: Roles;
  readonly #inputBits: readonly number[];
  readonly #extra: readonly number[];
  readonly #sharedGuards: boolean;
  readonly #names: ColumnNames;
  /** Columns that are also read in the next row. */
  readonly #shifts: readonly string[];
  /** What linear subrelations read beside what others of them fix. */
  readonly #sources: readonly string[];
  readonly #solved: SolvedColumn[] = [];

  /** `extra` is the number of extra terms in each subrelation. */
  constructor(
    roles: Roles,
    inputBits: readonly number[],
    { extra, sharedGuards }: { readonly extra: readonly number[]; readonly sharedGuards: boolean },
  ) {
    this.#roles = roles;
    this.#inputBits = inputBits;
    this.#extra = extra;
    this.#sharedGuards = sharedGuards;
    this.#names = columnNames(roles);
    const { selector, bits, inputs } = this.#names;
    this.#shifts = [...inputs, ...bits, selector].slice(0, roles.shifts);
    this.#sources = roles.linear === 0
      ? []
      : [...bits.slice(0, 1), ...inputs.slice(0, 2), ...bits.slice(1), selector].slice(0, 3);
  }

  build(): MainRelation {
    const { selector, bits, inputs, linear, outs } = this.#names, { name } = this.#roles.shape;
    const made = relation<string, string>({
      name,
      columns: [selector, ...bits, ...inputs, ...linear, ...outs],
      shifts: this.#shifts,
      skipIfZero: this.#skip(),
      specialize: [{ [selector]: 1 }],
      subrelations: (c) =>
        this.#subrelations(c).map((s, i) => ({ name: `${this.#roles.roles[i]}_${i}`, ...s })),
    });
    const { flags } = this.#roles;
    return {
      relation: made,
      selector,
      flags: bits.slice(0, flags),
      bits: bits.slice(flags),
      inputs: inputs.map((column, i) => ({ name: column, bits: this.#inputBits[i] })),
      solved: this.#solved,
    };
  }

  /** Subrelations without the selector vanish with these columns only. */
  #skip(): string[] {
    const { selector, bits, linear } = this.#names;
    const kinds = this.#roles.roles.filter((role) => role.endsWith("bit"));
    const alone = bits.filter((_, i) => kinds[i] === "bit");
    return [...new Set([selector, ...alone, ...this.#sources, ...linear])];
  }

  #subrelations(c: Readonly<Record<string, Expression>>): readonly Value[] {
    const { selector, bits, linear, outs } = this.#names, { roles, flags, shape } = this.#roles;
    const polynomials = this.#polynomials(c), s = c[selector], extra = this.#extra;
    const found: Value[] = [];
    const cases = roles.flatMap((role, index): Case[] =>
      role === "case" ? [{ index, length: shape.lengths[index], extra: extra[index] }] : []
    );
    const rest = { bits: [...bits], linear: [...linear], outs: [...outs] };
    const fix = (column: string, make: (out: Expression) => Fixed): readonly Value[] => {
      const { value, max, subrelations } = make(c[column]);
      this.#solved.push({ name: column, value, bits: bitsOfMax(max) });
      return subrelations;
    };
    const one = (role: Role, index: number): Value => {
      switch (role) {
        case "selector":
          return { degree: 2, value: s.mul(s.sub(1)) };
        case "linear":
          return fix(rest.linear.shift()!, (out) => polynomials.linear(out, extra[index]))[0];
        case "equation":
          return fix(rest.outs.shift()!, (out) => polynomials.equation(out, extra[index]))[0];
        case "bit":
        case "selected-bit": {
          const b = c[rest.bits.shift()!], boolean = b.mul(b.sub(1));
          return role === "bit"
            ? { degree: 2, value: boolean }
            : { degree: 3, value: s.mul(boolean) };
        }
        case "case": {
          const group = cases.splice(0, flags + 1);
          const made = fix(rest.outs.shift()!, (out) => polynomials.switch(out, group));
          group.forEach(({ index }, i) => found[index] = made[i]);
          return found[index];
        }
      }
    };
    roles.forEach((role, index) => found[index] ??= one(role, index));
    if (polynomials.unread > 0) {
      throw new RangeError(`Cannot make ${shape.name}: ${polynomials.unread} inputs are not read`);
    }
    return found;
  }

  #polynomials(c: Readonly<Record<string, Expression>>): Polynomials {
    const { selector, bits, inputs } = this.#names, { roles, flags, shape } = this.#roles;
    const max = new Map([...bits, selector].map((column) => [column, 1]));
    inputs.forEach((column, i) => max.set(column, maxOfBits(this.#inputBits[i])));
    const bounded = (column: string): Bounded => ({ value: c[column], max: max.get(column)! });
    const shifted = (column: string): Bounded => ({
      value: c[`${column}_shift`],
      max: max.get(column)!,
    });
    const known: Known = {
      selector: c[selector],
      flags: bits.slice(0, flags).map((column) => c[column]),
      bits: bits.slice(flags).map((column) => c[column]),
      inputs: [...inputs.map(bounded), ...this.#shifts.map(shifted)],
      linear: this.#sources.map(bounded),
    };
    return new Polynomials(new Random(shape.lengths.length), known, {
      sides: roles.filter((role) => role === "equation" || role === "case").length,
      fieldValued: FIELD_VALUED.has(shape.name),
      sharedGuards: this.#sharedGuards,
    });
  }
}
