// The workloads of the experiment, by name and scale.

import { type Workload, workload, WORKLOAD_NAMES, type WorkloadName } from "../workloads/mod.ts";

export { type Workload, WORKLOAD_NAMES, type WorkloadName };

/** Scales unless others are asked for: proofs of about a second on one thread. */
export const USUAL_SCALES: Readonly<Record<WorkloadName, number>> = {
  "avm-shaped": 1 / 64,
  "ultra-shaped": 1 / 8,
};

/** Makes a workload; `scale` is a power of two up to 1. */
export function makeWorkload(name: WorkloadName, scale: number): Workload {
  return workload(name, { scale });
}
