// What a worker runs: the scheduler's claim loop joined to the sumcheck kernel. Bundled into worker.generated.ts.

import { serveJobs } from "../scheduler/serve.ts";
import { SUMCHECK_FACTORIES } from "./job.ts";

serveJobs(SUMCHECK_FACTORIES);
