// `cli.ts new-relation`: what it writes is free of type errors, and its test passes, in projects that have the package
// installed; and it never writes over anything.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { VERSION } from "../cli/version.ts";
import { type Fault, fileOf, type Files, runInMemory } from "./support/memory_runtime.ts";
import { ignoredNote, programPath, runProgram, RUNTIMES } from "./support/subprocess.ts";

const folder = (): Files => new Map([["/w/", new Uint8Array()]]);
const text = (files: Files, path: string) => new TextDecoder().decode(files.get(path));

Deno.test("new-relation: two files, named after the relation", async () => {
  for (const [name, file] of [["range-check", "range_check"], ["a_b2", "a_b2"], ["x", "x"]]) {
    const files = folder();
    const args = ["new-relation", name, "--dir", "/w/"];
    const { code, stdout, stderr } = await runInMemory(main, args, files);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertMatch(stdout, new RegExp(`^wrote /w/${file}\\.ts\nwrote /w/${file}_test\\.ts\n`));
    assertEquals([...files.keys()], ["/w/", `/w/${file}.ts`, `/w/${file}_test.ts`]);
    assertMatch(text(files, `/w/${file}.ts`), new RegExp(`\n {2}name: "${name}",\n`));
    assertMatch(text(files, `/w/${file}_test.ts`), new RegExp(`\nimport .* "\\./${file}\\.ts";\n`));
  }
});

Deno.test("new-relation --stdout and --json: the same text, and nothing is written", async () => {
  const written = folder(), files = folder();
  const args = ["new-relation", "range-check", "--dir", "/w"];
  await runInMemory(main, args, written);
  const json = JSON.parse((await runInMemory(main, [...args, "--stdout", "--json"], files)).stdout);
  assertEquals(json, {
    ok: true,
    files: ["/w/range_check.ts", "/w/range_check_test.ts"].map((path) => ({
      path,
      text: text(written, path),
    })),
  });
  const { stdout } = await runInMemory(main, [...args, "--stdout"], files);
  for (const { text } of json.files) assert(stdout.includes(text));
  assertEquals([...files.keys()], ["/w/"]);
});

Deno.test("new-relation: what is there is left as it is, and nothing is put beside it", async () => {
  for (const there of ["/w/range_check.ts", "/w/range_check_test.ts"]) {
    const files = folder().set(there, fileOf("mine"));
    const args = ["new-relation", "range-check", "--dir", "/w"];
    const { code, stdout, stderr } = await runInMemory(main, args, files);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, new RegExp(`^error: already-there: .*"${there}" .*\\(.+\\)\n$`));
    assertEquals([...files.keys()], ["/w/", there]);
    assertEquals(text(files, there), "mine");
  }
});

Deno.test("new-relation: a folder that is missing, is a file, or may not be written to", async () => {
  const fail = async (code: string, dir: string, fault?: Fault) => {
    const files = folder().set("/w/file", fileOf(""));
    const args = ["new-relation", "a", "--dir", dir];
    const run = await runInMemory(main, args, files, fault === undefined ? {} : { fault });
    assertEquals([run.code, run.stderr.split(":")[1]], [2, ` ${code}`]);
    assertEquals([...files.keys()], ["/w/", "/w/file"]);
  };
  await fail("not-found", "/nowhere");
  await fail("bad-value", "/w/file");
  await fail("permission-denied", "/w", "create");
});

Deno.test("attack: names that are none, or that lead elsewhere", async () => {
  for (
    const [name, hint] of [
      ["RangeCheck", "did you mean range-check?"],
      ["range check", "did you mean range-check?"],
      ["../range", "did you mean range?"],
      ["range/check", "did you mean range-check?"],
      ["1st", "did you mean st?"],
      ["a--b", "did you mean a-b?"],
      ["a-", "did you mean a?"],
      ["a.ts", "did you mean a-ts?"],
      ["a\nb", "did you mean a-b?"],
      ['a"; evil("', "did you mean a-evil?"],
      ["", "for example range-check"],
      ["é", "for example range-check"],
      ["a".repeat(65), `did you mean ${"a".repeat(64)}?`],
    ]
  ) {
    const files = folder();
    const args = ["new-relation", name, "--dir", "/w"];
    const { code, stderr } = await runInMemory(main, args, files);
    assertEquals(code, 2);
    assert(stderr.startsWith("error: bad-value: Cannot name a relation "), stderr);
    assert(stderr.endsWith(` (${hint})\n`), stderr);
    assertEquals([...files.keys()], ["/w/"]);
  }
});

// In projects of their own.

const ROOT = programPath("..", import.meta.url).replace(/\/$/, "");
const [DENO, BUN] = RUNTIMES as [typeof RUNTIMES[0], typeof RUNTIMES[0]];
/** A reserved word, for the name is also part of an identifier. */
const NAME = "class";

async function inProject(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function succeed(runtime: typeof DENO, args: readonly string[], cwd: string) {
  const limitMs = 180_000;
  const { code, stdout, stderr } = await runProgram(runtime, args, { cwd, limitMs });
  assertEquals(code, 0, stdout + stderr);
  return stdout + stderr;
}

Deno.test({
  name: `new-relation: the files in a project for Deno${ignoredNote(DENO)}`,
  ignore: DENO.missing !== undefined,
  fn: () =>
    inProject(async (folder) => {
      // What `deno add` writes; `links` stands in for JSR.
      const config = {
        imports: { "@limbs/sumcheck": `jsr:@limbs/sumcheck@^${VERSION}` },
        links: [ROOT],
      };
      await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
      await succeed(DENO, [...DENO.runWithAll, `${ROOT}/cli.ts`, "new-relation", NAME], folder);
      const files = [`${NAME}.ts`, `${NAME}_test.ts`];
      await succeed(DENO, ["lint", ...files], folder);
      await succeed(DENO, ["fmt", "--check", ...files], folder);
      // Checks types first.
      const log = await succeed(DENO, ["test", "--check", "--no-lock", `${NAME}_test.ts`], folder);
      assertMatch(log, /\| 3 passed \| 0 failed/);
    }),
});

Deno.test({
  name: `new-relation: the files in a project for Bun${ignoredNote(BUN)}`,
  ignore: BUN.missing !== undefined,
  fn: () =>
    inProject(async (folder) => {
      const pack = ["pack", "--quiet", "--allow-dirty", "--output", `${folder}/package.tgz`];
      await succeed(DENO, pack, ROOT);
      await succeed(BUN, ["add", "./package.tgz"], folder);
      // The command line of the installed package.
      const cli = "node_modules/@limbs/sumcheck/cli.js";
      await succeed(BUN, [cli, "new-relation", NAME], folder);
      const log = await succeed(BUN, ["test", `./${NAME}_test.ts`], folder);
      assertMatch(log, / 3 pass\n 0 fail\n/);
      const help = await succeed(BUN, [cli, "--help"], folder);
      assertMatch(help, new RegExp(`\nUsage\n {2}bun ${cli} COMMAND `));
    }),
});
