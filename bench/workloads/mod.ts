// The workloads by name, for benches that are told which one to run.

import { avmShaped, LEAST_LOG_ROWS } from "./avm_shaped.ts";
import { LOG_ROWS } from "./avm_shaped_shape.ts";
import { ultraShaped, type Workload } from "./ultra_shaped.ts";

export { type AvmShaped, smallStorage } from "./avm_shaped.ts";
export type { Workload } from "./ultra_shaped.ts";

/** How large a workload is and which random values it has. */
export interface WorkloadOptions {
  /** A power of 2; 1 is the size of the published measurements. 1/64 for avm-shaped and 1 for ultra-shaped unless given. */
  readonly scale?: number;
  /** d of its 2^d rows, instead of `scale`. */
  readonly logRows?: number;
  /** 1 unless given. */
  readonly seed?: number;
}

interface Entry {
  /** d at scale 1. */
  readonly fullLogRows: number;
  /** Smallest d. */
  readonly leastLogRows: number;
  /** d unless the caller says. */
  readonly usualLogRows: number;
  readonly make: (logRows: number, seed: number) => Workload;
}

const WORKLOADS = {
  "avm-shaped": {
    fullLogRows: LOG_ROWS,
    leastLogRows: LEAST_LOG_ROWS,
    usualLogRows: LOG_ROWS - 6,
    make: avmShaped,
  },
  "ultra-shaped": { fullLogRows: 17, leastLogRows: 3, usualLogRows: 17, make: ultraShaped },
} as const satisfies Record<string, Entry>;

/** Names of workloads. */
export type WorkloadName = keyof typeof WORKLOADS;

/** Every name. */
export const WORKLOAD_NAMES: readonly WorkloadName[] = Object.keys(WORKLOADS) as WorkloadName[];

/** Whether there is a workload of this name. */
export function isWorkloadName(name: string): name is WorkloadName {
  return Object.hasOwn(WORKLOADS, name);
}

/**
 * Makes a workload.
 * @throws {RangeError} for both a scale and a number of rows, or a size that the workload does not have
 */
export function workload(name: WorkloadName, options: WorkloadOptions = {}): Workload {
  const { fullLogRows, leastLogRows, usualLogRows, make }: Entry = WORKLOADS[name];
  const { scale, logRows, seed = 1 } = options;
  if (scale !== undefined && logRows !== undefined) {
    throw new RangeError(`Cannot make ${name}: both a scale and a number of rows are given`);
  }
  const d = scale !== undefined ? fullLogRows + Math.log2(scale) : logRows ?? usualLogRows;
  if (!Number.isInteger(d) || d < leastLogRows) {
    throw new RangeError(
      `Cannot make ${name} of 2^${d} rows: the exponent is not an integer of at least ${leastLogRows}`,
    );
  }
  return make(d, seed);
}
