// The digest of a registry: pinned for the two Ultra sets, rebuilt from the rules in relations/digest.ts by other means,
// and different whenever anything that a verifier relies on is.

import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { BN254_FQ, BN254_FR } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import type { Expression } from "../relations/expression.ts";
import { type Relation, relation, type RelationDefinition } from "../relations/relation.ts";
import { type RegistryDefinition, RelationRegistry } from "../relations/registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { modulusOf } from "./support/naive_prover.ts";

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The rules of relations/digest.ts, on hexadecimal text. */
function digestByTheRules(registry: RelationRegistry): string {
  const hash = (hex: string): string =>
    hexOf(keccak_256(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))));
  const number = (n: number): string => BigInt.asUintN(32, BigInt(n)).toString(16).padStart(8, "0");
  const element = (n: bigint): string => n.toString(16).padStart(64, "0");
  const text = (s: string): string => {
    const bytes = new TextEncoder().encode(s);
    return number(bytes.length) + hexOf(bytes);
  };
  const list = (items: readonly string[]): string => number(items.length) + items.join("");
  const p = modulusOf(registry.field);

  /** The nodes that a relation's subrelations need, by recursion. */
  const needed = (r: Relation): number[] => {
    const found = new Set<number>();
    const visit = (id: number): void => {
      if (found.has(id)) return;
      found.add(id);
      const node = r.graph.nodes[id];
      if (node.op === "sum") node.terms.forEach(visit);
      if (node.op === "product") [node.left, node.right].forEach(visit);
      if (node.op === "power") visit(node.base);
    };
    r.subrelations.forEach((s) => visit(s.value.id));
    return [...found].sort((a, b) => a - b);
  };
  const node = (r: Relation, id: number, nodes: readonly number[]): string => {
    const at = (id: number): string => number(nodes.indexOf(id));
    const node = r.graph.nodes[id];
    switch (node.op) {
      case "constant": {
        const [, sign, digits] = /^(-?)(.*)$/.exec(String(node.value))!;
        const n = BigInt(digits);
        return `00${element(sign === "" ? n : (p - n) % p)}`;
      }
      case "parameter":
        return `01${number(node.index)}`;
      case "column":
        return `02${number(node.index)}`;
      case "sum":
        return `03${list(node.terms.map((t, i) => at(t) + number(node.coefficients[i])))}`;
      case "product":
        return `04${at(node.left)}${at(node.right)}`;
      case "power":
        return `05${at(node.base)}${number(node.exponent)}`;
    }
  };
  const describe = (r: Relation): string => {
    const nodes = needed(r);
    return text(r.name) + list(r.columns.map(text)) + list(r.parameters.map(text)) +
      list(nodes.map((id) => node(r, id, nodes))) +
      list(
        r.subrelations.map((s) =>
          text(s.name) + number(s.degree) + (s.kind === "row-wise" ? "00" : "01") +
          number(nodes.indexOf(s.value.id))
        ),
      );
  };
  return hash(
    text("limbs-sumcheck/registry/1") + text(registry.name) + text(registry.field.name) +
      element(p) + list(registry.storedColumns.map(text)) +
      list(registry.shifts.map((s) => text(s.base))) + list(registry.parameters.map(text)) +
      list(registry.relations.map(describe)),
  );
}

for (
  const [registry, pinned] of [
    [ULTRA_BB3, "daa4e599051ad93d93fa273ef763a44f05dfb934039b0fd865fda01f743bc788"],
    [ULTRA_BB5, "7b957dc510000ed8f5ea453ae64a4a632391c2011d0f3d56676ee2b1e2561d04"],
  ] as const
) {
  Deno.test(`digest: of ${registry.name}, as pinned and as the rules give it`, () => {
    assertStrictEquals(hexOf(registry.digest()), pinned);
    assertStrictEquals(digestByTheRules(registry), pinned);
  });
}

Deno.test("digest: a caller who writes into it does not change it", () => {
  ULTRA_BB3.digest().fill(0);
  assertNotEquals(ULTRA_BB3.digest(), new Uint8Array(32));
});

type Definition = RelationDefinition<string, string, string>;

