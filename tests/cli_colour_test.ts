// Colours: where they are, where they must not be, and what they are on.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { statementFiles } from "./support/cli_statement.ts";
import { runInMemory, type Surroundings } from "./support/memory_runtime.ts";
import { ignoredNote, programPath, runProgram, RUNTIMES } from "./support/subprocess.ts";
import { quoted, runOnTerminal, terminalProgram } from "./support/terminal.ts";

const ESCAPE = "\x1b[";
// deno-lint-ignore no-control-regex
const plain = (text: string) => text.replace(/\x1b\[[0-9;]*m/g, "");
const INSPECT = ["inspect", "--relations", "ultra-bb3"];
const REFUSED = ["inspect", "--relations", "ultra-bb9"];

// The first that says something decides: --color, FORCE_COLOR, NO_COLOR, TERM=dumb, the terminal.
const CASES: readonly (readonly [string, boolean, Surroundings, ...string[]])[] = [
  ["a terminal", true, { terminal: true }],
  ["no terminal", false, {}],
  ["NO_COLOR on a terminal", false, { terminal: true, noColor: true }],
  ["TERM=dumb on a terminal", false, { terminal: true, env: { TERM: "dumb" } }],
  ["another TERM on a terminal", true, { terminal: true, env: { TERM: "xterm" } }],
  ["FORCE_COLOR=1", true, { env: { FORCE_COLOR: "1" } }],
  ["FORCE_COLOR=3, NO_COLOR", true, { env: { FORCE_COLOR: "3" }, noColor: true }],
  ["FORCE_COLOR=1, TERM=dumb", true, { env: { FORCE_COLOR: "1", TERM: "dumb" } }],
  ["FORCE_COLOR=0 on a terminal", false, { terminal: true, env: { FORCE_COLOR: "0" } }],
  ["FORCE_COLOR=false on a terminal", false, { terminal: true, env: { FORCE_COLOR: "false" } }],
  ["an empty FORCE_COLOR", false, { env: { FORCE_COLOR: "" } }],
  ["--color", true, {}, "--color"],
  ["--color=always, NO_COLOR", true, { noColor: true }, "--color=always"],
  ["--color=never, FORCE_COLOR", false, { env: { FORCE_COLOR: "1" } }, "--color=never"],
  ["--color=never on a terminal", false, { terminal: true }, "--color=never"],
  ["--color=auto on a terminal", true, { terminal: true }, "--color=auto"],
  ["--color=auto, no terminal", false, {}, "--color=auto"],
];

for (const [name, expected, surroundings, ...args] of CASES) {
  Deno.test(`colours: ${expected ? "" : "none "}with ${name}`, async () => {
    for (const call of [INSPECT, REFUSED, ["--help"]]) {
      const { stdout, stderr } = await runInMemory(
        main,
        [...call, ...args],
        undefined,
        surroundings,
      );
      assertEquals((stdout + stderr).includes(ESCAPE), expected, call.join(" "));
    }
  });
}

Deno.test("colours: nothing but colours is added to the text", async () => {
  const files = statementFiles();
  const bb5 = ["--relations", "ultra-bb5"], trace = ["--trace", "/w/vector.json"];
  const events = ["--trace-events", "/w/e.json", "--distribution", "dynamic:2", "--workers", "1"];
  await runInMemory(main, ["prove", ...bb5, ...trace, ...events, "--out", "/w/p.json"], files);
  for (
    const [args, coloured] of [
      [INSPECT, "\x1b[1multra-bb3\x1b[0m over"],
      [REFUSED, "\x1b[1;31merror: unknown-registry:\x1b[0m Cannot"],
      [["--help"], "\x1b[1mCommands\x1b[0m\n  \x1b[36mprove\x1b[0m         prove"],
      [["vectors", "/w/vector.json"], "\x1b[32mok\x1b[0m sumcheck"],
      [["vectors", "/w/p.json"], "\x1b[1;31mFAIL\x1b[0m unknown"],
      [["plan", "--trace-costs", "/w/e.json", "--workers", "2"], ": \x1b[32m"],
      [["new-relation", "a", "--stdout"], "\x1b[1m// a.ts\x1b[0m"],
    ] as const
  ) {
    const without = await runInMemory(main, args, files);
    const { stdout, stderr } = await runInMemory(main, [...args, "--color"], files);
    assert((stdout + stderr).includes(coloured), stdout + stderr);
    assertEquals(plain(stdout), without.stdout);
    assertEquals(plain(stderr), without.stderr);
  }
});

Deno.test("colours: never in what machines read, even if they are asked for", async () => {
  const surroundings = { terminal: true, env: { FORCE_COLOR: "1" } };
  for (const args of [INSPECT, REFUSED, ["vectors", "/w/vector.json"]]) {
    const call = [...args, "--json", "--color=always"];
    const { stdout, stderr } = await runInMemory(main, call, statementFiles(), surroundings);
    assert(!(stdout + stderr).includes(ESCAPE), stdout + stderr);
    assertEquals(typeof JSON.parse(stdout).ok, "boolean");
  }
});

Deno.test("colours: the progress bar's", async () => {
  const args = ["prove", "--relations", "ultra-bb5", "--trace", "/w/vector.json", "--workers=1"];
  const { stderr } = await runInMemory(main, args, statementFiles(), { terminal: true });
  assert(stderr.includes(`\r\x1b[Kproving [\x1b[32m${"#".repeat(15)}\x1b[0m\x1b[2m....`), stderr);
});

const CLI = programPath("../cli.ts", import.meta.url);

for (const runtime of RUNTIMES) {
  const { name, command, run } = runtime;
  const env = (variables: Record<string, string>) => ({
    NO_COLOR: "",
    TERM: "xterm",
    ...variables,
  });

  const terminal = runtime.missing === undefined ? terminalProgram("bash") : runtime;
  Deno.test({
    name: `colours: on ${name}, on a real terminal${ignoredNote({ ...runtime, ...terminal })}`,
    ignore: terminal.missing !== undefined,
    async fn() {
      // Without any permission, which must not be asked for either.
      const call = [command, ...run, CLI, ...REFUSED].map(quoted).join(" ");
      const shown = async (variables: Record<string, string>, more = "") => {
        const { stdout } = await runOnTerminal(call + more, { env: env(variables) });
        assertMatch(plain(stdout), /^error: unknown-registry: [^\n]*\n$/);
        return stdout.includes(ESCAPE);
      };
      assertEquals(await shown({}), true);
      assertEquals(await shown({ NO_COLOR: "1" }), false);
      assertEquals(await shown({}, " --color=never"), false);
    },
  });

  Deno.test({
    name: `colours: on ${name}, without a terminal${ignoredNote(runtime)}`,
    ignore: runtime.missing !== undefined,
    async fn() {
      const mayRead = name === "deno" ? ["--allow-env=FORCE_COLOR,TERM"] : [];
      const shown = async (variables: Record<string, string>, args: readonly string[]) => {
        const { stderr } = await runProgram(runtime, args, { env: env(variables) });
        assertMatch(plain(stderr), /^error: unknown-registry: [^\n]*\n$/);
        return stderr.includes(ESCAPE);
      };
      const call = [CLI, ...REFUSED];
      assertEquals(await shown({}, [...run, ...call]), false);
      assertEquals(await shown({ FORCE_COLOR: "1" }, [...run, ...mayRead, ...call]), true);
      assertEquals(await shown({ FORCE_COLOR: "0" }, [...run, ...call]), false);
      assertEquals(await shown({}, [...run, ...call, "--color"]), true);
      // Deno reads no environment without permission; then --color is the way.
      assertEquals(await shown({ FORCE_COLOR: "1" }, [...run, ...call]), name !== "deno");
    },
  });
}
