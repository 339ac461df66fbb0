// What a worker runs: the scheduler's claim loop joined to the sumcheck kernel. Bundled into worker.generated.ts.

import { serveJobs } from "../scheduler/serve.ts";
import { sumcheckFactories } from "./job.ts";

serveJobs(sumcheckFactories());
