// Every example of every help text, as it is printed there, in a shell: what can be copied works.

import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../cli/commands.ts";
import { ignoredNote, programPath, runProgram, RUNTIMES } from "./support/subprocess.ts";

const CLI = programPath("../cli.ts", import.meta.url);
const TESTS = programPath(".", import.meta.url);

for (const runtime of RUNTIMES) {
  for (const { name, examples } of COMMANDS) {
    Deno.test({
      name: `the examples of ${name} --help work on ${runtime.name}${ignoredNote(runtime)}`,
      ignore: runtime.missing !== undefined,
      async fn() {
        // In a folder with the repository's tests in it; what the examples write stays there.
        const folder = await Deno.makeTempDir();
        try {
          await Deno.symlink(TESTS, `${folder}/tests`);
          const call = [...runtime.run, CLI, name, "--help"];
          const help = await runProgram(runtime, call, { cwd: folder });
          const [, part] = /\nExamples.*\n((?: {2}.*\n)+)/.exec(help.stdout) as RegExpExecArray;
          const lines = part.split("\n").filter((line) => /^ {2}[^#]/.test(line));
          assertEquals(lines.length, examples.length);
          for (const line of lines) await runLine(line, folder);
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}

async function runLine(line: string, cwd: string): Promise<void> {
  // `deno` is the one that runs this test, wherever it is.
  const folder = Deno.execPath().replace(/\/[^/]*$/, "");
  const shell = { ...RUNTIMES[0], command: "bash" };
  const script = `PATH=${folder}:$PATH; ${line}`;
  const { code, stdout, stderr } = await runProgram(shell, ["-c", script], {
    cwd,
    limitMs: 120_000,
  });
  assertEquals({ line, code, stderr }, { line, code: 0, stderr: "" });
  // An example shows something, or writes it.
  assert(stdout !== "" || line.includes(" > "), line);
}
