/**
 * Relations: polynomials over the columns of a trace, declared once as data, and the registries that prover and verifier
 * share.
 *
 * @module
 */

export * from "./errors.ts";
export {
  type Constant,
  Expression,
  ExpressionGraph,
  type Node,
  type Operand,
  product,
  sum,
} from "./expression.ts";
export * from "./relation.ts";
export * from "./registry.ts";
export * from "./registries.ts";
export * from "./inspect.ts";
export * from "./cost.ts";
export type { EdgeCost } from "./program.ts";
export {
  isLogDerivative,
  type LogDerivativeArgument,
  type LogDerivativeOptions,
  type LogDerivativeRelation,
  type TupleSide,
} from "./log_derivative.ts";
export * from "./lookup.ts";
export * from "./permutation.ts";
export * from "./inverses.ts";
export { ULTRA_BB3, ULTRA_BB5 } from "./ultra/mod.ts";
