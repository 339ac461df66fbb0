// The simulator against schedules worked out by hand, a second simulator that does the obvious, known
// bounds, and what real pools report.

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  auto,
  contiguous,
  type Distribution,
  dynamic,
  guided,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import { PassCosts, type TracedPass } from "../scheduler/pass_costs.ts";
import { simulatePass, simulateRun } from "../scheduler/simulate.ts";
import { openPool, RowsJob } from "./support/scheduler_pool.ts";

/** A pass traced in chunks of `runRows` rows with these times. */
function traced(times: readonly number[], runRows = 2, rows = runRows * times.length): TracedPass {
  const chunks = times.map((durationMs, i) => ({
    slot: 0,
    first: i * runRows,
    end: Math.min(rows, (i + 1) * runRows),
    startMs: 0,
    durationMs,
  }));
  return { rows, chunks };
}

const costsOf = (times: readonly number[]): PassCosts => new PassCosts([traced(times)]);
const times = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 120 });
const threadCount = fc.integer({ min: 1, max: 40 });
const evenRows = fc.integer({ min: 1, max: 20 }).map((half) => 2 * half);

const FIVE: Readonly<Record<string, (rows: number) => Distribution>> = {
  contiguous,
  strided: (rows) => strided({ rows }),
  queued: (rows) => queued({ rows }),
  dynamic: (rows) => dynamic({ rows }),
  guided: (minRows) => guided({ minRows }),
};

Deno.test("simulatePass() does what one works out by hand", () => {
  const costs = costsOf([9, 1, 1, 1, 4, 4]);
  const wall = (distribution: Distribution) =>
    simulatePass(costs, distribution, { threads: 2 }).wallMs;
  // 9 + 1 + 1 | 1 + 4 + 4
  assertEquals(wall(contiguous()), 11);
  // 9 + 1 + 4 | 1 + 1 + 4
  assertEquals(wall(strided({ rows: 2 })), 14);
  // 9 + 1 + 4 + 4 in chunks of two: (9 + 1) + (4 + 4) | 1 + 1
  assertEquals(wall(strided({ rows: 4 })), 18);
  // 9, then the last 4 | 1, 1, 1, 4 until 7, then 4 until 11
  assertEquals(wall(dynamic({ rows: 2 })), 11);
  // 10 | 2, then 8
  assertEquals(wall(dynamic({ rows: 4 })), 10);
  // lengths 2, 2, then what is left in twos: as dynamic with 2 rows
  assertEquals(wall(guided({ minRows: 2 })), 11);
});

Deno.test("simulatePass() takes chunks as many times as long as it is told, and overheads as they are", () => {
  const costs = costsOf([3, 1, 1]), overheads = { beginMs: 10 };
  const wall = (slowdown: number) =>
    simulatePass(costs, dynamic({ rows: 2 }), { threads: 2, overheads, slowdown }).wallMs;
  assertEquals([wall(1), wall(2), wall(0.5)], [13, 16, 11.5]);
  for (const slowdown of [0, -1, NaN, Infinity]) {
    assertThrows(() => wall(slowdown), SchedulerError, "slowdown");
  }
});

Deno.test("simulatePass() adds the overheads where they belong", () => {
  const costs = costsOf([10, 10, 10]);
  const run = (distribution: Distribution, overheads: Record<string, number>, threads = 2) =>
    simulatePass(costs, distribution, { threads, overheads }).wallMs;
  const two = dynamic({ rows: 2 });
  assertEquals(run(two, {}), 20);
  // A claim before each chunk; the calling thread does two.
  assertEquals(run(two, { claimMs: 1 }), 22);
  assertEquals(run(two, { claimMs: 1 }, 1), 33);
  // The calling thread starts when it has woken both: at 2 and 12; the workers at 1 and 2.
  assertEquals(run(two, { notifyMs: 1 }, 3), 12);
  // The worker begins at 25, when everything is done.
  assertEquals(run(two, { wakeMs: 25 }), 30);
  assertEquals(run(two, { beginMs: 3 }, 1), 33);
  // A worker is the last of two, and the calling thread has to be woken.
  assertEquals(run(contiguous(), { returnMs: 2 }), 22);
  // With a lock, claims follow each other: starts at 1, 2 and 3.
  assertEquals(run(queued({ rows: 2 }), { claimMs: 1 }, 3), 13);
  assertEquals(run(two, { claimMs: 1 }, 3), 11);
});

