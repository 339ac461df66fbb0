// Binary trace files from a recipe, right or wrong in any place: written by the layout at the head of
// sumcheck/trace_header.ts and not by the library, so that a file can say what no writer of the library would.

import type { Random } from "../../../bench/workloads/random.ts";
import { MODULI, writeWords } from "../field_oracle.ts";
import { joined, LIMITS } from "./mutate_bytes.ts";

const FIELD = "bn254-fr";
const NAMES: readonly string[] = [
  ...["a", "b", "w_l", "q", "", "__proto__", "constructor", "\u0000", "é", "\ud83d\ude00"],
  ...["\ufeffa", "a".repeat(255), "é".repeat(127)],
];
const BITS: readonly number[] = [0, 1, 8, 16, 32];

const encoder = new TextEncoder();

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function named(name: string): Uint8Array {
  const bytes = encoder.encode(name);
  return joined(Uint8Array.of(bytes.length), bytes);
}

/** Bytes of one value. */
function valueBytes(bits: number): number {
  return bits === 0 ? 32 : Math.ceil(bits / 8);
}

/** `length` values that are within their limits, but for one now and then. */
function values(bits: number, length: number, random: Random): Uint8Array {
  const size = valueBytes(bits);
  const block = Uint8Array.from({ length: size * length }, () => random.word());
  // The top byte keeps elements below the modulus.
  if (bits === 0) {
    for (let row = 0; row < length; row++) {
      block[32 * row + 31] = random.below(0x30);
    }
  }
  if (bits === 1) block.forEach((byte, row) => block[row] = byte & 1);
  if (length > 0 && random.below(20) === 0) {
    block.fill(255, size * random.below(length)).fill(0, size * length);
  }
  return block;
}

/** A file that mostly is one: each of its numbers is wrong once in a while. */
export function traceFile(random: Random): Uint8Array {
  const wrong = (share = 40) => random.below(share) === 0;
  const any = () => random.pick(LIMITS);
  const version = wrong() ? any() : 1 + random.below(2);
  // Seldom more of both than a reader takes in one piece.
  const long = random.below(2000) === 0, wide = random.below(1000) === 0;
  const logRows = wrong() ? any() : long ? 17 : 1 + random.below(3);
  const rows = Math.min(long ? 2 ** 17 : 8, 2 ** Math.min(logRows, 30));
  const count = wide ? 300 : random.below(4);
  const columns: Uint8Array[] = [], blocks: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const bits = version < 2 ? 0 : wrong() ? random.below(256) : random.pick(BITS);
    const length = random.below((long && bits === 0 ? 8 : rows) + 1);
    const said = wrong(wide ? 10_000 : 40) ? any() : length;
    const name = wide || !wrong(10)
      ? `${i} ${random.pick(NAMES)}`.slice(0, 120)
      : random.pick(NAMES);
    columns.push(uint32(said), version < 2 ? new Uint8Array() : Uint8Array.of(bits), named(name));
    blocks.push(values(bits, length, random));
  }
  const head = joined(
    new Uint8Array(writeWords(MODULI[FIELD]).buffer),
    uint32(logRows),
    uint32(wrong() ? any() : count),
    named(FIELD),
    ...columns,
  );
  const headerBytes = 64 * Math.ceil((16 + head.length) / 64);
  return joined(
    encoder.encode("LIMBSTRC"),
    uint32(version),
    uint32(wrong() ? any() : headerBytes),
    head,
    new Uint8Array(headerBytes - 16 - head.length),
    ...blocks,
  );
}
