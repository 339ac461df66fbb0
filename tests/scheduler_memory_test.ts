// The memory that a pool keeps for its next job: what is handed out twice, what is let go, what is never mixed up.

import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PoolMemory } from "../scheduler/memory.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { memoryOf, WorkerPool } from "../scheduler/pool.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
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
  memory.give(shared);
  assertStrictEquals(memory.take(64, true), shared);
  assertStrictEquals(memory.take(64, false), own);
  memory.give(own);
  assert(memory.take(64, true) instanceof SharedArrayBuffer);
});

Deno.test("memory: what is cleared, or given to a closed pool, is let go", async () => {
  const pool = await WorkerPool.open({ threads: 1, source: "", factories: {} });
  const memory = memoryOf(pool);
  const [first, second] = [memory.take(10, false), memory.take(20, false)];
  memory.give(first);
  assertEquals(pool.memory.keptBytes, 10);
  pool.memory.clear();
  assertEquals(pool.memory.keptBytes, 0);
  memory.give(second);
  assertEquals(pool.memory.keptBytes, 20);
  const third = memory.take(5, false);
  await pool.close();
  memory.give(third);
  assertEquals(pool.memory.keptBytes, 0);
});

Deno.test("memory: nothing is asked for without being given a buffer of its own", () => {
  const memory = new PoolMemory(), large = memory.take(100, false);
  memory.give(large);
  assertEquals(memory.take(0, false).byteLength, 0);
  assertEquals(memory.keptBytes, 100);
});

Deno.test("memory: small requests that large buffers serve do not make it grow", () => {
  const memory = new PoolMemory();
  for (let proof = 0; proof < 50; proof++) {
    const used = [...Array(9).fill(100 + proof), 100_000].map((bytes) => memory.take(bytes, true));
    for (const buffer of used) memory.give(buffer);
    assert(memory.keptBytes <= 100_000 + 9 * 150, `${memory.keptBytes} after proof ${proof}`);
  }
});

Deno.test("memory: buffers that are forgotten, as a lost worker may have them, are not counted for ever", () => {
  const memory = new PoolMemory();
  for (let proof = 0; proof < 20; proof++) memory.forget(memory.take(1000, true));
  const buffers = [1, 2, 3].map(() => memory.take(500, true));
  for (const buffer of buffers) memory.give(buffer);
  assertEquals(memory.keptBytes, 1500);
  memory.give(new SharedArrayBuffer(10_000));
  assert(memory.keptBytes <= 1500);
});

Deno.test("memory: in any order of taking and giving, no buffer is in two hands, and with those in use no more bytes are kept than were asked for at once", () => {
  const step = fc.record({
    give: fc.nat(7),
    bytes: fc.integer({ min: 0, max: 50 }),
    shared: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const memory = new PoolMemory();
    const used: { buffer: ArrayBufferLike; bytes: number }[] = [];
    let most = 0;
    const asked = () => used.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { give, bytes, shared } of steps) {
      if (give < used.length) memory.give(used.splice(give, 1)[0].buffer);
      const buffer = memory.take(bytes, shared);
      assert(buffer.byteLength >= bytes);
      assertEquals(buffer instanceof SharedArrayBuffer, shared);
      assert(!used.some((one) => one.buffer === buffer));
      used.push({ buffer, bytes });
      most = Math.max(most, asked());
      assert(memory.keptBytes + asked() <= most);
    }
    for (const { buffer } of used.splice(0)) memory.give(buffer);
    assert(memory.keptBytes <= most);
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
  const memory = memoryOf(pool), taken: ArrayBufferLike[] = [];
  while (memory.keptBytes > 0) taken.push(memory.take(1, pool.slots > 1));
  for (const buffer of taken) {
    new Uint8Array(buffer).fill(0xff);
    memory.give(buffer);
  }
}

Deno.test("memory: a round's columns and sums cannot be read when its callback has returned", async () => {
  await using pool = await openProverPool({ threads: 1 });
  const late: (() => unknown)[] = [];
  await bytes({
    pool,
    onRound: ({ round, columns, subrelationSums }) => {
      assertEquals(columns!().length, registry.columns.length);
      if (round < 2) late.push(columns!);
      if (round === 0) late.push(subrelationSums!);
    },
  });
  assertEquals(late.length, 3);
  for (const read of late) {
    const error = assertThrows(read, SumcheckError, "its callback has returned");
    assertEquals(error.code, "too-late");
  }
});

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
