// Reads a golden vector of the kind `ultra_honk_proof`: a real proof, its public inputs and key hash, and the values that
// a verifier derives on the way. What it does not know (notes) it leaves alone.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { SumcheckError } from "../errors.ts";
import {
  type JsonObject,
  parseJson,
  readAnyObject,
  readCount,
  readElement,
  readElements,
  readString,
} from "../json.ts";
import { shown } from "../shown.ts";
import { ULTRA_HONK_REGISTRY } from "./layout.ts";
import type { UltraHonkOptions } from "./statement.ts";

/** What must come out; every value is left out where the file does not give it. */
export interface UltraHonkExpectation {
  /** Is the sumcheck accepted? */
  readonly accepted?: boolean;
  /** Single values by their names in the file. */
  readonly elements: Readonly<Partial<Record<UltraHonkValue, FieldElement>>>;
  /** Per round its challenge. */
  readonly roundChallenges?: FieldVector;
  /** Per round its polynomial at its challenge. */
  readonly roundTargets?: FieldVector;
  /** Every subrelation at the evaluations, row-wise ones times the gate separator. */
  readonly subrelations?: FieldVector;
}

/** An `ultra_honk_proof` vector. */
export interface UltraHonkVector {
  /** What the file says about itself. */
  readonly description: string;
  /** What the key says about the circuit. */
  readonly options: UltraHonkOptions;
  /** The key's hash: 32 bytes. */
  readonly vkHash: Uint8Array;
  /** Words. */
  readonly publicInputs: Uint8Array;
  /** Words. */
  readonly proof: Uint8Array;
  /** What must come out. */
  readonly expected: UltraHonkExpectation;
}

/** The single values that a verifier derives, by their names in the files. */
export type UltraHonkValue =
  | "eta"
  | "beta"
  | "gamma"
  | "alpha"
  | "gate_challenge"
  | "public_input_delta"
  | "gate_separator"
  | "full_relation";

const VALUES: readonly UltraHonkValue[] = [
  "eta",
  "beta",
  "gamma",
  "alpha",
  "gate_challenge",
  "public_input_delta",
  "gate_separator",
  "full_relation",
];

/** Is this JSON data an `ultra_honk_proof` vector? Looks at its `kind` only. */
export function isUltraHonkVector(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "ultra_honk_proof";
}

/**
 * Reads JSON data. The proof itself is not looked into: what is wrong with it is for the check to say.
 *
 * @throws {SumcheckError} `bad-magic` (another kind), `wrong-registry` (another release than bb5), `bad-json`,
 * `bad-element`, `non-canonical`.
 */
export function readUltraHonkVector(value: unknown): UltraHonkVector {
  if (!isUltraHonkVector(value)) {
    throw new SumcheckError(
      "bad-magic",
      'Cannot read the vector: its kind is not "ultra_honk_proof"',
    );
  }
  const json = readAnyObject(value, "the vector");
  const release = readString(json.release, "release");
  if (release !== "bb5") {
    throw new SumcheckError(
      "wrong-registry",
      `Cannot read the vector: its release is ${shown(release)}, not "bb5"`,
    );
  }
  const total = json.num_public_inputs_with_pairing_points;
  return {
    description: json.description === undefined ? "" : readString(json.description, "description"),
    options: {
      logRows: readCount(json.log_rows, "log_rows"),
      publicInputsOffset: readCount(json.public_inputs_offset, "public_inputs_offset"),
      ...(total === undefined ? {} : {
        numPublicInputs: readCount(total, "num_public_inputs_with_pairing_points"),
      }),
    },
    vkHash: readHex(json.vk_hash, "vk_hash"),
    publicInputs: readHex(json.public_inputs, "public_inputs"),
    proof: readHex(json.proof, "proof"),
    expected: readExpectation(readAnyObject(json.expected ?? {}, "expected")),
  };
}

/**
 * Reads JSON text.
 *
 * @throws {SumcheckError} as {@linkcode readUltraHonkVector}, and `duplicate-key`.
 */
export function parseUltraHonkVector(text: string): UltraHonkVector {
  return readUltraHonkVector(parseJson(text));
}

function readExpectation(json: JsonObject): UltraHonkExpectation {
  const { field } = ULTRA_HONK_REGISTRY;
  const { accepted } = json;
  if (accepted !== undefined && typeof accepted !== "boolean") {
    throw new SumcheckError("bad-json", "Cannot read accepted: it is neither true nor false");
  }
  const vector = (key: string, name: string) =>
    json[key] === undefined ? {} : { [name]: readElements(field, json[key], key) };
  return {
    ...(accepted === undefined ? {} : { accepted }),
    elements: Object.fromEntries(
      VALUES.filter((key) => json[key] !== undefined)
        .map((key) => [key, readElement(field, json[key], key)]),
    ),
    ...vector("round_challenges", "roundChallenges"),
    ...vector("round_targets", "roundTargets"),
    ...vector("subrelations", "subrelations"),
  };
}

/** "0x" and two digits per byte. */
function readHex(value: unknown, what: string): Uint8Array {
  const text = readString(value, what);
  // No repeated group: matching a long text with one takes more stack than there is.
  if (!text.startsWith("0x") || text.length % 2 !== 0 || /[^0-9a-fA-F]/.test(text.slice(2))) {
    throw new SumcheckError(
      "bad-element",
      `Cannot read ${what}: it is not 0x and two hexadecimal digits per byte`,
    );
  }
  const bytes = new Uint8Array(text.length / 2 - 1);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = parseInt(text.slice(2 + 2 * i, 4 + 2 * i), 16);
  }
  return bytes;
}
