// Reads the verification key that barretenberg 5.0.0 writes for its Keccak transcript: three numbers, then the
// commitments to the precomputed columns. The numbers are what a check of the sumcheck needs; the commitments are only
// hashed.

import { ELEMENT_BYTES, equalBytes, hexOf } from "../bytes.ts";
import { SumcheckError } from "../errors.ts";
import { ULTRA_HONK_REGISTRY, WITNESS_POINTS } from "./layout.ts";
import { checkPoint } from "./points.ts";
import { checkPublicRows } from "./statement.ts";
import { hashWords } from "./transcript.ts";
import { copyWords, wordsAt } from "./words.ts";

/** What a check of the sumcheck takes from the verification key. */
export interface UltraHonkKey {
  /** log2 of the rows. */
  readonly logRows: number;
  /** Public inputs, the 8 limbs of the pairing points among them. */
  readonly numPublicInputs: number;
  /** The row of the first public input. */
  readonly publicInputsOffset: number;
  /** The key's hash, 32 bytes: Keccak-256 of the file reduced mod r. The transcript begins with it. */
  readonly hash: Uint8Array;
}

const NUMBERS = ["log_rows", "the number of public inputs", "the offset of the public inputs"];
const POINTS = ULTRA_HONK_REGISTRY.storedColumns.length - WITNESS_POINTS.length;
const KEY_WORDS = NUMBERS.length + 2 * POINTS;

/**
 * Reads a verification key.
 *
 * @param expectedHash the hash that the prover wrote beside it, to be compared
 * @throws {SumcheckError} `truncated` or `trailing-bytes` when it is not 59 words; `wrong-key`, `limit-exceeded`
 * or `wrong-public-inputs` when its numbers are not those of a circuit; `non-canonical` or `not-on-curve` for its points; `wrong-key-hash` when the hash is not the
 * expected one.
 */
export function parseUltraHonkKey(bytes: Uint8Array, expectedHash?: Uint8Array): UltraHonkKey {
  const copy = copyWords(bytes, "the key");
  const words = copy.length / ELEMENT_BYTES;
  if (words !== KEY_WORDS) {
    throw new SumcheckError(
      words < KEY_WORDS ? "truncated" : "trailing-bytes",
      `Cannot read the key: it has ${words} words, not the ${KEY_WORDS} of a key for the Keccak transcript`,
    );
  }
  const [logRows, numPublicInputs, publicInputsOffset] = NUMBERS.map((what, i) =>
    readNumber(wordsAt(copy, i), what)
  );
  checkPublicRows(logRows, numPublicInputs, publicInputsOffset);
  for (let word = NUMBERS.length; word < KEY_WORDS; word += 2) {
    checkPoint(wordsAt(copy, word, word + 2), (i) => `the key's word ${word + i}`);
  }
  const { field } = ULTRA_HONK_REGISTRY;
  const hash = field.toBytes(hashWords(field, copy), "big");
  if (expectedHash !== undefined && !equalBytes(hash, expectedHash)) {
    throw new SumcheckError(
      "wrong-key-hash",
      `Cannot accept the key: its hash is ${hexOf(hash)}, not ${hexOf(expectedHash)}`,
    );
  }
  return { logRows, numPublicInputs, publicInputsOffset, hash };
}

function readNumber(word: Uint8Array, what: string): number {
  const split = ELEMENT_BYTES - 4;
  if (word.subarray(0, split).some((byte) => byte !== 0)) {
    throw new SumcheckError("wrong-key", `Cannot accept the key: ${what} is ${hexOf(word)}`);
  }
  return new DataView(word.buffer, word.byteOffset).getUint32(split);
}
