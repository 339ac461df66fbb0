// UltraHonk: readers of keys and proofs, and the whole check of real proofs, their statements and their keys, in which no
// proof may pass in which a word that the sumcheck reads has changed.

import type { Random } from "../../../bench/workloads/random.ts";
import { parseUltraHonkKey } from "../../../sumcheck/honk/key.ts";
import { ultraHonkLayout } from "../../../sumcheck/honk/layout.ts";
import { parseUltraHonkProof } from "../../../sumcheck/honk/proof.ts";
import { hexOf } from "../../../sumcheck/bytes.ts";
import { verifyUltraHonkSumcheck } from "../../../sumcheck/honk/verify.ts";
import { Q } from "../honk_oracle.ts";
import { EVERY_GATE_KEY, HONK_CASES, type HonkCase, TINY } from "../honk_vectors.ts";
import { BB5_COLUMNS, P } from "../ultra_oracle.ts";
import { type Attempt, fileAttempt, Finding, type Target } from "./attempt.ts";
import { damaged, joined } from "./mutate_bytes.ts";

const KEY_CODES = [
  ...["truncated", "trailing-bytes", "wrong-key", "limit-exceeded", "wrong-public-inputs"],
  ...["non-canonical", "not-on-curve", "wrong-key-hash"],
];
const PROOF_CODES = [
  ...["limit-exceeded", "wrong-rows", "truncated", "trailing-bytes", "non-canonical"],
  ...["limb-out-of-range", "not-on-curve"],
];

const KEY_HASH = parseUltraHonkKey(EVERY_GATE_KEY).hash;

/** A verification key. */
const honkKey: Target = {
  name: "UltraHonk key",
  weight: 3,
  codes: KEY_CODES,
  make(random) {
    const times = random.pick([0, 1, 1, 2]);
    const hash = random.below(4) === 0 ? KEY_HASH : undefined;
    return fileAttempt(damaged(EVERY_GATE_KEY, times, random), (bytes) => {
      const { logRows, numPublicInputs, publicInputsOffset } = parseUltraHonkKey(bytes, hash);
      const numbers = [logRows, numPublicInputs, publicInputsOffset];
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      if (numbers.some((number, i) => number !== view.getUint32(32 * i + 28))) {
        throw new Finding("round trip", `the key's numbers are read as ${numbers}`);
      }
    });
  },
};

/** A proof, whose every word comes back. */
const honkProof: Target = {
  name: "UltraHonk proof",
  weight: 3,
  codes: PROOF_CODES,
  make(random) {
    const { proof, options } = TINY.vector;
    const logRows = random.below(8) === 0 ? random.pick([0, 4, 6, 28, 29]) : options.logRows;
    const times = random.pick([0, 1, 1, 2]);
    return fileAttempt(damaged(proof, times, random), (bytes) => {
      const { layout, pairingLimbs, univariates, evaluations } = parseUltraHonkProof(
        bytes,
        logRows,
      );
      const again = joined(
        ...[pairingLimbs, ...univariates, evaluations].map((v) => v.toBytes("big")),
      );
      const at = (word: number) => 32 * word;
      const read = joined(
        bytes.subarray(at(layout.pairingLimbs.start), at(layout.pairingLimbs.end)),
        bytes.subarray(at(layout.witnessPoints.end), at(layout.evaluations.end)),
      );
      if (!same(again, read)) throw new Finding("round trip", "the words differ");
    });
  },
};

/** Everything that a check is given. */
interface Input {
  proof: Uint8Array;
  publicInputs: Uint8Array;
  vkHash: Uint8Array;
  logRows: number;
  publicInputsOffset: number;
  key: Uint8Array;
}

/** The check of a proof with its key. It takes milliseconds, so it has few of the cases. */
const honkCheck: Target = {
  name: "UltraHonk check",
  weight: 1,
  codes: [
    ...[...KEY_CODES, ...PROOF_CODES, "wrong-shape"],
    ...["round-check-failed", "final-check-failed", "degenerate-challenge"],
  ],
  make(random) {
    const honkCase = random.pick(HONK_CASES), input = inputOf(honkCase);
    for (let n = 1 + random.below(3); n > 0; n--) random.pick(MUTATIONS)(input, random);
    return checkAttempt(honkCase, input);
  },
};

/** All of UltraHonk. */
export const HONK_TARGETS: readonly Target[] = [honkKey, honkProof, honkCheck];

function checkAttempt(honkCase: HonkCase, input: Input): Attempt {
  const original = inputOf(honkCase);
  const { proof, publicInputs, vkHash, key, logRows, publicInputsOffset } = input;
  return {
    size: proof.length + publicInputs.length + vkHash.length + key.length,
    read() {
      // The key first, with the hash that belongs to it; a whole one goes on to the proof.
      parseUltraHonkKey(key, KEY_HASH);
      verifyUltraHonkSumcheck(proof, publicInputs, vkHash, { logRows, publicInputsOffset });
      if (changeOf(honkCase, original, input) === "read") {
        throw new Finding("accepted", "a proof passes in which something changed that is read");
      }
    },
    /** Without the change to one of the parts. */
    *smaller() {
      for (const name of Object.keys(input) as (keyof Input)[]) {
        const [a, b] = [input[name], original[name]];
        const unchanged = typeof a === "number" ? Object.is(a, b) : same(a, b as Uint8Array);
        if (!unchanged) yield checkAttempt(honkCase, { ...input, [name]: b });
      }
    },
    show: () =>
      JSON.stringify({
        circuit: honkCase.name,
        ...Object.fromEntries(
          Object.entries(input)
            .map(([name, x]) => [name, x instanceof Uint8Array ? hexOf(x) : String(x)]),
        ),
      }),
  };
}

