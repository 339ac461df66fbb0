// Every command's way through, in this process, on files in memory.

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { main } from "../cli/main.ts";
import { PARAMETER_ARGS, statementFiles } from "./support/cli_statement.ts";
import { fileOf, type Files, runInMemory } from "./support/memory_runtime.ts";
import satisfied from "./vectors/sumcheck_ultra_bb3_d8_satisfied.json" with { type: "json" };
import relationsVector from "./vectors/relations_ultra_bb3.json" with { type: "json" };

const BB5 = ["--relations", "ultra-bb5"];
const SOLO = ["--workers", "1"];

async function succeed(files: Files, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInMemory(main, args, files);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout;
}

Deno.test("prove and verify: a satisfied trace from a vector, on two threads", async () => {
  const files: Files = new Map([["/w/", new Uint8Array()], ["/w/v.json", fileOf(satisfied)]]);
  const bb3 = ["--relations", "ultra-bb3"];
  const proved = await succeed(
    files,
    ...["prove", ...bb3, "--trace", "/w/v.json", "--workers", "2"],
    ...["--distribution", "queued:16", "--out", "/w/p.json", "--trace-events", "/w/e.json"],
  );
  assertMatch(proved, /^ultra-bb3: 2\^8 rows, 10 rounds, 2 threads, queued:16\n/);
  assertMatch(proved, /\nclaimed sum 0x0{64}\n {2}zero: /);
  const proof = JSON.parse(new TextDecoder().decode(files.get("/w/p.json")));
  assertEquals([proof.registry, proof.logRows, proof.paddedLogRows], ["ultra-bb3", 8, 10]);
  const events = JSON.parse(new TextDecoder().decode(files.get("/w/e.json")));
  assert(events.traceEvents.some((event: { ph: string }) => event.ph === "X"));
  assertEquals([...files.keys()].sort(), ["/w/", "/w/e.json", "/w/p.json", "/w/v.json"]);

  assertMatch(
    await succeed(files, "verify", ...bb3, "--proof", "/w/p.json"),
    /^ok: ultra-bb3, 2\^8 rows, 10 rounds, claimed sum 0\nleft to check: /,
  );
  assertMatch(
    await succeed(files, "verify", ...bb3, "--proof", "/w/p.json", "--trace", "/w/v.json"),
    /\nthe values of all 41 columns are those of the trace\n$/,
  );
});

Deno.test("prove: every form of the trace and of the parameters gives the same proof", async () => {
  const files = statementFiles();
  const out = async (...args: string[]) => {
    await succeed(files, "prove", ...BB5, ...args, "--out", "/w/p.json");
    return new TextDecoder().decode(files.get("/w/p.json"));
  };
  const expected = await out("--trace", "/w/vector.json", ...SOLO);
  assertEquals(
    await out("--trace", "/w/trace.json", "--parameters", "/w/parameters.json"),
    expected,
  );
  assertEquals(await out("--trace", "/w/trace.bin", ...PARAMETER_ARGS), expected);
  assertEquals(
    await out("--trace=/w/trace.bin", "--parameters=/w/parameters.json", "--workers=2"),
    expected,
  );
});

Deno.test("prove: a parameter given by itself goes before one from a file", async () => {
  const files = statementFiles();
  const args = [...BB5, ...SOLO, "--trace", "/w/vector.json", "--json"];
  const before = JSON.parse(await succeed(files, "prove", ...args));
  const after = JSON.parse(await succeed(files, "prove", ...args, "--parameter", "beta=5"));
  assertNotEquals(after.proof.parameters.beta, before.proof.parameters.beta);
  assertEquals(Number(after.proof.parameters.beta), 5);
  assertEquals(after.proof.parameters.gamma, before.proof.parameters.gamma);
});

Deno.test("prove and verify: a sum other than zero is plainly said, and must be expected", async () => {
  const files = statementFiles();
  const args = ["prove", ...BB5, ...SOLO, "--trace", "/w/vector.json", "--out", "/w/p.json"];
  const text = await succeed(files, ...args);
  const [, sum] = /\nclaimed sum (0x[0-9a-f]{64})\n {2}NOT ZERO: /.exec(text)!;
  assertEquals(JSON.parse(new TextDecoder().decode(files.get("/w/p.json"))).claimedSum, sum);
  assertMatch(
    await succeed(files, "verify", ...BB5, "--proof", "/w/p.json", "--sum", sum),
    new RegExp(`^ok: ultra-bb5, 2\\^4 rows, 4 rounds, claimed sum ${sum}\n`),
  );
  const { code } = await runInMemory(main, ["verify", ...BB5, "--proof", "/w/p.json"], files);
  assertEquals(code, 1);
});

