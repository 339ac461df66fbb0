// A peer of the prover bench: the textbook prover (scalar_prover.ts) on plain BigInt, a division after every product.

import type { PrimeField } from "../../field/mod.ts";
import { type ScalarProof, scalarProve, type ScalarStatement } from "./scalar_prover.ts";

/** Makes the proof's messages by BigInt. */
export function naiveProve(field: PrimeField, statement: ScalarStatement): ScalarProof {
  const p = Array.from(field.modulus).reduceRight((m, word) => (m << 32n) | BigInt(word), 0n);
  return scalarProve({
    add: (a, b) => {
      const sum = a + b;
      return sum >= p ? sum - p : sum;
    },
    sub: (a, b) => a >= b ? a - b : a - b + p,
    mul: (a, b) => a * b % p,
    from: (integer) => ((integer % p) + p) % p,
  }, statement);
}
