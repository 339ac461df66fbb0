// Routines for products of packed elements. Reading both operands from words inside the multiplication saves V8 the way
// through memory; writing the words in the same function would leave it without registers, so products go to lanes first
// and a routine of their own packs them. JavaScriptCore is faster with every step on its own (packed_products.ts).

import { minusP, unit } from "../constants.ts";
import { WORDS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { digitChain, index, loadWords, unpackWords, wordsOfDigits } from "./codec.ts";
import { storeLanes } from "./lanes.ts";
import { multiply, square } from "./multiply.ts";
import { Program } from "./program.ts";
import type { Routine } from "./routine.ts";
import type { Target } from "./target.ts";

/** The `for` clause from words to lanes; all operands are at one offset, because another index costs V8 registers. */
const WORDS_TO_LANES =
  `let w = wordOffset, o = 0, end = count * ${LANES}; o < end; o += ${LANES}, w += ${WORDS}`;

/** out = a·b·2^−256, from words to lanes. */
function wordsMultiplication(target: Target): Routine {
  const program = new Program();
  loadWords(program, "a", "a", "w");
  const a = unpackWords(program, "a");
  loadWords(program, "b", "b", "w");
  const b = unpackWords(program, "b");
  storeLanes(program, "out", multiply(program, target, a, b));
  return {
    name: "mulWords",
    summary: "out = a·b·2^−256, packed operands, result in lanes.",
    parameters: [
      "out: Float64Array",
      "a: Uint32Array",
      "b: Uint32Array",
      "wordOffset: number",
      "count: number",
    ],
    loop: WORDS_TO_LANES,
    program,
  };
}

/** out = a·a·2^−256, from words to lanes. */
function wordsSquaring(target: Target): Routine {
  const program = new Program();
  loadWords(program, "a", "a", "w");
  storeLanes(program, "out", square(program, target, unpackWords(program, "a")));
  return {
    name: "squareWords",
    summary: "out = a·a·2^−256, packed operand, result in lanes.",
    parameters: ["out: Float64Array", "a: Uint32Array", "wordOffset: number", "count: number"],
    loop: WORDS_TO_LANES,
    program,
  };
}

/** All routines of this kind for one class; for the columns order only. */
export function wordsRoutines(target: Target): Routine[] {
  return [wordsMultiplication(target), wordsSquaring(target)];
}

/**
 * Packs lanes with |v| < p, balanced. v ≥ 0 is canonical, v < 0 lacks one p: its digits are added under a mask in the
 * integer carry chain. The sign is that of the highest lane that is not zero, because those below are balanced and
 * cannot outweigh it; so it is the sign of the sum from the lowest lane up, however that rounds.
 */
export function productPacking(): Routine {
  const program = new Program();
  const lane = (i: number) => `a[${index("o", i)}]`;
  const scaled = (text: string, i: number) =>
    i === 0 ? text : `${text} * ${program.constant(unit(i))}`;
  const lanes = Array.from({ length: LANES }, (_, i) => i);
  const before = lanes.map((i) =>
    `const p${i} = -(${scaled(program.constant(minusP(i)), i)}) | 0;`
  );
  lanes.forEach((i) => program.emit(`const l${i} = ${lane(i)};`));
  program.emit(`const mask = ${lanes.map((i) => `l${i}`).join(" + ")} < 0 ? -1 : 0;`);
  lanes.forEach((i) => program.emit(`const i${i} = ${scaled(`l${i}`, i)} | 0;`));
  program.emit(`let ${lanes.map((i) => `d${i}`).join(", ")};`);
  digitChain((i) => `i${i} + (p${i} & mask)`, "x").forEach((text) => program.emit(text));
  wordsOfDigits().forEach((word, j) => program.emit(`words[${index("w", j)}] = ${word};`));
  return {
    name: "packProducts",
    summary: "Lanes with |v| < p to packed canonical elements.",
    parameters: ["words: Uint32Array", "wordOffset: number", "a: Float64Array", "count: number"],
    before,
    loop:
      `let o = 0, w = wordOffset, end = count * ${LANES}; o < end; o += ${LANES}, w += ${WORDS}`,
    program,
  };
}
