// The default transcript: Keccak-256 with a chained state. The byte layout is fixed by this comment, so that another
// implementation can follow it; tests/sumcheck_transcript_test.ts pins it with an independent one.
//
//   state_0        = keccak256("limbs-sumcheck keccak transcript 1")
//   absorb record  = 0x01 ‖ u32(|label|) ‖ label ‖ u32(|data|) ‖ data
//   draw record    = 0x02 ‖ u32(|label|) ‖ label ‖ u32(count)
//   at each draw   : state := keccak256(0x00 ‖ state ‖ absorb records since the last draw, in order ‖ draw record)
//   challenge i    = (keccak256(0x03 ‖ state ‖ u32(i) ‖ 0x00) ‖ keccak256(0x03 ‖ state ‖ u32(i) ‖ 0x01)) mod p
//
// u32 and the 64 bytes of a challenge are big-endian; labels are UTF-8. Every record names its own length, so no two
// sequences of records share a byte string; 512 bits make the bias of a challenge smaller than 2^−250.

import { keccak_256 } from "@noble/hashes/sha3.js";
import type { FieldVector } from "../field/field_vector.ts";
import type { PrimeField } from "../field/prime_field.ts";
import { concatBytes, uint32Bytes, utf8 } from "./bytes.ts";
import { SumcheckError } from "./errors.ts";
import type { Transcript } from "./transcript.ts";

const CHAIN = 0, ABSORB = 1, DRAW = 2, EXPAND = 3;
const MAX_LABEL_BYTES = 255;
const MAX_DATA_BYTES = 2 ** 32 - 1;

/**
 * Fiat–Shamir with Keccak-256.
 *
 * @example Both sides absorb the commitments first
 * ```ts
 * import { BN254_FR } from "@limbs/sumcheck/field";
 * import { KeccakTranscript } from "@limbs/sumcheck/sumcheck";
 *
 * const transcript = new KeccakTranscript(BN254_FR);
 * transcript.absorb("commitments", new Uint8Array(64));
 * const [first] = transcript.challenges("beta", 1).toHex();
 * ```
 */
export class KeccakTranscript implements Transcript {
  /** The field that the challenges are elements of. */
  readonly field: PrimeField;
  #state: Uint8Array;
  #pending: ReturnType<typeof keccak_256.create>;

  /** An empty transcript. */
  constructor(field: PrimeField) {
    this.field = field;
    this.#state = keccak_256(utf8("limbs-sumcheck keccak transcript 1"));
    this.#pending = this.#chain();
  }

  /**
   * Absorbs `data` under a label.
   *
   * @throws {SumcheckError} `limit-exceeded` when the label is longer than 255 bytes or the data than 2^32 − 1,
   * `bad-option` when the label is not well-formed Unicode.
   */
  absorb(label: string, data: Uint8Array): void {
    if (data.length > MAX_DATA_BYTES) {
      throw new SumcheckError(
        "limit-exceeded",
        `Cannot absorb ${
          JSON.stringify(label)
        }: its data is ${data.length} bytes long, over ${MAX_DATA_BYTES}`,
      );
    }
    this.#record(ABSORB, label, uint32Bytes(data.length));
    this.#pending.update(data);
  }

  /**
   * Draws `count` challenges under a label.
   *
   * @throws {SumcheckError} `limit-exceeded` when the label is longer than 255 bytes, `bad-option` when it is not
   * well-formed Unicode.
   */
  challenges(label: string, count: number): FieldVector {
    this.#record(DRAW, label, uint32Bytes(count));
    this.#state = this.#pending.digest();
    this.#pending = this.#chain();
    const out = this.field.vector(count);
    for (let i = 0; i < count; i++) {
      const half = (which: number) =>
        keccak_256(
          concatBytes(Uint8Array.of(EXPAND), this.#state, uint32Bytes(i), Uint8Array.of(which)),
        );
      out.set(i, this.field.fromWideBytes(concatBytes(half(0), half(1))));
    }
    return out;
  }

  #chain(): ReturnType<typeof keccak_256.create> {
    return keccak_256.create().update(Uint8Array.of(CHAIN)).update(this.#state);
  }

  #record(kind: number, label: string, length: Uint8Array): void {
    const name = utf8(label);
    if (name.length > MAX_LABEL_BYTES) {
      throw new SumcheckError(
        "limit-exceeded",
        `Cannot use a transcript label: ${
          JSON.stringify(label)
        } is longer than ${MAX_LABEL_BYTES} bytes`,
      );
    }
    if (!label.isWellFormed()) {
      // UTF-8 has no bytes for half a surrogate pair: such labels could not be told apart.
      throw new SumcheckError(
        "bad-option",
        `Cannot use a transcript label: ${JSON.stringify(label)} is not well-formed Unicode`,
      );
    }
    this.#pending.update(concatBytes(Uint8Array.of(kind), uint32Bytes(name.length), name, length));
  }
}