function inputOf({ vector }: HonkCase): Input {
  return {
    proof: vector.proof.slice(),
    publicInputs: vector.publicInputs.slice(),
    vkHash: vector.vkHash.slice(),
    logRows: vector.options.logRows,
    publicInputsOffset: vector.options.publicInputsOffset,
    key: EVERY_GATE_KEY.slice(),
  };
}

/** Did anything change, and does the check read it? */
function changeOf({ vector, unseen }: HonkCase, before: Input, after: Input) {
  const restIsSame = same(before.publicInputs, after.publicInputs) &&
    same(before.vkHash, after.vkHash) && same(before.key, after.key) &&
    before.logRows === after.logRows && before.publicInputsOffset === after.publicInputsOffset;
  if (!restIsSame) return "read";
  if (same(before.proof, after.proof)) return "none";
  if (before.proof.length !== after.proof.length) return "read";
  const { evaluations, words } = ultraHonkLayout(vector.options.logRows);
  const isRead = (word: number) =>
    word < evaluations.start ||
    word < evaluations.end && !unseen.includes(BB5_COLUMNS[word - evaluations.start]);
  for (let word = 0; word < words; word++) {
    const at = (bytes: Uint8Array) => bytes.subarray(32 * word, 32 * word + 32);
    if (isRead(word) && !same(at(before.proof), at(after.proof))) return "read";
  }
  return "unread";
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

type Mutation = (input: Input, random: Random) => void;
type Name = "proof" | "publicInputs" | "vkHash" | "key";

const SPECIAL = [0n, 1n, 2n, P - 1n, P, P + 1n, Q - 1n, Q, 2n ** 120n, 2n ** 136n, 2n ** 256n - 1n];

/** The proof more often than the rest; the key seldom, for a damaged one keeps the proof from being looked at. */
const WHERE: readonly Name[] = [
  ...Array<Name>(16).fill("proof"),
  ...["publicInputs", "publicInputs", "vkHash", "key"] as const,
];

const MUTATIONS: readonly Mutation[] = [
  inWord((word, random) => word[random.below(32)] ^= 1 << random.below(8)),
  inWord((word, random) => word[random.below(32)] = random.below(256)),
  inWord((word, random) => word.fill(random.below(256), random.below(32))),
  inWord((word, random) => add(word, random.pick([1, -1, 2, 256]))),
  inWord((word, random) => set(word, random.pick(SPECIAL))),
  inWord((word, random) => word.set(wordOf(random.pick(HONK_CASES).vector.proof, random))),
  inWord((word, random) => word.forEach((_, i) => word[i] = i < 2 ? 0 : random.below(256))),
  (input, random) => {
    const name = random.pick(WHERE);
    if (input[name].length < 64) return;
    const a = wordOf(input[name], random), b = wordOf(input[name], random), kept = a.slice();
    a.set(b);
    b.set(kept);
  },
  resized((
    bytes,
    at,
    random,
  ) => [bytes.subarray(0, at), bytes.subarray(at + 32 * random.below(3))]),
  resized((bytes, at, random) => [
    bytes.subarray(0, at),
    new Uint8Array(32 * random.below(12)).fill(random.below(2)),
    bytes.subarray(at),
  ]),
  resized((bytes, at) => [bytes.subarray(0, at + 5), bytes.subarray(at + 9)]),
  resized((bytes, at) => [bytes.subarray(0, at)]),
  // More public inputs than a call has room for arguments.
  (input, random) => {
    if (input.logRows !== 16 || random.below(300) > 0) return;
    input.publicInputs = new Uint8Array(32 * (2 ** 16 - 64));
  },
  (input, random) => input.logRows += random.pick([-1, 1, 0.5, 23, -16, NaN]),
  (input, random) => input.publicInputsOffset += random.pick([-1, 1, 0.5, 2 ** 40, -100, NaN]),
];

function inWord(change: (word: Uint8Array, random: Random) => void): Mutation {
  return (input, random) => {
    const bytes = input[random.pick(WHERE)];
    if (bytes.length >= 32) change(wordOf(bytes, random), random);
  };
}

function resized(
  pieces: (bytes: Uint8Array, at: number, random: Random) => readonly Uint8Array[],
): Mutation {
  return (input, random) => {
    // Seldom: what has the wrong length is refused before it is looked at.
    if (random.below(4) > 0) return;
    const name = random.pick(WHERE), bytes = input[name];
    const at = 32 * random.below(1 + bytes.length / 32);
    input[name] = Uint8Array.from(pieces(bytes, at, random).flatMap((piece) => [...piece]));
  };
}

function wordOf(bytes: Uint8Array, random: Random): Uint8Array {
  const at = 32 * random.below(Math.floor(bytes.length / 32));
  return bytes.subarray(at, at + 32);
}

function add(word: Uint8Array, by: number): void {
  for (let i = 31, carry = by; i >= 0 && carry !== 0; i--) {
    const sum = word[i] + carry;
    word[i] = sum;
    carry = Math.floor(sum / 256);
  }
}

function set(word: Uint8Array, value: bigint): void {
  for (let i = 31; i >= 0; i--, value >>= 8n) word[i] = Number(value & 255n);
}
