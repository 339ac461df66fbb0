// The plain-data view of a registry, and finding registries by name.

import { assertEquals, assertStrictEquals } from "@std/assert";
import { inspectRegistry } from "../relations/inspect.ts";
import { registryByName } from "../relations/registries.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { assertRelationError } from "./support/relation_errors.ts";
import golden from "./vectors/relations_ultra_bb3.json" with { type: "json" };

Deno.test("inspect: ultra-bb3 as barretenberg's vectors describe it", () => {
  const report = inspectRegistry(ULTRA_BB3);
  assertEquals(report.columns, golden.columns);
  assertEquals(report.totals, {
    relations: 9,
    subrelations: golden.num_subrelations,
    sumWise: 1,
    storedColumns: 36,
    shiftedColumns: 5,
    maxDegree: golden.max_partial_relation_length - 1,
    univariateLength: golden.batched_relation_partial_length,
  });
  report.relations.forEach((r, i) => {
    const file = golden.relations[i];
    assertEquals(r.name, file.name);
    assertEquals(
      r.subrelations.map((s) => s.inferredDegree),
      file.measured_partial_degree_all_columns,
    );
    assertEquals(r.subrelations.map((s) => s.kind === "row-wise"), file.linearly_independent);
  });
});

Deno.test("inspect: a relation's columns, parameters, skip and subrelations", () => {
  const relation = inspectRegistry(ULTRA_BB5).relations.find((r) => r.name === "permutation");
  assertEquals(relation?.skipIfZero, ["z_perm", "z_perm_shift", "lagrange_first", "lagrange_last"]);
  assertEquals(relation?.parameters, ["beta", "gamma", "public_input_delta"]);
  assertEquals(relation?.columns.length, 16);
  assertEquals(relation?.subrelations, [
    { name: "grand_product", declaredDegree: 5, inferredDegree: 5, kind: "row-wise" },
    { name: "closes", declaredDegree: 2, inferredDegree: 2, kind: "row-wise" },
    { name: "opens", declaredDegree: 2, inferredDegree: 2, kind: "row-wise" },
  ]);
});

Deno.test("inspect: the report survives JSON", () => {
  const report = inspectRegistry(ULTRA_BB5);
  assertEquals(JSON.parse(JSON.stringify(report)), report);
});

Deno.test("registryByName: finds the registries that come with the package, and no other", () => {
  assertStrictEquals(registryByName("ultra-bb3"), ULTRA_BB3);
  assertStrictEquals(registryByName("ultra-bb5"), ULTRA_BB5);
  for (const name of ["", "ultra", "ULTRA-BB5", "toString"]) {
    assertRelationError(() => registryByName(name), "unknown-registry", `"${name}"`, "ultra-bb3");
  }
});
