// The fields with a name, and finding one by it.

import { quoted } from "./codec_text.ts";
import { FieldError } from "./errors.ts";
import { PrimeField } from "./prime_field.ts";

/** The scalar field of BN254 (alt_bn128): circuits over it are what UltraHonk proves. */
export const BN254_FR: PrimeField = new PrimeField({
  name: "bn254-fr",
  modulus: "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001",
});

/** The base field of BN254, which is the scalar field of Grumpkin. */
export const BN254_FQ: PrimeField = new PrimeField({
  name: "bn254-fq",
  modulus: "0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47",
});

/** The scalar field of BLS12-381. */
export const BLS12_381_FR: PrimeField = new PrimeField({
  name: "bls12-381-fr",
  modulus: "0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
});

/** The base field of Pallas, which is the scalar field of Vesta. */
export const PALLAS_FP: PrimeField = new PrimeField({
  name: "pallas-fp",
  modulus: "0x40000000000000000000000000000000224698fc094cf91b992d30ed00000001",
});

/** The base field of Vesta, which is the scalar field of Pallas. */
export const VESTA_FP: PrimeField = new PrimeField({
  name: "vesta-fp",
  modulus: "0x40000000000000000000000000000000224698fc0994a8dd8c46eb2100000001",
});

/** Every field with a name. */
export const FIELDS: readonly PrimeField[] = [
  BN254_FR,
  BN254_FQ,
  BLS12_381_FR,
  PALLAS_FP,
  VESTA_FP,
];

/**
 * The field with this name.
 * @throws {FieldError} "unknown-field"
 */
export function fieldByName(name: string): PrimeField {
  const field = FIELDS.find((f) => f.name === name);
  if (field === undefined) {
    throw new FieldError(
      "unknown-field",
      `Cannot find a field: ${quoted(name)} is none of ${FIELDS.map((f) => f.name).join(", ")}`,
    );
  }
  return field;
}
