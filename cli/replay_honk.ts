// Replays a vector of the kind `ultra_honk_proof`: checks the sumcheck of a real proof, and compares all that the file
// records on the way.

import { ULTRA_HONK_REGISTRY } from "../sumcheck/honk/layout.ts";
import { replayedElements } from "../sumcheck/honk/replay_json.ts";
import {
  readUltraHonkVector,
  type UltraHonkExpectation,
  type UltraHonkValue,
} from "../sumcheck/honk/vector_file.ts";
import { replayUltraHonkSumcheck, type UltraHonkReplay } from "../sumcheck/honk/verify.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import type { JsonObject } from "../sumcheck/json.ts";
import type { Checks } from "./checks.ts";

/** @throws {Mismatch}, or the error of a room for a file that is not as it should be or a proof that is refused */
export function replayHonk(file: JsonObject, checks: Checks): void {
  const { proof, publicInputs, vkHash, options, expected } = readUltraHonkVector(file);
  const accepted = expected.accepted ?? true;
  let failure: SumcheckError | undefined;
  try {
    const replay = replayUltraHonkSumcheck(proof, publicInputs, vkHash, options);
    compareValues(replay, expected, checks);
    failure = replay.failure;
  } catch (error) {
    if (!(error instanceof SumcheckError)) throw error;
    failure = error;
  }
  if (accepted && failure !== undefined) throw failure;
  checks.flag("whether the sumcheck is accepted", failure === undefined, accepted);
}

function compareValues(
  replay: UltraHonkReplay,
  expected: UltraHonkExpectation,
  checks: Checks,
): void {
  const { field } = ULTRA_HONK_REGISTRY;
  const found = replayedElements(replay);
  for (const [name, recorded] of Object.entries(expected.elements)) {
    checks.element(field, name, found[name as UltraHonkValue], recorded);
  }
  const { roundChallenges, roundTargets, subrelations } = expected;
  if (roundChallenges !== undefined) {
    checks.vector("round_challenges", replay.claim.point, roundChallenges);
  }
  if (roundTargets !== undefined) {
    const targets = field.vectorOf(replay.rounds.map(({ target }) => target));
    checks.vector("round_targets", targets, roundTargets);
  }
  if (subrelations !== undefined) checks.vector("subrelations", replay.subrelations, subrelations);
}
