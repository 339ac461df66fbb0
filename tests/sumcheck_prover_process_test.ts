// A program that proves with workers ends by itself, on Deno and on Bun, and both make the bytes that one thread makes
// here; also when a worker is lost on the way. Run in processes of their own.

import { assert, assertEquals } from "@std/assert";
import { proveAll } from "./support/prover_process.ts";
import { ignoredNote, programPath, runProgram, runtimesFor } from "./support/subprocess.ts";

// Above every time limit in the program and the sleep of its workers.
const LIMIT_MS = 30_000;
const THREADS = 3;

for (const runtime of runtimesFor(["run", "read"])) {
  for (
    const [what, distribution, fault, left] of [
      ["with two workers", "dynamic:16", "none", [THREADS]],
      ["with two workers on fixed portions", "strided:2", "none", [THREADS]],
      // On a busy machine the other worker may be taken for lost as well.
      ["with two workers of which one stalls", "strided:2", "stall", [2, 1]],
      ["with two workers of which one dies", "strided:2", "close", [2, 1]],
    ] as const
  ) {
    Deno.test({
      name: `${runtime.name} proves ${what} and ends by itself${ignoredNote(runtime)}`,
      ignore: runtime.missing !== undefined,
      async fn() {
        const program = programPath("./support/prover_process.ts", import.meta.url);
        const { code, stdout, stderr } = await runProgram(
          runtime,
          [...runtime.run, program, String(THREADS), distribution, fault],
          { limitMs: LIMIT_MS },
        );
        assertEquals(code, 0, stderr);
        const [satisfied, demo, threads, ...rest] = stdout.trim().split("\n");
        const [expectedSatisfied, expectedDemo] = (await proveAll(1, "contiguous", "none"))
          .split("\n");
        assertEquals(satisfied, expectedSatisfied);
        assertEquals(demo, expectedDemo);
        assert(left.some((count) => count === Number(threads)), `${threads} threads were left`);
        assertEquals(rest, []);
      },
    });
  }
}
