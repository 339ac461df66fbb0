// A peer of the prover bench: the textbook prover (scalar_prover.ts) on the prime fields of noble-curves.

import { Field } from "@noble/curves/abstract/modular.js";
import type { PrimeField } from "../../field/mod.ts";
import { type ScalarProof, scalarProve, type ScalarStatement } from "./scalar_prover.ts";

/** Makes the proof's messages by the library's field. */
export function nobleProve(field: PrimeField, statement: ScalarStatement): ScalarProof {
  const p = Array.from(field.modulus).reduceRight((m, word) => (m << 32n) | BigInt(word), 0n);
  const noble = Field(p);
  return scalarProve({
    add: (a, b) => noble.add(a, b),
    sub: (a, b) => noble.sub(a, b),
    mul: (a, b) => noble.mul(a, b),
    from: (integer) => noble.create(integer),
  }, statement);
}
