// A program that uses a pool ends by itself, whatever went wrong with the workers: run in processes
// of their own.

import { assertEquals } from "@std/assert";
import { SCENARIOS } from "./support/scheduler_exit.ts";
import { ignoredNote, programPath, runProgram, runtimesFor } from "./support/subprocess.ts";

// Above every time limit in the program and the longest sleep of its workers.
const LIMIT_MS = 20_000;

for (const runtime of runtimesFor(["run", "read"])) {
  for (const [scenario, expected] of Object.entries(SCENARIOS)) {
    Deno.test({
      name: `${runtime.name} exits by itself: ${scenario}${ignoredNote(runtime)}`,
      ignore: runtime.missing !== undefined,
      async fn() {
        const program = programPath("./support/scheduler_exit.ts", import.meta.url);
        const { code, stdout, stderr } = await runProgram(
          runtime,
          [...runtime.run, program, scenario],
          { limitMs: LIMIT_MS },
        );
        assertEquals({ text: stdout.trim(), code }, { text: expected, code: 0 }, stderr);
      },
    });
  }
}
