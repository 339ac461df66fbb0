/**
 * Sumcheck proofs of execution traces on Deno, Bun and in browsers: fields, relations, worker pools, prover and verifier.
 *
 * ```ts
 * import { openProverPool, SumcheckProver, verifyWithTrace } from "@limbs/sumcheck";
 * ```
 *
 * @module
 */

export * from "./field/mod.ts";
export * from "./relations/mod.ts";
export * from "./scheduler/mod.ts";
export * from "./sumcheck/mod.ts";
