// Guided chunks by their definition, and the tuner that chooses rows per chunk from reports made up
// here.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CLAIMED, makeClaimer } from "../scheduler/claimers.ts";
import { contiguous, dynamic, guided } from "../scheduler/distribution.ts";
import { PassBlock } from "../scheduler/pass_block.ts";
import type { PassReport } from "../scheduler/report.ts";
import {
  ALONE_MS,
  CLAIM_SHARE,
  CUT_ROWS,
  FIRST_AUTO_ROWS,
  LONG_CHUNK_MS,
  MAX_AUTO_ROWS,
  TAIL_SHARE,
  Tuner,
} from "../scheduler/tuner.ts";

/** The chunks that a lone claimer is given. */
function chunksOf(rows: number, minRows: number, threads: number): [number, number][] {
  const block = new PassBlock(new ArrayBuffer(PassBlock.bytes(threads)), 0, threads);
  const slots = Array.from({ length: threads }, (_, slot) => slot);
  const distribution = guided({ minRows });
  block.prepare({ pass: 1, job: 0, rows, code: 0, distribution, trace: false, slots });
  const claimer = makeClaimer(block, threads - 1), chunks: [number, number][] = [];
  while (claimer.claim(false) === CLAIMED) chunks.push([claimer.first, claimer.end]);
  return chunks;
}

Deno.test("guided: batches of as many chunks as threads, each batch an eighth of what is left", () => {
  // 512 rows on 2 threads: 512/16 = 32 rows twice leave 448, 28 twice 392, 24 twice 344, 20 twice
  // 304, 18 twice 268, 16 twice 236, 14 twice 208, 12 twice 184, 10 twice 164, 10 twice 144, …
  const lengths = chunksOf(512, 4, 2).map(([first, end]) => end - first);
  assertEquals(
    lengths.slice(0, 22),
    [32, 28, 24, 20, 18, 16, 14, 12, 10, 10, 8].flatMap((length) => [length, length]),
  );
  assertEquals(lengths.slice(22), [8, 8, 6, 6, 6, 6, ...Array(22).fill(4)]);
  // 103/24 rows would be 4: the least length from the start; the last is cut short.
  assertEquals(
    chunksOf(103, 4, 3).map(([first, end]) => end - first),
    [...Array(25).fill(4), 3],
  );
  assertEquals(chunksOf(5, 16, 3), [[0, 5]]);
  assertEquals(chunksOf(0, 2, 2), []);
});

Deno.test("guided: chunks follow each other, even, never longer than those before nor shorter than the least", () => {
  const least = fc.integer({ min: 1, max: 40 }).map((half) => 2 * half);
  const threads = fc.integer({ min: 1, max: 40 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), least, threads, (rows, min, n) => {
    const chunks = chunksOf(rows, min, n);
    let next = 0, longest = Infinity;
    for (const [at, [first, end]] of chunks.entries()) {
      const length = end - first;
      assertEquals([first, first % 2], [next, 0]);
      assert(length <= longest && (length >= min || at === chunks.length - 1));
      // The rows left are at least those after seven eighths of a batch.
      assert(length <= Math.max(min, (rows - first) / (7 * n)));
      [next, longest] = [end, length];
    }
    assertEquals(next, rows);
  }));
});

/** A report of a pass under `dynamic`, with these chunk times in ms on each thread. */
function report(
  rows: number,
  rowsPerChunk: number,
  times: readonly (readonly number[])[],
  claimMs = 0,
): PassReport {
  const threads = times.map((own, slot) => ({
    slot,
    chunks: own.length,
    rows: rowsPerChunk * own.length,
    busyMs: own.reduce((sum, t) => sum + t, 0),
    claimMs: claimMs * own.length,
    lastMs: own.at(-1) ?? 0,
    waitMs: 0,
  }));
  const distribution = dynamic({ rows: rowsPerChunk });
  return { rows, code: 0, distribution, startMs: 0, wallMs: 0, threads, imbalance: 1 };
}

const rowsOf = (tuner: Tuner, rows: number, threads: number): number => {
  const distribution = tuner.next(rows, threads);
  assert(distribution.kind === "dynamic");
  return distribution.rows;
};

/** Two threads, 50 chunks of 16 rows and 1 ms each, but for the last two. */
const twoThreads = (last: number, other: number) =>
  report(1600, 16, [[...Array(49).fill(1), last], [...Array(49).fill(1), other]]);

