// A digest of the columns, and how it gets into a transcript: for provers and verifiers who have no commitments.
//
//   keccak256("limbs-sumcheck trace 1" ‖ modulus ‖ u32(d) ‖ u32(columns) ‖ per stored column of the registry, in order:
//             u32(|name|) ‖ name ‖ u32(length) ‖ its values)
//
// `length` leaves out zeros at the end, so traces with the same rows have the same digest. The modulus is 32 bytes,
// u32 is big-endian, names are UTF-8, values as in a trace file: the 8 little-endian words of the Montgomery form.

import { keccak_256 } from "@noble/hashes/sha3.js";
import type { RelationRegistry } from "../relations/registry.ts";
import { modulusBytes, uint32Bytes, utf8 } from "./bytes.ts";
import type { Trace } from "./trace.ts";
import type { Transcript } from "./transcript.ts";

/** Words hashed at once: 1 MiB. */
const PIECE_WORDS = 2 ** 18;

/**
 * Digest of the trace's rows, 32 bytes.
 *
 * @throws {SumcheckError} `missing-column`, `unknown-column`, `wrong-field` when the trace is not one of the registry's.
 */
export function traceDigest(registry: RelationRegistry, trace: Trace): Uint8Array {
  const columns = trace.columnsFor(registry);
  const hash = keccak_256.create();
  hash.update(utf8("limbs-sumcheck trace 1"));
  hash.update(modulusBytes(trace.field));
  hash.update(uint32Bytes(trace.logRows, columns.length));
  registry.storedColumns.forEach((name, i) => {
    const { words } = columns[i];
    let end = words.length;
    while (end > 0 && words[end - 1] === 0) end--;
    const length = Math.ceil(end / 8);
    const label = utf8(name);
    hash.update(uint32Bytes(label.length));
    hash.update(label);
    hash.update(uint32Bytes(length));
    for (let start = 0; start < 8 * length; start += PIECE_WORDS) {
      const piece = words.slice(start, Math.min(start + PIECE_WORDS, 8 * length));
      hash.update(new Uint8Array(piece.buffer));
    }
  });
  return hash.digest();
}

/**
 * Absorbs the trace's digest, so that a proof's challenges depend on every row. Prover and verifier both call it,
 * before they use the transcript. Costs one hash of all stored values.
 *
 * @throws {SumcheckError} as {@linkcode traceDigest}.
 */
export function absorbTrace(
  transcript: Transcript,
  registry: RelationRegistry,
  trace: Trace,
): void {
  transcript.absorb("trace", traceDigest(registry, trace));
}
