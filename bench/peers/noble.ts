// noble-curves as a peer of the field benchmarks: BigInt elements, one call per multiplication, which is the library's
// only form. BN254's scalar field.

import { bn254 } from "@noble/curves/bn254.js";

/** Arrays of BigInt elements and the operations on them. */
export interface NoblePeer {
  /** One multiplication per element of the arrays. */
  mul(): void;
  /** Batch inversion of the array. */
  batchInverse(): void;
  /** The products of the last mul. */
  products(): readonly bigint[];
}

/** Holds two arrays of plain integers below the modulus. */
export function noblePeer(a: readonly bigint[], b: readonly bigint[]): NoblePeer {
  const { Fr } = bn254.fields;
  const out: bigint[] = a.slice();
  return {
    mul: () => {
      for (let k = 0; k < a.length; k++) out[k] = Fr.mul(a[k]!, b[k]!);
    },
    batchInverse: () => {
      Fr.invertBatch(a as bigint[]);
    },
    products: () => out,
  };
}
