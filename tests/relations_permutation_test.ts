// Permutations: honest columns satisfy the relation, and every way of cheating named here is caught. All values are
// checked in BigInt, row by row.

import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR } from "../field/fields.ts";
import { fillCounts } from "../relations/inverses.ts";
import { permutation } from "../relations/permutation.ts";
import { RelationRegistry } from "../relations/registry.ts";
import {
  CHALLENGES,
  type Change,
  changed,
  type Columns,
  fillOnlyInverses,
  names,
  vectorsOf,
  violations,
} from "./support/argument_check.ts";
import { assertRelationError } from "./support/relation_errors.ts";

function registryOf(width: number): RelationRegistry {
  const relation = permutation({
    name: "permutation",
    from: { selector: "from", columns: names("a", width) },
    to: { selector: "to", columns: names("b", width) },
    inverses: "inverses",
  });
  return new RelationRegistry({ name: "test", field: BN254_FR, relations: [relation] });
}

Deno.test("permutation: shape is degree 4 row-wise and degree 3 sum-wise at any width", () => {
  for (const width of [1, 6, 29]) {
    const registry = registryOf(width);
    assertEquals(registry.subrelations.map((s) => [s.name, s.degree, s.kind]), [
      ["inverse", 4, "row-wise"],
      ["sum", 3, "sum-wise"],
    ]);
    assertEquals(registry.storedColumns.length, 2 * width + 3);
    assertEquals([...registry.relations[0].skipIfZero], ["from", "to"]);
  }
});

/** Tuples and an order of them; the rows of both sides are spread among rows that take no part. */
const permuted = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(fc.bigInt({ min: 0n, max: 4n }), { minLength: width, maxLength: width }), {
    maxLength: 10,
  }).chain((tuples) =>
    fc.record({
      width: fc.constant(width),
      tuples: fc.constant(tuples),
      order: fc.shuffledSubarray([...tuples.keys()], { minLength: tuples.length }),
      gaps: fc.array(fc.nat({ max: 2 }), { minLength: 20, maxLength: 20 }),
    })
  )
);

/** Columns of a side: each tuple after some rows whose selector is 0 and whose cells are 99. */
function side(
  selector: string,
  prefix: string,
  width: number,
  tuples: readonly (readonly bigint[])[],
  gaps: readonly number[],
): Record<string, bigint[]> {
  const columns: Record<string, bigint[]> = { [selector]: [] };
  for (const name of names(prefix, width)) columns[name] = [];
  const row = (on: bigint, tuple: readonly bigint[]) => {
    columns[selector].push(on);
    names(prefix, width).forEach((name, k) => columns[name].push(tuple[k]));
  };
  tuples.forEach((tuple, i) => {
    for (let gap = 0; gap < gaps[i]; gap++) row(0n, new Array(width).fill(99n));
    row(1n, tuple);
  });
  return columns;
}

Deno.test("permutation: honest columns satisfy it, for random tuples, orders and gaps", () => {
  const challenge = fc.bigInt({ min: 2n ** 200n, max: 2n ** 250n });
  fc.assert(
    fc.property(permuted, challenge, challenge, ({ width, tuples, order, gaps }, gamma, beta) => {
      const registry = registryOf(width), parameters = width === 1 ? [gamma] : [gamma, beta];
      const columns = {
        ...side("from", "a", width, tuples, gaps),
        ...side("to", "b", width, order.map((i) => tuples[i]), gaps.slice(10)),
      };
      assertEquals(
        violations(registry, fillOnlyInverses(registry, columns, parameters), parameters),
        [],
      );
    }),
  );
});

