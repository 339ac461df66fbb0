// Ideas about the order of statements and the length of the chains: all products first, halves, interleaved; carries
// held back at more columns; digits cleared with P (which is 1 modulo 2^52) instead of p.

import { reduceByColumns } from "../../field/generate/columns.ts";
import { productTerms } from "../../field/generate/products.ts";
import { fits, type Program, type Value } from "../../field/generate/program.ts";
import { HALF, reduceByQuadrants } from "../../field/generate/quadrants.ts";
import { Reduction } from "../../field/generate/reduction.ts";
import { COLUMNS } from "../../field/grid.ts";
import { LANES } from "../../field/lane_kernel.ts";
import { CLASS, compare, experiment, store } from "./harness.ts";

/** Column k's products as sums of their own, emitted now. */
function sums(program: Program, a: Value[], b: Value[], k: number): Value[] {
  const parts: Value[] = [];
  let terms = productTerms(a, b, k);
  while (terms.length > 0) {
    let taken = terms.length;
    while (!fits(terms.slice(0, taken))) taken--;
    parts.push(program.sum(`c${k}_${parts.length}`, terms.slice(0, taken)));
    terms = terms.slice(taken);
  }
  return parts;
}

/** How many columns' products are emitted before the chain starts, and how many with each of its steps. */
function productsAhead(ahead: number, wide: boolean) {
  return experiment((program, a, b) => {
    const columns: Value[][] = [];
    for (let k = 0; k < ahead; k++) columns.push(sums(program, a, b, k));
    const reduction = new Reduction(program, { modulusClass: CLASS, wide, cuts: [15] });
    for (let k = 0; k < COLUMNS; k++) {
      if (columns.length < COLUMNS) columns.push(sums(program, a, b, columns.length));
      reduction.step(k, columns[k]!, reduction.terms(k, 0, LANES));
    }
    store(program, reduction.finish());
  });
}

function byColumns(wide: boolean, cuts: number[]) {
  return experiment((program, a, b) => {
    const reduction = new Reduction(program, { modulusClass: CLASS, wide, cuts });
    store(program, reduceByColumns(reduction, (k) => productTerms(a, b, k)));
  });
}

function byQuadrants(wide: boolean, cuts: number[]) {
  return experiment((program, a, b) => {
    const reduction = new Reduction(program, { modulusClass: CLASS, wide, cuts });
    const terms = (k: number, fromA: number, fromB: number) =>
      productTerms(a, b, k, fromA, fromB, HALF);
    store(program, reduceByQuadrants(program, reduction, terms));
  });
}

compare(
  [
    { name: "columns", run: byColumns(false, []) },
    { name: "columns, carry held at 15", run: byColumns(false, [15]) },
    { name: "columns, carries held at 12, 14, 16", run: byColumns(false, [12, 14, 16]) },
    { name: "columns, P", run: byColumns(true, [15]) },
    { name: "all products first", run: productsAhead(COLUMNS, false) },
    { name: "products of the lower half first", run: productsAhead(LANES, false) },
    { name: "all products first, P", run: productsAhead(COLUMNS, true) },
    { name: "quadrants", run: byQuadrants(false, []) },
    { name: "quadrants, carry held at 13", run: byQuadrants(false, [13]) },
    { name: "quadrants, P", run: byQuadrants(true, []) },
    {
      name: "quadrants, P, carries held at 11, 13, 15, 17",
      run: byQuadrants(true, [11, 13, 15, 17]),
    },
  ].map((entry) => ({ ...entry, exact: true })),
);
