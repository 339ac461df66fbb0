// The table of workloads: names, sizes, and what it refuses.

import { assertEquals, assertThrows } from "@std/assert";
import { isWorkloadName, workload, WORKLOAD_NAMES } from "../bench/workloads/mod.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";

Deno.test("workload table: names", () => {
  assertEquals(WORKLOAD_NAMES, ["avm-shaped", "ultra-shaped"]);
  assertEquals(WORKLOAD_NAMES.every(isWorkloadName), true);
  assertEquals(["toString", "", "AVM-shaped"].some(isWorkloadName), false);
});

Deno.test("workload table: a scale and a number of rows are two ways to say the same", () => {
  for (const name of WORKLOAD_NAMES) {
    const full = name === "avm-shaped" ? 21 : 17;
    const byRows = workload(name, { logRows: 8 }),
      byScale = workload(name, { scale: 2 ** (8 - full) });
    assertEquals(byRows.name, name);
    assertEquals(byRows.trace.logRows, 8);
    assertEquals(byScale.trace.logRows, 8);
    assertEquals(byScale.active, byRows.active);
  }
});

Deno.test("workload table: sizes that a workload does not have are refused", () => {
  for (
    const options of [{ logRows: 6 }, { logRows: 22 }, { scale: 2 }, { scale: 1 / 3 }, { scale: 0 }]
  ) {
    assertThrows(() => workload("avm-shaped", options), RangeError, "Cannot make avm-shaped of 2^");
  }
  assertThrows(
    () => workload("ultra-shaped", { logRows: 2 }),
    RangeError,
    "Cannot make ultra-shaped",
  );
  assertThrows(
    () => workload("ultra-shaped", { logRows: 8, scale: 1 }),
    RangeError,
    "both a scale",
  );
});

Deno.test("ultra-shaped of 2^8 rows: the proof verifies with sum 0", async () => {
  const { registry, trace, parameters } = workload("ultra-shaped", { logRows: 8 });
  const proof = await new SumcheckProver(registry, trace, { parameters }).prove();
  assertEquals(registry.field.isZero(proof.claimedSum), true);
  assertEquals(verifyWithTrace(registry, proof, trace, { parameters }).point.length, 8);
});
