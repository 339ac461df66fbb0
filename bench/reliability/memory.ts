// What this process holds, and whether it grows.

import { startWorker } from "../../tests/support/start_worker.ts";
import { median } from "../support.ts";

/** Memory of the process, in bytes. */
export interface MemorySample {
  /** Resident: all threads, code and shared memory included. */
  readonly resident: number;
  /** The calling thread's heap. */
  readonly heap: number;
}

const { process, gc, Bun } = globalThis as unknown as {
  process: { memoryUsage(): { rss: number; heapUsed: number } };
  gc?: () => void;
  Bun?: { gc(force: boolean): void };
};

/** Whether the engine can be asked to collect garbage: Deno with `--v8-flags=--expose-gc`. */
export const CAN_COLLECT: boolean = Bun !== undefined || gc !== undefined;

/** Collects garbage, if that can be asked for, and looks. */
export function sampleMemory(): MemorySample {
  Bun?.gc(true);
  gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

/** Runs in the worker; must not use anything from outside it. */
function collectBetweenJobs(every: number): void {
  interface Scope {
    addEventListener(type: string, listener: (event: { data: unknown }) => void): void;
    gc?: () => void;
    Bun?: { gc(force: boolean): void };
  }
  const scope = globalThis as unknown as Scope, listen = scope.addEventListener.bind(scope);
  let jobs = 0;
  scope.addEventListener = (type, listener) =>
    listen(type, (event) => {
      // The jobs before have been forgotten by now.
      if ((event.data as { type: string }).type === "attach" && ++jobs % every === 0) {
        scope.gc?.();
        scope.Bun?.gc(true);
      }
      listener(event);
    });
}

/**
 * For a pool's `createWorker`: workers that collect their garbage before every so many jobs, if that can be asked for.
 * Parked workers collect nothing by themselves, and do not hear anybody who asks.
 */
export function createCollectingWorker(every: number): (source: string) => Worker {
  return (source) => startWorker(`(${collectBetweenJobs})(${every});\n${source}`);
}

/** Two windows of samples, compared by their medians. */
export interface Growth {
  readonly early: number;
  readonly late: number;
  /** late ÷ early − 1. */
  readonly growth: number;
}

/** How the median of one figure has grown from one window to another. */
export function growth(
  early: readonly MemorySample[],
  late: readonly MemorySample[],
  figure: keyof MemorySample,
): Growth {
  const of = (samples: readonly MemorySample[]) => median(samples.map((sample) => sample[figure]));
  return { early: of(early), late: of(late), growth: of(late) / of(early) - 1 };
}
