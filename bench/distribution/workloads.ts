// The workloads of the experiment, by name and scale.

import { ultraShaped, type Workload } from "../workloads/ultra_shaped.ts";

export type { Workload };

/** The names, as the command line takes them. */
export const WORKLOAD_NAMES = ["ultra-shaped"] as const;

/** One of the names. */
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

/** Bits of the number of rows of `ultra-shaped` at scale 1. */
const ULTRA_LOG_ROWS = 17;

/** Makes a workload; `scale` is a power of two up to 1. */
export function makeWorkload(name: WorkloadName, scale: number): Workload {
  switch (name) {
    case "ultra-shaped":
      return ultraShaped(ULTRA_LOG_ROWS + Math.log2(scale));
  }
}
