// Text of the packed form's reading and writing: 8 little-endian words of 32 bits to 10 signed lanes and back. Integer
// operations on the way out, doubles on the way in: what is fastest in V8, and no slower in JavaScriptCore.

import { FLOOR_BIAS, INVERSE_P, minusP, round, ROUND_UNIT, unit, wordPlace } from "../constants.ts";
import { PLACES, WORDS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { carryAtOnce, subtractMultiple } from "./normalise.ts";
import { product, type Program, type Value, value } from "./program.ts";
import { laneValues } from "./values.ts";

const WORD_BITS = 32;

/** Width of lane i in bits. */
const width = (lane: number): number => PLACES[lane + 1]! - PLACES[lane]!;

/** `at` plus a constant, as an index; as an int32, which spares V8 the check for an overflow. */
export const index = (at: string, offset: number): string =>
  at === "0" ? String(offset) : offset === 0 ? at : `${at} + ${offset} | 0`;

/** Emits the reading of the words at `at` into locals `${name}w0` … `${name}w7`. */
export function loadWords(program: Program, name: string, array: string, at: string): void {
  for (let j = 0; j < WORDS; j++) program.emit(`const ${name}w${j} = ${array}[${index(at, j)}];`);
}

/**
 * Emits the lanes `${name}0` … of the number Σ words_j·2^(32·j), each when it is asked for, the words being given as
 * values below 2^32 and the number below 2^255 (in absolute value both): whole words are added where a lane needs more
 * bits, what is above the lane is split off and passed on. In doubles throughout: in V8 this is a third faster than
 * cutting fields out of int32s.
 */
export function* lanesOfWordValues(
  program: Program,
  name: string,
  words: readonly Value[],
): Generator<Value, void> {
  const lanes = laneValues((i) => `${name}${i}`, { class: 2 ** 255, tight: 2 ** 255 });
  let next = 0;
  let carried: Value[] = [];
  for (let i = 0; i < LANES; i++) {
    const end = i < LANES - 1 ? PLACES[i + 1]! : WORD_BITS * WORDS;
    const terms = carried;
    for (; WORD_BITS * next < end; next++) {
      const scale = next === 0 ? undefined : program.constant(wordPlace(next));
      const word = words[next]!;
      terms.push(
        scale === undefined ? word : product(word, value(scale, 2 ** (32 * next), 32 * next)),
      );
    }
    if (i === LANES - 1) {
      program.sum(`${name}${i}`, terms);
    } else {
      const sum = program.sum(`${name}sum${i}`, terms);
      const [high] = program.split(`${name}up${i}`, `${name}${i}`, sum, end, round(i + 1));
      carried = [high];
    }
    yield lanes[i]!;
  }
}

/** Emits the lanes of the packed element whose words loadWords has read. */
export function unpackWords(program: Program, name: string): Value[] {
  return [...unpackInTurn(program, name)];
}

/** The same, each lane when it is asked for. */
export function unpackInTurn(program: Program, name: string): Generator<Value, void> {
  const words = Array.from({ length: WORDS }, (_, j) => value(`${name}w${j}`, 2 ** 32, 0));
  return lanesOfWordValues(program, name, words);
}

/** Emits the lanes of b − a, both packed elements whose words loadWords has read. */
export function unpackDifference(program: Program, name: string, b: string, a: string): Value[] {
  const words = Array.from({ length: WORDS }, (_, j) => {
    program.emit(`const ${name}w${j} = ${b}w${j} - ${a}w${j};`);
    return value(`${name}w${j}`, 2 ** 32, 0);
  });
  return [...lanesOfWordValues(program, name, words)];
}

/** The eight words made of digits `d0` … `d9`, as expressions. */
export function wordsOfDigits(): string[] {
  return Array.from({ length: WORDS }, (_, j) => {
    const from = WORD_BITS * j;
    const parts: string[] = [];
    for (let i = 0; i < LANES; i++) {
      if (PLACES[i + 1]! <= from || PLACES[i]! >= from + WORD_BITS) continue;
      const shift = PLACES[i]! - from;
      parts.push(shift > 0 ? `d${i} << ${shift}` : shift < 0 ? `d${i} >>> ${-shift}` : `d${i}`);
    }
    return parts.join(" | ");
  });
}

/** The carry chain from signed digits (each an expression) to unsigned ones in d0 … d9; `d9` keeps its sign. */
export function digitChain(digit: (lane: number) => string, carry: string): string[] {
  const statements: string[] = [];
  for (let i = 0; i < LANES; i++) {
    const sum = i === 0 ? digit(0) : `${digit(i)} + (${carry}${i - 1} >> ${width(i - 1)})`;
    if (i === LANES - 1) {
      statements.push(`d${i} = ${sum} | 0;`);
    } else {
      statements.push(
        `const ${carry}${i} = ${sum} | 0;`,
        `d${i} = ${carry}${i} & ${2 ** width(i) - 1};`,
      );
    }
  }
  return statements;
}

/** Multiples of p up to this leave digits that an int32 holds; more need a carry first. */
const INT_MULTIPLE = 48;

/** The sum of some lanes in a balanced tree, which waits less than a chain; exact enough for estimating a quotient. */
export function treeSum(terms: readonly string[]): string {
  if (terms.length === 1) return terms[0]!;
  const half = terms.length >> 1;
  return `(${treeSum(terms.slice(0, half))} + ${treeSum(terms.slice(half))})`;
}

/**
 * Emits the canonical packed form of lanes with |v| ≤ 512·p. The multiple of p is ⌊v/p + 2^−10⌋, so what is left lies in
 * [−2^−9·p, (1 − 2^−11)·p): never p or more, and negative so rarely that a branch puts it right.
 */
export function packLanes(program: Program, lanes: readonly Value[], array: string, at: string) {
  const inverse = program.constant(INVERSE_P);
  const bias = program.constant(FLOOR_BIAS);
  const magic = program.constant(ROUND_UNIT);
  program.emit(`const v = ${treeSum(lanes.map((lane) => lane.text))};`);
  program.emit(`const multiple = v * ${inverse} - ${bias} + ${magic} - ${magic};`);
  const left = subtractMultiple(program, "y", lanes, "multiple");
  program.emit(`let ${left.map((lane, i) => `e${i} = ${lane.text}`).join(", ")};`);
  program.emit(`if (multiple > ${INT_MULTIPLE} || multiple < -${INT_MULTIPLE}) {`);
  const carried = carryAtOnce(program, "s", "c", left);
  carried.forEach((lane, i) => program.emit(`e${i} = ${lane.text};`));
  program.emit("}");
  lanes.forEach((lane, i) => {
    const digit = lane.bound / 2 ** PLACES[i]! + INT_MULTIPLE * 2 ** (width(i) - 1);
    if (i < LANES - 1 && digit > 2 ** 31 - 64) throw new RangeError(`Digit ${i} is no int32`);
    const scale = i === 0 ? "" : ` * ${program.constant(unit(i))}`;
    program.emit(`const i${i} = e${i}${scale} | 0;`);
  });
  program.emit(`let ${Array.from({ length: LANES }, (_, i) => `d${i}`).join(", ")};`);
  digitChain((i) => `i${i}`, "x").forEach((statement) => program.emit(statement));
  program.emit(`if (d${LANES - 1} < 0) {`);
  const plusP = (i: number) =>
    `i${i} - (${program.constant(minusP(i))}${
      i === 0 ? "" : ` * ${program.constant(unit(i))}`
    } | 0)`;
  digitChain(plusP, "z").forEach((statement) => program.emit(`  ${statement}`));
  program.emit("}");
  wordsOfDigits().forEach((word, j) => program.emit(`${array}[${index(at, j)}] = ${word};`));
}
