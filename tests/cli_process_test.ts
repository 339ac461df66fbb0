// cli.ts in processes of its own, on Deno and on Bun: real files, exit codes, and the end of the process.

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  ignoredNote,
  programPath,
  type ProgramRun,
  type ProgramRuntime,
  runProgram,
  RUNTIMES,
} from "./support/subprocess.ts";

const path = (relative: string) => programPath(relative, import.meta.url);
const CLI = path("../cli.ts");
const vector = (name: string) => path(`./vectors/${name}.json`);
const SATISFIED = vector("sumcheck_ultra_bb3_d8_satisfied");
const DENSE = vector("sumcheck_ultra_bb5_d4_dense");
const BB3 = ["--relations", "ultra-bb3"], BB5 = ["--relations", "ultra-bb5"];

/** A test on every runtime, in a folder of its own. */
function test(
  name: string,
  body: (cli: (...args: string[]) => Promise<ProgramRun>, folder: string) => Promise<void>,
): void {
  for (const runtime of RUNTIMES) {
    Deno.test({
      name: `cli.ts on ${runtime.name}: ${name}${ignoredNote(runtime)}`,
      ignore: runtime.missing !== undefined,
      async fn() {
        const folder = await Deno.makeTempDir();
        try {
          await body((...args) => call(runtime, args, folder), folder);
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}

async function call(
  runtime: ProgramRuntime,
  args: readonly string[],
  cwd: string,
): Promise<ProgramRun> {
  const run = await runProgram(runtime, [...runtime.runWithAll, CLI, ...args], { cwd });
  assert(!/^ {4}at /m.test(run.stdout + run.stderr), "no stack trace");
  return run;
}

function list(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

test("proves and verifies, the same bytes on any threads and distribution", async (cli, folder) => {
  const prove = ["prove", ...BB3, "--trace", SATISFIED, "--out"];
  const runs = await Promise.all([
    cli(...prove, "1.json", "--workers", "1"),
    cli(...prove, "2.json", "--workers", "3", "--distribution", "strided:2"),
    cli(...prove, "3.bin", "--workers", "2", "--trace-events", "events.json"),
  ]);
  for (const { code, stdout, stderr } of runs) {
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertMatch(stdout, /\nclaimed sum 0x0{64}\n {2}zero/);
  }
  assertEquals(list(folder), ["1.json", "2.json", "3.bin", "events.json"]);
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
  assertEquals(read("1.json"), read("2.json"));
  assert(JSON.parse(read("events.json")).traceEvents.length > 10);

  const verify = ["verify", ...BB3, "--trace", SATISFIED, "--proof"];
  for (const { code, stderr } of [await cli(...verify, "1.json"), await cli(...verify, "3.bin")]) {
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
  }
});

test("exits with 1 when a check fails", async (cli, folder) => {
  const prove = ["prove", ...BB5, "--trace", DENSE, "--workers", "1", "--out", "p.json"];
  assertEquals((await cli(...prove)).code, 0);
  const { code, stdout, stderr } = await cli("verify", ...BB5, "--proof", "p.json");
  assertEquals({ code, stdout }, { code: 1, stdout: "" });
  assertMatch(stderr, /^error: wrong-sum: Cannot [^\n]+\n$/);

  Deno.writeTextFileSync(`${folder}/broken.json`, "{");
  const vectors = await cli("vectors", DENSE, "broken.json");
  assertEquals(vectors.code, 1);
  assertMatch(
    vectors.stdout,
    /^ok sumcheck [^\n]+ checks=\d+\nFAIL unknown broken.json [^\n]+\n1 passed, 1 failed\n$/,
  );
});

test("exits with 2 when it is not called well", async (cli, folder) => {
  for (
    const [code, args] of [
      ["missing-argument", []],
      ["unknown-option", ["inspect", ...BB5, "--quiet"]],
      ["not-found", ["verify", ...BB5, "--proof", "none.json"]],
      ["is-directory", ["verify", ...BB5, "--proof", "."]],
      ["bad-value", ["prove", ...BB5, "--trace", DENSE, "--workers", "0"]],
      ["is-directory", ["prove", ...BB5, "--trace", DENSE, "--out", "."]],
      ["not-found", ["prove", ...BB5, "--trace", DENSE, "--out", "none/p.json"]],
    ] as const
  ) {
    const run = await cli(...args);
    assertEquals({ code: run.code, stdout: run.stdout }, { code: 2, stdout: "" });
    assertMatch(run.stderr, new RegExp(`^error: ${code}: Cannot [^\n]+\n$`));
  }
  assertEquals(list(folder), []);
});

test("an output that is a link is written to where it leads", async (cli, folder) => {
  Deno.mkdirSync(`${folder}/to`);
  Deno.writeTextFileSync(`${folder}/to/old.json`, "old");
  Deno.symlinkSync("to/old.json", `${folder}/link.json`);
  const { code } = await cli("prove", ...BB5, "--trace", DENSE, "--out", "link.json");
  assertEquals(code, 0);
  assertMatch(Deno.readTextFileSync(`${folder}/to/old.json`), /limbs-sumcheck-proof/);
  assert(Deno.lstatSync(`${folder}/link.json`).isSymlink);
});

test("prints much into a pipe that is read to its end", async (cli) => {
  const { code, stdout } = await cli("prove", ...BB3, "--trace", SATISFIED, "--json");
  assertEquals(code, 0);
  const { ok, proof } = JSON.parse(stdout);
  assertEquals([ok, proof.univariates.length], [true, 10]);
});

Deno.test({
  name: `cli.ts on deno without permissions says which it needs, and waits for no answer${
    ignoredNote(RUNTIMES[0])
  }`,
  ignore: RUNTIMES[0].missing !== undefined,
  async fn() {
    const args = [...RUNTIMES[0].run, CLI, "verify", ...BB5, "--proof", SATISFIED];
    const { code, stderr } = await runProgram(RUNTIMES[0], args);
    assertEquals(code, 2);
    assertMatch(stderr, /^error: permission-denied: Cannot [^\n]+--allow-read[^\n]+\n$/);
  },
});
