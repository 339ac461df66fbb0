// A digest of the columns, and how it gets into a transcript: for provers and verifiers who have no commitments.
//
//   keccak256("limbs-sumcheck trace 1" ‖ modulus ‖ u32(d) ‖ u32(columns) ‖ per stored column of the registry, in order:
//             u32(|name|) ‖ name ‖ u32(length) ‖ sha256 of each run of 2^15 values, the last one shorter)
//
// `length` leaves out zeros at the end, so traces with the same rows have the same digest. The modulus is 32 bytes,
// u32 is big-endian, names are UTF-8, values as in a trace file: the 8 little-endian words of the Montgomery form.
// SHA-256 is the engine's own (Web Crypto), 20 to 50 times faster than a Keccak in JavaScript.

import { keccak_256 } from "@noble/hashes/sha3.js";
import type { RelationRegistry } from "../relations/registry.ts";
import { modulusBytes, uint32Bytes, utf8 } from "./bytes.ts";
import type { Trace } from "./trace.ts";
import { columnElements, significantLength } from "./trace_column.ts";
import type { Transcript } from "./transcript.ts";

const RUN = 2 ** 15;

/**
 * Digest of the trace's rows, 32 bytes.
 *
 * @throws {SumcheckError} `missing-column`, `unknown-column`, `wrong-field` when the trace is not one of the registry's.
 */
export async function traceDigest(registry: RelationRegistry, trace: Trace): Promise<Uint8Array> {
  const columns = trace.columnsFor(registry);
  const hash = keccak_256.create();
  hash.update(utf8("limbs-sumcheck trace 1"));
  hash.update(modulusBytes(trace.field));
  hash.update(uint32Bytes(trace.logRows, columns.length));
  for (const [i, name] of registry.storedColumns.entries()) {
    const length = significantLength(columns[i]);
    const label = utf8(name);
    hash.update(uint32Bytes(label.length));
    hash.update(label);
    hash.update(uint32Bytes(length));
    for (let start = 0; start < length; start += RUN) {
      // slice() copies: Web Crypto takes no shared memory.
      const { words } = columnElements(
        trace.field,
        columns[i],
        start,
        Math.min(start + RUN, length),
      ).slice();
      const digest = await crypto.subtle.digest("SHA-256", words as Uint32Array<ArrayBuffer>);
      hash.update(new Uint8Array(digest));
    }
  }
  return hash.digest();
}

/**
 * Absorbs the trace's digest, so that a proof's challenges depend on every row. Prover and verifier both call it,
 * before they use the transcript. Costs one hash of all stored values.
 *
 * @throws {SumcheckError} as {@linkcode traceDigest}.
 */
export async function absorbTrace(
  transcript: Transcript,
  registry: RelationRegistry,
  trace: Trace,
): Promise<void> {
  transcript.absorb("trace", await traceDigest(registry, trace));
}
