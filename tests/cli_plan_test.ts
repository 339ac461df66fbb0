// `cli.ts plan`: from the trace events of `prove` to the best distribution.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { fileOf, type Files, runInMemory } from "./support/memory_runtime.ts";
import satisfied from "./vectors/sumcheck_ultra_bb3_d8_satisfied.json" with { type: "json" };

const PASSES = 1_000_000;

/** One pass as `prove` records it: each chunk's rows and µs, on a thread. */
function events(chunks: readonly (readonly [rows: number, us: number])[], tid = 0) {
  const rows = chunks.reduce((sum, [rows]) => sum + rows, 0);
  const bar = { ph: "X", pid: 1, ts: 0, dur: 1 };
  let first = 0, ts = 0;
  const bars = chunks.map(([length, dur]) => {
    const event = { ...bar, name: "", tid, ts, dur, args: { first, end: first + length } };
    first += length;
    ts += dur + 1;
    return event;
  });
  return { traceEvents: [{ ...bar, name: "round 0", tid: PASSES, args: { rows } }, ...bars] };
}

function filesOf(contents: Readonly<Record<string, unknown>>): Files {
  return new Map(Object.entries(contents).map(([name, value]) => [`/w/${name}`, fileOf(value)]));
}

async function planned(files: Files, workers: number, ...names: string[]) {
  const costs = names.flatMap((name) => ["--trace-costs", `/w/${name}`]);
  const args = ["plan", ...costs, "--workers", `${workers}`, "--json"];
  const { code, stdout, stderr } = await runInMemory(main, args, files);
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout) as {
    best: string;
    speedup: number;
    recordedRuns: number[];
    candidates: { distribution: string; passesMs: number; imbalance: number }[];
  };
}

Deno.test("plan: what prove recorded is what plan reads", async () => {
  const files: Files = new Map([["/w/", new Uint8Array()], ["/w/v.json", fileOf(satisfied)]]);
  for (const rows of [2, 16]) {
    const args = ["prove", "--relations", "ultra-bb3", "--trace", "/w/v.json", "--workers", "1"];
    args.push("--distribution", `dynamic:${rows}`, "--trace-events", `/w/${rows}.json`);
    assertEquals((await runInMemory(main, args, files)).code, 0);
  }
  const { candidates, recordedRuns, speedup } = await planned(files, 4, "2.json", "16.json");
  assertEquals(recordedRuns, [2, 16]);
  assertEquals(candidates.length, 30);
  assert(speedup > 1 && speedup <= 4);
  const times = candidates.map((c) => c.passesMs);
  assertEquals(times, times.toSorted((a, b) => a - b));
  const text = await runInMemory(
    main,
    ["plan", "--trace-costs", "/w/2.json", "--workers", "4"],
    files,
  );
  assertMatch(text.stdout, /^best on 4 threads: [a-z]+(:[0-9]+)?, passes of [0-9.]+ ms, /);
  assertMatch(text.stdout, /with runs of 2 rows; give files with other lengths/);
});

Deno.test("plan: a few costly rows among many are what claiming is for", async () => {
  // Every 32nd row pair of the first half costs 100 times the others: dealt out in turn, all come to
  // one of 8 threads; in equal runs, to four.
  const cost = (i: number) => i < 1024 && i % 32 === 0 ? 5000 : 50;
  const costs = events(Array.from({ length: 2048 }, (_, i) => [2, cost(i)]));
  const { candidates, best } = await planned(filesOf({ "a.json": costs }), 8, "a.json");
  const ms = (name: string) => candidates.find((c) => c.distribution === name)!.passesMs;
  assert(ms("strided:2") > 2 * ms("dynamic:2"));
  assert(ms("contiguous") > 1.5 * ms("dynamic:2"));
  // 32 · 5 ms + 2016 · 0.05 ms of work for 8 threads; one costly chunk may come last.
  assert(ms("dynamic:2") < (160 + 100.8) / 8 + 5 + 1);
  assert(ms(best) <= ms("dynamic:2"));
});

Deno.test("plan: where longer runs cost less, longer chunks are best", async () => {
  const short = events(Array.from({ length: 4096 }, () => [2, 1000]));
  const long = events(Array.from({ length: 128 }, () => [64, 32_000 / 4]));
  const files = filesOf({ "2.json": short, "64.json": long });
  const ms = (plan: Awaited<ReturnType<typeof planned>>, name: string) =>
    plan.candidates.find((c) => c.distribution === name)!.passesMs;
  const both = await planned(files, 2, "2.json", "64.json");
  assert(ms(both, "dynamic:64") < ms(both, "dynamic:16"));
  assert(ms(both, "dynamic:16") < ms(both, "dynamic:2") / 1.5);
  // From the short runs alone nothing of this is known: both threads do 2048 ms.
  const one = await planned(files, 2, "2.json");
  assert(Math.abs(ms(one, "dynamic:64") - ms(one, "dynamic:2")) < 0.05 * ms(one, "dynamic:2"));
});

const GOOD = events([[2, 10], [2, 10]]);
const BAD: Readonly<Record<string, readonly [code: string, named: string, file: unknown]>> = {
  "no object": ["bad-json", "is not an object", 3],
  "no events": ["bad-json", "is not an array", { traceEvents: 1 }],
  "no chunks": ["bad-value", "no chunk", { traceEvents: [] }],
  "events of a pass that was not traced": ["bad-value", "not every chunk", {
    traceEvents: [GOOD.traceEvents[0], { ...GOOD.traceEvents[1], args: { chunks: 1, rows: 2 } }],
  }],
  "chunks without a pass": ["bad-value", "not every chunk", {
    traceEvents: GOOD.traceEvents.slice(1),
  }],
  "two threads": ["bad-value", "thread 1", events([[2, 10]], 1)],
  "rows left out": ["bad-option", "rows 2 … 3", { traceEvents: GOOD.traceEvents.slice(0, 2) }],
  "a time that is none": ["bad-json", "dur", {
    traceEvents: [GOOD.traceEvents[0], { ...GOOD.traceEvents[1], dur: "1" }],
  }],
};

for (const [what, [code, named, file]] of Object.entries(BAD)) {
  Deno.test(`attack: plan from ${what}`, async () => {
    const args = ["plan", "--trace-costs", "/w/a.json", "--workers", "2"];
    const run = await runInMemory(main, args, filesOf({ "a.json": file }));
    assertEquals(run.code, 2);
    assert(run.stderr.startsWith(`error: ${code}: `) && run.stderr.includes(named), run.stderr);
  });
}

Deno.test("attack: plan without files, with files of two proofs, for no threads", async () => {
  const files = filesOf({ "a.json": GOOD, "b.json": events([[2, 10]]) });
  const fail = async (code: string, ...args: string[]) => {
    const run = await runInMemory(main, ["plan", ...args], files);
    assertEquals([run.code, run.stderr.split(":")[1]], [2, ` ${code}`]);
  };
  await fail("missing-option", "--workers", "2");
  await fail("missing-option", "--trace-costs", "/w/a.json");
  const both = ["--trace-costs", "/w/a.json", "--trace-costs", "/w/b.json"];
  await fail("bad-value", ...both, "--workers", "2");
  await fail("bad-value", "--trace-costs", "/w/a.json", "--workers", "0");
  await fail("not-found", "--trace-costs", "/w/c.json", "--workers", "2");
});
