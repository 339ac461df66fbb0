/**
 * UltraHonk proofs of barretenberg 5.0.0 (Keccak transcript, no zero knowledge): their sumcheck, checked with the
 * verifier and the `ultra-bb5` registry of this package. Commitment openings are not checked.
 *
 * @module
 */

export { type UltraHonkChallenges } from "./challenges.ts";
export { parseUltraHonkKey, type UltraHonkKey } from "./key.ts";
export { type UltraHonkLayout, ultraHonkLayout, type WordRange } from "./layout.ts";
export { parseUltraHonkProof, type UltraHonkProof } from "./proof.ts";
export { publicInputDelta } from "./public_input_delta.ts";
export { type ReplayedRoundJson, replayToJson, type UltraHonkReplayJson } from "./replay_json.ts";
export type { UltraHonkOptions } from "./statement.ts";
export {
  isUltraHonkVector,
  parseUltraHonkVector,
  readUltraHonkVector,
  type UltraHonkExpectation,
  type UltraHonkValue,
  type UltraHonkVector,
} from "./vector_file.ts";
export {
  replayUltraHonkSumcheck,
  type UltraHonkClaim,
  type UltraHonkReplay,
  verifyUltraHonkSumcheck,
} from "./verify.ts";
