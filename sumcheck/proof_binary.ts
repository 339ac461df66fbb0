// A proof as bytes: compact and canonical, one byte string per proof. The registry fixes every count, so none is stored.
//
//   8 bytes   "LIMBSPRF"
//   u32       version = 1
//   u8, text  the registry's name: its length in bytes, then UTF-8
//   32 bytes  the registry's digest
//   u8        d
//   u8        rounds n
//   elements  parameters ‖ claimed sum ‖ n univariates, values at 0 … D ‖ evaluations
//
// Numbers are big-endian, elements 32-byte big-endian integers below the modulus. Nothing follows.

import type { RelationRegistry } from "../relations/registry.ts";
import { concatBytes, equalBytes, uint32Bytes, utf8 } from "./bytes.ts";
import { ByteReader } from "./byte_reader.ts";
import { SumcheckError } from "./errors.ts";
import { checkProofForm, checkRegistry, checkRounds, type Proof } from "./proof.ts";

/** The first eight bytes of a binary proof. */
export const PROOF_MAGIC: Uint8Array = utf8("LIMBSPRF");
const VERSION = 1;
const DIGEST_BYTES = 32;

/**
 * The proof as bytes.
 *
 * @throws {SumcheckError} when the proof is not of the form that the registry gives it, see {@linkcode checkProofForm};
 * `limit-exceeded` when the registry's name is longer than 255 bytes.
 */
export function encodeProof(registry: RelationRegistry, proof: Proof): Uint8Array {
  checkProofForm(registry, proof);
  const name = utf8(proof.registryName);
  if (name.length > 255) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot encode the proof: the registry's name has ${name.length} bytes, over 255`,
    );
  }
  return concatBytes(
    PROOF_MAGIC,
    uint32Bytes(VERSION),
    Uint8Array.of(name.length),
    name,
    proof.registryDigest,
    Uint8Array.of(proof.logRows, proof.paddedLogRows),
    proof.parameters.toBytes("big"),
    registry.field.toBytes(proof.claimedSum, "big"),
    ...proof.univariates.map((univariate) => univariate.toBytes("big")),
    proof.evaluations.toBytes("big"),
  );
}

/**
 * The proof that bytes hold.
 *
 * @throws {SumcheckError} `truncated`, `bad-magic`, `bad-version`, `bad-header`, `wrong-registry`, `limit-exceeded`,
 * `wrong-shape`, `non-canonical`, `trailing-bytes`.
 */
export function decodeProof(registry: RelationRegistry, bytes: Uint8Array): Proof {
  const { field } = registry;
  const reader = new ByteReader(bytes);
  const magic = reader.take(PROOF_MAGIC.length, "the proof's magic");
  if (!equalBytes(magic, PROOF_MAGIC)) {
    throw new SumcheckError(
      "bad-magic",
      "Cannot read the proof: its first 8 bytes are not LIMBSPRF",
    );
  }
  const version = reader.uint32("the proof's version");
  if (version !== VERSION) {
    throw new SumcheckError(
      "bad-version",
      `Cannot read the proof: its version is ${version}, not ${VERSION}`,
    );
  }
  const registryName = reader.name("the registry's name");
  const registryDigest = reader.take(DIGEST_BYTES, "the registry's digest").slice();
  checkRegistry(registry, registryName, registryDigest);
  const logRows = reader.uint8("the row exponent");
  const paddedLogRows = reader.uint8("the number of rounds");
  checkRounds(logRows, paddedLogRows);
  const parameters = reader.elements(field, registry.parameters.length, "the parameters");
  const claimedSum = reader.elements(field, 1, "the claimed sum").get(0);
  const univariates = Array.from(
    { length: paddedLogRows },
    (_, round) =>
      reader.elements(field, registry.univariateLength, `the univariate of round ${round}`),
  );
  const evaluations = reader.elements(field, registry.columns.length, "the evaluations");
  reader.finish();
  return {
    registryName,
    registryDigest,
    logRows,
    paddedLogRows,
    parameters,
    claimedSum,
    univariates,
    evaluations,
  };
}
