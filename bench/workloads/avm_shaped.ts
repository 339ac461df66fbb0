// `avm-shaped`: a satisfied trace with the shape of the AVM's. 61 main relations, each on rows 1 … h of a subtrace, with
// heights log-uniform up to 173,706 at scale 1, which has 2^21 rows; lookups and permutations from one to another and
// into precomputed tables. So rows at the top cost a hundred times what rows at the bottom cost.

import { BN254_FR, type FieldVector } from "../../field/mod.ts";
import { fillCounts, fillInverses } from "../../relations/mod.ts";
import type { SmallBits } from "../../sumcheck/small_column.ts";
import { Trace } from "../../sumcheck/trace.ts";
import { Lengths } from "./avm_shaped_lengths.ts";
import {
  type AvmShape,
  avmShape,
  type FilledLink,
  type PlacedMain,
} from "./avm_shaped_registry.ts";
import { LOG_ROWS, ONE_INSTRUCTION, PRECOMPUTED } from "./avm_shaped_shape.ts";
import { solveColumns } from "./avm_shaped_solve.ts";
import { clearRows, copyRows, fillCounting, fillOnes, fillRandom } from "./avm_shaped_values.ts";
import { Random } from "./random.ts";
import { STORAGE } from "./storage.ts";
import type { Workload } from "./ultra_shaped.ts";

/** The workload, with what is known of its columns' values. */
export interface AvmShaped extends Workload {
  /** By stored column: the bits of its values, as integers, at most; 254 means any element. */
  readonly widths: Readonly<Record<string, number>>;
}

/** Storage for the columns whose values are small: what `Trace.withSmall` takes. */
export function smallStorage({ widths }: AvmShaped): Readonly<Record<string, SmallBits>> {
  const sizes: readonly SmallBits[] = [1, 8, 16, 32];
  return Object.fromEntries(
    Object.entries(widths).flatMap(([name, bits]) => {
      const size = sizes.find((size) => size >= bits);
      return size === undefined ? [] : [[name, size] as const];
    }),
  );
}

/** The smallest trace, with some ten rows in use. */
export const LEAST_LOG_ROWS = 7;

/** Part of the rows of the instructions' subtrace that execute one of the instructions with a relation of their own. */
const SPECIAL_SHARE = 0.25;
/** How often the bits of a column are 1: in most columns half of the time, in some seldom. */
const DENSITIES = [0.5, 0.5, 0.5, 0.2, 0.05];

/** Makes the trace at scale 2^(logRows − 21); columns lie in shared memory, where there is any. */
export function avmShaped(logRows: number, seed = 1): AvmShaped {
  if (!Number.isInteger(logRows) || logRows < LEAST_LOG_ROWS || logRows > LOG_ROWS) {
    throw new RangeError(
      `Cannot make avm-shaped of 2^${logRows} rows: the exponent is not an integer from ${LEAST_LOG_ROWS} to ${LOG_ROWS}`,
    );
  }
  const shape = avmShape(), { registry } = shape;
  const columns = new Filler(shape, new Lengths(shape, logRows), seed).fill();
  const random = new Random(seed);
  const parameters = registry.parameterVector({
    beta: random.element(BN254_FR),
    gamma: random.element(BN254_FR),
  });
  // Counts and inverses come in memory that is not shared.
  const complete = new Map<string, FieldVector>();
  for (const [name, values] of fillInverses(registry, fillCounts(registry, columns), parameters)) {
    complete.set(name, values.isShared === STORAGE.shared ? values : moved(values));
  }
  const trace = new Trace(BN254_FR, logRows, complete);
  return {
    name: "avm-shaped",
    registry,
    trace,
    parameters,
    active: trace.effectiveRows,
    widths: Object.fromEntries(shape.widths),
  };
}

function moved(values: FieldVector): FieldVector {
  const copy = values.field.vector(values.length, STORAGE);
  copy.words.set(values.words);
  return copy;
}

/** Fills the columns of one trace, all but counts and inverses. */
class Filler {
  readonly #shape: AvmShape;
  readonly #lengths: Lengths;
  readonly #seed: number;
  readonly #columns = new Map<string, FieldVector>();
  /** For links that choose rows of what they copy: these, in the order of the copying rows. */
  readonly #chosen = new Map<FilledLink, Int32Array>();
  /** By row of the instructions' subtrace: which relation of one instruction holds, if any. */
  readonly #instructions: Uint8Array;
  #streams = 0;

  constructor(shape: AvmShape, lengths: Lengths, seed: number) {
    this.#shape = shape;
    this.#lengths = lengths;
    this.#seed = seed;
    this.#instructions = this.#drawInstructions();
  }

