// The contract between the field and everything that computes on it in bulk: arithmetic on *lanes*.
// An element is LANES consecutive doubles, each an integer multiple of its place 2^(w_i) (docs/architecture.md,
// "Lanes"). Kernels are generated (field/generate.ts); this file only says what they promise.

/** Doubles per element. */
export const LANES = 10;

/** Doubles of a factor that many elements are multiplied by; see `fixedFactor`. */
export const FIXED_FACTOR: number = LANES * (LANES + 1);

/** Doubles per sum of products that is not reduced yet. */
export const PRODUCT_SUM: number = 2 * (2 * LANES - 1);

/**
 * Arithmetic on arrays of lane elements of one prime field.
 *
 * Every method works on `count` consecutive elements from index 0 of the given views (`count * LANES` doubles) and is
 * element-wise: `out` may be the same view as an input. Nothing is allocated and nothing is checked: these are inner
 * loops, their callers check.
 *
 * Two bounds travel with a value and are the caller's to keep:
 * - *balanced lanes*: |lane i| ≤ 2^(w_{i+1} − 1) · (1 + 2^−14). Every method leaves its outputs balanced, except where it
 *   says otherwise, and wants its inputs balanced.
 * - *value*: |v| ≤ k·p. `mul` and its kin accept |a|, |b| ≤ {@linkcode maxValue}·p and give
 *   |out| ≤ (|a|·|b| / 2^256) + p/2. Sums add the bounds of their terms; `reduce` brings |v| ≤ 512·p to |v| ≤ 0.501·p.
 */
export interface LaneKernel {
  /** Statement order of the generated code: "columns" suits V8, "quadrants" suits JavaScriptCore. Same results. */
  readonly order: "columns" | "quadrants";
  /** The largest operand of a multiplication, in units of p, for which every column provably stays below 2^53. */
  readonly maxValue: number;
  /** p / 2^256: the product of values a·p and b·p is at most (a·b·ratio + 1/2)·p. */
  readonly ratio: number;

  /** out = a·b·2^−256 (Montgomery product). */
  mul(out: Float64Array, a: Float64Array, b: Float64Array, count: number): void;
  /** out = a·a·2^−256. */
  square(out: Float64Array, a: Float64Array, count: number): void;

  /**
   * The table of an element x, |x| ≤ maxValue·p, for products with many others: {@linkcode FIXED_FACTOR} doubles, made
   * anew. Takes as long as about 20 products, of which it saves a quarter each.
   */
  fixedFactor(x: Float64Array): Float64Array;
  /** out = a·x·2^−256 for the x of `factor`; |out| ≤ 0.501·p. */
  mulFixed(out: Float64Array, a: Float64Array, factor: Float64Array, count: number): void;

  /** out = Σ_k a[k]·b[k]·2^−256, one element, |out| ≤ 0.501·p; any count. Far cheaper than products and sums. */
  innerProduct(out: Float64Array, a: Float64Array, b: Float64Array, count: number): void;

  /** `count` empty sums of products, each {@linkcode PRODUCT_SUM} doubles; see `addProducts`. */
  productSums(count: number): Float64Array;
  /** Adds a[k]·b[k] for all k to the one sum at the beginning of `sum`; at most 4096 products before it is taken. */
  addProducts(sum: Float64Array, a: Float64Array, b: Float64Array, count: number): void;
  /** out[i] = sum i · 2^−256, |out| ≤ 0.501·p, and sum i is empty again, for `count` sums. */
  takeProductSums(out: Float64Array, sums: Float64Array, count: number): void;

  /**
   * out = Σ_j a[j]·b[j]·2^−256, element by element, for at most 4096 pairs of views; one reduction per element. The bound
   * of `out` is p/2 and each pair's |a|·|b| / 2^256, added up.
   */
  sumOfProducts(
    out: Float64Array,
    a: readonly Float64Array[],
    b: readonly Float64Array[],
    count: number,
  ): void;