/** A registry of two relations; each option replaces one thing. */
function variant(
  options: {
    relation?: Partial<Definition>;
    registry?: Partial<RegistryDefinition>;
    subrelation?: Partial<ReturnType<Definition["subrelations"]>[number]>;
    value?: (c: Readonly<Record<string, Expression>>, x: Expression) => Expression;
  } = {},
): string {
  const value = options.value ?? (({ q, a, b_shift }, x) => q.mul(a.mul(3).add(b_shift.mul(x))));
  const first = relation({
    name: "first",
    columns: ["q", "a", "b"],
    shifts: ["b"],
    parameters: ["x", "y"],
    skipIfZero: "q",
    subrelations: (c, p) => [
      { name: "s", degree: 2, value: value(c, p.x), ...options.subrelation },
      { name: "t", degree: 2, value: c.q.mul(c.b).mul(p.y) },
    ],
    ...options.relation,
  });
  const second = relation({
    name: "second",
    columns: ["b"],
    subrelations: ({ b }) => [{ name: "s", degree: 5, value: b.pow(5) }],
  });
  const registry = new RelationRegistry({
    name: "test",
    field: BN254_FR,
    relations: [first, second],
    ...options.registry,
  });
  const digest = hexOf(registry.digest());
  assertStrictEquals(digest, digestByTheRules(registry));
  return digest;
}

Deno.test("digest: changes with everything that a verifier relies on", () => {
  const third = relation({
    name: "third",
    columns: ["a"],
    subrelations: ({ a }) => [{ name: "s", degree: 1, value: a }],
  });
  const sameName = new PrimeField({
    name: "bn254-fr",
    modulus: `0x${modulusOf(BN254_FQ).toString(16)}`,
  });
  const digests: Record<string, string> = {
    "nothing changed": variant(),
    "registry name": variant({ registry: { name: "test2" } }),
    "field": variant({ registry: { field: BN254_FQ } }),
    "modulus under the same name": variant({ registry: { field: sameName } }),
    "column order": variant({ registry: { columns: ["a", "q", "b"] } }),
    "a column more": variant({ registry: { columns: ["q", "a", "b", "c"] } }),
    "a shift more": variant({ registry: { columns: ["q", "a", "b"], shifts: ["b", "a"] } }),
    "shift order": variant({ registry: { columns: ["q", "a", "b"], shifts: ["a", "b"] } }),
    "other relations": variant({ registry: { relations: [third] } }),
    "relation name": variant({ relation: { name: "other" } }),
    "parameter order": variant({ relation: { parameters: ["y", "x"] } }),
    "subrelation name": variant({ subrelation: { name: "u" } }),
    "kind": variant({ subrelation: { kind: "sum-wise" } }),
    "degree": variant({
      value: ({ q, a, b_shift }, x) => q.mul(a.mul(3).add(b_shift.mul(x)).mul(q)),
      subrelation: { degree: 3 },
    }),
    "a coefficient": variant({
      value: ({ q, a, b_shift }, x) => q.mul(a.mul(4).add(b_shift.mul(x))),
    }),
    "a coefficient's sign": variant({
      value: ({ q, a, b_shift }, x) => q.mul(a.mul(-3).add(b_shift.mul(x))),
    }),
    "a large constant": variant({
      value: ({ q, a, b_shift }, x) => q.mul(a.mul("0x300").add(b_shift.mul(x))),
    }),
    "another large constant": variant({
      value: ({ q, a, b_shift }, x) => q.mul(a.mul("0x301").add(b_shift.mul(x))),
    }),
    "column instead of shift": variant({
      value: ({ q, a, b }, x) => q.mul(a.mul(3).add(b.mul(x))),
    }),
    "parameter left out": variant({ value: ({ q, a, b_shift }) => q.mul(a.mul(3).add(b_shift)) }),
    "an exponent": variant({ value: ({ q }) => q.pow(4), subrelation: { degree: 4 } }),
    "another exponent": variant({ value: ({ q }) => q.pow(6), subrelation: { degree: 6 } }),
  };
  assertEquals(new Set(Object.values(digests)).size, Object.keys(digests).length);
});

Deno.test("digest: a relation moved behind another one changes it", () => {
  const make = (name: string) =>
    relation({
      name,
      columns: ["a"],
      subrelations: ({ a }) => [{ name: "s", degree: 1, value: a }],
    });
  const [r, s] = [make("r"), make("s")];
  const of = (relations: Relation[]) =>
    hexOf(new RelationRegistry({ name: "test", field: BN254_FR, relations }).digest());
  assertNotEquals(of([r, s]), of([s, r]));
});

Deno.test("digest: does not depend on skips, on nodes that nothing needs or on how a constant is written", () => {
  assertEquals(variant({ relation: { skipIfZero: [] } }), variant());
  assertEquals(
    variant({
      value: ({ q, a, b_shift }, x) => {
        b_shift.square().add(q);
        return q.mul(a.mul(3).add(b_shift.mul(x)));
      },
    }),
    variant(),
  );
  const times = (constant: number | string) =>
    variant({ value: ({ q, a }) => q.mul(a.mul(constant)) });
  assertEquals(times(1000), times("0x3e8"));
  assertEquals(times("1000"), times("0x03E8"));
  assertEquals(times(-1000), times("-1000"));
  assertNotEquals(times(1000), times(-1000));
});
