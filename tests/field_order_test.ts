// The choice of a statement order: raced once, remembered, overridable. Which order wins is not asserted: it is the
// engine's business.

import { assert, assertEquals } from "@std/assert";
import { laneKernel } from "../field/kernels.ts";
import { laneOrder, useLaneOrder } from "../field/order.ts";
import { MODULI, writeWords } from "./support/field_oracle.ts";

const modulus = writeWords(MODULI["bn254-fr"]!);

Deno.test("an order that was set is used, without a race", () => {
  try {
    for (const order of ["quadrants", "columns"] as const) {
      useLaneOrder(order);
      const race = () => {
        throw new Error("raced");
      };
      assertEquals(laneOrder(race, 1), order);
      assertEquals(laneKernel(modulus).order, order);
    }
  } finally {
    useLaneOrder(undefined);
  }
});

Deno.test("an explicit order wins over the one that was set", () => {
  try {
    useLaneOrder("columns");
    assertEquals(laneKernel(modulus, "quadrants").order, "quadrants");
  } finally {
    useLaneOrder(undefined);
  }
});

Deno.test("the race runs both orders, ends, and is not run twice", () => {
  useLaneOrder(undefined);
  const heats = { columns: 0, quadrants: 0 };
  const first = laneOrder((order) => heats[order]++, 1000);
  assert(heats.columns > 0 && heats.columns === heats.quadrants);
  const before = heats.columns;
  assertEquals(laneOrder((order) => heats[order]++, 1000), first);
  assertEquals(heats.columns, before);
  useLaneOrder(undefined);
});
