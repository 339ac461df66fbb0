// The verifier's evaluation against the BigInt oracle on random graphs over several fields, and its input checks.

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FieldError } from "../field/errors.ts";
import { BN254_FR, FIELDS } from "../field/fields.ts";
import { PrimeField } from "../field/prime_field.ts";
import { type Expression, ExpressionGraph, product, sum } from "../relations/expression.ts";
import { relation } from "../relations/relation.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { modulusOf, naiveEvaluate } from "./support/naive_prover.ts";
import { assertRelationError } from "./support/relation_errors.ts";

/** One step of building an expression from those already built (chosen modulo their number). */
type Step =
  | { op: "sum"; terms: [at: number, coefficient: number][] }
  | { op: "product"; at: number[] }
  | { op: "power"; at: number; exponent: number }
  | { op: "constant"; at: number; value: number | string };

const at = fc.nat({ max: 30 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      op: fc.constant("sum" as const),
      terms: fc.array(fc.tuple(at, fc.integer({ min: -70, max: 70 })), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    fc.record({
      op: fc.constant("product" as const),
      at: fc.array(at, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("power" as const), at, exponent: fc.integer({ min: 1, max: 6 }) }),
    fc.record({
      op: fc.constant("constant" as const),
      at,
      value: fc.oneof(
        fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
        fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }).map(String),
        fc.bigInt({ min: 0n, max: 1n << 250n }).map((x) => `0x${x.toString(16)}`),
      ),
    }),
  ),
  { minLength: 1, maxLength: 12 },
);

function build(base: readonly Expression[], list: readonly Step[]): Expression[] {
  const built = [...base];
  const get = (i: number): Expression => built[i % built.length];
  for (const step of list) {
    if (step.op === "sum") {
      const [first, ...rest] = step.terms.map(([i, c]) => get(i).mul(c));
      built.push(sum(first, ...rest));
    } else if (step.op === "product") {
      const [first, ...rest] = step.at.map(get);
      built.push(product(first, ...rest));
    } else if (step.op === "power") built.push(get(step.at).pow(step.exponent));
    else built.push(get(step.at).mul(step.value).sub(step.value));
  }
  return built.slice(base.length);
}

/** The same steps on numbers. */
function interpret(base: readonly bigint[], list: readonly Step[], p: bigint): bigint[] {
  const built = [...base];
  const get = (i: number): bigint => built[i % built.length];
  const reduce = (x: bigint): bigint => ((x % p) + p) % p;
  const integer = (text: string): bigint =>
    text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
  for (const step of list) {
    if (step.op === "sum") {
      built.push(reduce(step.terms.reduce((total, [i, c]) => total + get(i) * BigInt(c), 0n)));
    } else if (step.op === "product") {
      built.push(step.at.reduce((total, i) => reduce(total * get(i)), 1n));
    } else if (step.op === "power") {
      let power = 1n;
      for (let i = 0; i < step.exponent; i++) power = reduce(power * get(step.at));
      built.push(power);
    } else {
      const value = integer(String(step.value));
      built.push(reduce(get(step.at) * value - value));
    }
  }
  return built.slice(base.length);
}

/** A registry of the expressions that read a column, or undefined if none does. */
function registryOf(
  field: PrimeField,
  list: readonly Step[],
): { registry: RelationRegistry; kept: readonly number[] } | undefined {
  let kept: number[] = [];
  const define = () =>
    relation({
      name: "random",
      columns: ["a", "b"],
      shifts: ["b"],
      parameters: ["x", "y"],
      subrelations: ({ a, b, b_shift }, { x, y }) => {
        const values = build([x, a, y, b, b_shift], list);
        kept = values.flatMap((value, i) => value.degree > 0 ? [i] : []);
        const used = kept.length === 0 ? [a] : kept.map((i) => values[i]);
        return used.map((value, i) => ({ name: `s${i}`, degree: value.degree, value }));
      },
    });
  const relations = [define()];
  if (kept.length === 0) return undefined;
  return { registry: new RelationRegistry({ name: "random", field, relations }), kept };
}

