// Jobs for the scheduler's tests, the same on workers and on the calling thread; each can be told
// to misbehave.

import type { JobFactories, JobThread } from "../../scheduler/job.ts";

/** What a "rows" job is given. `words` and `slots` may be shared. */
export interface RowsSetup {
  /** One word per row: how often the row was done. */
  readonly counts: Int32Array;
  /** One number per slot: sum over the slot's rows of `(row + 1) · code`, published by `end`. */
  readonly sums: Float64Array;
  /** What goes wrong. */
  readonly faults: readonly Fault[];
}

/** A fault on one slot. */
export interface Fault {
  /** The slot. */
  readonly slot: number;
  /** Where it happens. */
  readonly at: "factory" | "begin" | "chunk" | "end";
  /**
   * What happens: an error or a text is thrown, the thread blocks for `sleepMs`, the worker closes
   * itself (and blocks for `sleepMs`), or it posts a message that is none of the scheduler's.
   */
  readonly what: "throw" | "throw-text" | "sleep" | "close" | "junk";
  /** The code of the passes in which it happens; the others are sound. */
  readonly code: number;
  readonly sleepMs?: number;
}

function rows(setup: unknown, slot: number): JobThread {
  const { counts, sums, faults } = setup as RowsSetup;
  let sum = 0, code = 0;
  const misbehave = (at: Fault["at"]) => {
    for (const fault of faults) {
      if (fault.slot !== slot || fault.at !== at) continue;
      if (at === "factory" || fault.code === code) commit(fault);
    }
  };
  misbehave("factory");
  return {
    begin(next) {
      code = next;
      sum = 0;
      misbehave("begin");
    },
    chunk(first, end) {
      misbehave("chunk");
      for (let row = first; row < end; row++) {
        Atomics.add(counts, row, 1);
        sum += (row + 1) * code;
      }
    },
    end() {
      misbehave("end");
      sums[slot] = sum;
    },
  };
}

function commit({ what, at, sleepMs }: Fault): void {
  switch (what) {
    case "throw":
      throw new TypeError(`planted in ${at}`);
    case "throw-text":
      throw `planted in ${at}`;
    case "sleep":
      return sleep(sleepMs ?? 0);
    case "close":
      closeWorker();
      return sleep(sleepMs ?? 0);
    case "junk":
      return (globalThis as unknown as { postMessage(value: unknown): void })
        .postMessage({ type: "?" });
  }
}

function closeWorker(): void {
  const { close, process } = globalThis as unknown as {
    close?: () => void;
    process: { exit(): void };
  };
  // Bun's workers have no close.
  if (close !== undefined) close();
  else process.exit();
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A job that does nothing but spend `setup.msPerRow` ms on each row. */
function slow(setup: unknown): JobThread {
  const { msPerRow } = setup as { readonly msPerRow: number };
  return {
    begin() {},
    chunk(first, end) {
      const until = performance.now() + (end - first) * msPerRow;
      while (performance.now() < until);
    },
    end() {},
  };
}

/** The kinds of job. */
export const TEST_JOBS: JobFactories = { rows, slow };
