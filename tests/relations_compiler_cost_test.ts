// What compiled programs cost: no more than the reference prover's, or than a count by hand. The numbers are counted
// while the programs run on the BigInt oracle, not by the compiler.

import { assert, assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { compileRegistry, type CompilerOptions } from "../relations/compiler/compile.ts";
import type { Expression } from "../relations/expression.ts";
import { edgeCost } from "../relations/program.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { relation } from "../relations/relation.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { modulusOf } from "./support/naive_prover.ts";
import { type Counts, ProgramOracle } from "./support/program_oracle.ts";
import { REFERENCE } from "./support/reference_costs.ts";

/** What every block of every relation does on one edge, the general block last. */
function counted(registry: RelationRegistry, options: CompilerOptions = {}): Counts[][] {
  const { program } = compileRegistry(registry, options);
  return program.relations.map(({ blocks }) =>
    blocks.map((block) => {
      const oracle = new ProgramOracle(
        program,
        modulusOf(registry.field),
        registry.field.kernel(),
        Array.from({ length: program.scalars }, () => 1n),
        registry.columns.map(() => [2n, 3n] as const),
        1n,
      );
      const counts = oracle.run(block);
      assertEquals(edgeCost(block), counts);
      return counts;
    })
  );
}

for (const registry of [ULTRA_BB3, ULTRA_BB5]) {
  Deno.test(`compiler: no relation of ${registry.name} costs more per edge than in the reference prover`, () => {
    const first = counted(registry), later = counted(registry, { knowledge: "claims" });
    registry.relations.forEach(({ name }, r) => {
      // As many edges are in round 0 as in all the others.
      const cost = (first[r].at(-1)!.multiplications + later[r].at(-1)!.multiplications) / 2;
      assert(cost <= REFERENCE[name], `${name}: ${cost} multiplications, not ${REFERENCE[name]}`);
    });
    assertEquals(registry.relations.map((r) => r.name).sort(), Object.keys(REFERENCE).sort());
  });

  Deno.test(`compiler: programs of ${registry.name} for special edges and with known points cost less`, () => {
    const general = counted(registry);
    general.forEach((blocks, r) => {
      const { name } = registry.relations[r], last = blocks.at(-1)!.multiplications;
      for (const special of blocks.slice(0, -1)) assert(special.multiplications < last, name);
      for (const knowledge of ["claims", "zeros"] as const) {
        const known = counted(registry, { knowledge })[r].at(-1)!.multiplications;
        assert(known < last, `${name} with ${knowledge}`);
      }
      assert(blocks.every((block) => block.loads <= registry.relations[r].columns.length), name);
    });
  });
}

/** Small relations and what they cost by hand: a product of degree d has d + 1 points, the weight on a column 2. */
const BY_HAND: readonly (readonly [
  name: string,
  kind: "row-wise" | "sum-wise",
  degree: number,
  value: (c: Record<"a" | "b" | "c" | "d", Expression>, p: Expression) => Expression,
  multiplications: number,
])[] = [
  // w·a
  ["a column", "row-wise", 1, ({ a }) => a, 2],
  // w·(a + b − c + 5·d)
  ["a sum of columns", "row-wise", 1, ({ a, b, c, d }) => a.add(b).sub(c).add(d.mul(5)), 2],
  ["a column, not weighted", "sum-wise", 1, ({ a }) => a, 0],
  // (w·a)·b: 2 + 3
  ["a product", "row-wise", 2, ({ a, b }) => a.mul(b), 5],
  ["a product, not weighted", "sum-wise", 2, ({ a, b }) => a.mul(b), 3],
  // (w·a)·b and c·d at 3 points, their product at 5
  ["four columns", "row-wise", 4, ({ a, b, c, d }) => a.mul(b).mul(c).mul(d), 2 + 3 + 3 + 5],
  // a², a⁴, (w·a), a⁴·(w·a)
  ["a fifth power", "row-wise", 5, ({ a }) => a.pow(5), 3 + 5 + 2 + 6],
  // a·b − c at 3 points, times w·d at 4
  ["a gate", "row-wise", 3, ({ a, b, c, d }) => d.mul(a.mul(b).sub(c)), 3 + 2 + 4],
  // p·w once, then as a product
  ["a scaled product", "row-wise", 2, ({ a, b }, p) => p.mul(a).mul(b), 1 + 2 + 3],
  // a·(a − 1): small constants cost nothing
  ["a bit", "row-wise", 2, ({ a }) => a.mul(a.sub(1)).mul(3), 2 + 3],
];

for (const [name, kind, degree, value, multiplications] of BY_HAND) {
  Deno.test(`compiler: ${name} (${kind}) costs no more than by hand`, () => {
    const registry = new RelationRegistry({
      name: "by_hand",
      field: BN254_FR,
      relations: [relation({
        name: "by_hand",
        columns: ["a", "b", "c", "d"],
        parameters: ["p"],
        subrelations: (c, { p }) => [{ name: "s", degree, kind, value: value(c, p) }],
      })],
    });
    const [[counts]] = counted(registry);
    assert(counts.multiplications <= multiplications, `${counts.multiplications} multiplications`);
  });
}

Deno.test("compiler: what subrelations share is computed once", () => {
  const cost = (twice: boolean): Counts => {
    const registry = new RelationRegistry({
      name: "shared",
      field: BN254_FR,
      relations: [relation({
        name: "shared",
        columns: ["a", "b", "c"],
        subrelations: ({ a, b, c }) => {
          const cube = a.add(b).pow(3);
          const first = { name: "first", degree: 3, kind: "sum-wise" as const, value: cube.add(c) };
          const second = { ...first, name: "second", value: cube.sub(c) };
          return twice ? [first, second] : [first];
        },
      })],
    });
    return counted(registry)[0][0];
  };
  assertEquals(cost(true).multiplications, cost(false).multiplications);
  assertEquals(cost(true).loads, 3);
});
