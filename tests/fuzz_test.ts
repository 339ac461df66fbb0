// A short run of the fuzzer over every reader of files, with a new seed each time, and the faults that it has found.
// `deno task fuzz` runs it longer. Then the fuzzer itself: it sees what it is there to see.

import { assert, assertEquals } from "@std/assert";
import { Random } from "../bench/workloads/random.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { type Attempt, fileAttempt, Finding, type Target } from "./support/fuzz/attempt.ts";
import { type FoundCase, Fuzzer, type TargetReport } from "./support/fuzz/fuzzer.ts";
import { treeOf } from "./support/fuzz/json_tree.ts";
import { JsonMutator } from "./support/fuzz/mutate_json.ts";
import { TARGETS } from "./support/fuzz/targets.ts";

const [SEED] = crypto.getRandomValues(new Uint32Array(1));

function fail({ target, number, finding, smallest }: FoundCase): never {
  throw new Error(
    `seed ${SEED}, input ${number}: ${target}: ${finding.kind}: ${finding.message}\n${smallest.show()}`,
    { cause: finding },
  );
}

Deno.test("fuzz: mutated files of every kind meet typed errors, or come back as they were", async () => {
  const reports = new Map<string, TargetReport>();
  const found = await new Fuzzer(TARGETS, SEED).run(0, 3000, reports);
  if (found !== undefined) fail(found);
  assertEquals([...reports.values()].reduce((sum, { cases }) => sum + cases, 0), 3000);
  for (const { name, weight } of TARGETS) {
    const report = reports.get(name);
    if (weight < 3) continue;
    assert(report !== undefined && report.accepted > 0, `${name}: nothing is accepted`);
    assert(Object.keys(report.refused).length > 2, `${name}: nothing is refused`);
  }
});

Deno.test("honk fuzz: mutated proofs meet typed errors only, and none is accepted", async () => {
  const targets = TARGETS.filter(({ name }) => name === "UltraHonk check");
  const reports = new Map<string, TargetReport>();
  const found = await new Fuzzer(targets, SEED).run(0, 300, reports);
  if (found !== undefined) fail(found);
  assert((reports.get("UltraHonk check")?.refused["round-check-failed"] ?? 0) > 0);
});

/** What becomes of one input. */
async function judge(read: () => void | Promise<void>, size = 100, codes = ["truncated"]) {
  const attempt: Attempt = { size, read, *smaller() {}, show: () => "it" };
  const target: Target = { name: "planted", weight: 1, codes, make: () => attempt };
  const reports = new Map<string, TargetReport>();
  const found = await new Fuzzer([target], 1).run(0, 1, reports);
  return { found: found?.finding.kind, report: reports.get("planted") };
}

const refuse =
  (code: "truncated" | "bad-json", message = "Cannot read it: it is planted") => () => {
    throw new SumcheckError(code, message);
  };

Deno.test("fuzzer: what is accepted or refused as documented is no finding", async () => {
  const accepted = await judge(() => {}), refused = await judge(refuse("truncated"));
  assertEquals([accepted.found, accepted.report?.accepted], [undefined, 1]);
  assertEquals([refused.found, refused.report?.refused], [undefined, { truncated: 1 }]);
  assertEquals((await judge(() => Promise.resolve())).report?.accepted, 1);
});

Deno.test("fuzzer: errors without a type, without documentation, too long, or of nothing", async () => {
  const kinds: readonly (readonly [read: () => void, kind: string])[] = [
    [() => [].length = -1, "untyped RangeError"],
    [() => (null as unknown as []).length, "untyped TypeError"],
    [refuse("bad-json"), "undocumented bad-json"],
    [refuse("truncated", "it is planted"), "message"],
    [refuse("truncated", `Cannot read ${"x".repeat(3000)}`), "long message"],
    [() => {
      throw "planted";
    }, "no error"],
    [() => {
      throw new Finding("round trip", "planted");
    }, "round trip"],
  ];
  for (const [read, kind] of kinds) {
    assertEquals((await judge(read)).found, kind);
    assertEquals((await judge(() => Promise.resolve().then(read))).found, kind);
  }
});

Deno.test("fuzzer: more memory than the input explains is seen before it is taken", async () => {
  const makers: readonly ((bytes: number) => unknown)[] = [
    (bytes) => new ArrayBuffer(bytes),
    (bytes) => new SharedArrayBuffer(bytes),
    (bytes) => new Uint8Array(bytes),
    (bytes) => new Uint32Array(bytes / 4),
    (bytes) => new Float64Array(bytes / 8),
    (bytes) => Uint8Array.from({ length: bytes }),
  ];
  for (const make of makers) {
    assertEquals((await judge(() => void make(2 ** 20))).found, undefined);
    // As much as no machine has: it would be an error of the engine.
    assertEquals((await judge(() => void make(2 ** 52))).found, "allocation");
    assertEquals((await judge(() => void make(2 ** 21))).found, "allocation");
    // A larger input may take more.
    assertEquals((await judge(() => void make(2 ** 21), 2 ** 15)).found, undefined);
  }
  const before = globalThis.Uint8Array;
  await judge(() => {});
  assert(before === globalThis.Uint8Array && new Uint8Array(2).buffer instanceof ArrayBuffer);
});

Deno.test("fuzzer: a finding is made small, and made again from its number", async () => {
  const isBad = (text: string) => text.includes("7") && text.includes("[[");
  const target: Target = {
    name: "planted",
    weight: 1,
    codes: [],
    make: (random) =>
      fileAttempt(
        Array.from({ length: 200 }, () => random.pick([..."[]0123456789"])).join(""),
        (text) => {
          if (isBad(text)) throw new TypeError("planted");
        },
      ),
  };
  const found = await new Fuzzer([target], SEED).run(0, 100, new Map());
  assert(found !== undefined);
  assertEquals([...JSON.parse(found.smallest.show())].sort().join(""), "7[[");
  const { attempt } = new Fuzzer([target], SEED).attempt(found.number);
  assert(isBad(JSON.parse(attempt.show())));
  const bytes = fileAttempt(Uint8Array.of(1, 2, 255), () => {});
  assertEquals([...bytes.smaller()].slice(0, 3).map((less) => less.show()), [
    "0x02ff",
    "0x01ff",
    "0x0102",
  ]);
});

Deno.test("fuzzer: JSON that is only spelt differently says the same", () => {
  const value = { format: "a\\b", list: [1, "u\u0041", null], é: { "\ud800": true } };
  const json = new JsonMutator([treeOf(value)]);
  const random = new Random(SEED), seen = new Set<string>();
  let same = 0;
  for (let i = 0; i < 500; i++) {
    const text = json.make(random);
    try {
      if (JSON.stringify(JSON.parse(text)) !== JSON.stringify(value)) continue;
    } catch {
      continue;
    }
    same++;
    seen.add(text);
  }
  assert(same > 20 && seen.size > 20, `${same} say the same, in ${seen.size} spellings`);
});
