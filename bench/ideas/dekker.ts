// Idea: 5 lanes of 51 bits and Dekker's exact products (without a fused multiply–add: both operands split in advance,
// five multiplications and four additions per product). Timed here: nothing but the 25 products with their low parts,
// their column sums not even rounded to a common place, against nothing but the 100 products of the 10 lanes.

import { LANES } from "../../field/lane_kernel.ts";
import { compile } from "./harness.ts";
import { Program } from "../../field/generate/program.ts";
import { compare } from "./harness.ts";

const SPLITTER = 2 ** 27 + 1;
const HALF = LANES / 2;

function lanes(program: Program, count: number): void {
  for (const name of ["a", "b"]) {
    for (let i = 0; i < count; i++) program.emit(`const ${name}${i} = ${name}[o + ${i}];`);
  }
}

/** Column sums of 5×5 exact products, high and low parts apart: 18 numbers, folded into ten stores. */
function dekker(): Program {
  const program = new Program();
  lanes(program, HALF);
  for (const name of ["a", "b"]) {
    for (let i = 0; i < HALF; i++) {
      const x = `${name}${i}`;
      program.emit(`const c${x} = ${x} * ${SPLITTER};`);
      program.emit(`const h${x} = c${x} - (c${x} - ${x});`);
      program.emit(`const l${x} = ${x} - h${x};`);
    }
  }
  for (let k = 0; k < 2 * HALF - 1; k++) {
    const high: string[] = [];
    const low: string[] = [];
    for (let i = 0; i < HALF; i++) {
      const j = k - i;
      if (j < 0 || j >= HALF) continue;
      program.emit(`const p${i}${j} = a${i} * b${j};`);
      program.emit(
        `const e${i}${j} = ha${i} * hb${j} - p${i}${j} + ha${i} * lb${j} + la${i} * hb${j} + la${i} * lb${j};`,
      );
      high.push(`p${i}${j}`);
      low.push(`e${i}${j}`);
    }
    program.emit(`const s${k} = ${high.join(" + ")};`);
    program.emit(`out[o + ${k}] = s${k} + (${low.join(" + ")});`);
  }
  return program;
}

/** Column sums of 10×10 products, column k and k + 10 in one store. */
function products(): Program {
  const program = new Program();
  lanes(program, LANES);
  for (let k = 0; k < LANES; k++) {
    const terms: string[] = [];
    for (let i = 0; i < LANES; i++) terms.push(`a${i} * b${(k - i + LANES) % LANES}`);
    program.emit(`out[o + ${k}] = ${terms.join(" + ")};`);
  }
  return program;
}

compare([
  { name: "products only: 100 of 26-bit lanes", run: compile(products()), exact: false },
  { name: "products only: 25 of 51-bit lanes, by Dekker", run: compile(dekker()), exact: false },
]);
