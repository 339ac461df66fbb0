// How long each column of an `avm-shaped` trace is: as long as its subtrace, and one for the empty row 0. By formula, so
// that the memory of a trace is known before it is made.

import { isLogDerivative } from "../../relations/mod.ts";
import type { AvmShape } from "./avm_shaped_registry.ts";
import { LOG_ROWS, PRECOMPUTED } from "./avm_shaped_shape.ts";

/** Bytes of an element. */
const ELEMENT_BYTES = 32;

/** The lengths at one scale. */
export class Lengths {
  /** Of every stored column. */
  readonly columns: ReadonlyMap<string, number>;
  /** Rows in use of every main relation's subtrace and of every precomputed table. */
  readonly #rows = new Map<string, number>();

  /** The lengths where there are 2^logRows rows. */
  constructor({ registry, heights, mains }: AvmShape, logRows: number) {
    const columns = new Map<string, number>();
    const scaled = (height: number): number =>
      Math.max(1, Math.round(height * 2 ** (logRows - LOG_ROWS)));
    const put = (names: readonly string[], rows: number): void => {
      for (const name of names) columns.set(name, rows + 1);
    };
    for (const { name, height, bits } of PRECOMPUTED) {
      this.#rows.set(name, scaled(height));
      put([`${name}_sel`, ...bits.keys().map((i) => `${name}_${i}`)], scaled(height));
    }
    for (const main of mains) {
      const rows = scaled(heights.get(main.subtrace)!);
      this.#rows.set(main.relation.name, rows);
      const { selector, flags, bits } = main;
      const others = [...main.inputs, ...main.solved, ...main.copies].map(({ name }) => name);
      put([selector, ...flags, ...bits, ...others], rows);
    }
    for (const relation of registry.relations) {
      if (!isLogDerivative(relation)) continue;
      const { from, to, counts, inverses } = relation.argument;
      const [reads, table] = [from, to].map(({ selector }) => columns.get(selector)!);
      columns.set(inverses, Math.max(reads, table));
      if (counts !== undefined) columns.set(counts, table);
    }
    this.columns = columns;
  }

  /** Rows in use of a main relation's subtrace or of a precomputed table; they begin with row 1. */
  rowsOf(name: string): number {
    return this.#rows.get(name)!;
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return ELEMENT_BYTES * this.columns.values().reduce((sum, length) => sum + length, 0);
  }
}
