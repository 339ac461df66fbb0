// The registry of `avm-shaped`: 61 main relations, 407 lookups and 59 permutations over 3,543 columns, put together from
// fixed seeds, so that it is the same for every trace. Says also how each column is to be filled; fills nothing.
// It differs from its model in two ways: a permutation's sum has partial length 4, not 5, because neither side counts;
// and a relation's subrelations vanish with its skip columns on any trace, not only on a satisfied one.

import { BN254_FR } from "../../field/mod.ts";
import {
  type LogDerivativeRelation,
  lookup,
  permutation,
  RelationRegistry,
} from "../../relations/mod.ts";
import { type Argument, type Link, planArguments } from "./avm_shaped_links.ts";
import { type MainRelation, mainRelation, type SizedColumn } from "./avm_shaped_main.ts";
import {
  copyColumns,
  placesInOrder,
  shuffled,
  subtraceHeights,
  subtraceOf,
} from "./avm_shaped_places.ts";
import { poseidon2Permutation } from "./avm_shaped_poseidon2.ts";
import { assignRoles } from "./avm_shaped_roles.ts";
import { FIELD_VALUED, MAIN, MEMORY, PRECOMPUTED } from "./avm_shaped_shape.ts";
import { Random } from "./random.ts";

/** A link with the columns that are copied. */
export interface FilledLink extends Link {
  /** For each of `copies`, the column of `to` that it is a copy of. */
  readonly originals: readonly SizedColumn[];
}

/** A main relation with its place in the trace and what it copies. */
export interface PlacedMain extends MainRelation {
  /** The name of its subtrace. */
  readonly subtrace: string;
  /** Columns that only lookups read. */
  readonly copies: readonly SizedColumn[];
  /** Where inputs and copies come from, unless they are arbitrary. */
  readonly links: readonly FilledLink[];
}

/** The registry with all that is needed to fill a trace of it. */
export interface AvmShape {
  /** The relations. */
  readonly registry: RelationRegistry;
  /** Rows of each subtrace at scale 1. */
  readonly heights: ReadonlyMap<string, number>;
  /** The main relations in an order in which they can be filled. */
  readonly mains: readonly PlacedMain[];
  /** The bits of every stored column's values, as integers, at most: 254 means any element. */
  readonly widths: ReadonlyMap<string, number>;
}

/** Where the random choices of the shape begin: chosen so that scale 1 fits in 8 GB. */
const SEED = 1;
/** Bits of arbitrary inputs, drawn from; the second list is for relations whose values fill the field. */
const INTEGER_BITS = [8, 8, 16, 32, 32, 32, 64], FIELD_BITS = [8, 32, 254, 254];
/** Bits of what relations of integers copy at most, if there is a choice. */
const INTEGER_LIMIT = 64;
/** A lookup's reads are selected by the relation's selector so often, otherwise by one of its bits. */
const WHOLE_SHARE = 0.6;
/** Widths of counts and inverses. */
const COUNT_BITS = 32, INVERSE_BITS = 254;

let made: AvmShape | undefined;

/** The registry; made when first asked for. */
export function avmShape(): AvmShape {
  return made ??= new Assembly().shape();
}

class Assembly {
  readonly #random = new Random(SEED);
  readonly #roles = new Map(assignRoles().map((roles) => [roles.shape.name, roles]));
  readonly #copies = copyColumns([...this.#roles.values()]);
  readonly #heights = subtraceHeights(this.#random);
  readonly #widths = new Map<string, number>();
  /** By main relation or precomputed table: the columns that others may copy, once they are known. */
  readonly #columns = new Map<string, readonly SizedColumn[]>();

