// Everything that is fuzzed.

import type { Target } from "./attempt.ts";
import { CLI_TARGETS } from "./cli_targets.ts";
import { HONK_TARGETS } from "./honk_targets.ts";
import { PROOF_TARGETS } from "./proof_targets.ts";
import { TRACE_TARGETS } from "./trace_targets.ts";
import { VECTOR_TARGETS } from "./vector_targets.ts";

/** Every target. */
export const TARGETS: readonly Target[] = [
  ...PROOF_TARGETS,
  ...TRACE_TARGETS,
  ...VECTOR_TARGETS,
  ...HONK_TARGETS,
  ...CLI_TARGETS,
];
