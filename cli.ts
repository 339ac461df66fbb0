/**
 * The command line, on Deno and on Bun: proves traces, verifies proofs, shows registries, plans distributions, writes the
 * first files of a relation of one's own.
 *
 * ```sh
 * deno run -RW jsr:@limbs/sumcheck/cli --help
 * ```
 *
 * @module
 */

import { main } from "./cli/main.ts";
import { currentRuntime } from "./cli/runtime.ts";

if (import.meta.main) {
  const runtime = currentRuntime(import.meta.url);
  // Not left to end by itself: a worker that hangs would keep the process alive.
  runtime.exit(await main(runtime));
}
