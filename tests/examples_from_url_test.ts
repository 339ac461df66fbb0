// examples/from_url.ts, run as a script outside the repository: with the package from JSR (imitated on this machine),
// and from a server of the repository's files.

import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { type PackageServer, servePackage } from "./support/package_server.ts";
import {
  ignoredNote,
  programPath,
  type ProgramRun,
  runProgram,
  runtimesFor,
} from "./support/subprocess.ts";

const [deno] = runtimesFor(["run", "read", "write", "net"]);
const EXAMPLE = programPath("../examples/from_url.ts", import.meta.url);
const SPECIFIER = '"jsr:@limbs/sumcheck@^0.1"';
const TOTAL = "the invoice's total is 13197\n"; // 1999·3 + 250·12 + 4200

/** Runs Deno in a folder that has the script and nothing else, with an empty cache but for packages from npm. */
type Run = (...args: string[]) => Promise<ProgramRun>;

function test(name: string, body: (run: Run, server: PackageServer) => Promise<void>): void {
  Deno.test({
    name: `example from URL: ${name}${ignoredNote(deno)}`,
    ignore: deno.missing !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        await using server = await servePackage();
        const script = await Deno.readTextFile(EXAMPLE);
        const url = `"http://${server.host}/raw/mod.ts"`;
        assertStringIncludes(script, SPECIFIER);
        await Deno.writeTextFile(`${folder}/from_url.ts`, script);
        await Deno.writeTextFile(`${folder}/from_files.ts`, script.replace(SPECIFIER, url));
        const { npmCache } = JSON.parse((await runProgram(deno, ["info", "--json"])).stdout);
        await Deno.mkdir(npmCache, { recursive: true });
        await Deno.mkdir(`${folder}/cache`);
        await Deno.symlink(npmCache, `${folder}/cache/npm`);
        const env = {
          NO_COLOR: "1",
          JSR_URL: `http://${server.host}/`,
          DENO_DIR: `${folder}/cache`,
        };
        await body((...args) => runProgram(deno, args, { cwd: folder, env }), server);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

test("from JSR it needs no flags", async (run, { requests }) => {
  const { code, stdout, stderr } = await run("run", "--quiet", "from_url.ts");
  assertEquals([code, stdout], [0, TOTAL], stderr);
  assert(requests.includes("/@limbs/sumcheck/meta.json"), "the package came from the registry");
});

test("the script itself may come from a URL", async (run, { host }) => {
  const url = `http://${host}/raw/examples/from_url.ts`;
  const { code, stdout, stderr } = await run("run", "--quiet", url);
  assertEquals([code, stdout], [0, TOTAL], stderr);
});

test(
  "from a server of the files it needs deno.json as import map",
  async (run, { host, requests }) => {
    const map = `http://${host}/raw/deno.json`, allow = `--allow-import=${host}`;
    const good = await run("run", "--quiet", "--import-map", map, allow, "from_files.ts");
    assertEquals([good.code, good.stdout], [0, TOTAL], good.stderr);
    assert(!requests.some((path) => path.startsWith("/@limbs/")), "nothing came from a registry");

    const unmapped = await run("run", "--quiet", allow, "from_files.ts");
    assertEquals([unmapped.code, unmapped.stdout], [1, ""]);
    assertStringIncludes(unmapped.stderr, '"@noble/hashes/sha3.js"');
  },
);

Deno.test({
  name: `example from URL: is about 30 lines of code${ignoredNote(deno)}`,
  ignore: deno.missing !== undefined,
  async fn() {
    const lines = (await Deno.readTextFile(EXAMPLE)).split("\n");
    assertLessOrEqual(lines.filter((line) => line !== "" && !line.startsWith("//")).length, 30);
  },
});
