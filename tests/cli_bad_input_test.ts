// Whatever is wrong with a call or a file, the command line says it in one line with a code, and leaves no file behind.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { REGISTRY, statementFiles, VECTOR } from "./support/cli_statement.ts";
import { type Fault, fileOf, type Files, runInMemory } from "./support/memory_runtime.ts";
import fieldVector from "./vectors/field_bn254_fr.json" with { type: "json" };

const BB5 = ["--relations", "ultra-bb5"];
const P = REGISTRY.field.format(REGISTRY.field.neg(REGISTRY.field.one)).replace(/0$/, "1");
const PROVE = ["prove", ...BB5, "--workers", "1", "--trace"];
/** Tells the verifier the sum that the proof claims, whatever it is. */
const VERIFY = ["verify", ...BB5, "--sum", "(claimed)", "--proof"];
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** Runs, and checks that the call is refused with this code as it should be. */
async function refuse(
  exitCode: number,
  code: string,
  args: readonly string[],
  files: Files = statementFiles(),
  options: { readonly fault?: Fault } = {},
): Promise<void> {
  const before = [...files.keys()].sort();
  const plain = await runInMemory(main, args, files, options);
  assertEquals(plain.code, exitCode, plain.stderr);
  assertMatch(plain.stderr, new RegExp(`^error: ${code}: Cannot [^\n]+ \\([^\n]+\\)\n$`));
  assert(!/ {4}at /.test(plain.stderr), "no stack trace");
  assertEquals([...files.keys()].sort(), before, "no file is left");
  assertEquals(plain.stdout, "");

  const machine = await runInMemory(main, [...args, "--json"], files, options);
  const { ok, error } = JSON.parse(machine.stdout);
  assertEquals([machine.code, ok, error.code], [exitCode, false, code]);
  assertEquals(`error: ${code}: ${error.message} (${error.hint})\n`, machine.stderr);
}

function refuses(
  name: string,
  exitCode: number,
  code: string,
  args: readonly string[],
  change: (files: Files) => void = () => {},
): void {
  Deno.test(`refused with ${exitCode} ${code}: ${name}`, async () => {
    const files = statementFiles();
    change(files);
    await refuse(exitCode, code, args, files);
  });
}

// Arguments.

refuses("an unknown command", 2, "unknown-command", ["porve"]);
refuses("an unknown option", 2, "unknown-option", [...PROVE, "/w/vector.json", "--worker", "2"]);
refuses("a short option", 2, "unknown-option", [...PROVE, "/w/vector.json", "-w", "2"]);
refuses("a required option left out", 2, "missing-option", ["prove", ...BB5]);
refuses("an option without its value", 2, "missing-value", ["prove", ...BB5, "--trace"]);
refuses("an option twice", 2, "repeated-option", [...PROVE, "/w/vector.json", ...BB5]);
refuses("a value for a flag", 2, "unexpected-value", [...PROVE, "/w/vector.json", "--json=yes"]);
refuses("a file that no option takes", 2, "unexpected-argument", ["inspect", ...BB5, "x"]);
refuses("an unknown option before the command", 2, "unknown-option", ["--jsn", ...PROVE, "/w/t"]);
refuses("help with an unknown command", 2, "unknown-command", ["help", "porve"]);
refuses("a word that --color does not know", 2, "bad-value", ["inspect", ...BB5, "--color=no"]);
refuses("two shells", 2, "unexpected-argument", ["completion", "bash", "zsh"]);
refuses("an unknown shell", 2, "bad-value", ["completion", "tcsh"]);
refuses("a new relation without a name", 2, "missing-argument", ["new-relation"]);
refuses("vectors without files", 2, "missing-argument", ["vectors"]);
refuses("an unknown registry", 2, "unknown-registry", ["inspect", "--relations", "ultra-bb4"]);
for (const value of ["0", "257", "-1", "1.5", "two", "", "9999999999"]) {
  refuses(`--workers ${value}`, 2, "bad-value", [
    ...["prove", ...BB5, "--trace", "/w/vector.json", `--workers=${value}`],
  ]);
}
for (const value of ["dynamic", "dynamic:3", "dynamic:0", "contiguous:2", "random:4", "", "16"]) {
  refuses(`--distribution ${value}`, 2, "bad-distribution", [
    ...[...PROVE, "/w/vector.json", `--distribution=${value}`],
  ]);
}
refuses("--rounds 0", 2, "bad-value", [...PROVE, "/w/vector.json", "--rounds", "0"]);
refuses("fewer rounds than row bits", 2, "bad-option", [
  ...[...PROVE, "/w/vector.json", "--rounds", "3"],
]);
refuses("a sum that is no element", 2, "bad-syntax", [
  ...["verify", ...BB5, "--proof", "/w/none", "--sum", "0xzz"],
]);
refuses("a sum that is not canonical", 2, "non-canonical", [
  ...["verify", ...BB5, "--proof", "/w/none", "--sum", P],
]);
refuses("one file for two outputs", 2, "bad-value", [
  ...[...PROVE, "/w/vector.json", "--out", "/w/o", "--trace-events", "/w/o"],
]);

