// What other libraries make of the operations that bench/field.ts times, on the same inputs: plain BigInt, noble-curves
// (BigInt behind an interface) and ffjavascript (wasm: its batch entries, its entries called once per element on data
// that stays in wasm memory, and its public API). Each operation is written as a user of that library would write it
// for speed, and returns its results for comparison before anything is timed.

import { Field } from "@noble/curves/abstract/modular.js";
import * as ffjavascript from "ffjavascript";

/** The operations that are timed. */
export const OPERATIONS = [
  "add",
  "sub",
  "negate",
  "scale",
  "mul",
  "square",
  "mulByElement",
  "sumOfProducts",
  "innerProduct",
  "interpolate",
  "fold",
  "inverse",
  "power",
] as const;
export type Operation = typeof OPERATIONS[number];

/** The integer of `scale`, the exponent of `power`, the pairs of `sumOfProducts`. */
export const FACTOR = 7, EXPONENT = 65537, PAIRS = 4;

/** What every contestant computes with, as plain integers. */
export interface Inputs {
  readonly field: string;
  readonly p: bigint;
  readonly a: readonly bigint[];
  readonly b: readonly bigint[];
  /** The one element of mulByElement, interpolate and fold: 2^256 mod p, because ffjavascript's batch multiplies by it. */
  readonly u: bigint;
}

/** One operation of one contestant. */
export interface Task {
  readonly run: () => void;
  /** The plain integers that the last run gave; left out where `run` is checked under another operation's name. */
  readonly results?: () => readonly bigint[];
}

/** The operations of one contestant. */
export interface Contestant {
  readonly name: string;
  readonly tasks: Partial<Record<Operation, Task>>;
}

/** BigInt without a library. */
export function bigintPeer({ p, a, b, u }: Inputs): Contestant {
  const n = a.length, out: bigint[] = Array.from(a);
  let sum = 0n;
  const loop = (each: (k: number) => void, count = n) => ({
    run: () => {
      for (let k = 0; k < count; k++) each(k);
    },
    results: () => out.slice(0, count),
  });
  const factor = BigInt(FACTOR);
  const residue = (x: bigint) => x % p + (x < 0n ? p : 0n);
  return {
    name: "BigInt",
    tasks: {
      add: loop((k) => {
        const s = a[k]! + b[k]!;
        out[k] = s >= p ? s - p : s;
      }),
      sub: loop((k) => {
        const d = a[k]! - b[k]!;
        out[k] = d < 0n ? d + p : d;
      }),
      negate: loop((k) => out[k] = a[k] === 0n ? 0n : p - a[k]!),
      scale: loop((k) => out[k] = a[k]! * factor % p),
      mul: loop((k) => out[k] = a[k]! * b[k]! % p),
      square: loop((k) => out[k] = a[k]! * a[k]! % p),
      mulByElement: loop((k) => out[k] = a[k]! * u % p),
      sumOfProducts: loop((k) => {
        let s = 0n;
        for (let j = 0; j < PAIRS; j++) s += a[k]! * (j & 1 ? b[k]! : a[k]!);
        out[k] = s % p;
      }),
      innerProduct: {
        run: () => {
          sum = 0n;
          for (let k = 0; k < n; k++) sum += a[k]! * b[k]!;
          sum %= p;
        },
        results: () => [sum],
      },
      interpolate: loop((k) => out[k] = residue(a[k]! + u * (b[k]! - a[k]!))),
      fold: loop((k) => out[k] = residue(a[2 * k]! + u * (a[2 * k + 1]! - a[2 * k]!)), n / 2),
      inverse: {
        run: () => {
          let product = 1n;
          for (let k = 0; k < n; k++) {
            out[k] = product;
            product = product * a[k]! % p;
          }
          let inverse = inverseOf(product, p);
          for (let k = n - 1; k >= 0; k--) {
            out[k] = out[k]! * inverse % p;
            inverse = inverse * a[k]! % p;
          }
        },
        results: () => out,
      },
      power: loop((k) => {
        let result = 1n;
        for (let e = EXPONENT, x = a[k]!; e > 0; e >>= 1, x = x * x % p) {
          if (e & 1) result = result * x % p;
        }
        out[k] = result;
      }),
    },
  };
}

function inverseOf(x: bigint, p: bigint): bigint {
  let [r, s, t, v] = [p, x, 0n, 1n];
  while (s > 0n) {
    const q = r / s;
    [r, s, t, v] = [s, r - q * s, v, t - q * v];
  }
  return t < 0n ? t + p : t;
}

