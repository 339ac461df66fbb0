// The columns of the workload `avm-shaped`, checked in BigInt: every relation holds, and would not if columns were others.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { avmShaped } from "../bench/workloads/avm_shaped.ts";
import { Lengths } from "../bench/workloads/avm_shaped_lengths.ts";
import { avmShape } from "../bench/workloads/avm_shaped_registry.ts";
import type { FieldVector } from "../field/field_vector.ts";
import { isLogDerivative } from "../relations/log_derivative.ts";
import { RelationRegistry } from "../relations/registry.ts";
import type { Relation } from "../relations/relation.ts";
import type { Trace } from "../sumcheck/trace.ts";
import { columnsOf, violations } from "./support/argument_check.ts";
import { naiveEvaluate } from "./support/naive_prover.ts";

/** 2^10 rows of 2^21. */
const LOG_ROWS = 10;
const made = avmShaped(LOG_ROWS, 7);
const { registry } = made;
const vectors = vectorsOf(made.trace);
const columns = columnsOf(vectors);
const main = registry.relations.filter((relation) => !isLogDerivative(relation));
const helpers = registry.relations.filter(isLogDerivative);

function vectorsOf(trace: Trace): Map<string, FieldVector> {
  return new Map(Array.from(trace.columns.keys(), (name) => [name, trace.column(name)]));
}

/** The relation alone, which reads only its own columns. */
function alone(relation: Relation): RelationRegistry {
  return new RelationRegistry({ name: "alone", field: registry.field, relations: [relation] });
}

/** The columns that the relation reads, in a row. */
function rowOf({ storedColumns, shifts }: RelationRegistry, row: number): bigint[] {
  return [
    ...storedColumns.map((name) => columns[name][row] ?? 0n),
    ...shifts.map(({ base }) => columns[base][row + 1] ?? 0n),
  ];
}

Deno.test("avm-shaped at scale 1/2048: columns are as long as the formula says, one buffer each, shared", () => {
  const { columns, bytes } = new Lengths(avmShape(), LOG_ROWS);
  const lengths = Array.from(vectors, ([name, { length }]) => [name, length] as const);
  assertEquals(new Map(lengths), new Map(columns));
  assertEquals(bytes, 32 * lengths.reduce((sum, [, length]) => sum + length, 0));
  assertEquals(made.active, Math.round(173_706 / 2048) + 1);
  const buffers = new Set(vectors.values().map(({ words }) => words.buffer));
  assertEquals(buffers.size, registry.storedColumns.length);
  for (const [name, { isShared }] of vectors) assert(isShared, name);
});

Deno.test("avm-shaped at scale 1/2048: every main relation holds in every row", () => {
  for (const relation of main) {
    assertEquals(violations(alone(relation), columns, []), [], relation.name);
  }
});

Deno.test("avm-shaped at scale 1/2048: every tenth lookup and permutation holds, row by row and summed", () => {
  const parameters = columnsOf(new Map([["all", made.parameters]])).all;
  helpers.filter((_, i) => i % 10 === 0).forEach((relation) => {
    const one = alone(relation);
    const values = one.parameters.map((name) => parameters[registry.parameters.indexOf(name)]);
    assertEquals(violations(one, columns, values), [], relation.name);
  });
});

Deno.test("avm-shaped at scale 1/2048: a lookup's counts add up to its reads", () => {
  const sum = (name: string): bigint => columns[name].reduce((total, x) => total + x, 0n);
  let repeated = 0;
  for (const { name, argument } of helpers) {
    if (argument.counts === undefined) continue;
    assertEquals(sum(argument.counts), sum(argument.from.selector), name);
    if (columns[argument.counts].some((count) => count > 1n)) repeated++;
  }
  assert(repeated > 100, `only ${repeated} lookups read something twice`);
});

Deno.test("avm-shaped at scale 1/2048: relations are skipped exactly where their selectors are zero", () => {
  for (const { name, skipIfZero } of main) {
    const selector = columns[`${name}_sel`];
    assertEquals(selector[0], 0n);
    selector.forEach((on, row) => {
      if (on === 0n) assert(skipIfZero.every((column) => columns[column][row] === 0n), name);
    });
  }
});

Deno.test("avm-shaped at scale 1/2048: hardly any column of a main relation can change unnoticed", () => {
  let noticed = 0, all = 0;
  for (const relation of main) {
    const one = alone(relation), selector = columns[`${relation.name}_sel`];
    const active = selector.flatMap((on, row) => on === 1n ? [row] : []);
    // With hardly any rows, a case that a column belongs to may not occur.
    if (active.length < 16) continue;
    one.columns.forEach((_, i) => {
      all++;
      const isNoticed = active.some((row) => {
        const values = rowOf(one, row);
        values[i] += 5n; // no bit stays one
        return naiveEvaluate(one, values, []).some((value) => value !== 0n);
      });
      if (isNoticed) noticed++;
    });
  }
  assert(all > 800 && noticed > 0.97 * all, `${noticed} of ${all}`);
});

Deno.test("avm-shaped at scale 1/2048: values keep within the widths that are told, and most widths are used", () => {
  let used = 0;
  for (const [name, bits] of Object.entries(made.widths)) {
    const largest = columns[name].reduce((most, x) => x > most ? x : most, 0n);
    const needed = largest.toString(2).length;
    assert(needed <= bits, `${name}: ${needed} bits, not ${bits}`);
    if (needed > bits - 3) used++;
  }
  assert(used > 0.4 * registry.storedColumns.length, `only ${used} columns`);
});

Deno.test("avm-shaped at scale 1/2048: the seed decides the values, not the relations", () => {
  const hexOf = (seed: number): Record<string, string[]> =>
    Object.fromEntries(
      Array.from(vectorsOf(avmShaped(7, seed).trace), ([name, values]) => [name, values.toHex()]),
    );
  const first = hexOf(1), other = hexOf(2);
  assertEquals(hexOf(1), first);
  assertNotEquals(other, first);
  assertEquals(avmShaped(7, 2).registry, avmShaped(7, 1).registry);
});