// Parameters.

refuses("parameters that are missing", 2, "unknown-parameter", [...PROVE, "/w/trace.bin"]);
refuses("a parameter of another registry", 2, "unknown-parameter", [
  ...[...PROVE, "/w/vector.json", "--parameter", "eta_two=1"],
]);
refuses("a parameter without a value", 2, "bad-value", [
  ...[...PROVE, "/w/vector.json", "--parameter", "beta"],
]);
refuses("a parameter twice", 2, "repeated-option", [
  ...[...PROVE, "/w/vector.json", "--parameter", "beta=1", "--parameter", "beta=1"],
]);
refuses("a parameter that is not canonical", 2, "non-canonical", [
  ...[...PROVE, "/w/vector.json", "--parameter", `beta=${P}`],
]);
refuses("a parameter that is no number", 2, "bad-syntax", [
  ...[...PROVE, "/w/vector.json", "--parameter", "beta=one"],
]);
for (
  const [name, content, code] of [
    ["that is a list", [1, 2], "bad-json"],
    ["with a list in it", { beta: [1] }, "bad-value"],
    ["with a name twice", '{"beta":1,"beta":2}', "duplicate-key"],
    ["that is not JSON", "beta=1", "bad-json"],
  ] as const
) {
  refuses(`a parameter file ${name}`, 2, code, [
    ...[...PROVE, "/w/vector.json", "--parameters", "/w/p"],
  ], (files) => files.set("/w/p", fileOf(content)));
}

// Traces.

refuses("a trace that is not there", 2, "not-found", [...PROVE, "/w/none"]);
refuses("a trace that is a folder", 2, "is-directory", [...PROVE, "/w"]);
const columns = (change: (columns: Record<string, string[]>) => void) => {
  const vector = structuredClone(VECTOR);
  change(vector.columns);
  return fileOf(vector);
};
for (
  const [name, code, content] of [
    ["that is empty", "bad-json", fileOf("")],
    ["that is not JSON", "bad-json", fileOf("{]")],
    ["that is JSON of no kind", "bad-magic", fileOf({})],
    ["that is a number", "bad-json", fileOf("5")],
    ["that is a field vector", "bad-magic", fileOf(fieldVector)],
    ["that is no text", "not-text", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0, 1, 2)],
    ["with a key twice", "duplicate-key", fileOf('{"kind":"field","kind":"sumcheck"}')],
    ["of another registry", "unknown-registry", fileOf({ ...VECTOR, registry: "ultra-bb9" })],
    ["of another release", "wrong-parameters", fileOf({ ...VECTOR, registry: "ultra-bb3" })],
    ["with a value that is not canonical", "non-canonical", columns((c) => c.w_l[3] = P)],
    ["with a value that is no element", "bad-element", columns((c) => c.w_l[3] = "7")],
    ["with a column too long", "column-too-long", columns((c) => c.w_l.push("0x1"))],
    ["without a column", "missing-column", columns((c) => delete c.w_l)],
    ["with a column too many", "unknown-column", columns((c) => c.w_5 = ["0x1"])],
    ["with a false shift", "shift-mismatch", columns((c) => c.w_l_shift[0] = "0x1")],
    ["of 2^1000 rows", "limit-exceeded", fileOf({ ...VECTOR, log_n: 1000 })],
  ] as const
) {
  refuses(`a trace ${name}`, 2, code, [...PROVE, "/w/t"], (files) => files.set("/w/t", content));
}
for (
  const [name, code, change] of [
    ["cut in its magic", "bad-json", (bytes: Uint8Array) => bytes.slice(0, 7)],
    ["cut in its header", "truncated", (bytes: Uint8Array) => bytes.slice(0, 100)],
    ["cut by one byte", "truncated", (bytes: Uint8Array) => bytes.slice(0, -1)],
    ["one byte too long", "trailing-bytes", (bytes: Uint8Array) => {
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes);
      return longer;
    }],
    ["of another version", "bad-version", (bytes: Uint8Array) => bytes.with(8, 9)],
    ["with a value that is not canonical", "non-canonical", (bytes: Uint8Array) => {
      const changed = bytes.slice();
      changed.fill(0xff, -32);
      return changed;
    }],
  ] as const
) {
  const args = [...PROVE, "/w/trace.bin", "--parameters", "/w/parameters.json"];
  refuses(`a binary trace ${name}`, 2, code, args, (files) => {
    files.set("/w/trace.bin", change(files.get("/w/trace.bin")!));
  });
}