/** noble-curves' Field. */
export function noblePeer({ p, a, b, u }: Inputs): Contestant {
  const F = Field(p), n = a.length, out: bigint[] = Array.from(a);
  let sum = 0n;
  const loop = (each: (k: number) => void, count = n) => ({
    run: () => {
      for (let k = 0; k < count; k++) each(k);
    },
    results: () => out.slice(0, count),
  });
  const factor = BigInt(FACTOR), exponent = BigInt(EXPONENT);
  let inverses: bigint[] = [];
  return {
    name: "noble",
    tasks: {
      add: loop((k) => out[k] = F.add(a[k]!, b[k]!)),
      sub: loop((k) => out[k] = F.sub(a[k]!, b[k]!)),
      negate: loop((k) => out[k] = F.neg(a[k]!)),
      scale: loop((k) => out[k] = F.mul(a[k]!, factor)),
      mul: loop((k) => out[k] = F.mul(a[k]!, b[k]!)),
      square: loop((k) => out[k] = F.sqr(a[k]!)),
      mulByElement: loop((k) => out[k] = F.mul(a[k]!, u)),
      sumOfProducts: loop((k) => {
        let s = 0n;
        for (let j = 0; j < PAIRS; j++) s = F.addN(s, F.mulN(a[k]!, j & 1 ? b[k]! : a[k]!));
        out[k] = F.create(s);
      }),
      innerProduct: {
        run: () => {
          sum = 0n;
          for (let k = 0; k < n; k++) sum = F.addN(sum, F.mulN(a[k]!, b[k]!));
          sum = F.create(sum);
        },
        results: () => [sum],
      },
      interpolate: loop((k) => out[k] = F.add(a[k]!, F.mul(u, F.sub(b[k]!, a[k]!)))),
      fold: loop(
        (k) => out[k] = F.add(a[2 * k]!, F.mul(u, F.sub(a[2 * k + 1]!, a[2 * k]!))),
        n / 2,
      ),
      inverse: {
        run: () => {
          inverses = F.invertBatch(a as bigint[]);
        },
        results: () => inverses,
      },
      power: loop((k) => out[k] = F.pow(a[k]!, exponent)),
    },
  };
}

/** The part of ffjavascript's untyped surface that is used here. */
interface WasmField {
  readonly prefix: string;
  readonly tm: {
    readonly u32: Uint32Array;
    readonly memory: WebAssembly.Memory;
    readonly instance: { readonly exports: Record<string, (...args: number[]) => void> };
  };
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  sub(a: Uint8Array, b: Uint8Array): Uint8Array;
  neg(a: Uint8Array): Uint8Array;
  mul(a: Uint8Array, b: Uint8Array): Uint8Array;
  square(a: Uint8Array): Uint8Array;
  exp(a: Uint8Array, exponent: number): Uint8Array;
  fromObject(x: bigint): Uint8Array;
  toObject(x: Uint8Array): bigint;
}
type Build = (singleThread: boolean) => Promise<Record<"Fr" | "F1", WasmField>>;

/** Which of the package's fields is ours; it builds no others. */
const BUILDERS: Readonly<Record<string, readonly ["buildBn128" | "buildBls12381", "Fr" | "F1"]>> = {
  "bn254-fr": ["buildBn128", "Fr"],
  "bn254-fq": ["buildBn128", "F1"],
  "bls12-381-fr": ["buildBls12381", "Fr"],
};

/** ffjavascript's three forms, where it has the field. */
export async function ffjavascriptPeers(inputs: Inputs): Promise<Contestant[]> {
  const builder = BUILDERS[inputs.field];
  if (builder === undefined) return [];
  const build = (ffjavascript as unknown as Record<string, Build>)[builder[0]]!;
  // One thread: contestants are compared core by core.
  const F = (await build(true))[builder[1]];
  return [...wasmForms(F, inputs), apiForm(F, inputs)];
}

