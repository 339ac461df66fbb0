/**
 * Spreads the rows of a pass over threads: a pool of workers, the distributions by which chunks of
 * rows reach them, and reports of who did what. It knows nothing of fields or sumcheck.
 *
 * @module
 */

export type { AttachedJob } from "./attached_job.ts";
export {
  type Auto,
  auto,
  contiguous,
  type Distribution,
  DISTRIBUTION_KINDS,
  type DistributionChoice,
  type DistributionKind,
  dynamic,
  formatDistribution,
  guided,
  MAX_ROWS,
  type MinRowsPerChunk,
  parseDistribution,
  queued,
  type RowsPerChunk,
  strided,
} from "./distribution.ts";
export { SchedulerError, type SchedulerErrorCode, type SchedulerErrorOptions } from "./errors.ts";
export type { JobFactories, JobFactory, JobThread } from "./job.ts";
export { MAX_THREADS, type PassOptions, type WorkerPoolOptions } from "./options.ts";
export type { KeptMemory } from "./memory.ts";
export { WorkerPool } from "./pool.ts";
export type { PoolWorker, PoolWorkerEvent, PoolWorkerEventType } from "./pool_worker.ts";
export type { ChunkReport, PassReport, ThreadReport } from "./report.ts";
export { PassCosts, type TracedPass } from "./pass_costs.ts";
export {
  NO_OVERHEADS,
  type Overheads,
  type SimulatedRun,
  simulatePass,
  simulateRun,
  type SimulationOptions,
} from "./simulate.ts";
export { Tuner } from "./tuner.ts";
export { type TraceEvent, type TraceEventFile, traceEvents } from "./trace_events.ts";
export { serveJobs, type WorkerScope } from "./serve.ts";
