// Pass reports as trace events.

import { assertEquals } from "@std/assert";
import { dynamic } from "../scheduler/distribution.ts";
import { imbalanceOf, type PassReport } from "../scheduler/report.ts";
import { PASSES_LINE, traceEvents } from "../scheduler/trace_events.ts";

const report: PassReport = {
  rows: 6,
  code: 9,
  distribution: dynamic({ rows: 2 }),
  startMs: 1000,
  wallMs: 4,
  threads: [
    { slot: 0, chunks: 2, rows: 4, busyMs: 3, claimMs: 0.1, lastMs: 2, waitMs: 1 },
    { slot: 2, chunks: 1, rows: 2, busyMs: 1, claimMs: 0.1, lastMs: 1, waitMs: 3 },
  ],
  imbalance: 1.5,
};

Deno.test("a traced pass becomes one bar per chunk, in µs from the first pass", () => {
  const chunks = [
    { slot: 0, first: 0, end: 2, startMs: 0.5, durationMs: 1 },
    { slot: 2, first: 2, end: 4, startMs: 0.75, durationMs: 1 },
    { slot: 0, first: 4, end: 6, startMs: 1.5, durationMs: 2 },
  ];
  const earlier: PassReport = { ...report, startMs: 998, code: 8 };
  const { traceEvents: events } = traceEvents([{ ...report, chunks }, earlier]);
  const bars = events.filter(({ ph }) => ph === "X");
  assertEquals(
    bars.map(({ name, tid, ts, dur }) => [name, tid, ts, dur]),
    [
      ["pass 9", PASSES_LINE, 2000, 4000],
      ["0–1", 0, 2500, 1000],
      ["2–3", 2, 2750, 1000],
      ["4–5", 0, 3500, 2000],
      ["pass 8", PASSES_LINE, 0, 4000],
      ["pass 8", 0, 0, 3000],
      ["pass 8", 2, 0, 1000],
    ],
  );
  assertEquals(bars[0]?.args, { rows: 6, code: 9, distribution: "dynamic:2", imbalance: 1.5 });
});

Deno.test("each thread has one named line", () => {
  const { traceEvents: events } = traceEvents([report, report]);
  assertEquals(
    events.filter(({ ph }) => ph === "M").map(({ tid, args }) => [tid, args.name]),
    [[PASSES_LINE, "passes"], [0, "calling thread"], [2, "worker 2"]],
  );
});

Deno.test("passes can be given names", () => {
  const { traceEvents: events } = traceEvents([report, report], (_, index) => `round ${index}`);
  const names = events.filter(({ tid, ph }) => tid === PASSES_LINE && ph === "X");
  assertEquals(names.map(({ name }) => name), ["round 0", "round 1"]);
});

Deno.test("imbalance is longest busy time ÷ mean busy time", () => {
  assertEquals(imbalanceOf([{ busyMs: 3 }, { busyMs: 1 }]), 1.5);
  assertEquals(imbalanceOf([{ busyMs: 2 }, { busyMs: 2 }, { busyMs: 2 }]), 1);
  assertEquals(imbalanceOf([{ busyMs: 4 }, { busyMs: 0 }, { busyMs: 0 }, { busyMs: 0 }]), 4);
  assertEquals(imbalanceOf([{ busyMs: 0 }, { busyMs: 0 }]), 1);
});
