// The memory that a pool keeps for its next job: what is handed out twice, what is let go, what is never mixed up.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { PoolMemory } from "../scheduler/memory.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { WorkerPool } from "../scheduler/pool.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import { encodeProof } from "../sumcheck/proof_binary.ts";
import { type ProverOptions, SumcheckProver } from "../sumcheck/prover.ts";
import { createFaultyWorker } from "./support/prover_faults.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

Deno.test("memory: the smallest buffer that is large enough comes back", () => {
  const memory = new PoolMemory();
  const [large, small, middle] = [300, 100, 200].map((bytes) => memory.take(bytes, false));
  for (const buffer of [large, small, middle]) memory.give(buffer);
  assertEquals(memory.keptBytes, 600);
  assertStrictEquals(memory.take(101, false), middle);
  assertStrictEquals(memory.take(101, false), large);
  assertStrictEquals(memory.take(1, false), small);
  assertEquals(memory.keptBytes, 0);
});

Deno.test("memory: shared and unshared buffers do not stand in for one another", () => {
  const memory = new PoolMemory();
  const own = memory.take(64, false), shared = memory.take(64, true);
  assert(own instanceof ArrayBuffer && shared instanceof SharedArrayBuffer);
  memory.give(own);
  assert(memory.take(64, true) instanceof SharedArrayBuffer);
  memory.give(shared);
  assertStrictEquals(memory.take(64, false), own);
});

Deno.test("memory: what was given to a closed pool, or cleared, is let go", async () => {
  const pool = await WorkerPool.open({ threads: 1, source: "", factories: {} });
  pool.memory.give(new ArrayBuffer(10));
  assertEquals(pool.memory.keptBytes, 10);
  pool.memory.clear();
  assertEquals(pool.memory.keptBytes, 0);
  pool.memory.give(new ArrayBuffer(20));
  await pool.close();
  assertEquals(pool.memory.keptBytes, 0);
  pool.memory.give(new ArrayBuffer(30));
  assertEquals(pool.memory.keptBytes, 0);
});

Deno.test("memory: in any order of taking and giving, no buffer is in two hands, and no more are kept than were in use at once", () => {
  const step = fc.record({ give: fc.nat(7), bytes: fc.integer({ min: 1, max: 50 }) });
  fc.assert(fc.property(fc.array(step), fc.boolean(), (steps, shared) => {
    const memory = new PoolMemory();
    const used: ArrayBufferLike[] = [];
    let most = 0;
    for (const { give, bytes } of steps) {
      if (give < used.length) memory.give(used.splice(give, 1)[0]);
      const buffer = memory.take(bytes, shared);
      assert(buffer.byteLength >= bytes);
      assert(!used.includes(buffer));
      used.push(buffer);
      most = Math.max(most, used.length);
    }
    for (const buffer of used) memory.give(buffer);
    let kept = 0;
    for (; memory.keptBytes > 0; kept++) memory.take(1, shared);
    assertEquals(kept, most);
  }));
});

const { registry, trace, parameters } = SUMCHECK_VECTORS["ultra-bb3 d6 dense"];

async function bytes(options: ProverOptions): Promise<Uint8Array> {
  const prover = new SumcheckProver(registry, trace, { ...options, parameters });
  return encodeProof(registry, await prover.prove());
}

for (const threads of [1, 2]) {
  Deno.test(`memory: the proofs of a pool of ${threads} use the same tables, whatever is left in them`, async () => {
    const expected = await bytes({});
    await using pool = await openProverPool({ threads });
    assertEquals(await bytes({ pool }), expected);
    const kept = pool.memory.keptBytes;
    assert(kept > 0);
    // Whatever the next proof reads before it has written it would be wrong.
    spoil(pool);
    assertEquals(await bytes({ pool }), expected);
    assertEquals(pool.memory.keptBytes, kept);
    spoil(pool);
    assertEquals(
      await bytes({ pool, lean: true, paddedLogRows: 8 }),
      await bytes({ paddedLogRows: 8 }),
    );
    const both = await Promise.all([bytes({ pool }), bytes({ pool, lean: true })]);
    assertEquals(both, [expected, expected]);
  });
}

/** Fills what the pool has kept with values that are no elements. */
function spoil(pool: WorkerPool): void {
  const taken: ArrayBufferLike[] = [];
  while (pool.memory.keptBytes > 0) taken.push(pool.memory.take(1, pool.slots > 1));
  for (const buffer of taken) {
    new Uint8Array(buffer).fill(0xff);
    pool.memory.give(buffer);
  }
}

Deno.test("memory: what a lost worker may still write to is not used again", async () => {
  const expected = await bytes({});
  await using pool = await openProverPool({
    threads: 2,
    stallTimeoutMs: 300,
    closeTimeoutMs: 1_000,
    createWorker: createFaultyWorker({ slot: 1, looks: 20, what: "stall", sleepMs: 600 }),
  });
  assertEquals(await bytes({ pool, distribution: dynamic({ rows: 2 }) }), expected);
  assertEquals([pool.threads, pool.memory.keptBytes], [1, 0]);
});
