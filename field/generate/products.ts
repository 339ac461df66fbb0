// The terms of a product's columns.

import { LANES } from "../lane_kernel.ts";
import { product, type Value } from "./program.ts";

/** All products a_i·b_j with i + j = k, lanes i and j within windows of `size`. */
export function productTerms(
  a: readonly Value[],
  b: readonly Value[],
  k: number,
  fromA = 0,
  fromB = 0,
  size = LANES,
): Value[] {
  const terms: Value[] = [];
  for (let i = fromA; i < fromA + size; i++) {
    const j = k - i;
    if (j >= fromB && j < fromB + size) terms.push(product(a[i]!, b[j]!));
  }
  return terms;
}

/** The same for a·a: each pair of equal products once, as (2·a_i)·a_j with i < j. */
export function squareTerms(
  a: readonly Value[],
  twice: readonly Value[],
  k: number,
  fromA = 0,
  fromB = 0,
  size = LANES,
): Value[] {
  const terms: Value[] = [];
  for (let i = fromA; i < fromA + size && 2 * i <= k; i++) {
    const j = k - i;
    if (j >= fromB && j < fromB + size) {
      terms.push(product(i === j ? a[i]! : twice[i]!, a[j]!));
    }
  }
  return terms;
}
