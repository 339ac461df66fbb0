// What a relation or a registry may be: names, degrees, kinds, skips, columns, and the error for each rule.

import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR, PALLAS_FP } from "../field/fields.ts";
import { type Expression, product, sum } from "../relations/expression.ts";
import { type Relation, relation, type SubrelationKind } from "../relations/relation.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { assertRelationError } from "./support/relation_errors.ts";

type Columns = Readonly<Record<string, Expression>>;

/** A relation with one subrelation over the columns q, a, b and the shift of a, with parameters x and y. */
function one(
  value: (c: Columns, p: Columns) => Expression,
  degree: number,
  options: { skip?: string | string[]; kind?: SubrelationKind; name?: string } = {},
): Relation {
  return relation({
    name: options.name ?? "r",
    columns: ["q", "a", "b"],
    shifts: ["a"],
    parameters: ["x", "y"],
    skipIfZero: options.skip ?? [],
    subrelations: (c, p) => [
      { name: "s", degree, value: value(c, p), kind: options.kind ?? "row-wise" },
    ],
  });
}

const registryOf = (
  relations: Relation[],
  options: { columns?: string[]; shifts?: string[]; name?: string } = {},
) => new RelationRegistry({ name: "test", field: BN254_FR, relations, ...options });

Deno.test("relation: columns come first, then the shifts, and numbers in the graph follow", () => {
  const r = one(({ q, a, b, a_shift }) => sum(q, a, b, a_shift), 1);
  assertEquals([...r.columns], ["q", "a", "b", "a_shift"]);
  assertEquals([...r.shifts], ["a"]);
  assertEquals([...r.parameters], ["x", "y"]);
  const columns = r.graph.nodes.flatMap((node) => node.op === "column" ? [node.index] : []);
  assertEquals(columns, [0, 1, 2, 3]);
});

Deno.test("relation: a shift needs no column of its own in the same relation", () => {
  const r = relation({
    name: "r",
    columns: ["q"],
    shifts: ["a"],
    subrelations: ({ q, a_shift }) => [{ name: "s", degree: 2, value: q.mul(a_shift) }],
  });
  assertEquals([...registryOf([r]).columns], ["q", "a", "a_shift"]);
});

Deno.test("degree: columns and shifts count, parameters and constants do not", () => {
  const cases: [number, (c: Columns, p: Columns) => Expression][] = [
    [1, ({ a }, { x }) => a.mul(x).mul(x).add(x).mul(7)],
    [2, ({ a, a_shift }) => a.mul(a_shift)],
    [3, ({ q, a, b }) => sum(a, q.mul(a).mul(b), b)],
    [10, ({ a, b }) => a.add(b).pow(5).square()],
    [4, ({ q, a, b }, { y }) => product(q, a, b, y, a)],
  ];
  for (const [degree, value] of cases) {
    const subrelation = one(value, degree).subrelations[0];
    assertEquals([subrelation.degree, subrelation.value.degree], [degree, degree]);
  }
});

Deno.test("degree-mismatch: names relation, subrelation and both numbers", () => {
  for (const declared of [1, 3, 2.5, 0, -2, NaN]) {
    assertRelationError(
      () => one(({ q, a }) => q.mul(a), declared),
      "degree-mismatch",
      '"s"',
      '"r"',
      `declared degree is ${declared}`,
      "inferred degree is 2",
    );
  }
});

Deno.test("constant-subrelation: a value that reads no column is refused", () => {
  assertRelationError(() => one((_, { x }) => x.mul(2), 0), "constant-subrelation", '"s"', '"r"');
  assertRelationError(() => one(({ a }) => a.sub(a), 0), "constant-subrelation");
});

Deno.test("unknown-column and unknown-parameter: asking for an undeclared name says which", () => {
  assertRelationError(() => one(({ b_shift }) => b_shift, 1), "unknown-column", '"b_shift"', '"r"');
  assertRelationError(() => one((c) => c["toString" as string], 1), "unknown-column", '"toString"');
  assertRelationError(() => one((_, { z }) => z, 1), "unknown-parameter", '"z"', '"r"');
  assertRelationError(
    () => one(({ q }) => q, 1, { skip: "w" }),
    "unknown-column",
    'skip column "w"',
  );
});

Deno.test("foreign-expression: values and operands of another relation are refused", () => {
  let stolen: Expression | undefined;
  one(({ a }) => stolen = a, 1);
  assertRelationError(() => one(() => stolen!, 1), "foreign-expression", '"s"', '"r"');
  assertRelationError(() => one(({ a }) => a.add(stolen!), 1), "foreign-expression");
  assertRelationError(() => one(({ a }) => product(a, stolen!), 2), "foreign-expression");
  assertRelationError(
    () => one(() => 5 as unknown as Expression, 1),
    "foreign-expression",
    "not an expression",
  );
});

