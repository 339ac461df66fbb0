// Binds generated code to a field: given a modulus, picks its class, computes its constants and returns the LaneKernel
// that callers work with. The arithmetic itself is in generated/.

import { constantsOf, wideLanes } from "./constants.ts";
import * as accumulateColumns from "./generated/accumulate_columns.generated.ts";
import * as accumulateQuadrants from "./generated/accumulate_quadrants.generated.ts";
import * as fixedColumns from "./generated/fixed_columns.generated.ts";
import * as fixedQuadrants from "./generated/fixed_quadrants.generated.ts";
import * as linear from "./generated/linear.generated.ts";
import * as generalColumns from "./generated/mul_general_columns.generated.ts";
import * as generalQuadrants from "./generated/mul_general_quadrants.generated.ts";
import * as lightColumns from "./generated/mul_light_columns.generated.ts";
import * as lightQuadrants from "./generated/mul_light_quadrants.generated.ts";
import * as unitColumns from "./generated/mul_unit_columns.generated.ts";
import * as unitQuadrants from "./generated/mul_unit_quadrants.generated.ts";
import * as wordsGeneral from "./generated/words_general_columns.generated.ts";
import * as wordsLight from "./generated/words_light_columns.generated.ts";
import * as wordsUnit from "./generated/words_unit_columns.generated.ts";
import { fixedFactors } from "./fixed_factor.ts";
import { ACCUMULATED_PRODUCTS, lanesOfWords, WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import { classOfLanes } from "./modulus_class.ts";
import { type LaneOrder, laneOrder } from "./order.ts";
import { packedFold } from "./packed_fold.ts";
import { type PackedProduct, packedProducts, type WordProducts } from "./packed_products.ts";
import { emptySums, sumsOfProducts } from "./sums_of_products.ts";

export type { LaneOrder };

const MULTIPLICATIONS = {
  light: { columns: lightColumns, quadrants: lightQuadrants },
  unit: { columns: unitColumns, quadrants: unitQuadrants },
  general: { columns: generalColumns, quadrants: generalQuadrants },
};

/** Products straight from words, which only V8 is faster with. */
const WORD_MULTIPLICATIONS = { light: wordsLight, unit: wordsUnit, general: wordsGeneral };

const ACCUMULATIONS = { columns: accumulateColumns, quadrants: accumulateQuadrants };

/** Products with a factor of many. */
const FIXED = { columns: fixedColumns, quadrants: fixedQuadrants };

/** Folds estimate quotients from what is at least 2^205 of an element, which is all that matters from this p on. */
const FOLD_MODULUS = 2 ** 226;

/** What a fold is given behind its output. */
type FoldInput<Rows> = [
  at: number,
  rows: Rows,
  rowOffset: number,
  factor: Float64Array,
  count: number,
];

/** A fold for a smaller p: what the generated one leaves may be off by one p. */
function reducedFold<Rows>(
  fold: (constants: Float64Array, out: Float64Array, ...input: FoldInput<Rows>) => number,
): typeof fold {
  return (constants, out, ...input) => {
    const multiplied = fold(constants, out, ...input), rows = out.subarray(input[0]);
    linear.reduce(constants, rows, rows, input[4]);
    return multiplied;
  };
}

/** The value of 8 little-endian words as a double, rounded. */
function asDouble(words: ArrayLike<number>): number {
  let x = 0;
  for (let i = WORDS - 1; i >= 0; i--) x = x * 2 ** 32 + words[i]!;
  return x;
}

/** 2^254 + 1 stands for any modulus of the light class: only its constants are used, and not even their values matter. */
const RACE_MODULUS = Uint32Array.of(1, 0, 0, 0, 0, 0, 0, 0x40000000);

/** Elements of a heat of the race between statement orders. */
const HEAT = 128;

/** One heat: a multiplication of some elements, any prime's (zeros take as long as anything). */
function heat(constants: Float64Array, lanes: Float64Array): (order: LaneOrder) => void {
  return (order) => MULTIPLICATIONS.light[order].mul(constants, lanes, lanes, lanes, HEAT);
}

/** The order for this engine, raced the first time it is asked for; see {@linkcode laneOrder}. */
export function defaultLaneOrder(): LaneOrder {
  const constants = constantsOf(RACE_MODULUS);
  return laneOrder(heat(constants, new Float64Array(HEAT * LANES)), HEAT);
}

/**
 * The lane kernel of the prime field with this modulus (8 little-endian words of the plain integer; odd, below 2^255:
 * the caller checks).
 */
export function laneKernel(
  modulus: Uint32Array,
  order: LaneOrder = defaultLaneOrder(),
): LaneKernel {
  const constants = constantsOf(modulus);
  const modulusClass = classOfLanes(lanesOfWords(modulus), wideLanes(modulus));
  const multiplication = MULTIPLICATIONS[modulusClass.name][order];
  const { mulFixed, ...folds } = FIXED[order];
  const wordMultiplication = WORD_MULTIPLICATIONS[modulusClass.name];
  const p = asDouble(modulus), isSmall = p < FOLD_MODULUS;
  const foldWords = isSmall ? reducedFold(folds.foldWords) : folds.foldWords;
  const foldLanes = isSmall ? reducedFold(folds.foldLanes) : folds.foldLanes;
  // A product of operands of at most p is below (ratio + 1/2)·p and a little more: a quotient's lanes have some slack.
  const packProducts = p / 2 ** 256 < 0.49 ? linear.packProducts : linear.pack;

  // Of each column of a product, the biased high accumulator and the low one (generate/inner_product.ts).
  const empty = emptySums(constants, 1);
  const sums = empty.slice();
  const { accumulateProducts, accumulateEach } = ACCUMULATIONS[order];
  const part = new Float64Array(LANES);
  const fixedFactor = fixedFactors(constants, { mul: multiplication.mul, reduce: linear.reduce });

  const kernel: Omit<LaneKernel, "foldPairs" | PackedProduct> = {
    order,
    // Rounded down to eighths, so that p's being rounded does not matter; a tiny p could have more than anyone wants.
    maxValue: Math.min(16, Math.floor((modulusClass.operands / p) * 8) / 8),
    ratio: p / 2 ** 256,
    mul: (out, a, b, count) => multiplication.mul(constants, out, a, b, count),
    square: (out, a, count) => multiplication.square(constants, out, a, count),
    fixedFactor: (x) => fixedFactor(x),
    mulFixed: (out, a, factor, count) => mulFixed(constants, out, a, factor, count),
    foldWords: (out, outOffset, words, wordOffset, factor, count) =>
      foldWords(constants, out, outOffset, words, wordOffset, factor, count),
    foldLanes: (out, outOffset, rows, rowOffset, factor, count) =>
      foldLanes(constants, out, outOffset, rows, rowOffset, factor, count),
    innerProduct: (out, a, b, count) => {
      const total = new Float64Array(LANES);
      for (let start = 0; start < count; start += ACCUMULATED_PRODUCTS) {
        const end = Math.min(count, start + ACCUMULATED_PRODUCTS);
        sums.set(empty);
        const [from, to] = [start * LANES, end * LANES];
        accumulateProducts(
          constants,
          sums,
          a.subarray(from, to),
          b.subarray(from, to),
          end - start,
        );
        multiplication.reduceProducts(constants, part, sums, 1);
        linear.reduce(constants, part, part, 1);
        linear.add(constants, total, total, part, 1);
      }
      linear.reduce(constants, out, total, 1);
    },
    productSums: (count) => emptySums(constants, count),
    addProducts: (sum, a, b, count) => accumulateProducts(constants, sum, a, b, count),
    takeProductSums: (out, sums, count) => {
      multiplication.reduceProducts(constants, out, sums, count);
      linear.reduce(constants, out, out, count);
      for (let at = 0; at < count * empty.length; at += empty.length) sums.set(empty, at);
    },
    sumOfProducts: sumsOfProducts(constants, {
      accumulateEach,
      reduceProducts: multiplication.reduceProducts,
    }),
    add: (out, a, b, count) => linear.add(constants, out, a, b, count),
    sub: (out, a, b, count) => linear.sub(constants, out, a, b, count),
    addScalar: (out, a, scalar, count) => linear.addScalar(constants, out, a, scalar, count),
    combine: (out, inputs, coefficients, reduce, count) => {
      const [a, b, c, d] = inputs;
      const f = coefficients[0]!;
      if (b === undefined) {
        const run = reduce ? linear.combine1Reduced : linear.combine1;
        run(constants, out, a!, f, count);
        return;
      }
      const g = coefficients[1]!;
      if (c === undefined && f === 1 && !reduce && (g === 1 || g === -1)) {
        // Most sums of two are these; without products they take three quarters of the time.
        const run = g === 1 ? linear.add : linear.sub;
        run(constants, out, a!, b, count);
        return;
      }
      if (c === undefined) {
        const run = reduce ? linear.combine2Reduced : linear.combine2;
        run(constants, out, a!, b, f, g, count);
        return;
      }
      const h = coefficients[2]!;
      if (d === undefined) {
        const run = reduce ? linear.combine3Reduced : linear.combine3;
        run(constants, out, a!, b, c, f, g, h, count);
        return;
      }
      const run = reduce ? linear.combine4Reduced : linear.combine4;
      run(constants, out, a!, b, c, d, f, g, h, coefficients[3]!, count);
    },
    reduce: (out, a, count) => linear.reduce(constants, out, a, count),
    unpack: (out, words, wordOffset, count) =>
      linear.unpack(constants, out, words, wordOffset, count),
    pack: (words, wordOffset, a, count) => linear.pack(constants, words, wordOffset, a, count),
    packProducts: (words, wordOffset, a, count) =>
      packProducts(constants, words, wordOffset, a, count),
    loadPairs: (at0, at1, atInfinity, words, wordOffset, chosen, count) =>
      linear.loadPairs(constants, at0, at1, atInfinity, words, wordOffset, chosen, count),
    loadLanePairs: (at0, at1, atInfinity, rows, rowOffset, chosen, count) =>
      linear.loadLanePairs(constants, at0, at1, atInfinity, rows, rowOffset, chosen, count),
    accumulate: (sum, a, count) => linear.accumulate(constants, sum, a, count),
  };
  const foldPairs = packedFold(kernel);
  const words: WordProducts | undefined = order === "columns"
    ? {
      mulWords: (out, a, b, wordOffset, count) =>
        wordMultiplication.mulWords(constants, out, a, b, wordOffset, count),
      squareWords: (out, a, wordOffset, count) =>
        wordMultiplication.squareWords(constants, out, a, wordOffset, count),
    }
    : undefined;
  return { ...kernel, foldPairs, ...packedProducts(kernel, words) };
}
