// A program that uses a pool ends by itself, whatever went wrong with the workers: run in processes
// of their own.

import { assertEquals } from "@std/assert";
import { SCENARIOS } from "./support/scheduler_exit.ts";

// Above every time limit in the program and the longest sleep of its workers.
const LIMIT_MS = 20_000;

function granted(name: "run" | "read"): boolean {
  return Deno.permissions.querySync({ name }).state === "granted";
}

function missing(command: string): string | undefined {
  if (!granted("run") || !granted("read")) return "needs --allow-run and --allow-read";
  try {
    new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return undefined;
  } catch {
    return `needs ${command} on the PATH`;
  }
}

for (
  const [runtime, args] of [["deno", ["run", "--quiet", "--no-lock"]], ["bun", ["run"]]] as const
) {
  const reason = missing(runtime);
  const note = reason === undefined ? "" : ` (ignored: ${reason})`;
  for (const [scenario, expected] of Object.entries(SCENARIOS)) {
    Deno.test({
      name: `${runtime} exits by itself: ${scenario}${note}`,
      ignore: reason !== undefined,
      async fn() {
        const program = new URL("./support/scheduler_exit.ts", import.meta.url).pathname;
        const child = new Deno.Command(runtime, {
          args: [...args, program, scenario],
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
        const text = new TextDecoder().decode(stdout).trim();
        assertEquals(
          { text, code, killed },
          { text: expected, code: 0, killed: false },
          new TextDecoder().decode(stderr),
        );
      },
    });
  }
}
