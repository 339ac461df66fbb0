// `cli.ts verify-honk` and the vectors of real proofs, in this process, on files in memory.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { EVERY_GATE, EVERY_GATE_KEY } from "./support/honk_vectors.ts";
import { fileOf, type Files, type Run, runInMemory } from "./support/memory_runtime.ts";
import tiny from "./vectors/honk_proof_bb5_tiny.json" with { type: "json" };
import mixed from "./vectors/honk_proof_bb5_mixed.json" with { type: "json" };

const { proof, publicInputs, vkHash } = EVERY_GATE.vector;
const RAW = ["--proof", "/proof", "--public-inputs", "/public_inputs", "--vk", "/vk"];

function files(): Files {
  return new Map([
    ["/proof", proof.slice()],
    ["/public_inputs", publicInputs],
    ["/vk", EVERY_GATE_KEY],
    ["/vk_hash", vkHash],
    ["/tiny.json", fileOf(tiny)],
    ["/mixed.json", fileOf(mixed)],
  ]);
}

const run = (args: readonly string[], on = files()): Promise<Run> => runInMemory(main, args, on);
const verify = (args: readonly string[], on = files()) => run(["verify-honk", ...args], on);

/** The proof of 2^16 rows with one byte changed. */
function damaged(byte: number): Files {
  const on = files();
  on.get("/proof")![byte] ^= 1;
  return on;
}

Deno.test("verify-honk: a vector is checked, and what is not checked is said", async () => {
  const { code, stdout, stderr } = await verify(["/tiny.json"]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(
    stdout,
    "ok: the sumcheck holds: ultra-bb5, 2^5 rows, 5 rounds, public inputs: 1\n" +
      "NOT checked: the commitment openings; left to check are the values of 41 columns at the challenge point\n",
  );
});

Deno.test("verify-honk: the files that the prover writes, with and without the hash", async () => {
  for (const args of [RAW, [...RAW, "--vk-hash", "/vk_hash"]]) {
    const { code, stdout } = await verify(args);
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^ok: the sumcheck holds: ultra-bb5, 2\^16 rows, 16 rounds, public inputs: 2\n/,
    );
  }
  const other = files().set("/vk_hash", new Uint8Array(32));
  const { code, stderr } = await verify([...RAW, "--vk-hash", "/vk_hash"], other);
  assertEquals(code, 1);
  assertMatch(stderr, /^error: wrong-key-hash: /);
});

Deno.test("verify-honk --json: the replay as data, in the words of the vectors", async () => {
  const { code, stdout } = await verify(["/mixed.json", "--json"]);
  assertEquals(code, 0);
  const json = JSON.parse(stdout);
  const { round_challenges, round_targets, subrelations, accepted, ...values } = mixed.expected;
  assertEquals(json.ok, accepted);
  assertEquals(json.sumcheckAccepted, accepted);
  assertEquals(json.commitmentOpenings, "not checked");
  assertEquals(json.values, values);
  assertEquals(json.point, round_challenges);
  assertEquals(json.rounds.map((round: { target: string }) => round.target), round_targets);
  assertEquals(json.subrelations.map((item: { value: string }) => item.value), subrelations);
  assertEquals(json.subrelations[0].name, "permutation.grand_product");
  assertEquals(Object.keys(json.evaluations).length, 41);
});

Deno.test("verify-honk --explain: every recorded value, in the order of the check", async () => {
  const { stdout } = await verify(["/mixed.json", "--explain"]);
  const { eta, beta, gamma, alpha, gate_challenge, public_input_delta } = mixed.expected;
  const { round_challenges, round_targets, gate_separator, subrelations } = mixed.expected;
  let at = 0;
  for (
    const value of [
      ...[eta, beta, gamma, alpha, gate_challenge, public_input_delta],
      ...round_challenges.flatMap((challenge, k) => [challenge, round_targets[k]]),
      ...[gate_separator, ...subrelations],
    ]
  ) {
    at = stdout.indexOf(value, at) + 1;
    assert(at > 0, `${value} is missing or out of order`);
  }
  assertEquals(stdout.match(/^round \d+ passes$/gm)?.length, 14);
  assertMatch(stdout, /\n {2}lookup\.sum +0x[0-9a-f]{64}\n/);
  assertMatch(stdout, /\nlast check passes\n/);
});

