// The figures of a list of times.

import { median } from "../support.ts";

/** What the published tables say about a configuration. */
export interface Summary {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly max: number;
  /** Mean of the best five, or of all if there are fewer. */
  readonly bestFive: number;
  /** First and third quartile. */
  readonly quartiles: readonly [number, number];
}

/** Summarises at least one value. */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new Error("Cannot summarize: there is no value");
  const sorted = values.toSorted((a, b) => a - b);
  return {
    n: sorted.length,
    min: sorted[0],
    median: median(sorted),
    mean: mean(sorted),
    max: sorted[sorted.length - 1],
    bestFive: mean(sorted.slice(0, 5)),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Between the neighbours, linearly. */
function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1), below = Math.floor(at), above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
