// The cost model: small relations counted by hand, the Ultra relations held under the reference prover's counts, and
// what they cost today.

import { assert, assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { relationCosts, type RoundKind, totalCost } from "../relations/cost.ts";
import type { Expression } from "../relations/expression.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { relation, type SubrelationKind } from "../relations/relation.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { REFERENCE } from "./support/reference_costs.ts";

const KINDS: readonly RoundKind[] = ["first", "firstSatisfied", "later"];

type Columns = Record<"a" | "b" | "c", Expression>;

/** Multiplications of a first round, of one of a satisfied trace, of a later one; extensions, loads. */
const BY_HAND: readonly (readonly [
  name: string,
  kind: SubrelationKind,
  degree: number,
  value: (c: Columns) => Expression,
  multiplications: readonly [first: number, satisfied: number, later: number],
  extensions: number,
  loads: number,
])[] = [
  // a·b at 0, 1, ∞, extended to 2, as c is; (a·b)·c at 0, 1, ∞, 2, of which a later round needs three.
  ["a product of three", "sum-wise", 3, ({ a, b, c }) => a.mul(b).mul(c), [7, 7, 6], 2, 3],
  // w·a at 0, 1 (∞ is their difference), times b at 0, 1, ∞, extended to 2; times c at 0, 1, ∞, 2. In a satisfied trace
  // ∞ and 2 are all that is wanted: two lines' values there, two products, again two.
  ["a weighted product of three", "row-wise", 3, ({ a, b, c }) => a.mul(b).mul(c), [9, 6, 8], 2, 3],
  // Linear values are known at ∞.
  ["a product of two", "sum-wise", 2, ({ a, b, c }) => a.mul(b.add(c)), [3, 3, 2], 0, 3],
  ["a column", "sum-wise", 1, ({ a }) => a, [0, 0, 0], 0, 1],
];

for (const [name, kind, degree, value, multiplications, extensions, loads] of BY_HAND) {
  Deno.test(`cost: ${name}, counted by hand`, () => {
    const [{ rounds, folds, reference }] = relationCosts(
      new RelationRegistry({
        name: "by_hand",
        field: BN254_FR,
        relations: [relation({
          name: "by_hand",
          columns: ["a", "b", "c"],
          subrelations: (columns) => [{ name: "s", degree, kind, value: value(columns) }],
        })],
      }),
    );
    assertEquals(KINDS.map((round) => rounds[round].general.multiplications), [...multiplications]);
    assertEquals([rounds.first.general.extensions, rounds.first.general.loads], [
      extensions,
      loads,
    ]);
    assertEquals(rounds.first.special, []);
    // Every column of the relation, whether anything reads it or not; and nobody else counted this relation.
    assertEquals([folds, reference], [3, undefined]);
  });
}

Deno.test("cost: a sum of many terms is no extension, an extension from many points is one", () => {
  const names = ["a", "b", "c", "d", "e", "f"] as const;
  const cost = (
    value: (c: Record<typeof names[number], Expression>) => Expression,
    degree: number,
  ) =>
    relationCosts(
      new RelationRegistry({
        name: "many",
        field: BN254_FR,
        relations: [relation({
          name: "many",
          columns: [...names],
          subrelations: (c) => [{ name: "s", degree, kind: "sum-wise", value: value(c) }],
        })],
      }),
    )[0].rounds.first.general;
  const sum = cost(({ a, b, c, d, e, f }) => a.add(b).add(c).add(d).add(e).add(f), 1);
  assertEquals([sum.multiplications, sum.extensions], [0, 0]);
  // The cheapest order: two of them at 3 points, that and a third at 4, two at 3, all at 6. Extended: the first product
  // and the third column to one point, their product to two, the other product to three.
  const product = cost(({ a, b, c, d, e }) => a.mul(b).mul(c.mul(d)).mul(e), 5);
  assertEquals([product.multiplications, product.extensions], [3 + 4 + 3 + 6, 1 + 1 + 2 + 3]);
});

for (const registry of [ULTRA_BB3, ULTRA_BB5]) {
  const costs = relationCosts(registry);
  const total = (kind: RoundKind, special = false) =>
    totalCost(costs, kind, special).multiplications;

  Deno.test(`cost: ${registry.name} beside the reference prover`, () => {
    assertEquals(Object.fromEntries(costs.map((c) => [c.name, c.reference])), { ...REFERENCE });
    for (const { name, rounds, reference } of costs) {
      // Half of all edges are in the first round.
      for (const first of ["first", "firstSatisfied"] as const) {
        const mean =
          (rounds[first].general.multiplications + rounds.later.general.multiplications) / 2;
        assert(mean <= reference!, `${name}: ${mean} multiplications, not ${reference}`);
      }
      for (const kind of KINDS) {
        const { general, special } = rounds[kind];
        assert(general.squarings <= general.multiplications, name);
        for (const cost of special) assert(cost.loads < general.loads, name);
      }
    }
  });

  Deno.test(`cost: ${registry.name} in all, a share of the reference prover's`, () => {
    const reference = Object.values(REFERENCE).reduce((sum, count) => sum + count);
    const share = (first: RoundKind, special: boolean) =>
      (total(first, special) + total("later", special)) / 2 / reference;
    const shares = [
      ["any edge", share("first", false), 0.77],
      ["any edge, satisfied trace", share("firstSatisfied", false), 0.72],
      ["gates with a selector of 1", share("first", true), 0.7],
      ["gates with a selector of 1, satisfied trace", share("firstSatisfied", true), 0.63],
    ] as const;
    for (const [what, found, most] of shares) assert(found <= most, `${what}: ${found} of it`);
  });
}

/**
 * Multiplications today: first round, that of a satisfied trace, later ones, each general and special. Nobody else
 * counted these; they are here so that a change is seen, and may be replaced by smaller ones.
 */
const TODAY: Readonly<Record<string, readonly (readonly number[])[]>> = {
  permutation: [[57, 45], [49, 41], [53, 43]],
  lookup: [[56], [50], [52]],
  arithmetic: [[45, 20], [40, 12], [43, 20]],
  range: [[54, 52], [46, 44], [50, 52]],
  elliptic: [[65, 61], [59, 48], [63, 61]],
  memory: [[92, 79], [79, 64], [86, 79]],
  non_native_field: [[68, 64], [65, 58], [67, 64]],
  poseidon2_external: [[86, 80], [74, 60], [82, 80]],
  poseidon2_internal: [[56, 50], [46, 37], [52, 50]],
};

Deno.test("cost: the relations of ultra-bb5 cost what they did", () => {
  const found = relationCosts(ULTRA_BB5).map(({ name, rounds }) => [
    name,
    KINDS.map((kind) => {
      const { general, special } = rounds[kind];
      return [general, ...special].map((cost) => cost.multiplications);
    }),
  ]);
  assertEquals(Object.fromEntries(found), TODAY);
});
