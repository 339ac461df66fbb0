// Field arithmetic done again with BigInt, and reproducible inputs for it. It shares no code with field/: a modulus is
// written here a second time, words are read here by its own means.

/** The named fields' moduli, from the curves' specifications. */
export const MODULI: Readonly<Record<string, bigint>> = {
  // EIP-196 (alt_bn128): the order of the group, and of the base field.
  "bn254-fr": 21888242871839275222246405745257275088548364400416034343698204186575808495617n,
  "bn254-fq": 21888242871839275222246405745257275088696311157297823662689037894645226208583n,
  // RFC 9380 / draft-irtf-cfrg-pairing-friendly-curves: r of BLS12-381, as x⁴ − x² + 1 at x = −0xd201000000010000.
  "bls12-381-fr": (0xd201000000010000n ** 4n) - (0xd201000000010000n ** 2n) + 1n,
  // The Pasta curves: 2^254 + a 125-bit number each.
  "pallas-fp": (1n << 254n) + 45560315531419706090280762371685220353n,
  "vesta-fp": (1n << 254n) + 45560315531506369815346746415080538113n,
};

/** x mod p in [0, p). */
export function modulo(x: bigint, p: bigint): bigint {
  const r = x % p;
  return r < 0n ? r + p : r;
}

/** b^e mod p. */
export function powMod(b: bigint, e: bigint, p: bigint): bigint {
  let result = 1n % p;
  for (let x = b % p, k = e; k > 0n; k >>= 1n, x = x * x % p) if (k & 1n) result = result * x % p;
  return result;
}

/** The oracle of one field. */
export class FieldOracle {
  readonly p: bigint;
  /** 2^256 mod p and its inverse. */
  readonly r: bigint;
  readonly rInverse: bigint;

  constructor(p: bigint) {
    this.p = p;
    this.r = (1n << 256n) % p;
    this.rInverse = this.inverse(this.r);
  }

  /** The residue of any integer. */
  mod(x: bigint): bigint {
    return modulo(x, this.p);
  }

  /** x⁻¹ by Fermat. */
  inverse(x: bigint): bigint {
    return powMod(x, this.p - 2n, this.p);
  }

  /** The residue whose Montgomery form is the integer `raw`. */
  leave(raw: bigint): bigint {
    return raw * this.rInverse % this.p;
  }

  /** The Montgomery form of a residue. */
  enter(x: bigint): bigint {
    return x * this.r % this.p;
  }
}

/** The integer that 8 little-endian words from `offset` write. */
export function readWords(words: ArrayLike<number>, offset = 0): bigint {
  const pair = (i: number) => BigInt(words[offset + i]!) | BigInt(words[offset + i + 1]!) << 32n;
  return pair(0) | pair(2) << 64n | pair(4) << 128n | pair(6) << 192n;
}

/** Every element of packed words as an integer, Montgomery form. */
export function readAll(words: Uint32Array): bigint[] {
  const all = new BigUint64Array(words.slice().buffer);
  return Array.from(
    { length: words.length / 8 },
    (_, i) =>
      all[4 * i]! | all[4 * i + 1]! << 64n | all[4 * i + 2]! << 128n | all[4 * i + 3]! << 192n,
  );
}

/** 8 little-endian words. */
export function writeWords(x: bigint): Uint32Array {
  return Uint32Array.from({ length: 8 }, (_, i) => Number(x >> BigInt(32 * i) & 0xffffffffn));
}

/** Packed words of many integers. */
export function writeAll(values: readonly bigint[]): Uint32Array {
  const all = new BigUint64Array(4 * values.length);
  values.forEach((x, i) => {
    for (let j = 0; j < 4; j++) all[4 * i + j] = x >> BigInt(64 * j);
  });
  return new Uint32Array(all.buffer);
}

/** A stream of 32-bit words that is the same in every run (xorshift128, Marsaglia 2003). */
export function randomWords(seed: number): () => number {
  let x = 123456789 ^ seed, y = 362436069, z = 521288629, w = 88675123;
  const next = () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
  for (let i = 0; i < 32; i++) next(); // near seeds start alike
  return next;
}

/** Integers that are the same in every run. */
export class Random {
  /** The next 32-bit word. */
  readonly word: () => number;

  constructor(seed: number) {
    this.word = randomWords(seed);
  }

  /** An integer of 320 random bits, modulo n. */
  below(n: bigint): bigint {
    let x = 0n;
    for (let i = 0; i < 10; i++) x = x << 32n | BigInt(this.word());
    return x % n;
  }

  /** An index below n. */
  index(n: number): number {
    return this.word() % n;
  }
}

/** A residue source that is the same in every run. */
export function randomResidues(p: bigint, seed: number): () => bigint {
  const random = new Random(seed);
  return () => random.below(p);
}

/** Residues at which carries, borrows and signs change: around 0, p, p/2, 2^k and 2^256 mod p. */
export function edgeResidues(p: bigint): bigint[] {
  const centres = [0n, p, p / 2n, p / 3n, (1n << 256n) % p, (1n << 512n) % p];
  for (const k of [16n, 26n, 32n, 52n, 64n, 77n, 103n, 128n, 154n, 180n, 205n, 224n, 231n, 253n]) {
    centres.push(1n << k, p - (1n << k), (1n << 254n) - (1n << k));
  }
  const alternating = BigInt(`0x${"a5".repeat(32)}`), ones = (1n << 253n) - 1n;
  centres.push(alternating % p, (alternating >> 1n) % p, ones % p, (ones << 1n) % p);
  const all = centres.flatMap((c) => [c - 1n, c, c + 1n]).map((x) => modulo(x, p));
  return [...new Set(all)];
}
