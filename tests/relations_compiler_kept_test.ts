// Compiled registries are kept, but not without end: the bits of small columns may differ from trace to trace.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { compileRegistry } from "../relations/compiler/compile.ts";
import { DEMO } from "./support/demo_sumcheck.ts";

Deno.test("compiler: what was compiled is kept as long as it is used", () => {
  const usual = compileRegistry(DEMO);
  const small = (width: number) => compileRegistry(DEMO, { small: [width, 0, 0, 0, 0] });
  const first = small(1);
  for (let width = 2; width < 40; width++) {
    small(width);
    assertStrictEquals(compileRegistry(DEMO), usual);
  }
  assertStrictEquals(small(39), small(39));
  // Long unused, it is made again, the same.
  const again = small(1);
  assert(again !== first, "40 results are kept");
  assertEquals(again, first);
});
