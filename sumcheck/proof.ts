// What a proof is, and the check of its form. Whether it is true is the verifier's business.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { equalBytes, hexOf } from "./bytes.ts";
import { checkElement, checkVector } from "./canonical.ts";
import { SumcheckError } from "./errors.ts";
import { MAX_LOG_ROWS, MAX_PADDED_LOG_ROWS } from "./limits.ts";
import { shown } from "./shown.ts";

/** A sumcheck proof together with its statement. */
export interface Proof {
  /** Name of the registry. */
  readonly registryName: string;
  /** Its digest, 32 bytes. */
  readonly registryDigest: Uint8Array;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** Rounds: d, or more for a proof of constant shape. */
  readonly paddedLogRows: number;
  /** One value per entry of `registry.parameters`. */
  readonly parameters: FieldVector;
  /** The sum over all rows. */
  readonly claimedSum: FieldElement;
  /** Per round the values at 0 … D: `paddedLogRows` vectors of `registry.univariateLength`. */
  readonly univariates: readonly FieldVector[];
  /** Every column at the challenge point, in the order of `registry.columns`. */
  readonly evaluations: FieldVector;
}

/**
 * Checks that a proof is about the registry and has exactly the form that the registry and its own row counts give
 * it, every element canonical. Cheap, and complete: the verifier indexes without looking again.
 *
 * @throws {SumcheckError} `wrong-registry`, `limit-exceeded`, `wrong-shape`, `wrong-field`, `non-canonical`.
 */
export function checkProofForm(registry: RelationRegistry, proof: Proof): void {
  checkRegistry(registry, proof.registryName, proof.registryDigest);
  checkRounds(proof.logRows, proof.paddedLogRows);
  const { field } = registry;
  checkVector(field, proof.parameters, registry.parameters.length, "the parameters");
  checkElement(field, proof.claimedSum, "the claimed sum");
  if (!Array.isArray(proof.univariates) || proof.univariates.length !== proof.paddedLogRows) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot accept the proof: it has ${proof.univariates?.length} univariates for ${proof.paddedLogRows} rounds`,
    );
  }
  proof.univariates.forEach((univariate, round) =>
    checkVector(
      field,
      univariate,
      registry.univariateLength,
      `the univariate of round ${round}`,
      round,
    )
  );
  checkVector(field, proof.evaluations, registry.columns.length, "the evaluations");
}

/**
 * Checks a name and a digest against a registry.
 *
 * @throws {SumcheckError} `wrong-registry`
 */
export function checkRegistry(
  registry: RelationRegistry,
  name: string,
  digest: Uint8Array,
): void {
  if (name !== registry.name) {
    throw new SumcheckError(
      "wrong-registry",
      `Cannot accept the proof: it is about the registry ${shown(name)}, not ${registry.name}`,
    );
  }
  const expected = registry.digest();
  if (!(digest instanceof Uint8Array) || !equalBytes(digest, expected)) {
    throw new SumcheckError(
      "wrong-registry",
      `Cannot accept the proof: the digest of ${name} is ${
        digest instanceof Uint8Array ? hexOf(digest) : typeof digest
      }, not ${hexOf(expected)}`,
    );
  }
}

/**
 * Checks the row counts of a proof.
 *
 * @throws {SumcheckError} `limit-exceeded`, `wrong-shape` (fewer rounds than row bits).
 */
export function checkRounds(logRows: number, paddedLogRows: number): void {
  if (!Number.isSafeInteger(logRows) || logRows < 1 || logRows > MAX_LOG_ROWS) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot accept the proof: its row exponent ${logRows} is not an integer from 1 to ${MAX_LOG_ROWS}`,
    );
  }
  if (!Number.isSafeInteger(paddedLogRows) || paddedLogRows > MAX_PADDED_LOG_ROWS) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot accept the proof: its number of rounds ${paddedLogRows} is not an integer up to ${MAX_PADDED_LOG_ROWS}`,
    );
  }
  if (paddedLogRows < logRows) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot accept the proof: it has ${paddedLogRows} rounds for 2^${logRows} rows`,
    );
  }
}
