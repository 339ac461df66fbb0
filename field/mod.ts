/**
 * Prime fields of up to 255 bits without BigInt: single elements, vectors, and arithmetic on vectors.
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