  /** out = a + b. */
  add(out: Float64Array, a: Float64Array, b: Float64Array, count: number): void;
  /** out = a − b. */
  sub(out: Float64Array, a: Float64Array, b: Float64Array, count: number): void;
  /** out = a + scalar, `scalar` being one element. */
  addScalar(out: Float64Array, a: Float64Array, scalar: Float64Array, count: number): void;
  /**
   * out = Σ_k coefficients[k]·inputs[k] for 1 to 4 inputs and integer coefficients with Σ|coefficients| ≤ 512;
   * reduced to |out| ≤ 0.501·p when `reduce` is set (the bounds must add up to 512·p at most then), only carried otherwise.
   */
  combine(
    out: Float64Array,
    inputs: readonly Float64Array[],
    coefficients: ArrayLike<number>,
    reduce: boolean,
    count: number,
  ): void;
  /** out = a mod p with |out| ≤ 0.501·p; accepts |a| ≤ 512·p, and what `accumulate` leaves: up to 2^20 elements' sum. */
  reduce(out: Float64Array, a: Float64Array, count: number): void;

  /** Reads `count` packed elements (8 little-endian words each, Montgomery form, canonical) into lanes. */
  unpack(out: Float64Array, words: Uint32Array, wordOffset: number, count: number): void;
  /** Writes `count` elements packed and canonical (0 ≤ x < p); accepts |a| ≤ 512·p. */
  pack(words: Uint32Array, wordOffset: number, a: Float64Array, count: number): void;
  /** As `pack`, for |a| < p and products of operands of at most p only: cheaper. */
  packProducts(words: Uint32Array, wordOffset: number, a: Float64Array, count: number): void;
  /**
   * out = a·b·2^−256, packed to packed and canonical: `count` elements of each from word `wordOffset`. `out` may be an
   * input.
   */
  mulPacked(
    out: Uint32Array,
    a: Uint32Array,
    b: Uint32Array,
    wordOffset: number,
    count: number,
  ): void;
  /** out = a·a·2^−256, packed to packed as `mulPacked`. */
  squarePacked(out: Uint32Array, a: Uint32Array, wordOffset: number, count: number): void;
  /** out = a·x·2^−256 for the x of `factor`, packed to packed as `mulPacked`. */
  mulFixedPacked(
    out: Uint32Array,
    a: Uint32Array,
    factor: Float64Array,
    wordOffset: number,
    count: number,
  ): void;
  /**
   * Reads the pairs of packed elements at word `wordOffset + 16·edges[k]` for k < count:
   * at0 = first, at1 = second, atInfinity = second − first (balanced).
   */
  loadPairs(
    at0: Float64Array,
    at1: Float64Array,
    atInfinity: Float64Array,
    words: Uint32Array,
    wordOffset: number,
    edges: Int32Array,
    count: number,
  ): void;
  /**
   * Packed to packed: out[k] = in[2k] + u·(in[2k+1] − in[2k]) for k < count and the u of `factor`; equal pairs are
   * copied. `out` may be the input, if its rows move to lower words. Returns how many pairs were multiplied.
   */
  foldPairs(
    out: Uint32Array,
    outOffset: number,
    words: Uint32Array,
    wordOffset: number,
    factor: Float64Array,
    count: number,
  ): number;
  /** As `foldPairs`, to lanes from element `outOffset / LANES` on: |out| ≤ 0.501·p. */
  foldWords(
    out: Float64Array,
    outOffset: number,
    words: Uint32Array,
    wordOffset: number,
    factor: Float64Array,
    count: number,
  ): number;
  /**
   * As `foldPairs`, from lanes to lanes, of |rows| ≤ 0.501·p to |out| ≤ 0.501·p. Pairs are equal if their lanes are.
   */
  foldLanes(
    out: Float64Array,
    outOffset: number,
    rows: Float64Array,
    rowOffset: number,
    factor: Float64Array,
    count: number,
  ): number;
  /** As `loadPairs`, from pairs of lanes at `rowOffset + 20·edges[k]`. */
  loadLanePairs(
    at0: Float64Array,
    at1: Float64Array,
    atInfinity: Float64Array,
    rows: Float64Array,
    rowOffset: number,
    edges: Int32Array,
    count: number,
  ): void;
  /** sum += Σ_k a[k], lane by lane and without any carry: exact for up to 2^20 elements, then `reduce` it. */
  accumulate(sum: Float64Array, a: Float64Array, count: number): void;
}
