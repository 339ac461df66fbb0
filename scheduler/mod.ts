/**
 * Spreads the rows of a pass over threads: a pool of workers, the distributions by which chunks of rows reach them, and
 * reports of who did what. It knows nothing of fields or sumcheck.
 *
 * @module
 */

export * from "./distribution.ts";
export * from "./errors.ts";
export * from "./job.ts";
export * from "./pool.ts";
export * from "./report.ts";
export { serveJobs, type WorkerScope } from "./serve.ts";
