/**
 * What a worker runs: the scheduler's claim loop joined to the sumcheck kernel. Importing it makes the
 * importing script a worker of a prover pool; it exports nothing. It is an entry point of the package for
 * pages whose content security policy forbids workers from Blobs: they serve it as a file and start it
 * with the option `createWorker`.
 *
 * @example A file of your own, bundled as an entry of its own, and the pool that starts it
 * ```ts ignore
 * // prover_worker.ts
 * import "@limbs/sumcheck/worker";
 *
 * // in the page
 * const pool = await openProverPool({
 *   threads: 4,
 *   createWorker: () => new Worker(new URL("./prover_worker.js", import.meta.url), { type: "module" }),
 * });
 * ```
 *
 * @module
 */

import { serveJobs } from "../scheduler/serve.ts";
import { sumcheckFactories } from "./job.ts";

// Bundled into worker.generated.ts, which is what pools start from a Blob otherwise.
serveJobs(sumcheckFactories());
