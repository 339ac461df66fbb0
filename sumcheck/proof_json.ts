// A proof as JSON: the statement by name, elements as 0x hexadecimal. For people and for other programs; the compact
// form is proof_binary.ts.

import type { RelationRegistry } from "../relations/registry.ts";
import { hexOf } from "./bytes.ts";
import { SumcheckError } from "./errors.ts";
import {
  checkFormat,
  namedElements,
  parseJson,
  readArray,
  readCount,
  readElement,
  readElements,
  readNamedElements,
  readObject,
  readString,
} from "./json.ts";
import { checkProofForm, checkRegistry, checkRounds, type Proof } from "./proof.ts";
import { shown } from "./shown.ts";

const FORMAT = "limbs-sumcheck-proof";
const VERSION = 1;

/** A proof as JSON data. */
export interface ProofJson {
  /** "limbs-sumcheck-proof" */
  readonly format: string;
  /** 1 */
  readonly version: number;
  /** Name of the field. */
  readonly field: string;
  /** Name of the registry. */
  readonly registry: string;
  /** Its digest, 0x and 64 digits. */
  readonly registryDigest: string;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** Rounds. */
  readonly paddedLogRows: number;
  /** Parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The sum over all rows. */
  readonly claimedSum: string;
  /** Per round the values at 0 … D. */
  readonly univariates: readonly (readonly string[])[];
  /** Every column at the challenge point, by name; shifted columns end in `_shift`. */
  readonly evaluations: Readonly<Record<string, string>>;
}

const KEYS = [
  "format",
  "version",
  "field",
  "registry",
  "registryDigest",
  "logRows",
  "paddedLogRows",
  "parameters",
  "claimedSum",
  "univariates",
  "evaluations",
] as const satisfies readonly (keyof ProofJson)[];

/**
 * The proof as JSON data.
 *
 * @throws {SumcheckError} when the proof is not of the form that the registry gives it, see {@linkcode checkProofForm}.
 */
export function proofToJson(registry: RelationRegistry, proof: Proof): ProofJson {
  checkProofForm(registry, proof);
  return {
    format: FORMAT,
    version: VERSION,
    field: registry.field.name,
    registry: proof.registryName,
    registryDigest: hexOf(proof.registryDigest),
    logRows: proof.logRows,
    paddedLogRows: proof.paddedLogRows,
    parameters: namedElements(registry.parameters, proof.parameters),
    claimedSum: registry.field.format(proof.claimedSum),
    univariates: proof.univariates.map((univariate) => univariate.toHex()),
    evaluations: namedElements(registry.columns, proof.evaluations),
  };
}

/**
 * The proof that JSON data holds.
 *
 * @throws {SumcheckError} `bad-json`, `bad-magic`, `bad-version`, `wrong-field`, `wrong-registry`, `limit-exceeded`,
 * `wrong-shape`, `wrong-parameters`, `missing-column`, `unknown-column`, `bad-element`, `non-canonical`.
 */
export function proofFromJson(registry: RelationRegistry, value: unknown): Proof {
  const { field } = registry;
  const json = readObject(checkFormat(value, FORMAT, VERSION), "the proof", KEYS);
  const fieldName = readString(json.field, "the field's name");
  if (fieldName !== field.name) {
    throw new SumcheckError(
      "wrong-field",
      `Cannot read the proof: it is over ${shown(fieldName)}, not ${field.name}`,
    );
  }
  const registryName = readString(json.registry, "the registry's name");
  const registryDigest = readDigest(json.registryDigest);
  checkRegistry(registry, registryName, registryDigest);
  const logRows = readCount(json.logRows, "the row exponent");
  const paddedLogRows = readCount(json.paddedLogRows, "the number of rounds");
  checkRounds(logRows, paddedLogRows);
  const univariates = readArray(json.univariates, "the univariates");
  if (univariates.length !== paddedLogRows) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot read the proof: it has ${univariates.length} univariates for ${paddedLogRows} rounds`,
    );
  }
  return {
    registryName,
    registryDigest,
    logRows,
    paddedLogRows,
    parameters: readNamedElements(field, json.parameters, "the parameters", registry.parameters, {
      missing: "wrong-parameters",
      unknown: "wrong-parameters",
    }),
    claimedSum: readElement(field, json.claimedSum, "the claimed sum"),
    univariates: univariates.map((univariate, round) =>
      readElements(
        field,
        univariate,
        `the univariate of round ${round}`,
        registry.univariateLength,
      )
    ),
    evaluations: readNamedElements(field, json.evaluations, "the evaluations", registry.columns, {
      missing: "missing-column",
      unknown: "unknown-column",
    }),
  };
}

/** The proof as JSON text, indented, ending with a newline. */
export function formatProof(registry: RelationRegistry, proof: Proof): string {
  return `${JSON.stringify(proofToJson(registry, proof), null, 2)}\n`;
}

/**
 * The proof that JSON text holds.
 *
 * @throws {SumcheckError} as {@linkcode proofFromJson}, and `duplicate-key`.
 */
export function parseProof(registry: RelationRegistry, text: string): Proof {
  return proofFromJson(registry, parseJson(text));
}

function readDigest(value: unknown): Uint8Array {
  const text = readString(value, "the registry's digest");
  if (!/^0x[0-9a-f]{64}$/.test(text)) {
    throw new SumcheckError(
      "bad-json",
      `Cannot read the registry's digest: ${
        shown(text)
      } is not 0x and 64 lower-case hexadecimal digits`,
    );
  }
  return Uint8Array.from(
    { length: 32 },
    (_, i) => Number.parseInt(text.slice(2 + 2 * i, 4 + 2 * i), 16),
  );
}