  fill(): ReadonlyMap<string, FieldVector> {
    for (const { name, height, bits } of PRECOMPUTED) {
      fillOnes(this.#column(`${name}_sel`), (row) => row > 0);
      bits.forEach((width, i) => {
        const column = this.#column(`${name}_${i}`);
        if (i === 0 && height <= 2 ** width) fillCounting(column, 1);
        else fillRandom(column, 1, width, this.#random());
      });
    }
    for (const main of this.#shape.mains) {
      for (const link of main.links) {
        if (link.chosen !== undefined) this.#chosen.set(link, this.#choose(main, link));
      }
    }
    const chosenBits = new Map([...this.#chosen].map(([link, rows]) => [link.chosen!, rows]));
    for (const main of this.#shape.mains) this.#fillMain(main, chosenBits);
    return this.#columns;
  }

  #fillMain(main: PlacedMain, chosenBits: ReadonlyMap<string, Int32Array>): void {
    const length = this.#lengths.rowsOf(main.relation.name) + 1, active = this.#activeRows(main);
    const mask = new Uint8Array(length);
    for (const row of active) mask[row] = 1;
    fillOnes(this.#column(main.selector), (row) => mask[row] === 1);
    this.#fillFlags(main, mask);
    for (const name of main.bits) {
      const column = this.#column(name), rows = chosenBits.get(name);
      if (rows === undefined) {
        const random = this.#random(), density = DENSITIES[random.below(DENSITIES.length)];
        fillOnes(column, (row) => mask[row] === 1 && random.unit() < density);
      } else {
        const set = new Uint8Array(length);
        for (const row of rows) set[row] = 1;
        fillOnes(column, (row) => set[row] === 1);
      }
    }
    const copied = new Set(main.links.flatMap((link) => link.copies));
    for (const { name, bits } of [...main.inputs, ...main.copies]) {
      const column = this.#column(name);
      if (copied.has(name)) continue;
      fillRandom(column, 1, bits, this.#random());
      if (active.length < length - 1) clearRows(column, mask);
    }
    for (const link of main.links) {
      const sources = this.#chosen.get(link) ?? this.#draw(link.to, active.length);
      link.copies.forEach((name, i) => {
        const original = this.#columns.get(link.originals[i].name)!;
        copyRows(this.#columns.get(name)!, active, original, sources);
      });
    }
    for (const { name } of main.solved) this.#column(name);
    solveColumns(BN254_FR, main.relation, main.solved, this.#columns);
    if (active.length === length - 1) return;
    for (const { name } of main.solved) clearRows(this.#columns.get(name)!, mask);
  }

  /** In each active row one flag is 1 or none, all equally often. */
  #fillFlags({ flags }: PlacedMain, mask: Uint8Array): void {
    const random = this.#random();
    const which = Uint8Array.from(mask, (on) => on === 1 ? random.below(flags.length + 1) : 255);
    flags.forEach((name, i) => fillOnes(this.#column(name), (row) => which[row] === i));
  }

  /** Rows of the subtrace in which the relation holds, ascending. */
  #activeRows({ relation: { name } }: PlacedMain): Int32Array {
    const all = Int32Array.from({ length: this.#lengths.rowsOf(name) }, (_, i) => i + 1);
    const instruction = ONE_INSTRUCTION.indexOf(name);
    return instruction < 0 ? all : all.filter((row) => this.#instructions[row] === instruction);
  }

  /** As many different rows of what is copied as the relation has active ones, in any order. */
  #choose(main: PlacedMain, { to }: FilledLink): Int32Array {
    const count = this.#activeRows(main).length, random = this.#random();
    const rows = Int32Array.from({ length: this.#lengths.rowsOf(to) }, (_, i) => i + 1);
    for (let i = 0; i < count; i++) {
      const j = i + random.below(rows.length - i);
      [rows[i], rows[j]] = [rows[j], rows[i]];
    }
    return rows.slice(0, count);
  }

  /** Any rows of what is copied. */
  #draw(to: string, count: number): Int32Array {
    const height = this.#lengths.rowsOf(to), random = this.#random();
    return Int32Array.from({ length: count }, () => 1 + random.below(height));
  }

  #drawInstructions(): Uint8Array {
    const random = this.#random();
    return Uint8Array.from(
      { length: this.#lengths.rowsOf(ONE_INSTRUCTION[0]) + 1 },
      () => random.unit() < SPECIAL_SHARE ? random.below(ONE_INSTRUCTION.length) : 255,
    );
  }

  #column(name: string): FieldVector {
    const column = BN254_FR.vector(this.#lengths.columns.get(name)!, STORAGE);
    this.#columns.set(name, column);
    return column;
  }

  /** A stream of its own for each use. */
  #random(): Random {
    return new Random(Math.imul(this.#seed, 0x9e3779b1) + ++this.#streams);
  }
}
