// A program that proves with workers ends by itself, on Deno and on Bun, and both make the bytes that one thread makes
// here; also when a worker is lost on the way. Run in processes of their own.

import { assert, assertEquals } from "@std/assert";
import { proveAll } from "./support/prover_process.ts";

// Above every time limit in the program and the sleep of its workers.
const LIMIT_MS = 30_000;
const THREADS = 3;

function missing(command: string): string | undefined {
  const granted = (["run", "read"] as const).every((name) =>
    Deno.permissions.querySync({ name }).state === "granted"
  );
  if (!granted) return "needs --allow-run and --allow-read";
  try {
    new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return undefined;
  } catch {
    return `needs ${command} on the PATH`;
  }
}

/** What the program prints; fails unless it ends by itself. */
async function run(runtime: string, args: readonly string[]): Promise<string> {
  const child = new Deno.Command(runtime, {
    args: [...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    child.kill("SIGKILL");
  }, LIMIT_MS);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const errors = new TextDecoder().decode(stderr);
  assert(!killed, `had to be killed after ${LIMIT_MS} ms\n${errors}`);
  assertEquals(code, 0, errors);
  return new TextDecoder().decode(stdout).trim();
}

for (
  const [runtime, args] of [["deno", ["run", "--quiet", "--no-lock"]], ["bun", ["run"]]] as const
) {
  const reason = missing(runtime);
  const note = reason === undefined ? "" : ` (ignored: ${reason})`;
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
      name: `${runtime} proves ${what} and ends by itself${note}`,
      ignore: reason !== undefined,
      async fn() {
        const program = new URL("./support/prover_process.ts", import.meta.url).pathname;
        const found = await run(runtime, [...args, program, String(THREADS), distribution, fault]);
        const [satisfied, demo, threads, ...rest] = found.split("\n");
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
