// What is absorbed and drawn, in which order: the one place that says so, used by prover and verifier alike.
// (How it becomes bytes inside the transcript is the transcript's business.)
//
//   absorb "protocol"         "limbs-sumcheck" ‖ u32(version = 1)
//   absorb "field"            the field's name
//   absorb "modulus"          the modulus
//   absorb "registry"         the registry's name
//   absorb "registry-digest"  its 32-byte digest: columns, relations, degrees, kinds
//   absorb "shape"            u32(d) ‖ u32(padded d) ‖ u32(values per univariate) ‖ u32(subrelations) ‖ u32(columns)
//   absorb "parameters"       every parameter, in the registry's order
//   draw   "alpha"            subrelations − 1 (subrelation 0 has coefficient 1)
//   draw   "beta"             padded d
//   absorb "claimed-sum"      the sum that the proof is about; it depends on the separators, so it comes after them
//   per round k: absorb "univariate"  u32(k) ‖ its values at 0 … D;  draw "round" 1
//   absorb "evaluations"      every column at the challenge point, in the registry's order
//
// Elements and the modulus are 32-byte big-endian integers, u32 is big-endian, names are UTF-8.

import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import type { FieldVector } from "../field/field_vector.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { concatBytes, modulusBytes, uint32Bytes, utf8 } from "./bytes.ts";
import type { Transcript } from "./transcript.ts";

/** The name that every transcript of this protocol begins with. */
export const PROTOCOL = "limbs-sumcheck";
/** Its version; a change of any rule above changes it. */
export const PROTOCOL_VERSION = 1;

/** What a proof is about, before its separators are drawn. */
export interface Statement {
  /** The relations, and with them the columns and the field. */
  readonly registry: RelationRegistry;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** Rounds of the proof: d, or more for a proof of constant shape. */
  readonly paddedLogRows: number;
  /** One value per entry of `registry.parameters`. */
  readonly parameters: FieldVector;
}

/** The challenges that are drawn before the first round. */
export interface Separators {
  /** Relation separator: coefficients of subrelations 1, 2, …; subrelation 0 has coefficient 1. */
  readonly alphas: FieldVector;
  /** Gate separator: one challenge per round. */
  readonly betas: FieldVector;
}

/** Absorbs the statement and draws the separators. */
export function openProtocol(transcript: Transcript, statement: Statement): Separators {
  const { registry, logRows, paddedLogRows, parameters } = statement;
  const { field } = registry;
  const subrelations = registry.subrelations.length;
  transcript.absorb("protocol", concatBytes(utf8(PROTOCOL), uint32Bytes(PROTOCOL_VERSION)));
  transcript.absorb("field", utf8(field.name));
  transcript.absorb("modulus", modulusBytes(field));
  transcript.absorb("registry", utf8(registry.name));
  transcript.absorb("registry-digest", registry.digest());
  transcript.absorb(
    "shape",
    uint32Bytes(
      logRows,
      paddedLogRows,
      registry.univariateLength,
      subrelations,
      registry.columns.length,
    ),
  );
  transcript.absorb("parameters", parameters.toBytes("big"));
  return {
    alphas: transcript.challenges("alpha", subrelations - 1),
    betas: transcript.challenges("beta", paddedLogRows),
  };
}

/** Absorbs the claimed sum, once the separators that it depends on are drawn. */
export function absorbClaimedSum(
  transcript: Transcript,
  field: PrimeField,
  claimedSum: FieldElement,
): void {
  transcript.absorb("claimed-sum", field.toBytes(claimedSum, "big"));
}

/** Absorbs the univariate of a round and draws the round's challenge. */
export function absorbUnivariate(
  transcript: Transcript,
  round: number,
  univariate: FieldVector,
): FieldElement {
  transcript.absorb("univariate", concatBytes(uint32Bytes(round), univariate.toBytes("big")));
  return transcript.challenges("round", 1).get(0);
}

/** Absorbs the evaluations: whatever the caller draws next (to open its commitments) depends on them. */
export function absorbEvaluations(transcript: Transcript, evaluations: FieldVector): void {
  transcript.absorb("evaluations", evaluations.toBytes("big"));
}