const numbers = (length: number): fc.Arbitrary<bigint[]> =>
  fc.array(fc.bigInt({ min: 0n, max: (1n << 254n) - 1n }), {
    minLength: length,
    maxLength: length,
  });

Deno.test("evaluate: random expressions have the value of the same steps on numbers, over every field", () => {
  let checked = 0;
  fc.assert(
    fc.property(steps, numbers(5), fc.constantFrom(...FIELDS), (list, given, field) => {
      const made = registryOf(field, list);
      if (made === undefined) return;
      const { registry, kept } = made;
      checked++;
      const p = modulusOf(field), [a, b, next, x, y] = given.map((n) => n % p);
      const found = registry.evaluate(
        field.vectorOf([a, b, next].map(String)),
        field.vectorOf([x, y].map(String)),
      ).toHex().map(BigInt);
      const all = interpret([x, a, y, b, next], list, p);
      assertEquals(found, kept.map((i) => all[i]));
      assertEquals(naiveEvaluate(registry, [a, b, next], [x, y]), found);
    }),
    { numRuns: 300 },
  );
  assert(checked > 200, `${checked} registries were evaluated`);
});

Deno.test("degree: along any line, an expression of inferred degree n is a polynomial of degree at most n", () => {
  let checked = 0;
  const p = modulusOf(BN254_FR);
  fc.assert(
    fc.property(steps, numbers(8), (list, given) => {
      const made = registryOf(BN254_FR, list);
      if (made === undefined) return;
      const { registry } = made;
      const degree = Math.max(
        ...registry.subrelations.map((s) => s.degree).filter((degree) => degree <= 12),
        0,
      );
      const [x, y, ...ends] = given.map((n) => n % p);
      // Repeated differences of the values at 0 … degree + 1; the n + 1st of a polynomial of degree n vanish.
      let rows = Array.from({ length: degree + 2 }, (_, i) => {
        const at = [0, 1, 2].map((k) => (ends[k] + BigInt(i) * ends[k + 3]) % p);
        return naiveEvaluate(registry, at, [x, y]);
      });
      for (let n = 0; n <= degree; n++) {
        rows = rows.slice(1).map((row, i) => row.map((value, j) => (value - rows[i][j]) % p));
        registry.subrelations.forEach((s, j) => {
          if (s.degree !== n) return;
          checked++;
          assert(rows.every((row) => row[j] % p === 0n), `degree of ${s.name} is not ${n}`);
        });
      }
    }),
    { numRuns: 200 },
  );
  assert(checked > 200, `${checked} subrelations were checked`);
});

Deno.test("expressions: building in a row of calls or in one gives the value of the formula", () => {
  // The formulas as BigInt arithmetic has them, next to their expressions.
  const p = modulusOf(BN254_FR);
  const r = relation({
    name: "r",
    columns: ["a", "b"],
    parameters: ["x"],
    subrelations: ({ a, b }, { x }) => [
      { name: "s0", degree: 2, value: a.add(1).mul(b.sub("0x10")) },
      { name: "s1", degree: 3, value: a.neg().pow(3).add(b.mul(-3)).sub(x) },
      { name: "s2", degree: 2, value: a.mul(64).add(a.mul(64)).mul(b).mul(1000) },
      { name: "s3", degree: 1, value: a.mul("-5").add("7").mul(x.square()) },
      { name: "s4", degree: 2, value: a.square().sub(a.mul(a)).add(a.mul(b)) },
    ],
  });
  const registry = new RelationRegistry({ name: "test", field: BN254_FR, relations: [r] });
  fc.assert(fc.property(fc.bigInt(0n, p - 1n), fc.bigInt(0n, p - 1n), fc.nat(), (a, b, n) => {
    const x = BigInt(n);
    const expected = [
      (a + 1n) * (b - 16n),
      -(a ** 3n) - 3n * b - x,
      128n * a * b * 1000n,
      (7n - 5n * a) * x * x,
      a * b,
    ];
    const found = registry.evaluate(BN254_FR.vectorOf([a, b].map(String)), BN254_FR.vectorOf([n]));
    assertEquals(found.toHex().map(BigInt), expected.map((value) => ((value % p) + p) % p));
  }));
});