Deno.test("permutation: tuples that are no permutation are caught", () => {
  fc.assert(
    fc.property(permuted, fc.nat(), fc.nat(), ({ width, tuples, order, gaps }, row, k) => {
      fc.pre(tuples.length > 0);
      const registry = registryOf(width);
      const parameters = CHALLENGES.slice(0, registry.parameters.length);
      const others = order.map((i) => [...tuples[i]]);
      others[row % others.length][k % width] += 1n;
      const columns = {
        ...side("from", "a", width, tuples, gaps),
        ...side("to", "b", width, others, gaps.slice(10)),
      };
      // One entry of one tuple is one higher, so the entries' total differs: it is no permutation.
      assertEquals(
        violations(registry, fillOnlyInverses(registry, columns, parameters), parameters),
        [
          "Σ permutation.sum",
        ],
      );
    }),
  );
});

const REGISTRY = registryOf(2);
/** Accesses of a memory in the order of time and sorted; two are equal. */
const SORTED: Columns = {
  from: [1n, 1n, 1n, 0n, 1n],
  a_0: [3n, 1n, 2n, 8n, 1n],
  a_1: [30n, 10n, 20n, 8n, 10n],
  to: [0n, 1n, 1n, 1n, 1n],
  b_0: [9n, 1n, 1n, 2n, 3n],
  b_1: [9n, 10n, 10n, 20n, 30n],
};
const HONEST = fillOnlyInverses(REGISTRY, SORTED, CHALLENGES);

/** The honest columns with some cells changed. */
const forge = (...changes: readonly Change[]) => changed(HONEST, changes);

Deno.test("permutation: the example holds", () => {
  assertEquals(violations(REGISTRY, HONEST, CHALLENGES), []);
});

const attacks: Record<string, Columns> = {
  "a tuple left out on one side": forge(["to", 1, 0n]),
  "a tuple added on one side": forge(["to", 0, 1n]),
  "a repeated tuple given once, another twice": forge(["b_0", 1, 2n], ["b_1", 1, 20n]),
  "a tuple that is new": forge(["b_0", 3, 7n]),
  "the entries of a tuple swapped": forge(["b_0", 4, 30n], ["b_1", 4, 3n]),
  "entries exchanged between two tuples": forge(["b_1", 3, 30n], ["b_1", 4, 20n]),
  "a tuple taken for one with the same sum of entries": forge(["b_0", 3, 3n], ["b_1", 3, 19n]),
};
for (const [name, columns] of Object.entries(attacks)) {
  Deno.test(`permutation attack: ${name}`, () => {
    assertEquals(
      violations(REGISTRY, fillOnlyInverses(REGISTRY, columns, CHALLENGES), CHALLENGES),
      [
        "Σ permutation.sum",
      ],
    );
  });
}

Deno.test("permutation attack: a forged inverse is caught in its row", () => {
  HONEST.inverses.forEach((is, row) => {
    for (const forged of [is + 1n, 0n, 1n]) {
      const found = violations(REGISTRY, forge(["inverses", row, forged]), CHALLENGES);
      assertEquals(found.slice(0, 1), [`permutation.inverse at row ${row}`]);
    }
  });
});

Deno.test("permutation attack: challenges known in advance would break it, so they must come after", () => {
  // With β known, (x, y) and (x + β, y − 1) are compressed alike; with another β the forgery shows.
  const [gamma, beta] = CHALLENGES;
  const forged = fillOnlyInverses(
    REGISTRY,
    forge(["b_0", 3, 2n + beta], ["b_1", 3, 19n]),
    CHALLENGES,
  );
  assertEquals(violations(REGISTRY, forged, CHALLENGES), []);
  const later = [gamma, beta + 1n];
  assertNotEquals(violations(REGISTRY, fillOnlyInverses(REGISTRY, forged, later), later), []);
});

Deno.test("permutation: fillCounts has nothing to add", () => {
  assertEquals([...fillCounts(REGISTRY, vectorsOf(REGISTRY, SORTED)).keys()], Object.keys(SORTED));
});

Deno.test("permutation definition: tuples must be equally wide", () => {
  assertRelationError(
    () =>
      permutation({
        name: "p",
        from: { selector: "s", columns: ["a", "b"] },
        to: { selector: "t", columns: ["c"] },
        inverses: "i",
      }),
    "bad-tuple",
    '"p"',
  );
});
