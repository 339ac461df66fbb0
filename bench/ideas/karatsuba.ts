// Idea: Karatsuba on lanes. The grid allows it (w_(i+5) = w_i + 128), 25 products of the 100 go, 75 stay. But sums of two
// lanes have a bit more each, so a product of sums has two more and no two of them fit into one double: exact code would
// round nearly every product of the middle part. Timed here *without* those roundings, so as a lower bound: if this is
// not clearly faster, the exact form cannot be.

import { reduceByColumns } from "../../field/generate/columns.ts";
import type { Value } from "../../field/generate/program.ts";
import { HALF } from "../../field/generate/quadrants.ts";
import { Reduction } from "../../field/generate/reduction.ts";
import { COLUMNS, PLACES } from "../../field/grid.ts";
import { LANES } from "../../field/lane_kernel.ts";
import { CLASS, compare, experiment, store, unproven } from "./harness.ts";

const run = experiment((program, a, b) => {
  // Halves at one place: high lanes times 2^−128.
  for (const name of ["a", "b"]) {
    for (let i = 0; i < HALF; i++) {
      program.emit(`const ${name}s${i} = ${name}${i} + ${name}${i + HALF} * ${2 ** -128};`);
    }
  }
  const columns = (x: (i: number) => string, y: (i: number) => string, name: string) => {
    for (let k = 0; k < 2 * HALF - 1; k++) {
      const terms: string[] = [];
      for (let i = 0; i < HALF; i++) {
        if (k - i >= 0 && k - i < HALF) terms.push(`${x(i)} * ${y(k - i)}`);
      }
      program.emit(`const ${name}${k} = ${terms.join(" + ")};`);
    }
  };
  columns((i) => a[i]!.text, (i) => b[i]!.text, "low");
  columns((i) => a[i + HALF]!.text, (i) => b[i + HALF]!.text, "high");
  columns((i) => `as${i}`, (i) => `bs${i}`, "mid");
  const parts: string[][] = Array.from({ length: COLUMNS }, () => []);
  for (let k = 0; k < 2 * HALF - 1; k++) {
    parts[k]!.push(`low${k}`);
    parts[k + LANES]!.push(`high${k}`);
    program.emit(
      `const cross${k} = (mid${k} - low${k} - high${k} * ${2 ** -256}) * ${2 ** 128};`,
    );
    parts[k + HALF]!.push(`cross${k}`);
  }
  const terms = (k: number): Value[] => parts[k]!.map((text) => unproven(text, PLACES[k]!));
  const reduction = new Reduction(program, { modulusClass: CLASS, wide: false, cuts: [15] });
  store(program, reduceByColumns(reduction, terms));
});

compare([{ name: "Karatsuba without the roundings it needs (not exact)", run, exact: false }]);