Deno.test("expressions: equal sub-expressions are one node, whichever way they are written", () => {
  const graph = new ExpressionGraph();
  const a = graph.column(0), b = graph.column(1), x = graph.parameter(0);
  const pairs: [Expression, Expression][] = [
    [a.mul(b), b.mul(a)],
    [a.add(b), b.add(a)],
    [a.mul(a), a.square()],
    [a.add(b).add(0), sum(b, a)],
    [a.sub(b).neg(), a.sub(b).mul(-1)],
    [a.mul(1), a],
    [a.add(a), a.mul(2)],
    [a.mul(x).mul(3), x.mul(a).mul(3)],
  ];
  for (const [left, right] of pairs) assertEquals(left.id, right.id);
  assertNotEquals(a.mul(b).id, a.mul(x).id);
  const before = graph.nodes.length;
  a.mul(b).add(b.mul(a));
  assertEquals(graph.nodes.length, before + 1);
});

Deno.test("evaluate: wrong lengths and fields are refused", () => {
  const registry = registryOf(BN254_FR, [{ op: "product", at: [0, 1, 3] }])!.registry;
  const columns = BN254_FR.vector(3), parameters = BN254_FR.vector(2);
  assertEquals(registry.evaluate(columns, parameters).length, 1);
  assertRelationError(
    () => registry.evaluate(BN254_FR.vector(2), parameters),
    "length-mismatch",
    "number of columns is 2, not 3",
  );
  assertRelationError(
    () => registry.evaluate(columns, BN254_FR.vector(3)),
    "length-mismatch",
    "number of parameters is 3, not 2",
  );
  const other = FIELDS.find((f) => f !== BN254_FR)!;
  assertRelationError(
    () => registry.evaluate(other.vector(3), parameters),
    "field-mismatch",
    other.name,
  );
  assertRelationError(() => registry.evaluate(columns, other.vector(2)), "field-mismatch");
});

Deno.test("parameterVector: exactly the registry's parameters, canonical", () => {
  const registry = registryOf(BN254_FR, [{ op: "product", at: [0, 1, 2] }])!.registry;
  const found = registry.parameterVector({ y: "0x10", x: BN254_FR.parse(3) });
  assertEquals(found.toHex().map(Number), [3, 16]);
  assertRelationError(
    () => registry.parameterVector({ x: 1 }),
    "unknown-parameter",
    '"y" is missing',
  );
  assertRelationError(
    () => registry.parameterVector({ x: 1, y: 2, z: 3 }),
    "unknown-parameter",
    '"z" is not one',
  );
  const order = `0x${modulusOf(BN254_FR).toString(16)}`;
  assertThrows(() => registry.parameterVector({ x: order, y: 0 }), FieldError);
  assertThrows(
    () => registry.parameterVector({ x: new Uint32Array(8).fill(0xffffffff), y: 0 }),
    FieldError,
  );
});

Deno.test("evaluate: a small prime reduces coefficients that exceed it", () => {
  const field = new PrimeField({ name: "f67", modulus: "67" });
  const r = relation({
    name: "r",
    columns: ["a"],
    subrelations: ({ a }) => [{ name: "s", degree: 2, value: a.square().mul(64).sub(66) }],
  });
  const registry = new RelationRegistry({ name: "small", field, relations: [r] });
  const found = registry.evaluate(field.vectorOf([2]), field.vector(0));
  assertEquals(found.toHex().map(Number), [(64 * 4 - 66) % 67]);
});
