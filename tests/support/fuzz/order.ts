// A run of the fuzzer as data, for another thread.

import { Fuzzer, type TargetReport } from "./fuzzer.ts";
import { TARGETS } from "./targets.ts";

/** What to run. */
export interface FuzzOrder {
  readonly seed: number;
  readonly cases: number;
  /** Names of targets. */
  readonly targets: readonly string[];
  /** Shared; its word is the number of the input that is being read. */
  readonly current: Int32Array;
}

/** What was seen. */
export interface FuzzResult {
  readonly reports: ReadonlyMap<string, TargetReport>;
  readonly found?: {
    readonly target: string;
    readonly number: number;
    readonly what: string;
    readonly stack: string;
    readonly input: string;
  };
}

/** Runs an order. */
export async function runOrder(order: FuzzOrder): Promise<FuzzResult> {
  const { seed, cases, targets, current } = order;
  const fuzzer = new Fuzzer(TARGETS.filter(({ name }) => targets.includes(name)), seed);
  const reports = new Map<string, TargetReport>();
  const found = await fuzzer.run(0, cases, reports, (number) => Atomics.store(current, 0, number));
  if (found === undefined) return { reports };
  const { target, number, finding, smallest } = found;
  const cause = finding.cause instanceof Error ? finding.cause : finding;
  return {
    reports,
    found: {
      target,
      number,
      what: `${finding.kind}: ${finding.message}`,
      stack: cause.stack ?? "",
      input: smallest.show(),
    },
  };
}
