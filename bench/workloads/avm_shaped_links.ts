// Which relations of `avm-shaped` read from which: a link makes free columns of one relation copies of another's, row by
// row, so that lookups and permutations of some of these columns hold. Chooses pairs of relations and widths from counts
// alone, so that every tuple size occurs as often as in the AVM; knows no columns' widths and no rows.

import { LOOKUP_WIDTHS, PERMUTATION_WIDTHS } from "./avm_shaped_shape.ts";
import type { Random } from "./random.ts";

/** A main relation or a precomputed table, as far as links are concerned. */
export interface Place {
  /** Its name. */
  readonly name: string;
  /** Its rows at scale 1. */
  readonly height: number;
  /** Its selector is 1 in all of these. */
  readonly isDense: boolean;
  /** Whether it is there before the trace is. */
  readonly isPrecomputed: boolean;
  /** Columns that may be copies of others. */
  readonly free: readonly string[];
  /** Bits that may say which rows are permuted into it. */
  readonly bits: readonly string[];
  /** How many columns others may copy. */
  readonly columns: number;
}

/** In every active row of `from`, `copies` hold what some row of `to` holds. */
export interface Link {
  /** Where the copies are. */
  readonly from: string;
  /** What they are copies of; filled before. */
  readonly to: string;
  /** The columns of `from`. */
  readonly copies: readonly string[];
  /** Where rows of `from` copy different rows: the bit of `to` that is 1 in exactly these. */
  readonly chosen: string | undefined;
}

/** A lookup or permutation over some of the columns of a link. */
export interface Argument {
  /** What it is. */
  readonly kind: "lookup" | "permutation";
  /** Columns of its tuples. */
  readonly width: number;
  /** Where its columns are copies. */
  readonly link: Link;
}

/** How many permutations may be over one link. */
const MOST_SHARING = 3;
/** How often a lookup reads a precomputed table where it could also read another relation. */
const PRECOMPUTED_SHARE = 0.4;
/** A new link has up to so many columns more than it needs at first. */
const SPARE = 3;

/** Plans all arguments; `places` are in the order in which they will be filled, precomputed ones first. */
export function planArguments(
  places: readonly Place[],
  random: Random,
): { links: readonly Link[]; arguments: readonly Argument[] } {
  const planner = new Planner(places, random);
  const wanted = [
    ...PERMUTATION_WIDTHS.map((width) => ({ kind: "permutation" as const, width })),
    ...LOOKUP_WIDTHS.map((width) => ({ kind: "lookup" as const, width })),
  ].sort((a, b) => b.width - a.width);
  let left = wanted.reduce((sum, { width }) => sum + width, 0);
  const planned = wanted.map(({ kind, width }): Argument => {
    const link = planner.link(kind, width, left);
    left -= width;
    return { kind, width, link };
  });
  return { links: planner.links, arguments: planned };
}

class Planner {
  readonly links: Link[] = [];
  readonly #places: readonly Place[];
  readonly #random: Random;
  /** By place: free columns and bits that no link has yet. */
  readonly #free: Map<string, string[]>;
  readonly #bits: Map<string, string[]>;
  /** By link: permutations over it. */
  readonly #sharing = new Map<Link, number>();

  constructor(places: readonly Place[], random: Random) {
    this.#places = places;
    this.#random = random;
    this.#free = new Map(places.map(({ name, free }) => [name, [...free]]));
    this.#bits = new Map(places.map(({ name, bits }) => [name, [...bits]]));
  }

  /** A link for an argument, when arguments with `left` columns in all are still to come. */
  link(kind: Argument["kind"], width: number, left: number): Link {
    const free = [...this.#free.values()].reduce((sum, { length }) => sum + length, 0);
    const preferNew = this.#random.unit() < free / left;
    const made = preferNew
      ? this.#make(kind, width) ?? this.#share(kind, width)
      : this.#share(kind, width) ?? this.#make(kind, width);
    if (made === undefined) {
      throw new RangeError(`Cannot place a ${kind} of width ${width}: no relation has room for it`);
    }
    if (kind === "permutation") this.#sharing.set(made, (this.#sharing.get(made) ?? 0) + 1);
    return made;
  }

  #share(kind: Argument["kind"], width: number): Link | undefined {
    const wide = this.links.filter(({ copies }) => copies.length >= width);
    if (kind === "lookup") {
      return this.#anyOf(wide.filter(({ chosen }) => chosen === undefined)) ?? this.#anyOf(wide);
    }
    return this.#anyOf(
      wide.filter((link) => link.chosen !== undefined && this.#sharing.get(link)! < MOST_SHARING),
    );
  }

  #make(kind: Argument["kind"], width: number): Link | undefined {
    const open = this.#places.filter(({ name }, i) =>
      this.#free.get(name)!.length >= width && this.#sources(kind, width, i).length > 0
    );
    // Those with many free columns first: in proportion to them.
    const from = this.#anyOf(open.flatMap((place) => this.#free.get(place.name)!.map(() => place)));
    if (from === undefined) return undefined;
    const to = this.#source(this.#sources(kind, width, this.#places.indexOf(from)));
    const free = this.#free.get(from.name)!;
    const most = Math.min(free.length, to.columns, width + this.#random.below(SPARE + 1));
    const chosen = kind === "permutation" ? this.#bits.get(to.name)!.pop() : undefined;
    const link = { from: from.name, to: to.name, copies: free.splice(0, most), chosen };
    this.links.push(link);
    return link;
  }

  /** What the place of this number may copy from. */
  #sources(kind: Argument["kind"], width: number, number: number): readonly Place[] {
    const { height } = this.#places[number];
    return this.#places.slice(0, number).filter((place) =>
      place.isDense && place.columns >= width &&
      (kind === "lookup" ||
        (!place.isPrecomputed && place.height >= height && this.#bits.get(place.name)!.length > 0))
    );
  }

  #source(sources: readonly Place[]): Place {
    const precomputed = this.#random.unit() < PRECOMPUTED_SHARE;
    return this.#anyOf(sources.filter((place) => place.isPrecomputed === precomputed)) ??
      this.#anyOf(sources)!;
  }

  #anyOf<T>(list: readonly T[]): T | undefined {
    return list[this.#random.below(list.length)];
  }
}
