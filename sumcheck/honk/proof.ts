// Reads an UltraHonk proof: the exact length, canonical words, limbs in range, points on the curve. Whether the proof
// is right is not asked here.

import type { FieldVector } from "../../field/field_vector.ts";
import { ELEMENT_BYTES } from "../bytes.ts";
import { SumcheckError } from "../errors.ts";
import {
  describeWord,
  logRowsOfWords,
  pointRanges,
  ULTRA_HONK_REGISTRY,
  type UltraHonkLayout,
  ultraHonkLayout,
  type WordRange,
} from "./layout.ts";
import { checkPoint } from "./points.ts";
import { copyWords, readWord, wordsAt } from "./words.ts";

/** A proof taken apart. */
export interface UltraHonkProof {
  /** Where its parts are. */
  readonly layout: UltraHonkLayout;
  /** The proof itself, a copy. */
  readonly bytes: Uint8Array;
  /** The 8 limbs of the pairing points. */
  readonly pairingLimbs: FieldVector;
  /** Per round the values at 0 … 7. */
  readonly univariates: readonly FieldVector[];
  /** One value per column of `ULTRA_BB5`, in its order. */
  readonly evaluations: FieldVector;
}

/** Bits of a limb: a coordinate is cut at bit 136, and has 256. */
const LIMB_BITS = [136, 120];

/**
 * Reads a proof: big-endian 32-byte words, without the public inputs.
 *
 * @param logRows log2 of the rows of the circuit, as its verification key says
 * @throws {SumcheckError} `limit-exceeded` for a `logRows` that is not from 1 to 28; `wrong-rows` when the proof is as
 * long as one about another number of rows, otherwise `truncated` or `trailing-bytes` when its length is wrong;
 * `non-canonical`, `limb-out-of-range`, `not-on-curve`; `wrong-shape` for something that is not bytes.
 */
export function parseUltraHonkProof(bytes: Uint8Array, logRows: number): UltraHonkProof {
  const layout = ultraHonkLayout(logRows);
  const copy = copyWords(bytes, "the proof");
  checkLength(copy, layout);
  const elements = (range: WordRange, round?: number) => readElements(copy, layout, range, round);
  const pairingLimbs = elements(layout.pairingLimbs);
  checkLimbs(copy, layout);
  const proof = {
    layout,
    bytes: copy,
    pairingLimbs,
    univariates: layout.univariates.map(elements),
    evaluations: elements(layout.evaluations),
  };
  elements(layout.foldEvaluations);
  for (const { start, end } of pointRanges(layout)) {
    checkPoint(wordsAt(copy, start, end), (i) => describeWord(layout, start + i));
  }
  return proof;
}

function checkLength(bytes: Uint8Array, layout: UltraHonkLayout): void {
  const words = bytes.length / ELEMENT_BYTES;
  if (words === layout.words) return;
  const other = logRowsOfWords(words);
  const wanted = `not the ${layout.words} of a proof about 2^${layout.logRows} rows`;
  if (other !== undefined) {
    throw new SumcheckError(
      "wrong-rows",
      `Cannot read the proof: it has ${words} words, those of a proof about 2^${other} rows, ${wanted}`,
    );
  }
  throw new SumcheckError(
    words < layout.words ? "truncated" : "trailing-bytes",
    `Cannot read the proof: it has ${words} words, ${wanted}`,
  );
}

function readElements(
  bytes: Uint8Array,
  layout: UltraHonkLayout,
  { start, end }: WordRange,
  round?: number,
): FieldVector {
  const { field } = ULTRA_HONK_REGISTRY;
  const out = field.vector(end - start);
  for (let word = start; word < end; word++) {
    const what = describeWord(layout, word);
    out.set(word - start, readWord(field, wordsAt(bytes, word), what, round));
  }
  return out;
}

function checkLimbs(bytes: Uint8Array, layout: UltraHonkLayout): void {
  const { start, end } = layout.pairingLimbs;
  for (let limb = 0; limb < end - start; limb++) {
    const bits = LIMB_BITS[limb % 2];
    const above = wordsAt(bytes, start + limb).subarray(0, ELEMENT_BYTES - bits / 8);
    if (above.every((byte) => byte === 0)) continue;
    throw new SumcheckError(
      "limb-out-of-range",
      `Cannot accept ${describeWord(layout, start + limb)}: it is not below 2^${bits}`,
    );
  }
}