Deno.test("bad-constant: what is no integer of the field is refused, with the constant", () => {
  for (const bad of [0.5, NaN, Infinity, 2 ** 53, "", "0x", "1e3", "0xg", "--1", " 1"]) {
    assertRelationError(
      () => one(({ a }) => a.mul(bad), 1),
      "bad-constant",
      JSON.stringify(bad),
    );
  }
  const order = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
  const r = one(({ a }) => a.mul(order), 1);
  assertRelationError(() => registryOf([r]), "bad-constant", '"r"', "bn254-fr");
  // The same relation is fine over a field with a larger modulus.
  new RelationRegistry({ name: "test", field: PALLAS_FP, relations: [r] });
});

Deno.test("bad-exponent: powers are positive integers up to 64", () => {
  for (const bad of [0, -1, 1.5, 65, NaN]) {
    assertRelationError(() => one(({ a }) => a.pow(bad), 1), "bad-exponent", String(bad));
  }
  assertStrictEquals(one(({ a }) => a.pow(64), 64).subrelations[0].degree, 64);
});

Deno.test("bad-kind: a subrelation is row-wise or sum-wise", () => {
  const kind = "diagonal" as SubrelationKind;
  assertRelationError(() => one(({ a }) => a, 1, { kind }), "bad-kind", '"diagonal"', '"s"');
});

Deno.test("bad-name: names that could not be told apart or destructured are refused", () => {
  const bad = ["", "1a", "a b", "a-b", "ä", "__proto__", "a".repeat(129), undefined, 3];
  for (const name of bad as string[]) {
    const columns = [name];
    assertRelationError(
      () => relation({ name: "r", columns, subrelations: () => [] }),
      "bad-name",
      '"r"',
    );
    assertRelationError(
      () => relation({ name: "r", columns: [], parameters: [name], subrelations: () => [] }),
      "bad-name",
    );
    if (name === "a-b") continue; // fine for a relation
    assertRelationError(() => one(({ a }) => a, 1, { name: name ?? "" }), "bad-name");
  }
  assertRelationError(() => registryOf([one(({ a }) => a, 1)], { name: "" }), "bad-name");
  assertRelationError(
    () => registryOf([one(({ a }) => a, 1)], { columns: ["q", "a", "b", "?"] }),
    "bad-name",
    '"?"',
  );
});

Deno.test("duplicate-name: columns, shifts, parameters, subrelations, relations, skips", () => {
  const define = (columns: string[], shifts: string[], parameters: string[], names: string[]) =>
    relation({
      name: "r",
      columns,
      shifts,
      parameters,
      subrelations: ({ a }) => names.map((name) => ({ name, degree: 1, value: a })),
    });
  define(["a"], ["a"], ["x"], ["s"]);
  assertRelationError(() => define(["a", "a"], [], [], ["s"]), "duplicate-name", '"a"');
  assertRelationError(() => define(["a"], ["a", "a"], [], ["s"]), "duplicate-name", '"a_shift"');
  assertRelationError(() => define(["a", "a_shift"], ["a"], [], ["s"]), "duplicate-name");
  assertRelationError(() => define(["a"], [], ["x", "x"], ["s"]), "duplicate-name", '"x"');
  assertRelationError(() => define(["a"], [], [], ["s", "s"]), "duplicate-name", '"s"');
  const r = one(({ a }) => a, 1);
  assertRelationError(() => registryOf([r, r]), "duplicate-name", '"r"');
  assertRelationError(
    () => one(({ a }) => a, 1, { skip: ["a", "a"] }),
    "duplicate-name",
    '"a"',
  );
  const other = define(["a_shift", "a"], [], [], ["s"]);
  const shifting = one(({ a }) => a, 1, { name: "shifting" });
  assertRelationError(() => registryOf([other, shifting]), "duplicate-name", '"a_shift"');
});

Deno.test("empty-relation and empty-registry", () => {
  assertRelationError(
    () => relation({ name: "r", columns: ["a"], subrelations: () => [] }),
    "empty-relation",
    '"r"',
  );
  assertRelationError(() => registryOf([]), "empty-registry", '"test"');
});