Deno.test("auto: the first pass gets chunks by its rows and threads alone", () => {
  assertEquals(rowsOf(new Tuner(), 100_000, 1), FIRST_AUTO_ROWS);
  assertEquals(rowsOf(new Tuner(), 100_000, 2), FIRST_AUTO_ROWS);
  // √(1.2 · 1000/31) = 6.2
  assertEquals(rowsOf(new Tuner(), 1000, 32), 8);
  assertEquals(rowsOf(new Tuner(), 2, 256), 2);
  assertEquals(rowsOf(new Tuner(), 0, 2), 2);
  assertEquals(rowsOf(new Tuner(), 0, 1), FIRST_AUTO_ROWS);
});

Deno.test("auto: costly last chunks make those of the next pass shorter, and so does one that all wait for", () => {
  const chosen = (last: number, other: number) => {
    const tuner = new Tuner();
    tuner.observe(twoThreads(last, other));
    return rowsOf(tuner, 1600, 16);
  };
  const even = chosen(1, 1);
  assert(chosen(9, 9) < even);
  assert(chosen(40, 1) < chosen(9, 9));
  assert(chosen(0.1, 0.1) > even);
});

Deno.test("auto: the expected tail stays below its share wherever that needs no shorter chunks than cuts are worth", () => {
  const ms = fc.double({ min: 0.01, max: 5, noNaN: true });
  const times = fc.array(fc.array(ms, { minLength: 1, maxLength: 40 }), {
    minLength: 2,
    maxLength: 9,
  });
  const threads = fc.integer({ min: 2, max: 128 });
  fc.assert(fc.property(times, threads, fc.integer({ min: 1, max: 100 }), (times, n, many) => {
    const chunks = times.flat(), rows = 16 * chunks.length;
    const tuner = new Tuner();
    tuner.observe(report(rows, 16, times));
    const chosen = rowsOf(tuner, many * rows, n);
    // From the definition, scaled to the new length: half a last chunk, or what was waited for.
    const sum = chunks.reduce((a, b) => a + b, 0);
    const busy = times.map((own) => own.reduce((a, b) => a + b, 0));
    const half = times.reduce((total, own) => total + own.at(-1)! / 2, 0) / times.length;
    const waited = Math.max(...busy) - sum / times.length;
    const tail = Math.max(half, waited) * chosen / 16 * (n - 1) / n, passMs = many * sum / n;
    // Rounding to a power of two may take √2 more or less.
    const bound = Math.max(TAIL_SHARE * passMs, CUT_ROWS / chosen * passMs * 2);
    assert(chosen === 2 || tail <= Math.SQRT2 * bound * (1 + 1e-9), `${tail} and ${bound}`);
  }));
});

Deno.test("auto: claiming stays below its share", () => {
  for (const perClaim of [0.001, 0.01, 0.1]) {
    const tuner = new Tuner();
    // A row costs 1 ms in chunks of two rows; many threads ask for short chunks.
    tuner.observe(report(200, 2, [Array(100).fill(2)], perClaim));
    const chosen = rowsOf(tuner, 200, 256);
    assert(perClaim / chosen <= CLAIM_SHARE, `${perClaim} in ${chosen} rows`);
  }
});

Deno.test("auto: chunks get as long as their time allows, once that is known", () => {
  for (const perRow of [1e-4, 0.003, 0.01, 0.05, 2]) {
    const tuner = new Tuner();
    tuner.observe(report(6400, 64, [Array(50).fill(64 * perRow), Array(50).fill(64 * perRow)]));
    const chosen = rowsOf(tuner, 1e7, 2);
    assert(chosen >= FIRST_AUTO_ROWS && chosen <= MAX_AUTO_ROWS);
    assert(chosen === FIRST_AUTO_ROWS || chosen * perRow <= LONG_CHUNK_MS);
    // Twice as long would be too long.
    assert(chosen === MAX_AUTO_ROWS || 2 * chosen * perRow > LONG_CHUNK_MS);
  }
});

Deno.test("auto: what one thread does in less than others take to come is not shared, once it is known", () => {
  const tuner = new Tuner();
  assert(!tuner.isShort(1));
  // 100 ms for 1600 rows.
  tuner.observe(twoThreads(1, 1));
  assert(tuner.isShort(16 * ALONE_MS) && !tuner.isShort(16 * ALONE_MS + 1));
});

Deno.test("auto: passes that say nothing are not learnt from", () => {
  const tuner = new Tuner();
  tuner.observe(twoThreads(1, 1));
  const before = rowsOf(tuner, 5000, 16);
  tuner.observe({ ...twoThreads(50, 50), distribution: contiguous() });
  tuner.observe(report(8, 16, [[50], []]));
  tuner.observe(report(1600, 16, [Array(100).fill(0)]));
  assertEquals(rowsOf(tuner, 5000, 16), before);
});