function wasmForms(F: WasmField, { a, b, u }: Inputs): Contestant[] {
  const n = a.length, size = 32;
  const allocate = (count: number) => {
    const at = F.tm.u32[0]!; // the first word of the memory is the allocator's mark
    F.tm.u32[0] = at + count * size;
    const missing = at + count * size - F.tm.memory.buffer.byteLength;
    if (missing > 0) F.tm.memory.grow(Math.ceil(missing / 65536));
    return at;
  };
  const pa = allocate(n), pb = allocate(n), po = allocate(n), pu = allocate(1), pt = allocate(1);
  const pe = allocate(1);
  const bytes = new Uint8Array(F.tm.memory.buffer);
  a.forEach((x, k) => bytes.set(F.fromObject(x), pa + k * size));
  b.forEach((x, k) => bytes.set(F.fromObject(x), pb + k * size));
  bytes.set(F.fromObject(u), pu);
  new DataView(bytes.buffer).setUint32(pe, EXPONENT, true);
  const read = (at: number, count: number) => () =>
    Array.from({ length: count }, (_, k) => {
      const from = at + k * size;
      return F.toObject(new Uint8Array(F.tm.memory.buffer).slice(from, from + size));
    });
  const wasm = (name: string) => F.tm.instance.exports[`${F.prefix}_${name}`]!;
  const add = wasm("add"), sub = wasm("sub"), mul = wasm("mul"), neg = wasm("neg");
  const square = wasm("square"), zero = wasm("zero"), power = wasm("exp");
  const toMontgomery = wasm("batchToMontgomery"), batchInverse = wasm("batchInverse");
  const loop = (each: (at: number) => void, count = n) => ({
    run: () => {
      for (let at = 0; at < count * size; at += size) each(at);
    },
    results: read(po, count),
  });
  return [
    {
      name: "ffjavascript batch",
      tasks: {
        // The batch multiplies each element by 2^512 mod p, which is 2^256 mod p in Montgomery form: our `u`. The
        // package exports no batch of pairwise products; this is its multiplication at its best.
        mul: { run: () => toMontgomery(pa, n, po) },
        mulByElement: { run: () => toMontgomery(pa, n, po), results: read(po, n) },
        inverse: { run: () => batchInverse(pa, size, n, po, size), results: read(po, n) },
      },
    },
    {
      name: "ffjavascript wasm",
      tasks: {
        add: loop((at) => add(pa + at, pb + at, po + at)),
        sub: loop((at) => sub(pa + at, pb + at, po + at)),
        negate: loop((at) => neg(pa + at, po + at)),
        mul: loop((at) => mul(pa + at, pb + at, po + at)),
        square: loop((at) => square(pa + at, po + at)),
        mulByElement: loop((at) => mul(pa + at, pu, po + at)),
        sumOfProducts: loop((at) => {
          zero(po + at);
          for (let j = 0; j < PAIRS; j++) {
            mul(pa + at, (j & 1 ? pb : pa) + at, pt);
            add(po + at, pt, po + at);
          }
        }),
        innerProduct: {
          run: () => {
            zero(po);
            for (let at = 0; at < n * size; at += size) {
              mul(pa + at, pb + at, pt);
              add(po, pt, po);
            }
          },
          results: read(po, 1),
        },
        interpolate: loop((at) => {
          sub(pb + at, pa + at, po + at);
          mul(po + at, pu, po + at);
          add(pa + at, po + at, po + at);
        }),
        fold: loop((at) => {
          sub(pa + 2 * at + size, pa + 2 * at, po + at);
          mul(po + at, pu, po + at);
          add(pa + 2 * at, po + at, po + at);
        }, n / 2),
        power: loop((at) => power(pa + at, pe, 4, po + at)),
      },
    },
  ];
}

function apiForm(F: WasmField, { a, b, u }: Inputs): Contestant {
  const n = a.length;
  const x = a.map((v) => F.fromObject(v)), y = b.map((v) => F.fromObject(v)), e = F.fromObject(u);
  const out = x.slice();
  let sum = e;
  const loop = (each: (k: number) => void, count = n) => ({
    run: () => {
      for (let k = 0; k < count; k++) each(k);
    },
    results: () => out.slice(0, count).map((v) => F.toObject(v)),
  });
  return {
    name: "ffjavascript API",
    tasks: {
      add: loop((k) => out[k] = F.add(x[k]!, y[k]!)),
      sub: loop((k) => out[k] = F.sub(x[k]!, y[k]!)),
      negate: loop((k) => out[k] = F.neg(x[k]!)),
      mul: loop((k) => out[k] = F.mul(x[k]!, y[k]!)),
      square: loop((k) => out[k] = F.square(x[k]!)),
      mulByElement: loop((k) => out[k] = F.mul(x[k]!, e)),
      innerProduct: {
        run: () => {
          sum = F.mul(x[0]!, y[0]!);
          for (let k = 1; k < n; k++) sum = F.add(sum, F.mul(x[k]!, y[k]!));
        },
        results: () => [F.toObject(sum)],
      },
      interpolate: loop((k) => out[k] = F.add(x[k]!, F.mul(e, F.sub(y[k]!, x[k]!)))),
      fold: loop(
        (k) => out[k] = F.add(x[2 * k]!, F.mul(e, F.sub(x[2 * k + 1]!, x[2 * k]!))),
        n / 2,
      ),
      power: loop((k) => out[k] = F.exp(x[k]!, EXPONENT)),
    },
  };
}
