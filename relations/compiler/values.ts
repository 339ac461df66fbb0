// What the compiler computes with: *scalars*, once per proof, and *values*, per edge. Data only: lower.ts makes them
// from a relation, plan.ts says on which planes, emit.ts turns them into instructions.

/**
 * A quantity of degree 0 that is the same on every row: evaluated once per proof, from parameters and constants.
 * Operands are numbers of earlier scalars; `node` is a node of the relation's graph.
 */
export type Scalar =
  | { readonly op: "node"; readonly node: number }
  | {
    readonly op: "sum";
    readonly terms: readonly number[];
    readonly coefficients: readonly number[];
  }
  | { readonly op: "product"; readonly factors: readonly number[] }
  | { readonly op: "inverse"; readonly of: number };

/** A quantity computed per edge: a polynomial of the given degree in the edge variable. */
export type Value =
  | { readonly op: "load"; readonly column: number; readonly degree: 1 }
  /** The gate separator's weight of the edge: degree 0. */
  | { readonly op: "weight"; readonly degree: 0 }
  | { readonly op: "mul"; readonly a: number; readonly b: number; readonly degree: number }
  | { readonly op: "square"; readonly a: number; readonly degree: number }
  /** a · scalar */
  | { readonly op: "scale"; readonly a: number; readonly scalar: number; readonly degree: number }
  /** Σ scalar·column over small columns (short_sums.ts) */
  | {
    readonly op: "short";
    readonly columns: readonly number[];
    readonly scalars: readonly number[];
    readonly degree: 1;
  }
  /** a · (a value of degree 0) */
  | { readonly op: "weigh"; readonly a: number; readonly by: number; readonly degree: number }
  /** Σ coefficient·term, all terms of the sum's own degree, plus optionally a value of lower degree and a scalar. */
  | {
    readonly op: "sum";
    readonly terms: readonly number[];
    readonly coefficients: readonly number[];
    readonly lower: number | undefined;
    readonly scalar: number | undefined;
    readonly degree: number;
  };

/** A product (`mul`, `square` or `weigh`) that is part of a result. */
export interface OutputProduct {
  /** Number of the value. */
  readonly value: number;
  /** Whether it is added or subtracted. */
  readonly sign: 1 | -1;
}

/** One subrelation's result: the value to be accumulated over the edges. */
export interface Output {
  /** Number of the subrelation inside its relation. */
  readonly subrelation: number;
  /** Number of the value; undefined when there is none beside the products. */
  readonly value: number | undefined;
  /** Products that belong to the result too, and that nothing else reads: they are summed unreduced. */
  readonly products: readonly OutputProduct[];
  /** Degree of the result; undefined when the subrelation is identically zero. */
  readonly degree: number | undefined;
  /** Whether the weight is part of it. */
  readonly rowWise: boolean;
}

/** The values of a relation, operands before users. */
export interface Lowered {
  readonly values: readonly Value[];
  readonly scalars: readonly Scalar[];
  readonly outputs: readonly Output[];
}