/** The obvious: whoever is free first takes the next chunk of a list. */
function listSchedule(chunks: readonly number[], threads: number): number {
  const free = Array<number>(threads).fill(0);
  for (const cost of chunks) {
    const first = free.indexOf(Math.min(...free));
    free[first] += cost;
  }
  return Math.max(...free);
}

Deno.test("dynamic and queued without overheads are list scheduling", () => {
  fc.assert(fc.property(times, evenRows, threadCount, (times, rows, threads) => {
    const chunks: number[] = [];
    for (let i = 0; i < times.length; i += rows / 2) {
      chunks.push(times.slice(i, i + rows / 2).reduce((a, b) => a + b, 0));
    }
    for (const make of [dynamic, queued]) {
      const { wallMs } = simulatePass(costsOf(times), make({ rows }), { threads });
      assertAlmostEquals(wallMs, listSchedule(chunks, threads), 1e-6);
    }
  }));
});

Deno.test("every distribution: no faster than the work allows, every row once, the times add up", () => {
  const names = fc.constantFrom(...Object.keys(FIVE));
  fc.assert(fc.property(times, names, evenRows, threadCount, (times, name, rows, threads) => {
    const distribution = FIVE[name](rows), sum = times.reduce((a, b) => a + b, 0);
    const options = { threads, overheads: { claimMs: 0.5, wakeMs: 1 }, trace: true };
    const report = simulatePass(costsOf(times), distribution, options);
    assert(report.wallMs >= sum / threads - 1e-6);
    assertEquals(report.threads.length, threads);
    assertEquals(report.threads.reduce((n, t) => n + t.rows, 0), report.rows);
    assertAlmostEquals(report.threads.reduce((ms, t) => ms + t.busyMs, 0), sum, 1e-6);
    const chunks = report.chunks!.toSorted((a, b) => a.first - b.first);
    assertEquals(chunks.map(({ first }) => first), [0, ...chunks.slice(0, -1).map((c) => c.end)]);
    for (const { slot, chunks: count, claimMs, lastMs } of report.threads) {
      const own = report.chunks!.filter((chunk) => chunk.slot === slot);
      assertEquals(own.length, count);
      assert(claimMs >= 0.5 * count - 1e-6);
      assertEquals(lastMs, own.at(-1)?.durationMs ?? 0);
      own.slice(1).forEach((chunk, i) => {
        assert(chunk.startMs >= own[i].startMs + own[i].durationMs - 1e-6);
      });
    }
  }));
});

Deno.test("claiming is within Graham's bound: the mean and the longest chunk", () => {
  fc.assert(fc.property(times, evenRows, threadCount, (times, rows, threads) => {
    const sum = times.reduce((a, b) => a + b, 0);
    for (const distribution of [dynamic({ rows }), guided({ minRows: rows })]) {
      const { wallMs, chunks } = simulatePass(costsOf(times), distribution, {
        threads,
        trace: true,
      });
      const longest = Math.max(...chunks!.map((c) => c.durationMs));
      assert(wallMs <= sum / threads + longest * (1 - 1 / threads) + 1e-6);
    }
  }));
});

Deno.test("fixed distributions give every thread the rows that a real pool gives it", async () => {
  await using pool = await openPool(3);
  const job = await RowsJob.attach(pool, 700);
  for (const distribution of [contiguous(), strided({ rows: 2 }), strided({ rows: 32 })]) {
    for (const rows of [700, 100, 33, 4]) {
      const real = await job.check({ rows, code: 1, distribution });
      const costs = new PassCosts([traced(Array(Math.ceil(rows / 2)).fill(1), 2, rows)]);
      const simulated = simulatePass(costs, distribution, { threads: 3 });
      const shares = ({ threads }: typeof real) =>
        threads.map(({ chunks, rows }) => [chunks, rows]);
      assertEquals(shares(simulated), shares(real));
    }
  }
});

Deno.test("PassCosts takes runs of the nearest lengths and goes between them", () => {
  // 16 rows: 8 ms in runs of 2, 4 ms in runs of 8.
  const costs = new PassCosts([traced([2, 2], 8), traced(Array(8).fill(1))]);
  assertEquals(costs.rows, 16);
  assertEquals(costs.of(0, 2), 1);
  assertEquals(costs.of(8, 16), 2);
  assertEquals(costs.of(0, 16), 4);
  // 4 rows are halfway from 2 to 8: between 2 ms and 1 ms.
  assertEquals(costs.of(4, 8), 1.5);
  // A last row alone is an edge like the others.
  assertEquals(new PassCosts([traced([1, 5], 2, 3)]).of(2, 3), 5);
});