Deno.test("prove and verify: more rounds than row bits, in the binary form", async () => {
  const files = statementFiles();
  const input = [...BB5, "--trace", "/w/vector.json"], rounds = ["--rounds", "7"];
  const out = ["--out", "/w/p.bin", "--json"];
  const proved = JSON.parse(await succeed(files, "prove", ...input, ...SOLO, ...rounds, ...out));
  assertEquals(new TextDecoder().decode(files.get("/w/p.bin")!.subarray(0, 8)), "LIMBSPRF");
  const sum = ["--sum", proved.claimedSum];
  assertMatch(
    await succeed(files, "verify", ...input, "--proof", "/w/p.bin", ...sum),
    /^ok: ultra-bb5, 2\^4 rows, 7 rounds, claimed sum 0x/,
  );
});

Deno.test("--json: each command prints one object and nothing else", async () => {
  const files = statementFiles();
  const json = async (...args: string[]) => JSON.parse(await succeed(files, ...args, "--json"));
  const input = [...BB5, "--trace", "/w/vector.json"];

  const printed = await json("prove", ...input, ...SOLO);
  assertEquals([printed.ok, printed.satisfied, printed.threads], [true, false, 1]);
  assertEquals(printed.perThread.length, 1);
  assertEquals(printed.proof.claimedSum, printed.claimedSum);
  const written = await json("prove", ...input, ...SOLO, "--out", "/w/p.json");
  assertEquals(written.out, "/w/p.json");
  assertEquals(written.proof, undefined, "a proof that is written is not printed too");
  assertEquals(JSON.parse(new TextDecoder().decode(files.get("/w/p.json"))), printed.proof);

  const sum = ["--sum", printed.claimedSum];
  const verified = await json("verify", ...input, "--proof", "/w/p.json", ...sum);
  assertEquals([verified.ok, verified.traceChecked, verified.point.length], [true, true, 4]);
  assertEquals(Object.keys(verified.evaluations).length, 41);

  const shown = await json("inspect", ...BB5);
  assertEquals(shown.totals.subrelations, 29);
  assertEquals(shown.relations.length, 9);

  files.set("/w/relations.json", fileOf(relationsVector));
  const replayed = await json("vectors", "/w/vector.json", "/w/relations.json");
  assertEquals([replayed.ok, replayed.passed, replayed.failed], [true, 2, 0]);
});

Deno.test("inspect: shows what the specification counts", async () => {
  const text = await succeed(new Map(), "inspect", "--relations", "ultra-bb3");
  const names = relationsVector.relations.map((relation) => relation.name);
  for (const name of names) assertMatch(text, new RegExp(`\n${name}: `));
  // The reference prover's multiplications, from the specification: of each relation and in all.
  for (const count of [52, 76, 66, 82, 86, 124, 83, 114, 55, 738]) {
    assertMatch(text, new RegExp(`\n  reference +${count}\n`));
  }
  assertMatch(text, /totals: 9 relations, 28 subrelations \(1 sum-wise\), 36 columns and 5 shifts/);
});

Deno.test("the progress bar is drawn on a terminal, and only there, and taken away", async () => {
  const args = ["prove", ...BB5, ...SOLO, "--trace", "/w/vector.json"];
  const surroundings = { terminal: true, noColor: true };
  const { stderr } = await runInMemory(main, args, statementFiles(), surroundings);
  assert(stderr.includes("% round 1 of 4"));
  assert(stderr.endsWith("] 100% round 4 of 4\r\x1b[K"), stderr);
  assertEquals((await runInMemory(main, args, statementFiles())).stderr, "");
});

Deno.test("prove: --satisfied and --lean change nothing in the proof", async () => {
  const files: Files = new Map([["/w/", new Uint8Array()], ["/w/v.json", fileOf(satisfied)]]);
  const proof = async (...flags: string[]) => {
    const args = ["--relations", "ultra-bb3", "--trace", "/w/v.json", ...SOLO, ...flags];
    await succeed(files, "prove", ...args, "--out", "/w/p.json");
    return new TextDecoder().decode(files.get("/w/p.json"));
  };
  const plain = await proof();
  assertEquals(await proof("--satisfied"), plain);
  assertEquals(await proof("--lean"), plain);
  assertEquals(await proof("--satisfied", "--lean"), plain);
});

Deno.test("prove: --satisfied with a trace that is not fails the check and writes nothing", async () => {
  const files = statementFiles();
  const args = ["prove", ...BB5, "--trace", "/w/vector.json", ...SOLO, "--satisfied"];
  const { code, stdout, stderr } = await runInMemory(main, [...args, "--out", "/w/p.json"], files);
  assertEquals({ code, stdout }, { code: 1, stdout: "" });
  assertMatch(stderr, /^error: unsatisfied: .* \(leave out --satisfied .*\)\n$/);
  assertEquals(files.has("/w/p.json"), false);
});
