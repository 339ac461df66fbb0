// A short run of the fuzzer, with a new seed each time; `deno task fuzz:honk` runs it longer.

import { assertEquals } from "@std/assert";
import { fuzzUltraHonk } from "./support/honk_fuzz.ts";

Deno.test("honk fuzz: mutated proofs meet typed errors only, and none is accepted", () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  const { refusals, accepted } = fuzzUltraHonk(400, seed);
  assertEquals(accepted, []);
  assertEquals(Object.values(refusals).reduce((sum, count) => sum + count), 400);
});
