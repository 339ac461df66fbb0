// The transcript of an UltraHonk proof made for Ethereum, a chain of Keccak-256 hashes:
//
//   c_0 = H(words),  c_i = H(c_(i−1), words),  H = Keccak-256 of the concatenated words, reduced mod r
//   split(c) = (c mod 2^127, c >> 127): the challenges proper
//
// Not the transcript of this package's own proofs, which is keccak_transcript.ts.

import { keccak_256 } from "@noble/hashes/sha3.js";
import type { FieldElement, PrimeField } from "../../field/prime_field.ts";
import { concatBytes } from "../bytes.ts";

/** The two challenges that one hash gives. */
export interface SplitChallenge {
  /** c mod 2^127 */
  readonly low: FieldElement;
  /** c >> 127 */
  readonly high: FieldElement;
}

/** The words' Keccak-256 as an element. */
export function hashWords(field: PrimeField, ...words: readonly Uint8Array[]): FieldElement {
  return field.fromWideBytes(keccak_256(concatBytes(...words)));
}

/** A transcript in the course of a check. */
export class UltraHonkTranscript {
  readonly #field: PrimeField;
  #state: Uint8Array = new Uint8Array(0);

  /** An empty transcript. */
  constructor(field: PrimeField) {
    this.#field = field;
  }

  /** Absorbs words, none or more, and draws the next challenge. */
  next(...words: readonly Uint8Array[]): SplitChallenge {
    const field = this.#field;
    const c = hashWords(field, this.#state, ...words);
    this.#state = field.toBytes(c, "big");
    return split(field, c);
  }
}

function split(field: PrimeField, c: FieldElement): SplitChallenge {
  const words = field.toWords(c);
  const low = new Uint32Array(8);
  low.set(words.subarray(0, 4));
  low[3] &= 0x7fffffff;
  const high = new Uint32Array(8);
  for (let i = 0; i < 4; i++) high[i] = (words[3 + i] >>> 31) | (words[4 + i] << 1);
  return { low: field.fromWords(low), high: field.fromWords(high) };
}