Deno.test("unsound-skip: a skip that leaves a subrelation standing is refused, by name", () => {
  const sound: [string | string[], (c: Columns) => Expression, number][] = [
    ["q", ({ q, a, b }) => q.mul(a.add(b)), 2],
    ["q", ({ q, a }) => q.mul(a).add(q.square().mul(5)), 2],
    [["a", "b"], ({ q, a, b }) => q.mul(a.sub(b)), 2],
    [["a_shift"], ({ a, a_shift }) => a.add(1).mul(a_shift), 2],
  ];
  for (const [skip, value, degree] of sound) {
    assertEquals([...one(value, degree, { skip }).skipIfZero], [skip].flat());
  }
  const unsound: [string | string[], (c: Columns) => Expression, number][] = [
    ["q", ({ q, a, b }) => q.mul(a).add(b), 2],
    ["a", ({ q, a, b }) => q.mul(a.sub(b)), 2],
    ["a", ({ a, a_shift }) => a_shift.mul(a.add(1)), 2],
    ["q", ({ q }) => q.sub(1), 1],
    [["q", "a"], ({ q, a, b }) => sum(q, a, b.pow(3)), 3],
  ];
  for (const [skip, value, degree] of unsound) {
    assertRelationError(() => one(value, degree, { skip }), "unsound-skip", '"s"', '"r"');
  }
});

Deno.test("unsound-skip: an accepted skip is sound whatever the other columns hold", () => {
  // Random polynomials, half of them multiplied by the skip column: those accepted vanish at every point with q = 0.
  const leaf = fc.constantFrom("q", "a", "b", "a_shift");
  const term = fc.array(leaf, { minLength: 1, maxLength: 4 });
  const polynomial = fc.array(term, { minLength: 1, maxLength: 4 });
  let accepted = 0, refused = 0;
  fc.assert(
    fc.property(polynomial, fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), (terms, at) => {
      const degree = Math.max(...terms.map((t) => t.length));
      const vanishes = terms.every((t) => t.includes("q"));
      const build = () =>
        one(
          (c) =>
            terms.map((t) => t.map((n) => c[n]).reduce((a, x) => a.mul(x)))
              .reduce((a, x) => a.add(x)),
          degree,
          { skip: "q" },
        );
      if (!vanishes) {
        refused++;
        return assertRelationError(build, "unsound-skip");
      }
      accepted++;
      const registry = registryOf([build()]);
      const value = (name: string) => name === "q" ? 0 : at[name.length % 3];
      const found = registry.evaluate(
        BN254_FR.vectorOf(registry.columns.map(value)),
        BN254_FR.vectorOf([1, 2]),
      );
      assertEquals(found.toHex(), BN254_FR.vectorOf([0]).toHex());
    }),
  );
  assertEquals([accepted > 0, refused > 0], [true, true]);
});

Deno.test("registry: order of columns, shifts and parameters is that of first use, or as given", () => {
  const first = relation({
    name: "first",
    columns: ["b", "a"],
    shifts: ["c"],
    parameters: ["y"],
    subrelations: ({ a, b }) => [{ name: "s", degree: 2, value: a.mul(b) }],
  });
  const second = relation({
    name: "second",
    columns: ["d", "a"],
    shifts: ["a"],
    parameters: ["x", "y"],
    subrelations: ({ d }, { x }) => [
      { name: "s", degree: 4, value: d.pow(4) },
      { name: "t", degree: 1, value: d.mul(x), kind: "sum-wise" },
    ],
  });
  const byUse = registryOf([first, second]);
  assertEquals([...byUse.columns], ["b", "a", "d", "c", "c_shift", "a_shift"]);
  assertEquals([...byUse.parameters], ["y", "x"]);
  assertEquals(byUse.shifts.map(({ name, base }) => [name, base]), [["c_shift", "c"], [
    "a_shift",
    "a",
  ]]);
  assertEquals(byUse.placements.map((p) => [...p.columns]), [[0, 1, 4], [2, 1, 5]]);
  assertEquals(byUse.placements.map((p) => [...p.parameters]), [[0], [1, 0]]);
  assertEquals([byUse.maxDegree, byUse.univariateLength], [4, 6]);
  assertEquals([...byUse.subrelations], [
    { relation: "first", name: "s", degree: 2, kind: "row-wise" },
    { relation: "second", name: "s", degree: 4, kind: "row-wise" },
    { relation: "second", name: "t", degree: 1, kind: "sum-wise" },
  ]);
  const given = registryOf([first, second], {
    columns: ["a", "b", "c", "d", "unread"],
    shifts: ["a", "c"],
  });
  assertEquals([...given.storedColumns], ["a", "b", "c", "d", "unread"]);
  assertEquals([...given.columns].slice(5), ["a_shift", "c_shift"]);
  assertEquals(given.columnIndex("c_shift"), 6);
  assertRelationError(() => given.columnIndex("e"), "unknown-column", '"e"', '"test"');
  assertRelationError(() => given.relation("third"), "unknown-relation", '"third"', '"test"');
  assertStrictEquals(given.relation("second"), second);
  for (const columns of [["a", "b", "c"], ["a", "b", "d"]]) {
    assertRelationError(() => registryOf([first, second], { columns }), "unknown-column", "lacks");
  }
  assertRelationError(
    () => registryOf([first, second], { shifts: ["a"] }),
    "unknown-column",
    'lacks "c"',
  );
});
