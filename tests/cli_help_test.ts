// The help texts: what they list, and how they are asked for.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { COMMANDS } from "../cli/commands.ts";
import { main } from "../cli/main.ts";
import { programOf } from "../cli/program.ts";
import { VERSION } from "../cli/version.ts";
import config from "../deno.json" with { type: "json" };
import { runInMemory } from "./support/memory_runtime.ts";

async function show(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInMemory(main, args);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout;
}

const NAMES = [
  ...["prove", "verify", "inspect", "plan", "new-relation", "vectors", "verify-honk"],
  "completion",
];

Deno.test("help: of the whole, however it is asked for", async () => {
  const text = await show("--help");
  for (const args of [["help"], ["-h"], ["--json", "--help"], ["help", "--json"]]) {
    assertEquals(await show(...args), text);
  }
  assertMatch(text, /^Sumcheck proofs [^]*\nUsage\n {2}cli\.ts COMMAND \[options\]\n\nCommands\n/);
  const listed = [...text.matchAll(/^ {2}([a-z-]+) {2,}[a-z]/gm)].map((match) => match[1]);
  assertEquals(listed.filter((name) => name !== "--version"), NAMES);
});

Deno.test("help: of each command, however it is asked for", async () => {
  for (const name of NAMES) {
    const text = await show(name, "--help");
    for (const args of [["help", name], [name, "-h"], ["--help", name], [name, "-h", "--bad"]]) {
      assertEquals(await show(...args), text);
    }
    assertMatch(text, new RegExp(`^${name}: [^]+\nUsage\n {2}cli\\.ts ${name}\\b`));
    assertMatch(text, /\nOptions\n[^]* {2}--json {2,}\w[^]*\n {2}--help {2,}\w/);
    assertMatch(text, /\nExamples, in a clone of the repository\n {2}# .+\n {2}cli\.ts /);
  }
});

Deno.test("help: the usage line names what a command cannot do without, and no more", async () => {
  const usage = async (name: string) => /\nUsage\n {2}(.*)\n/.exec(await show(name, "-h"))?.[1];
  assertEquals(await usage("prove"), "cli.ts prove --relations NAME --trace FILE [options]");
  assertEquals(await usage("vectors"), "cli.ts vectors FILE… [options]");
  assertEquals(await usage("verify-honk"), "cli.ts verify-honk [FILE] [options]");
  for (const { name, options } of COMMANDS) {
    const text = await show(name, "--help");
    for (const option of Object.keys(options)) {
      assertMatch(text, new RegExp(`\n {2}--${option} `), `${name} --${option}`);
    }
  }
});

Deno.test("help: fits into 80 columns, but for lines that are to be copied", async () => {
  for (const args of [["--help"], ...NAMES.map((name) => [name, "--help"])]) {
    const lines = (await show(...args)).split("\n");
    const long = lines.filter((line) => line.length > 80 && !line.startsWith("  cli.ts "));
    assertEquals(long, []);
    assertEquals(lines.filter((line) => /\s$/.test(line)), []);
  }
});

Deno.test("--version: the package's", async () => {
  assertEquals(VERSION, config.version);
  assertEquals(await show("--version"), `${config.version}\n`);
  assertEquals(await show("-V"), `${config.version}\n`);
});

Deno.test("common options may stand before the command", async () => {
  const text = await show("--json", "inspect", "--relations", "ultra-bb5");
  assertEquals(text, await show("inspect", "--relations", "ultra-bb5", "--json"));
  assert(JSON.parse(text).ok);
});

Deno.test("the program is shown as it can be started again", () => {
  const path = "file:///home/a/limbs/cli.ts";
  assertEquals(programOf("bun", path, "/home/a/limbs"), "bun cli.ts");
  assertEquals(programOf("bun", path, "/home/a"), "bun limbs/cli.ts");
  assertEquals(programOf("bun", path, "/home/a/lim"), "bun /home/a/limbs/cli.ts");
  assertEquals(programOf("deno run -RW", path, ""), "deno run -RW /home/a/limbs/cli.ts");
  assertEquals(programOf("bun", "file:///home/a%20b/it's.ts", ""), `bun '/home/a b/it'\\''s.ts'`);
  assertEquals(programOf("bun", "file:///C:/a/cli.ts", "C:\\a"), "bun cli.ts");
  assertEquals(
    programOf("deno run -RW", "https://jsr.io/@limbs/sumcheck/0.1.0/cli.ts", "/home"),
    "deno run -RW jsr:@limbs/sumcheck/cli",
  );
  assertEquals(
    programOf("deno run -RW", "https://example.org/x/cli.ts", "/home"),
    "deno run -RW https://example.org/x/cli.ts",
  );
});
