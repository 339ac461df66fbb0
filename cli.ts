/**
 * The command line: prove, verify, inspect, plan, vectors, verify-honk. Runs on Deno and on Bun.
 *
 * ```sh
 * deno run --allow-read --allow-write cli.ts --help
 * ```
 *
 * @module
 */

import { main } from "./cli/main.ts";
import { currentRuntime } from "./cli/runtime.ts";

if (import.meta.main) {
  const runtime = currentRuntime();
  // Not left to end by itself: a worker that hangs would keep the process alive.
  runtime.exit(await main(runtime));
}
