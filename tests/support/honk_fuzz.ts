// Mutates real UltraHonk proofs, their statements and their keys, and looks at what becomes of them: nothing but a typed
// error may come out, and no proof may pass in which a word that the sumcheck reads has changed.

import { assertIsError } from "@std/assert";
import { SumcheckError } from "../../sumcheck/errors.ts";
import { parseUltraHonkKey } from "../../sumcheck/honk/key.ts";
import { ultraHonkLayout } from "../../sumcheck/honk/layout.ts";
import { verifyUltraHonkSumcheck } from "../../sumcheck/honk/verify.ts";
import { EVERY_GATE_KEY, HONK_CASES, type HonkCase } from "./honk_vectors.ts";
import { Q } from "./honk_oracle.ts";
import { BB5_COLUMNS, P } from "./ultra_oracle.ts";

/** What was seen of proofs, statements and keys that met typed errors or none. */
export interface FuzzReport {
  /** Cases in which something changed that the check reads. */
  readonly cases: number;
  /** Which of them passed, as "seed …, turn …": none may. */
  readonly accepted: readonly string[];
  /** By code, how often the others were refused with it. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Further cases, in which nothing changed but words for the openings, and how many of them passed. */
  readonly openingsOnly: { readonly cases: number; readonly passed: number };
}

/** Everything that a check is given. */
interface Input {
  proof: Uint8Array;
  publicInputs: Uint8Array;
  vkHash: Uint8Array;
  logRows: number;
  publicInputsOffset: number;
  key: Uint8Array;
}

/**
 * Runs mutated checks until `cases` of them had a change that the check reads.
 *
 * @throws {Error} for the first error that is not typed, with the seed and the turn
 */
export function fuzzUltraHonk(
  cases: number,
  seed: number,
  progress: (done: number) => void = () => {},
): FuzzReport {
  const random = new Random(seed);
  const refusals: Record<string, number> = {};
  const accepted: string[] = [];
  let done = 0, openings = 0, passed = 0;
  for (let turn = 0; done < cases; turn++) {
    const honkCase = random.pick(HONK_CASES), input = inputOf(honkCase), before = inputOf(honkCase);
    for (let n = 1 + random.below(3); n > 0; n--) random.pick(MUTATIONS)(input, random);
    const change = changeOf(honkCase, before, input);
    if (change === "none") continue;
    const where = `seed ${seed}, turn ${turn}`;
    const code = answer(input, where);
    if (change === "unread") {
      openings++;
      if (code === undefined) passed++;
      continue;
    }
    if (code === undefined) accepted.push(where);
    else refusals[code] = (refusals[code] ?? 0) + 1;
    if (++done % 1000 === 0) progress(done);
  }
  const sorted = Object.entries(refusals).sort(([, a], [, b]) => b - a);
  return {
    cases,
    accepted,
    refusals: Object.fromEntries(sorted),
    openingsOnly: { cases: openings, passed },
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

function answer(input: Input, where: string): string | undefined {
  try {
    // The key first, with the hash that belongs to it; a whole one goes on to the proof.
    parseUltraHonkKey(input.key, parseUltraHonkKey(EVERY_GATE_KEY).hash);
    const { proof, publicInputs, vkHash, logRows, publicInputsOffset } = input;
    verifyUltraHonkSumcheck(proof, publicInputs, vkHash, { logRows, publicInputsOffset });
    return undefined;
  } catch (error) {
    assertIsError(error, SumcheckError, "Cannot ", where);
    return error.code;
  }
}

/** Did anything change, and does the check read it? */
function changeOf({ vector, unseen }: HonkCase, before: Input, after: Input) {
  const same = (a: Uint8Array, b: Uint8Array) =>
    a.length === b.length && a.every((byte, i) => byte === b[i]);
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

/** A generator that can be run again: Marsaglia's xorshift32, which is good enough to choose bytes. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 2654435761) >>> 0) || 1;
  }

  /** An integer from 0 to bound − 1. */
  below(bound: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % Math.max(1, Math.floor(bound));
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