Deno.test("verify-honk --explain: shows where a proof goes wrong", async () => {
  // The value at 4 of round 3: its own sum holds, the next round's does not, and nothing can hold behind it.
  const { code, stdout, stderr } = await verify(
    [...RAW, "--explain"],
    damaged(32 * (24 + 8 * 3 + 4) + 31),
  );
  assertEquals(code, 1);
  assertMatch(stderr, /^error: round-check-failed: Cannot accept round 4: /);
  assertMatch(stdout, /\nround 3 passes\n/);
  assertMatch(stdout, /\nround 4 FAILS\n {2}s\(0\) \+ s\(1\) +0x\w+\n {2}must be +0x\w+\n/);
  assertMatch(stdout, /\nlast check FAILS\n/);
  assertMatch(stdout, /\nNOT checked: the commitment openings\n$/);
});

Deno.test("verify-honk --json: a refused sumcheck is replayed too", async () => {
  const { code, stdout } = await verify([...RAW, "--json"], damaged(32 * (24 + 8 * 16 + 30) + 31));
  assertEquals(code, 1);
  const json = JSON.parse(stdout);
  assertEquals([json.ok, json.sumcheckAccepted], [false, false]);
  assertEquals(json.error.code, "final-check-failed");
  assertEquals(json.failure.code, "final-check-failed");
  assertEquals(json.rounds.every((round: { passes: boolean }) => round.passes), true);
  assertEquals(json.values.full_relation === json.target, false);
});

Deno.test("verify-honk: a proof that cannot be read is refused, and the word is named", async () => {
  const { code, stdout, stderr } = await verify(RAW, damaged(32 * 9));
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /the proof's word [89] \([xy] of the commitment to w_l\)/);
});

Deno.test("verify-honk: calls that make no sense", async () => {
  for (
    const [args, expected] of [
      [[], /^error: missing-option: .*--proof FILE is missing/],
      [RAW.slice(0, 4), /^error: missing-option: .*--vk FILE is missing/],
      [["/tiny.json", "/mixed.json"], /^error: unexpected-argument: /],
      [["/tiny.json", "--vk", "/vk"], /^error: unexpected-argument: /],
      [["/nothing.json"], /^error: not-found: /],
      [["/vk"], /^error: not-text: |^error: bad-json: /],
    ] as const
  ) {
    const { code, stdout, stderr } = await verify(args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, expected);
  }
});

Deno.test("vectors: real proofs, and a recorded value that is another", async () => {
  const on = files();
  const change = (expected: object) =>
    fileOf({ ...tiny, expected: { ...tiny.expected, ...expected } });
  on.set("/eta.json", change({ eta: "0x5" }));
  on.set("/rounds.json", change({ round_targets: tiny.expected.round_targets.slice(1) }));
  on.set("/accepted.json", change({ accepted: false }));
  on.set("/hash.json", fileOf({ ...tiny, vk_hash: mixed.vk_hash }));
  on.set(
    "/refused.json",
    fileOf({ ...tiny, vk_hash: mixed.vk_hash, expected: { accepted: false } }),
  );
  on.set("/short.json", fileOf({ ...tiny, proof: "0x", expected: { accepted: false } }));
  const { code, stdout } = await run(
    ["vectors", ...[...on.keys()].filter((f) => /json/.test(f))],
    on,
  );
  assertEquals(code, 1);
  const results = stdout.split("\n").map((line) => line.replace(/0x[0-9a-f]+/g, "0x…"));
  assertEquals(results, [
    "ok ultra_honk_proof /tiny.json checks=48",
    "ok ultra_honk_proof /mixed.json checks=66",
    "FAIL ultra_honk_proof /eta.json checks=0: eta is 0x…, recorded is 0x…",
    "FAIL ultra_honk_proof /rounds.json checks=13: the number of elements of round_targets is 5, recorded is 4",
    "FAIL ultra_honk_proof /accepted.json checks=47: whether the sumcheck is accepted is true, recorded is false",
    "FAIL ultra_honk_proof /hash.json checks=0: eta is 0x…, recorded is 0x…",
    "ok ultra_honk_proof /refused.json checks=1",
    "ok ultra_honk_proof /short.json checks=1",
    "4 passed, 4 failed",
    "",
  ]);
});
