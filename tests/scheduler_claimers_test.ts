// Claimers without threads: a random scheduler interleaves the claims of several claimers over one
// pass block.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  BUSY,
  CLAIMED,
  type Claimer,
  CONTIGUOUS_PIECE_ROWS,
  EMPTY,
  makeClaimer,
} from "../scheduler/claimers.ts";
import {
  contiguous,
  type Distribution,
  dynamic,
  guided,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { Mutex } from "../scheduler/mutex.ts";
import { PassBlock } from "../scheduler/pass_block.ts";

interface Chunk {
  readonly slot: number;
  readonly first: number;
  readonly end: number;
}

function prepare(rows: number, distribution: Distribution, slots: readonly number[]): PassBlock {
  const width = Math.max(...slots) + 1;
  const block = new PassBlock(new SharedArrayBuffer(PassBlock.bytes(width)), 0, width);
  block.prepare({ pass: 1, job: 0, rows, code: 0, distribution, trace: false, slots });
  return block;
}

/**
 * Lets the slots claim in the order that `turns` says, over and over, until none finds anything.
 */
function interleave(block: PassBlock, slots: readonly number[], turns: readonly number[]): Chunk[] {
  const claimers = new Map<number, Claimer>(slots.map((slot) => [slot, makeClaimer(block, slot)]));
  const chunks: Chunk[] = [];
  for (let at = 0; claimers.size > 0; at++) {
    const active = [...claimers.keys()];
    const slot = active[(turns[at % turns.length] as number) % active.length] as number;
    const claimer = claimers.get(slot) as Claimer;
    if (claimer.claim(false) === CLAIMED) {
      chunks.push({ slot, first: claimer.first, end: claimer.end });
    } else claimers.delete(slot);
  }
  return chunks;
}

const evenRows = fc.integer({ min: 1, max: 40 }).map((half) => 2 * half);
const anyDistribution: fc.Arbitrary<Distribution> = fc.oneof(
  fc.constant(contiguous()),
  evenRows.map((minRows) => guided({ minRows })),
  fc.tuple(fc.constantFrom(strided, queued, dynamic), evenRows).map(([make, rows]) =>
    make({ rows })
  ),
);
const someSlots = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 5 })
  .map((workers) => [0, ...workers.sort((a, b) => a - b)]);
const someTurns = fc.array(fc.nat(20), { minLength: 1, maxLength: 30 });

Deno.test("every distribution covers every row once, in even-aligned chunks, whatever the order of claims", () => {
  fc.assert(fc.property(
    fc.nat(5000),
    anyDistribution,
    someSlots,
    someTurns,
    (rows, distribution, slots, turns) => {
      const chunks = interleave(prepare(rows, distribution, slots), slots, turns);
      let next = 0;
      for (const { first, end } of chunks.sort((a, b) => a.first - b.first)) {
        assertEquals(first, next);
        assertEquals(first % 2, 0);
        assert(end > first);
        next = end;
      }
      assertEquals(next, rows);
    },
  ));
});

Deno.test("strided gives chunk p to the p mod N-th slot", () => {
  fc.assert(
    fc.property(fc.nat(900), evenRows, someSlots, someTurns, (rows, chunkRows, slots, turns) => {
      const block = prepare(rows, strided({ rows: chunkRows }), slots);
      for (const { slot, first } of interleave(block, slots, turns)) {
        assertEquals(slot, slots[(first / chunkRows) % slots.length]);
      }
    }),
  );
});

Deno.test("contiguous gives each slot one run, in slot order, equal to within two rows", () => {
  fc.assert(fc.property(fc.nat(20_000), someSlots, someTurns, (rows, slots, turns) => {
    const chunks = interleave(prepare(rows, contiguous(), slots), slots, turns);
    const lengths = slots.map((slot) => {
      const own = chunks.filter((chunk) => chunk.slot === slot);
      for (const [at, { first, end }] of own.entries()) {
        assert(end - first <= CONTIGUOUS_PIECE_ROWS);
        if (at > 0) assertEquals(first, own[at - 1]?.end);
      }
      return own.reduce((sum, { first, end }) => sum + end - first, 0);
    });
    // An odd number of rows makes the last run one row shorter.
    assert(Math.max(...lengths) - Math.min(...lengths) <= 3);
    const starts = slots.flatMap((slot) =>
      chunks.find((chunk) => chunk.slot === slot)?.first ?? []
    );
    assertEquals(starts, [...starts].sort((a, b) => a - b));
  }));
});

for (const make of [queued, dynamic]) {
  Deno.test(`${make.name} gives a lone slot everything when the others are slow`, () => {
    const slots = [0, 1, 2];
    const block = prepare(10, make({ rows: 4 }), slots);
    const fast = makeClaimer(block, 2);
    const taken: number[][] = [];
    while (fast.claim(false) === CLAIMED) taken.push([fast.first, fast.end]);
    assertEquals(taken, [[0, 4], [4, 8], [8, 10]]);
    assertEquals(makeClaimer(block, 0).claim(false), EMPTY);
  });
}

Deno.test("queued says that another thread is in the way instead of blocking, and loses no chunk by it", () => {
  const block = prepare(4, queued({ rows: 2 }), [0]);
  const holder = new Mutex(block.words, block.lockIndex);
  const claimer = makeClaimer(block, 0);
  assert(holder.tryLock());
  assertEquals(claimer.claim(false), BUSY);
  holder.unlock();
  assertEquals(claimer.claim(false), CLAIMED);
  assertEquals([claimer.first, claimer.end], [0, 2]);
});

Deno.test("queued stops waiting for a lock that a lost thread holds once the pass is abandoned", () => {
  const block = prepare(4, queued({ rows: 2 }), [0]);
  assert(new Mutex(block.words, block.lockIndex).tryLock());
  block.abandon();
  assertEquals(makeClaimer(block, 0).claim(true), EMPTY);
});

Deno.test("a thread that wakes late in an abandoned pass touches nothing of the pass in another block", () => {
  const width = 3, buffer = new SharedArrayBuffer(2 * PassBlock.bytes(width));
  const order = { job: 0, rows: 8, code: 0, trace: false, slots: [0, 1, 2] };
  const old = new PassBlock(buffer, 0, width), next = new PassBlock(buffer, 1, width);
  for (const distribution of [dynamic({ rows: 2 }), queued({ rows: 2 })]) {
    old.prepare({ ...order, pass: 1, distribution });
    const late = makeClaimer(old, 1);
    assertEquals(late.claim(true), CLAIMED);
    old.abandon();
    next.prepare({ ...order, pass: 2, distribution, slots: [0, 2] });
    const before = next.words.slice();
    late.claim(true);
    old.step(1);
    old.record(1, { chunks: 1, rows: 2, busyMs: 3, claimMs: 4, lastMs: 5 });
    old.leave(1, true);
    assertEquals(next.words.slice(), before);
    const chunks = interleave(next, [0, 2], [0, 1]);
    assertEquals(chunks.map(({ first }) => first), [0, 2, 4, 6]);
  }
});