// Proofs.

/** The statement's files with its proof, JSON and binary. */
const proved = (async () => {
  const files = statementFiles();
  for (const out of ["/w/proof.json", "/w/proof.bin"]) {
    const { code } = await runInMemory(main, [...PROVE, "/w/vector.json", "--out", out], files);
    assertEquals(code, 0);
  }
  return files;
})();

function refusesProof(
  name: string,
  exitCode: number,
  code: string,
  change: (files: Files, proof: {
    univariates: string[][];
    evaluations: Record<string, string>;
    parameters: Record<string, string>;
    claimedSum: string;
    version: number;
  }) => void,
  args: readonly string[] = [...VERIFY, "/w/proof.json"],
): void {
  Deno.test(`refused with ${exitCode} ${code}: ${name}`, async () => {
    const files = new Map(await proved);
    const proof = JSON.parse(text(files.get("/w/proof.json")));
    const before = JSON.stringify(proof), { claimedSum } = proof;
    change(files, proof);
    if (JSON.stringify(proof) !== before) files.set("/w/proof.json", fileOf(proof));
    await refuse(
      exitCode,
      code,
      args.map((arg) => arg === "(claimed)" ? claimedSum : arg),
      files,
    );
  });
}

const flip = (hex: string) => hex.slice(0, -1) + (hex.endsWith("0") ? "1" : "0");
const unchanged = () => {};

