// Readers of proofs: JSON and bytes.

import { decodeProof, encodeProof } from "../../../sumcheck/proof_binary.ts";
import { formatProof, parseProof, proofToJson } from "../../../sumcheck/proof_json.ts";
import { DEMO, proveDemo } from "../demo_sumcheck.ts";
import { fileAttempt, Finding, type Target } from "./attempt.ts";
import { treeOf } from "./json_tree.ts";
import { damaged } from "./mutate_bytes.ts";
import { JsonMutator } from "./mutate_json.ts";

const PROOFS = [proveDemo(), proveDemo({ rounds: 5 })];
const FILES = PROOFS.map((proof) => encodeProof(DEMO, proof));
const json = new JsonMutator(PROOFS.map((proof) => treeOf(proofToJson(DEMO, proof))));

/** JSON. */
const proofJson: Target = {
  name: "proof JSON",
  weight: 10,
  codes: [
    ...["bad-json", "bad-magic", "bad-version", "wrong-field", "wrong-registry", "limit-exceeded"],
    ...["wrong-shape", "wrong-parameters", "missing-column", "unknown-column", "bad-element"],
    ...["non-canonical", "duplicate-key"],
  ],
  make: (random) =>
    fileAttempt(json.make(random), (text) => {
      const proof = parseProof(DEMO, text), again = formatProof(DEMO, proof);
      if (formatProof(DEMO, parseProof(DEMO, again)) !== again) {
        throw new Finding("round trip", "the JSON differs");
      }
      const back = decodeProof(DEMO, encodeProof(DEMO, proof));
      if (formatProof(DEMO, back) !== again) throw new Finding("round trip", "the bytes differ");
    }),
};

/** Bytes, of which each proof has one string. */
const proofBinary: Target = {
  name: "proof binary",
  weight: 10,
  codes: [
    ...["truncated", "bad-magic", "bad-version", "bad-header", "wrong-registry", "limit-exceeded"],
    ...["wrong-shape", "non-canonical", "trailing-bytes"],
  ],
  make(random) {
    const times = random.pick([0, 1, 1, 1, 2, 3]);
    return fileAttempt(damaged(random.pick(FILES), times, random, FILES), (bytes) => {
      const again = encodeProof(DEMO, decodeProof(DEMO, bytes));
      if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i])) {
        throw new Finding("round trip", "the bytes differ");
      }
    });
  },
};

/** Every reader of proofs. */
export const PROOF_TARGETS: readonly Target[] = [proofJson, proofBinary];
