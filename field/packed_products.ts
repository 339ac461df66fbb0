// Products of packed elements in chunks of lanes: how LaneKernel's packed products are made of generated routines. Each
// chunk is read whole before it is written, so it may work in place.

import { WORDS } from "./grid.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";

/** Elements in lanes at a time: with three operands, small enough for the first-level cache. */
const CHUNK = 64;

/** The kernel's methods that this module makes. */
export type PackedProduct = "mulPacked" | "squarePacked" | "mulFixedPacked";

/** The kernel's methods that they are made of. */
type LaneProducts = Pick<LaneKernel, "mul" | "square" | "mulFixed" | "unpack" | "packProducts">;

/** Products from words to lanes in one go, for the engine that is faster with it. */
export interface WordProducts {
  /** out = a·b·2^−256. */
  mulWords(
    out: Float64Array,
    a: Uint32Array,
    b: Uint32Array,
    wordOffset: number,
    count: number,
  ): void;
  /** out = a·a·2^−256. */
  squareWords(out: Float64Array, a: Uint32Array, wordOffset: number, count: number): void;
}

/** Makes the packed products of a kernel from its other methods, and from `words` where those are faster. */
export function packedProducts(
  kernel: LaneProducts,
  words: WordProducts | undefined,
): Pick<LaneKernel, PackedProduct> {
  const product = new Float64Array(CHUNK * LANES);
  const left = new Float64Array(CHUNK * LANES);
  const right = new Float64Array(CHUNK * LANES);

  const mulWords: WordProducts["mulWords"] = words?.mulWords ??
    ((out, a, b, wordOffset, count) => {
      kernel.unpack(left, a, wordOffset, count);
      kernel.unpack(right, b, wordOffset, count);
      kernel.mul(out, left, right, count);
    });
  const squareWords: WordProducts["squareWords"] = words?.squareWords ??
    ((out, a, wordOffset, count) => {
      kernel.unpack(left, a, wordOffset, count);
      kernel.square(out, left, count);
    });

  /** Has `multiply` write a chunk of products to lanes, packs it, and goes on to the next. */
  const inChunks = (
    out: Uint32Array,
    wordOffset: number,
    count: number,
    multiply: (from: number, elements: number) => void,
  ) => {
    for (let start = 0; start < count; start += CHUNK) {
      const elements = Math.min(CHUNK, count - start);
      const from = wordOffset + start * WORDS;
      multiply(from, elements);
      kernel.packProducts(out, from, product, elements);
    }
  };

  return {
    mulPacked: (out, a, b, wordOffset, count) =>
      inChunks(out, wordOffset, count, (from, elements) => {
        mulWords(product, a, b, from, elements);
      }),
    squarePacked: (out, a, wordOffset, count) =>
      inChunks(out, wordOffset, count, (from, elements) => {
        squareWords(product, a, from, elements);
      }),
    mulFixedPacked: (out, a, factor, wordOffset, count) =>
      inChunks(out, wordOffset, count, (from, elements) => {
        kernel.unpack(left, a, from, elements);
        kernel.mulFixed(product, left, factor, elements);
      }),
  };
}
