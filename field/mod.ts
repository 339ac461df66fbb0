/**
 * Prime fields of up to 255 bits on words and doubles: single elements, vectors, and arithmetic on vectors.
 *
 * An element is 8 words of 32 bits in Montgomery form, a {@linkcode FieldVector} many of them in one buffer. Methods of
 * {@linkcode PrimeField} work on single elements and are for scripts and constants; the functions named after vectors
 * have the loop inside and are what is fast. A run of such operations is faster still on {@linkcode LaneVector}, which
 * keeps elements in the form that is computed with.
 *
 * @example Single elements
 * ```ts
 * import { BN254_FR } from "@limbs/sumcheck/field";
 * import { assertEquals } from "@std/assert";
 *
 * const x = BN254_FR.parse("0x2a"), y = BN254_FR.inverse(x);
 * assertEquals(BN254_FR.toDecimal(BN254_FR.mul(x, y)), "1");
 * ```
 *
 * @example Vectors
 * ```ts
 * import { BN254_FR, innerProduct, mulVectors } from "@limbs/sumcheck/field";
 * import { assertEquals } from "@std/assert";
 *
 * const a = BN254_FR.vectorOf([1, 2, 3]), b = BN254_FR.vectorOf([4, 5, -6]);
 * mulVectors(b, a, b);
 * assertEquals(Array.from(b, (x) => BN254_FR.toDecimal(BN254_FR.neg(x))).at(2), "18");
 * assertEquals(BN254_FR.toDecimal(innerProduct(a, a)), "14");
 * ```
 *
 * @example Another field
 * ```ts
 * import { PrimeField } from "@limbs/sumcheck/field";
 * import { assertEquals } from "@std/assert";
 *
 * const goldilocks = new PrimeField({ name: "goldilocks", modulus: "0xffffffff00000001" });
 * assertEquals(goldilocks.toDecimal(goldilocks.parse(-1)), "18446744069414584320");
 * ```
 *
 * @module
 */

export * from "./errors.ts";
export { type FieldElement, PrimeField, type PrimeFieldOptions } from "./prime_field.ts";
export * from "./field_vector.ts";
export * from "./fields.ts";
export { LaneVector } from "./lane_vector.ts";
export * from "./vector_arithmetic.ts";
export * from "./vector_sums.ts";
export * from "./vector_power.ts";
export * from "./vector_inverse.ts";
export type { ElementVector, VectorRange } from "./vector_operands.ts";
export * from "./bigint.ts";
export type { ByteOrder } from "./codec_bytes.ts";
export { type LaneKernel, LANES } from "./lane_kernel.ts";
export { type LaneOrder, useLaneOrder } from "./order.ts";
