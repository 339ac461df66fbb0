// The name under which the scheduler knows our work, and how a thread's part of it is made.

import type { JobFactories } from "../scheduler/job.ts";
import { type KernelSetup, RoundKernel } from "./kernel/round_kernel.ts";
import { KernelScratch } from "./kernel/scratch.ts";

/** The kind of job that a prover attaches to a pool. */
export const SUMCHECK_JOB = "sumcheck";

/** The factories that one thread of a pool needs to serve provers. */
export function sumcheckFactories(): JobFactories {
  const scratch = new KernelScratch();
  return {
    [SUMCHECK_JOB]: (setup, slot) => new RoundKernel(setup as KernelSetup, slot, scratch),
  };
}