refusesProof("a proof that is not there", 2, "not-found", (files) => files.delete("/w/proof.json"));
refusesProof("a proof that is not JSON", 2, "bad-json", (files) => {
  files.set("/w/proof.json", files.get("/w/proof.json")!.slice(0, -10));
});
refusesProof("a trace as proof", 2, "bad-magic", unchanged, [...VERIFY, "/w/trace.json"]);
refusesProof("a proof of another version", 2, "bad-version", (_, proof) => proof.version = 2);
refusesProof("a proof of another sum than zero", 1, "wrong-sum", unchanged, [
  ...["verify", ...BB5, "--proof", "/w/proof.json"],
]);
refusesProof("a proof whose sum is said to be zero", 1, "wrong-sum", (_, proof) => {
  proof.claimedSum = `0x${"0".repeat(64)}`;
});
refusesProof(
  "a proof whose sum is said to be zero, where zero is expected",
  1,
  "round-check-failed",
  (_, proof) => proof.claimedSum = `0x${"0".repeat(64)}`,
  ["verify", ...BB5, "--proof", "/w/proof.json"],
);
refusesProof("a proof for another registry", 1, "wrong-registry", unchanged, [
  ...["verify", "--relations", "ultra-bb3", "--proof", "/w/proof.json"],
]);
refusesProof("a proof of another release's parameters", 1, "wrong-parameters", (_, proof) => {
  proof.parameters.eta_two = "0x1";
});
refusesProof("a proof with other parameters than expected", 1, "wrong-parameters", unchanged, [
  ...[...VERIFY, "/w/proof.json", "--parameter", "beta=5"],
]);
refusesProof("a proof with another parameter", 1, "round-check-failed", (_, proof) => {
  proof.parameters.beta = flip(proof.parameters.beta);
});
refusesProof("a proof with a value changed", 1, "round-check-failed", (_, proof) => {
  proof.univariates[2][1] = flip(proof.univariates[2][1]);
});
refusesProof("a proof with an evaluation changed", 1, "final-check-failed", (_, proof) => {
  proof.evaluations.w_l = flip(proof.evaluations.w_l);
});
refusesProof("a proof with a value that is not canonical", 1, "non-canonical", (_, proof) => {
  proof.univariates[0][0] = P;
});
refusesProof("a proof with a round dropped", 1, "wrong-shape", (_, proof) => {
  proof.univariates.pop();
});
refusesProof("a proof with an evaluation dropped", 1, "missing-column", (_, proof) => {
  delete proof.evaluations.w_l;
});
refusesProof("a proof with a key twice", 1, "duplicate-key", (files) => {
  const json = text(files.get("/w/proof.json"));
  files.set("/w/proof.json", fileOf(json.replace('"version": 1', '"version": 1, "version": 1')));
});
refusesProof(
  "a binary proof cut by one byte",
  1,
  "truncated",
  (files) => files.set("/w/proof.bin", files.get("/w/proof.bin")!.slice(0, -1)),
  [...VERIFY, "/w/proof.bin"],
);
refusesProof("a proof of another trace", 1, "evaluation-mismatch", (files) => {
  const trace = JSON.parse(text(files.get("/w/trace.json")));
  trace.columns[0].values[0] = flip(trace.columns[0].values[0]);
  files.set("/w/trace.json", fileOf(trace));
}, [...VERIFY, "/w/proof.json", "--trace", "/w/trace.json"]);
refusesProof("a trace that cannot be read beside a proof", 2, "not-found", unchanged, [
  ...[...VERIFY, "/w/proof.json", "--trace", "/w/none"],
]);

// Output files.

const OUT = [...PROVE, "/w/vector.json", "--out"];
refuses("an output in no folder", 2, "not-found", [...OUT, "/nowhere/p.json"]);
refuses("an output that is a folder", 2, "is-directory", [...OUT, "/w"]);

Deno.test("refused with 2 permission-denied: an output that may not be written, before anything is proved", async () => {
  await refuse(2, "permission-denied", [...OUT, "/w/p.json"], statementFiles(), {
    fault: "create",
  });
});

Deno.test("refused with 2 file-error: an output whose writing fails leaves the old file as it was", async () => {
  const files = statementFiles();
  files.set("/w/p.json", fileOf("the old one"));
  await refuse(2, "file-error", [...OUT, "/w/p.json"], files, { fault: "rename" });
  assertEquals(text(files.get("/w/p.json")), "the old one");
});

Deno.test("an output that is a device is written to and stays one", async () => {
  const files = statementFiles();
  const { code } = await runInMemory(main, [...OUT, "/dev/null"], files, { fault: "rename" });
  assertEquals(code, 0);
  assertMatch(text(files.get("/dev/null")), /"limbs-sumcheck-proof"/);
});

Deno.test("an error shows nothing of a file that could steer a terminal, and not too much of it", async () => {
  const files = statementFiles();
  files.set("/w/t", fileOf({ format: `\x1b[2J\n\u009b${"x".repeat(5000)}` }));
  const { stderr } = await runInMemory(main, [...PROVE, "/w/t"], files);
  // deno-lint-ignore no-control-regex
  assertMatch(stderr, /^error: bad-magic: [^\x00-\x1f\x7f-\x9f]{1,1000}\n$/);
});
