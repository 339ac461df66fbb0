// An oracle for the sumcheck of UltraHonk proofs: BigInt, one line per step as the protocol's description has them,
// nothing shared with sumcheck/honk/. It judges the sumcheck alone: form and points are not looked at.

import { keccak_256 } from "@noble/hashes/sha3.js";
import { BB5_COLUMNS, mod, mul, P, ultraSubrelations, type Values } from "./ultra_oracle.ts";

/** The base field's prime, below which coordinates are. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** What the oracle derives. */
export interface OracleReplay {
  readonly eta: bigint;
  readonly beta: bigint;
  readonly gamma: bigint;
  readonly alpha: bigint;
  readonly gate: bigint;
  readonly delta: bigint;
  readonly rounds: readonly {
    readonly sum: bigint;
    readonly expected: bigint;
    readonly challenge: bigint;
    readonly target: bigint;
  }[];
  readonly pow: bigint;
  readonly subrelations: readonly bigint[];
  readonly unweighted: readonly bigint[];
  readonly full: bigint;
  /** The first round that fails, "final" for the last check, undefined when all pass. */
  readonly fails: number | "final" | undefined;
}

/** A proof's words and its statement. */
export interface OracleInput {
  readonly logRows: number;
  readonly offset: number;
  readonly vkHash: bigint;
  readonly publicInputs: readonly bigint[];
  readonly proof: readonly bigint[];
}

/** Bytes as 32-byte words. */
export function bigWords(bytes: Uint8Array): bigint[] {
  return Array.from(
    { length: bytes.length / 32 },
    (_, i) => toBig(bytes.subarray(32 * i, 32 * i + 32)),
  );
}

/** Words as bytes. */
export function wordBytes(words: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32 * words.length);
  words.forEach((word, i) => {
    for (let k = 31; k >= 0; k--, word >>= 8n) bytes[32 * i + k] = Number(word & 255n);
  });
  return bytes;
}

/** Derives every value and judges. */
export function replayOracle(
  { logRows, offset, vkHash, publicInputs, proof }: OracleInput,
): OracleReplay {
  const H = (...words: bigint[]): bigint => mod(toBig(keccak_256(wordBytes(words))));
  const low = (c: bigint): bigint => c % 2n ** 127n;
  const at = 24;
  let c = H(vkHash, ...publicInputs, ...proof.slice(0, 14));
  const eta = low(c);
  c = H(c, ...proof.slice(14, 20));
  const beta = low(c), gamma = c >> 127n;
  c = H(c, ...proof.slice(20, 24));
  const alpha = low(c);
  c = H(c);
  const gate = low(c);
  const inputs = [...publicInputs, ...proof.slice(0, 8)], o = BigInt(offset);
  const above = inputs.map((x, i) => gamma + beta * (2n ** 28n + o + BigInt(i)) + x);
  const below = inputs.map((x, i) => gamma - beta * (o + 1n + BigInt(i)) + x);
  const delta = mul(...above, inverse(mul(...below)));
  const rounds = [];
  let expected = 0n, fails: OracleReplay["fails"];
  for (let k = 0; k < logRows; k++) {
    const values = proof.slice(at + 8 * k, at + 8 * k + 8);
    c = H(c, ...values);
    const challenge = low(c),
      sum = mod(values[0] + values[1]),
      target = lagrange(values, challenge);
    rounds.push({ sum, expected, challenge, target });
    if (sum !== expected) fails ??= k;
    expected = target;
  }
  const start = at + 8 * logRows;
  const p: Values = Object.fromEntries(BB5_COLUMNS.map((name, i) => [name, proof[start + i]]));
  let pow = 1n, beta_k = gate;
  for (const { challenge } of rounds) {
    pow = mul(pow, 1n + challenge * (beta_k - 1n));
    beta_k = mul(beta_k, beta_k);
  }
  const all = ultraSubrelations("bb5", p, { eta, beta, gamma, public_input_delta: delta });
  let full = 0n, alpha_j = 1n;
  for (const { value, independent } of all) {
    full = mod(full + mul(alpha_j, value, independent ? pow : 1n));
    alpha_j = mul(alpha_j, alpha);
  }
  if (full !== expected) fails ??= "final";
  const subrelations = all.map(({ value, independent }) => mul(value, independent ? pow : 1n));
  const unweighted = all.map(({ value }) => value);
  return {
    eta,
    beta,
    gamma,
    alpha,
    gate,
    delta,
    rounds,
    pow,
    subrelations,
    unweighted,
    full,
    fails,
  };
}

function toBig(bytes: Uint8Array): bigint {
  return bytes.reduce((x, byte) => x << 8n | BigInt(byte), 0n);
}

function inverse(x: bigint): bigint {
  let result = 1n;
  for (let e = P - 2n; e > 0n; e >>= 1n, x = mul(x, x)) if (e & 1n) result = mul(result, x);
  return result;
}

/** The polynomial with these values at 0, 1, … at x. */
function lagrange(values: readonly bigint[], x: bigint): bigint {
  let sum = 0n;
  values.forEach((value, i) => {
    let above = value, below = 1n;
    values.forEach((_, j) => {
      if (j === i) return;
      above = mul(above, x - BigInt(j));
      below = mul(below, BigInt(i - j));
    });
    sum += mul(above, inverse(mod(below)));
  });
  return mod(sum);
}
