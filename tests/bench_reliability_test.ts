// The reliability commands in small: a short soak, and one disturbed proof of every kind. They see what they are there to
// see: a proof that is another one, and memory that grows.

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  anyPlan,
  anySetting,
  FAULT_KINDS,
  type FaultKind,
} from "../bench/reliability/fault_plans.ts";
import { courseOf, type FaultPlan, runFault, wasInTime } from "../bench/reliability/faults.ts";
import { growth } from "../bench/reliability/memory.ts";
import { references, soak } from "../bench/reliability/soak.ts";
import { quickStatements, type Reference } from "../bench/reliability/statements.ts";
import { Random } from "../bench/workloads/random.ts";
import { strided } from "../scheduler/distribution.ts";
import { openProverPool } from "../sumcheck/pool.ts";

const [SEED] = crypto.getRandomValues(new Uint32Array(1));

const quick = quickStatements().filter(({ name }) => /d6|d5|demo|other widths/.test(name));
const known = await references(quick);
const dense = known.find(({ name }) => name === "ultra-bb3 d6 dense") as Reference;
const wrong: Reference = { ...dense, bytes: dense.bytes.with(100, dense.bytes[100] ^ 1) };

Deno.test("soak: proofs of all manners on one pool are those on a single thread", async () => {
  await using pool = await openProverPool({ threads: 3 });
  const { tally, looks } = await soak(pool, known, 40, new Random(SEED));
  assertEquals(tally.different, [], `seed ${SEED}`);
  assertEquals(tally.equal + tally.aborted + tally.unsatisfied, 40);
  assert(tally.equal > 20, `${tally.equal} were made`);
  assertEquals(pool.threads, 3);
  assertEquals([looks.length, looks.at(-1)?.proofs], [8, 40]);
  for (const { resident, heap } of looks) assert(resident > heap && heap > 0);
});

Deno.test("soak: a proof that is another one is seen", async () => {
  await using pool = await openProverPool({ threads: 2 });
  const { tally } = await soak(pool, [wrong], 20, new Random(SEED));
  assertEquals(tally.equal, 0);
  assert(tally.different.length > 5);
  await assertRejects(() => references([{ ...dense, expected: wrong.bytes }]), Error, "recorded");
  let turn = 0;
  const unsteady = { ...dense, prove: () => Promise.resolve(Uint8Array.of(turn++)) };
  await assertRejects(() => references([unsteady]), Error, "differ");
});

Deno.test("growth() compares medians", () => {
  const samples = (...heaps: number[]) => heaps.map((heap) => ({ resident: 9, heap }));
  const found = growth(samples(1, 10, 99), samples(11, 12, 0), "heap");
  assertEquals([found.early, found.late], [10, 11]);
  assert(Math.abs(found.growth - 0.1) < 1e-9);
});

/** A plan of this kind in which the moment came in time. */
async function carriedOut(kind: FaultKind, random: Random) {
  for (let tries = 0; tries < 30; tries++) {
    const setting = anySetting(kind, random), course = await courseOf(setting, dense);
    assert(course.looks > 0 && course.rounds === 6 && course.ms > 0);
    const outcome = await runFault(anyPlan(kind, setting, course, random), dense);
    if (wasInTime(outcome)) return outcome;
  }
  throw new Error(`${kind}: too late`);
}

for (const kind of FAULT_KINDS) {
  Deno.test(`faults: a worker is or does: ${kind}`, async () => {
    const { equal, nextEqual, killedAfter, missed, refusedToOpen } = await carriedOut(
      kind,
      new Random(SEED),
    );
    assertEquals([equal, nextEqual], [true, true], `seed ${SEED}`);
    assertEquals(killedAfter.length, kind.startsWith("two") ? 2 : 1);
    // Of one that is ended from outside, Deno may let the last chunks be done.
    if (kind.startsWith("vanishes")) assert(missed > 0 && !refusedToOpen);
  });
}

Deno.test("faults: a proof that is another one is seen, and one that was not disturbed", async () => {
  const plan: FaultPlan = {
    threads: 2,
    distribution: strided({ rows: 2 }),
    lean: false,
    fates: [{ slot: 1, how: "terminate", when: { afterRounds: 99 } }],
  };
  const outcome = await runFault(plan, wrong);
  assertEquals([outcome.equal, outcome.nextEqual], [false, false]);
  assertEquals([outcome.killedAfter, outcome.missed], [[undefined], 0]);
});
