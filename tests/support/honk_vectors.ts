// The golden vectors of the kind `ultra_honk_proof`, read once for the tests of UltraHonk proofs.

import { readUltraHonkVector, type UltraHonkVector } from "../../sumcheck/honk/vector_file.ts";
import { bigWords, type OracleInput } from "./honk_oracle.ts";
import everyGate from "../vectors/honk_proof_bb5_every_gate.json" with { type: "json" };
import mixed from "../vectors/honk_proof_bb5_mixed.json" with { type: "json" };
import tiny from "../vectors/honk_proof_bb5_tiny.json" with { type: "json" };

/** One of them, with its words as integers. */
export interface HonkCase {
  readonly name: string;
  readonly vector: UltraHonkVector;
  readonly words: OracleInput;
  /** Columns whose value no relation sees at this point, for it is multiplied by zero; the oracle agrees. */
  readonly unseen: readonly string[];
}

const honkCase = (name: string, json: unknown, unseen: readonly string[] = []): HonkCase => {
  const vector = readUltraHonkVector(json);
  const { logRows, publicInputsOffset } = vector.options;
  return {
    name,
    vector,
    unseen,
    words: {
      logRows,
      offset: publicInputsOffset,
      vkHash: bigWords(vector.vkHash)[0],
      publicInputs: bigWords(vector.publicInputs),
      proof: bigWords(vector.proof),
    },
  };
};

/** 2^5 rows; most selectors and the lookup columns are zero. */
export const TINY: HonkCase = honkCase("tiny", tiny, [
  ...["table_1", "table_2", "table_3", "table_4"],
  ...["lookup_read_counts", "w_r_shift", "w_o_shift"],
]);
/** 2^14 rows; four selectors are zero. */
export const MIXED: HonkCase = honkCase("mixed", mixed);
/** 2^16 rows; no column is zero at the challenge point. */
export const EVERY_GATE: HonkCase = honkCase("every gate", everyGate);
/** All of them. */
export const HONK_CASES: readonly HonkCase[] = [TINY, MIXED, EVERY_GATE];

/** The verification key of {@linkcode EVERY_GATE}, as the prover wrote it. */
export const EVERY_GATE_KEY: Uint8Array = Uint8Array.from(
  everyGate.vk.slice(2).match(/../g)!,
  (digits) => parseInt(digits, 16),
);
