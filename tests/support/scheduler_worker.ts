// The worker script of the scheduler's tests; the tests start its bundled text,
// scheduler_worker.generated.ts.

import { serveJobs } from "../../scheduler/serve.ts";
import { TEST_JOBS } from "./scheduler_jobs.ts";

serveJobs(TEST_JOBS);
