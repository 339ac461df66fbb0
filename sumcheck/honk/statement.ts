// What a proof is about: the circuit, by its key's hash and three numbers, and the public inputs. Checked here, before
// anything is computed from it.

import type { FieldVector } from "../../field/field_vector.ts";
import { concatBytes, ELEMENT_BYTES, hexOf } from "../bytes.ts";
import { SumcheckError } from "../errors.ts";
import { PAIRING_LIMBS, ULTRA_HONK_REGISTRY, ultraHonkLayout } from "./layout.ts";
import { copyWords, readWord, wordsAt } from "./words.ts";

/** What the verification key says about the circuit; an `UltraHonkKey` is one. */
export interface UltraHonkOptions {
  /** log2 of the rows. */
  readonly logRows: number;
  /** The row of the first public input. */
  readonly publicInputsOffset: number;
  /** How many there must be, the 8 limbs of the pairing points among them. Default: as many as are given. */
  readonly numPublicInputs?: number;
}

/** A checked statement. */
export interface UltraHonkStatement {
  /** log2 of the rows. */
  readonly logRows: number;
  /** The row of the first public input. */
  readonly publicInputsOffset: number;
  /** The circuit's own public inputs. */
  readonly publicInputs: FieldVector;
  /** What the transcript begins with: the key's hash and the public inputs, as words. */
  readonly words: Uint8Array;
}

/**
 * Checks a statement.
 *
 * @throws {SumcheckError} `wrong-shape`, `truncated`, `limit-exceeded`, `wrong-public-inputs`, `non-canonical`.
 */
export function readStatement(
  publicInputs: Uint8Array,
  vkHash: Uint8Array,
  options: UltraHonkOptions,
): UltraHonkStatement {
  const { logRows, publicInputsOffset } = options;
  const { field } = ULTRA_HONK_REGISTRY;
  const hash = copyWords(vkHash, "the key's hash");
  if (hash.length !== ELEMENT_BYTES) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot read the key's hash: its length is ${hash.length}, not ${ELEMENT_BYTES} bytes`,
    );
  }
  readWord(field, hash, `the key's hash ${hexOf(hash)}`);
  const inputs = copyWords(publicInputs, "the public inputs");
  const own = inputs.length / ELEMENT_BYTES;
  const total = own + PAIRING_LIMBS;
  if (options.numPublicInputs !== undefined && options.numPublicInputs !== total) {
    throw new SumcheckError(
      "wrong-public-inputs",
      `Cannot accept the public inputs: there are ${own}, not ${
        options.numPublicInputs - PAIRING_LIMBS
      }`,
    );
  }
  checkPublicRows(logRows, total, publicInputsOffset);
  const values = field.vector(own);
  for (let i = 0; i < own; i++) {
    values.set(i, readWord(field, wordsAt(inputs, i), `public input ${i}`));
  }
  return {
    logRows,
    publicInputsOffset,
    publicInputs: values,
    words: concatBytes(hash, inputs),
  };
}

/**
 * Checks that the public inputs have rows to stand in.
 *
 * @param numPublicInputs the limbs of the pairing points among them
 * @throws {SumcheckError} `limit-exceeded` for a `logRows` that is not from 1 to 28; `wrong-public-inputs`.
 */
export function checkPublicRows(
  logRows: number,
  numPublicInputs: number,
  publicInputsOffset: number,
): void {
  const rows = 2 ** ultraHonkLayout(logRows).logRows;
  const refuse = (why: string) =>
    new SumcheckError("wrong-public-inputs", `Cannot place the public inputs: ${why}`);
  if (!Number.isInteger(numPublicInputs) || numPublicInputs < PAIRING_LIMBS) {
    throw refuse(
      `their number is ${numPublicInputs}, less than the ${PAIRING_LIMBS} limbs of pairing points`,
    );
  }
  if (!Number.isInteger(publicInputsOffset) || publicInputsOffset < 0) {
    throw refuse(`their offset is ${publicInputsOffset}, not a row`);
  }
  if (publicInputsOffset + numPublicInputs > rows) {
    throw refuse(
      `the row of the last is ${publicInputsOffset + numPublicInputs - 1} of ${rows} rows`,
    );
  }
}
