// The compiled program: what workers execute instead of expressions. Plain data (typed arrays and numbers), so it
// crosses threads by structured clone and user code never does.
//
// A program works on a *window* of edges at a time. Every operand is a *plane*: the values of one quantity at one
// evaluation point (points.ts) for all edges of the window. Planes are numbered through one arena; a value of several
// points occupies consecutive planes. Plane 0 holds the gate separator's weights of the window's edges.

/** Operations; the comment gives the words after the operation's code. */
export const Op = {
  /** plane, slot, column: the column's values at 0, 1, ∞, unless the slot still holds them */
  load: 0,
  /** out, a, b, planes */
  mul: 1,
  /** out, a, planes */
  square: 2,
  /** out, a, scalar, planes */
  scale: 3,
  /** out, a, plane of the factor of degree 0, planes */
  weigh: 4,
  /** out, planes, reduce (0 or 1), n, then n times: plane, coefficient */
  combine: 5,
  /** out, a, scalar, planes */
  addScalar: 6,
  /** accumulator, a, planes */
  accumulate: 7,
  /**
   * product sum, a, b, planes, step: adds the products a·b, without reducing each, to the sums of products; b moves by
   * `step` planes (0 or 1) with every plane of a
   */
  accumulateProducts: 8,
  /** out, planes (2 or 3), n, then n times: column, scalar: Σ column·scalar, the columns being small */
  shortSum: 9,
} as const;

/**
 * Operations on plain numbers: planes of an arena of their own, one double per edge and plane. Coefficients and other
 * factors are numbers of `PlainCode.numbers`.
 */
export const PlainOp = {
  /** plane, column: the column's values at 0, 1, ∞ */
  load: 0,
  /** out, a, b, planes */
  mul: 1,
  /** out, planes, n, then n times: plane, coefficient */
  combine: 2,
  /** out, number, planes: adds it to what is there */
  addNumber: 3,
  /**
   * accumulator, a, digits, weighted (0 or 1), edges: adds a times the gate separator's weights, or times 1. |a| is below
   * 2^(16·digits); so many edges may be added before the accumulator must be reduced.
   */
  accumulate: 4,
} as const;

/** Code in plain numbers, every one of which is below 2^53 in absolute value. */
export interface PlainCode {
  /** Instructions, one after the other. */
  readonly code: Int32Array;
  /** The numbers that they name. */
  readonly numbers: Float64Array;
}

/** Plane of the gate separator's weights. */
export const WEIGHT_PLANE = 0;

/** A program for the edges on which certain columns are constant. */
export interface Block {
  /** Pairs column, value (0 or 1): on the edges, both rows of the column have that value. Empty: all edges. */
  readonly when: Int32Array;
  /** Instructions, one after the other. */
  readonly code: Int32Array;
  /** What is computed in plain numbers, on small columns; undefined: nothing. */
  readonly plain: PlainCode | undefined;
  /** How many edges may be added to an accumulator before it must be reduced. */
  readonly reduceEvery: number;
  /** First accumulator, and how many there are. */
  readonly accumulators: readonly [first: number, count: number];
  /** First sum of products. */
  readonly firstProductSum: number;
  /** Pairs accumulator, sign (1 or −1), one per sum of products: where it is added in the end. */
  readonly productSums: Int32Array;
}

/** The code of one relation. */
export interface RelationProgram {
  /** Tried in order, each on the edges that are left; the last one, the general one, takes all. */
  readonly blocks: readonly Block[];
  /** Registry columns that must all be zero on both rows for the edge to be skipped; empty: never skipped. */
  readonly skip: Int32Array;
  /** Registry columns that the relation reads. */
  readonly columns: Int32Array;
  /** False when the all-zero row does not satisfy it: then rows beyond every column's length count too. */
  readonly zeroRow: boolean;
}

/** Where a part of a subrelation's result is: what one block of its relation adds to it. */
export interface Output {
  /** Number of the subrelation, flat. */
  readonly subrelation: number;
  /** Its degree. */
  readonly subrelationDegree: number;
  /** Weighted by the gate separator or not. */
  readonly rowWise: boolean;
  /** First accumulator: one per plane, degree + 1 of them. */
  readonly accumulator: number;
  /** Degree of this part; its planes are 0 … degree. */
  readonly degree: number;
  /** Leading planes that are left out: their accumulators stay 0. */
  readonly omitted: number;
}

/** A registry, compiled. */
export interface Program {
  /** One per relation, in the registry's order. */
  readonly relations: readonly RelationProgram[];
  /** Every part of every subrelation. */
  readonly outputs: readonly Output[];
  /** Size of the arena in planes. */
  readonly planes: number;
  /** Size of the arena of plain numbers in planes. */
  readonly plainPlanes: number;
  /** How many columns can be held at a time. */
  readonly slots: number;
  /** How many scalars the program expects. */
  readonly scalars: number;
  /** How many accumulators there are. */
  readonly accumulators: number;
  /** How many sums of products there are. */
  readonly productSums: number;
}

/** What one edge costs, by operation; counts are elements (edges × points). */
export interface EdgeCost {
  /** Products of two values, of a value and a scalar, or of a value and the weight. */
  readonly multiplications: number;
  /** Of these, squarings. */
  readonly squarings: number;
  /** Terms added, in sums and extensions to further points. */
  readonly additions: number;
  /** Columns read (two rows each). */
  readonly loads: number;
}

/** Number of words of the plain instruction at `pc`. */
export function plainInstructionLength(code: Int32Array, pc: number): number {
  switch (code[pc]) {
    case PlainOp.load:
      return 3;
    case PlainOp.combine:
      return 4 + 2 * code[pc + 3];
    case PlainOp.mul:
      return 5;
    case PlainOp.accumulate:
      return 6;
    default:
      return 4;
  }
}

/** Number of words of the instruction at `pc`. */
export function instructionLength(code: Int32Array, pc: number): number {
  switch (code[pc]) {
    case Op.load:
    case Op.square:
    case Op.accumulate:
      return 4;
    case Op.combine:
      return 5 + 2 * code[pc + 4];
    case Op.shortSum:
      return 4 + 2 * code[pc + 3];
    case Op.accumulateProducts:
      return 6;
    default:
      return 5;
  }
}

/** Counts what a block does on one edge; plain numbers do not count. */
export function edgeCost({ code }: Block): EdgeCost {
  let multiplications = 0, squarings = 0, additions = 0, loads = 0;
  for (let pc = 0; pc < code.length; pc += instructionLength(code, pc)) {
    switch (code[pc]) {
      case Op.load:
        loads++;
        break;
      case Op.square:
        multiplications += code[pc + 3];
        squarings += code[pc + 3];
        break;
      case Op.mul:
      case Op.scale:
      case Op.weigh:
      case Op.accumulateProducts:
        multiplications += code[pc + 4];
        break;
      case Op.combine:
        additions += code[pc + 2] * code[pc + 4];
        break;
      case Op.shortSum:
        loads += code[pc + 3];
        additions += code[pc + 2] * code[pc + 3];
        break;
      case Op.addScalar:
        additions += code[pc + 4];
        break;
    }
  }
  return { multiplications, squarings, additions, loads };
}
