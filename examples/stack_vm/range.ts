// The words below 2^32 that other subtraces look up, a row per distinct one: each is four bytes, and every byte is
// looked up in the table of bytes (tables.ts).

import { type Relation, relation, SmallColumn } from "@limbs/sumcheck";
import { type Columns, sumOf } from "./columns.ts";

/** The columns of a word's bytes, lowest first. */
export const RANGE_BYTES = ["rng_byte_0", "rng_byte_1", "rng_byte_2", "rng_byte_3"] as const;

/** Where words stand that must be below 2^32: selector and column. */
export const RANGE_CHECKED = [
  ["alu_sel", "alu_c"],
  ["alu_sel", "alu_x"],
  ["alu_sel", "alu_y"],
  ["mem_sel", "mem_gap"],
] as const;

const words = relation({
  name: "range",
  columns: ["rng_sel", "rng_word", ...RANGE_BYTES],
  skipIfZero: "rng_sel",
  subrelations: (c) => {
    const word = sumOf(RANGE_BYTES.map((name, i) => c[name].mul(2 ** (8 * i))));
    return [
      { name: "sel", degree: 2, value: c.rng_sel.mul(c.rng_sel.sub(1)) },
      { name: "word", degree: 2, value: c.rng_sel.mul(c.rng_word.sub(word)) },
    ];
  },
});

/** The words' own relation. */
export const RANGE: readonly Relation[] = [words];

/** The columns for all words that the given columns want checked. */
export function rangeColumns(columns: Columns): Columns {
  const found = new Set<number>();
  for (const [, name] of RANGE_CHECKED) {
    const column = columns[name] as SmallColumn;
    column.values.forEach((word) => found.add(word));
  }
  const list = [...found];
  const bytes = (i: number) => SmallColumn.of(8, list.map((word) => (word >>> (8 * i)) & 255));
  return {
    ...Object.fromEntries(RANGE_BYTES.map((name, i) => [name, bytes(i)])),
    rng_sel: SmallColumn.of(1, list.map(() => 1)),
    rng_word: SmallColumn.of(32, list),
  };
}