Deno.test("a single recording of edges is what longer chunks are made of", () => {
  fc.assert(fc.property(times, fc.nat(), fc.nat(), (times, a, b) => {
    const [first, end] = [a % times.length, b % times.length].sort((x, y) => x - y);
    const sum = times.slice(first, end).reduce((x, y) => x + y, 0);
    assertAlmostEquals(costsOf(times).of(2 * first, 2 * end), sum, 1e-6);
  }));
});

Deno.test("simulateRun() has one thread do the passes that auto does not share", () => {
  const passes = [costsOf(Array(100).fill(0.1)), costsOf([0.2, 0.2])];
  const options = { threads: 4, overheads: { wakeMs: 9, mergeMs: 1 }, slowdown: 2 };
  const { totalMs, reports } = simulateRun(passes, auto(), options);
  assertEquals(reports.map(({ threads }) => threads.length), [4, 1]);
  // Nobody is waited for, and nobody is in the way.
  assertAlmostEquals(reports[1].wallMs, 0.4);
  assertAlmostEquals(totalMs, reports[0].wallMs + 4 + 0.4 + 1);
  assertEquals(simulateRun(passes, dynamic({ rows: 2 }), options).reports[1].threads.length, 4);
});

Deno.test("simulateRun() adds up its passes and joins every thread's results after each", () => {
  const passes = [costsOf([4, 4]), costsOf([3])];
  const options = { threads: 2, overheads: { mergeMs: 1 } };
  const { totalMs, reports } = simulateRun(passes, dynamic({ rows: 2 }), options);
  assertEquals(totalMs, 4 + 2 + 3 + 2);
  assertEquals(reports.map(({ code, startMs, wallMs }) => [code, startMs, wallMs]), [
    [0, 0, 4],
    [1, 6, 3],
  ]);
});

Deno.test("auto learns from the passes before: uneven rows get shorter chunks in the next pass", () => {
  const even = costsOf(Array(2000).fill(1));
  const uneven = costsOf(Array.from({ length: 2000 }, (_, i) => i % 100 < 4 ? 25 : 0));
  const rowsInSecond = (first: PassCosts) => {
    const { reports } = simulateRun([first, even], auto(), { threads: 32 });
    const { distribution } = reports[1];
    return distribution.kind === "dynamic" ? distribution.rows : 0;
  };
  assertEquals(rowsInSecond(even), rowsInSecond(costsOf(Array(2000).fill(7))));
  assert(rowsInSecond(uneven) < rowsInSecond(even));
});

Deno.test("attack: recordings and options that cannot be simulated", () => {
  const chunk = (first: number, end: number, durationMs = 1) => ({
    slot: 0,
    first,
    end,
    startMs: 0,
    durationMs,
  });
  const refused = (action: () => unknown, named: string) => {
    const error = assertThrows(action, SchedulerError);
    assertEquals(error.code, "bad-option");
    assert(error.message.includes(named), error.message);
  };
  refused(() => new PassCosts([]), "no recorded pass");
  refused(() => new PassCosts([{ rows: 2 }]), "not traced");
  refused(() => new PassCosts([traced([1]), traced([1, 1])]), "2 and 4");
  refused(() => new PassCosts([{ rows: 4, chunks: [chunk(0, 2)] }]), "2 … 3");
  refused(() => new PassCosts([{ rows: 4, chunks: [chunk(2, 4)] }]), "2 … 3");
  refused(() => new PassCosts([{ rows: 4, chunks: [chunk(0, 4), chunk(2, 4)] }]), "2 … 3");
  refused(() => new PassCosts([{ rows: 4, chunks: [chunk(0, 3), chunk(3, 4)] }]), "3 … 3");
  refused(() => new PassCosts([{ rows: 2, chunks: [chunk(0, 2, -1)] }]), "-1");
  refused(() => new PassCosts([{ rows: 2, chunks: [chunk(0, 2, NaN)] }]), "NaN");
  const costs = costsOf([1]), two = dynamic({ rows: 2 });
  for (const threads of [0, 257, 1.5]) {
    refused(() => simulatePass(costs, two, { threads }), `${threads}`);
  }
  for (const claimMs of [-1, NaN, Infinity]) {
    refused(() => simulatePass(costs, two, { threads: 1, overheads: { claimMs } }), "claimMs");
  }
  const error = assertThrows(
    () => simulatePass(costs, auto() as unknown as Distribution, { threads: 1 }),
    SchedulerError,
  );
  assertEquals(error.code, "bad-distribution");
});
