// Which columns of a random statement are small, and the statement with values that fit.

import fc from "fast-check";
import type { SmallBits } from "../../sumcheck/small_column.ts";
import { COLUMNS, type StatementRecipe } from "./random_registry.ts";

/** Widths of the columns that are small. */
export type Widths = Readonly<Record<string, SmallBits>>;

/** Any choice of small columns. */
export const WIDTHS: fc.Arbitrary<Widths> = fc.tuple(
  ...COLUMNS.map(() =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<SmallBits>(1, 8, 16, 32) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    )
  ),
).map((list) =>
  Object.fromEntries(
    COLUMNS.flatMap((name, k) => list[k] === undefined ? [] : [[name, list[k]]]),
  )
);

/** The statement with the small columns' values cut to their widths; −1 and −2 become the largest ones. */
export function narrowed(recipe: StatementRecipe, widths: Widths, p: bigint): StatementRecipe {
  return {
    ...recipe,
    columns: recipe.columns.map((values, k) => {
      const bits = widths[COLUMNS[k]];
      if (bits === undefined) return values;
      return values.map((x) => BigInt.asUintN(bits, x > p - 3n ? x - p : x));
    }),
  };
}
