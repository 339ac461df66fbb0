// A registry of more columns than a compiled program holds at a time, so that columns displace each other.

import type { PrimeField } from "../../field/prime_field.ts";
import { relation } from "../../relations/relation.ts";
import { RelationRegistry } from "../../relations/registry.ts";

/** How many columns there are, and how many each relation reads. */
const COLUMNS = 120, READ = 36, RELATIONS = 9;

const column = (k: number): string => `c${k % COLUMNS}`;

/** Relations that overlap with the next ones, some of them skipped where a column is zero. */
export function wideRegistry(field: PrimeField): RelationRegistry {
  const relations = Array.from({ length: RELATIONS }, (_, r) => {
    // Every third relation begins where the one before it did, the others 29 columns on.
    const first = 29 * (r - Math.floor(r / 3));
    const columns = Array.from({ length: READ }, (_, k) => column(first + k));
    return relation({
      name: `relation_${r}`,
      columns,
      ...(r % 2 === 1 && { skipIfZero: columns[0] }),
      subrelations: (c) => {
        const guard = c[columns[0]];
        // Columns are used early and late, once and twice, as factors and as terms.
        const ring = columns.map((name, k) => c[name].mul(c[columns[(k + 7) % READ]]))
          .reduce((sum, x) => sum.add(x));
        const back = columns.toReversed().map((name, k) => c[name].mul(k % 5 - 2))
          .reduce((sum, x) => sum.add(x));
        return [
          { name: "ring", degree: 3, value: guard.mul(ring) },
          { name: "back", degree: 3, kind: "sum-wise", value: guard.mul(back.pow(2)) },
        ];
      },
    });
  });
  const names = Array.from({ length: COLUMNS }, (_, k) => column(k));
  return new RelationRegistry({ name: "wide", field, relations, columns: names });
}