  shape(): AvmShape {
    const random = this.#random;
    for (const { name, bits } of PRECOMPUTED) {
      const columns = bits.map((width, i) => ({ name: `${name}_${i}`, bits: width }));
      this.#columns.set(name, this.#sized([{ name: `${name}_sel`, bits: 1 }, ...columns]).slice(1));
    }
    const others = MAIN.map(({ name }) => name).filter((name) => name !== MEMORY);
    const order = [MEMORY, ...shuffled(random, others)];
    const places = placesInOrder(order, this.#roles, this.#heights, this.#copies);
    const plan = planArguments(places, random);
    const filled = new Map<Link, FilledLink>();
    const mains = new Map(order.map((name) => {
      const links = plan.links.filter((link) => link.from === name);
      for (const link of links) filled.set(link, this.#fill(link));
      return [name, this.#main(name, links.map((link) => filled.get(link)!))];
    }));
    const helpers = plan.arguments.map((argument, i) => {
      const { from } = argument.link;
      return this.#argument(argument, filled.get(argument.link)!, mains.get(from)!, i);
    });
    const registry = new RelationRegistry({
      name: "avm-shaped",
      field: BN254_FR,
      relations: [...MAIN.map(({ name }) => mains.get(name)!.relation), ...helpers],
      columns: [...this.#widths.keys()],
    });
    return {
      registry,
      heights: this.#heights,
      mains: [...mains.values()],
      widths: this.#widths,
    };
  }

  /** Notes the columns' widths. */
  #sized(columns: readonly SizedColumn[]): readonly SizedColumn[] {
    for (const { name, bits } of columns) this.#widths.set(name, bits);
    return columns;
  }

  /** Chooses the columns to copy: those of the width that suits before the others, bits of main relations after them. */
  #fill(link: Link): FilledLink {
    const limit = FIELD_VALUED.has(link.from) ? Infinity : INTEGER_LIMIT;
    const all = shuffled(this.#random, this.#columns.get(link.to)!);
    const least = PRECOMPUTED.some(({ name }) => name === link.to) ? 1 : 2;
    const suited = [
      ...all.filter(({ bits }) => bits >= least && bits <= limit),
      ...all.filter(({ bits }) => bits < least),
      ...all.filter(({ bits }) => bits > limit),
    ];
    return { ...link, originals: suited.slice(0, link.copies.length) };
  }

  #main(name: string, links: readonly FilledLink[]): PlacedMain {
    const copied = new Map(
      links.flatMap(({ copies, originals }) =>
        copies.map((column, i) => [column, originals[i].bits] as const)
      ),
    );
    const choices = FIELD_VALUED.has(name) ? FIELD_BITS : INTEGER_BITS;
    const bitsOf = (column: string): number =>
      copied.get(column) ?? choices[this.#random.below(choices.length)];
    const roles = this.#roles.get(name);
    const main = roles === undefined ? poseidon2Permutation() : mainRelation(roles, bitsOf);
    const copies = this.#copies.get(name)!.map((column) => ({
      name: column,
      bits: bitsOf(column),
    }));
    this.#sized([{ name: main.selector, bits: 1 }]);
    const bits = [...main.flags, ...main.bits].map((column) => ({ name: column, bits: 1 }));
    const columns = this.#sized([...bits, ...main.inputs, ...main.solved, ...copies]);
    this.#columns.set(name, columns);
    return { ...main, subtrace: subtraceOf(name), copies, links };
  }

  #argument(
    { kind, width }: Argument,
    link: FilledLink,
    { selector, bits }: MainRelation,
    number: number,
  ): LogDerivativeRelation {
    const random = this.#random, name = `${kind}_${number}_${link.from}_${link.to}`;
    const pairs = shuffled(random, [...link.copies.keys()]).slice(0, width);
    const inverses = `${name}_inverses`, counts = `${name}_counts`;
    const read = pairs.map((i) => link.copies[i]);
    const originals = pairs.map((i) => link.originals[i].name);
    this.#widths.set(inverses, INVERSE_BITS);
    if (kind === "permutation") {
      return permutation({
        name,
        from: { selector, columns: read },
        to: { selector: link.chosen!, columns: originals },
        inverses,
      });
    }
    this.#widths.set(counts, COUNT_BITS);
    const whole = bits.length === 0 || random.unit() < WHOLE_SHARE;
    return lookup({
      name,
      read: { selector: whole ? selector : bits[random.below(bits.length)], columns: read },
      table: { selector: `${link.to}_sel`, columns: originals },
      counts,
      inverses,
    });
  }
}
