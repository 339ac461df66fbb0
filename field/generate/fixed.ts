// Products with a factor that many others are multiplied by. A table of the factor times the place of every lane,
// fixed_factor.ts, takes the place of the Montgomery reduction: the lanes of a are digits, so a·factor is the sum of ten
// digits times ten known elements, below 2^28·p, and one multiple of p brings it back. That is 110 products of doubles
// where a multiplication takes 190, no chain of quotient digits, and the same code for every odd p.

import { INVERSE_P, minusP, round, ROUND_UNIT } from "../constants.ts";
import { PLACES, WORDS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { loadWords, unpackDifference, unpackWords } from "./codec.ts";
import { ELEMENTS, loadLanes, storeLanes } from "./lanes.ts";
import { assertBalanced, carryAtOnce, nearestMultiple, subtractMultiple } from "./normalise.ts";
import { exactGroups, fits, product, Program, type Value, value } from "./program.ts";
import type { Routine } from "./routine.ts";
import { ANY_OPERANDS } from "./target.ts";
import { laneBound } from "./values.ts";

/** What an element of the table, and the result, are at most, in units of p: what `reduce` leaves, 1/2 and 2^−20. */
const REDUCED = 0.501;
/** p is below this. */
const MODULUS = 2 ** 255;

/** The name of the local that holds lane k of the factor times the place of lane i. */
const entry = (i: number, k: number): string => `m${i}${k}`;

/** Statements before the loop: V8 keeps these on the stack, from where a product reads them without a check. */
const TABLE: readonly string[] = Array.from(
  { length: LANES * LANES },
  (_, at) => `const ${entry(Math.floor(at / LANES), at % LANES)} = factor[${at}];`,
);

/** Column k of Σ_i a_i·(row i of the table), and of what is to be added, in groups that are exact each. */
function column(
  program: Program,
  a: readonly Value[],
  k: number,
  more: readonly Value[] = [],
): Value[] {
  // A row is an element over its place: the lanes of a carry theirs.
  const products = a.map((lane, i) => {
    const bound = laneBound(k, REDUCED * MODULUS) / 2 ** PLACES[i]!;
    return product(lane, value(entry(i, k), bound, PLACES[k]! - PLACES[i]!));
  });
  return exactGroups([...products, ...more]).map((group, g) =>
    program.sum(`c${k}${"abc"[g]}`, group)
  );
}

/**
 * The lanes of base + a·factor·2^−256, at most 0.501·p.
 *
 * The quotient is the integer nearest to the sum of all lanes over p: the sum is below 2^28·p and off by less than
 * 2^−20·p, as its terms, balanced lanes of elements below p times digits, add up to less than 2^30·p in absolute value.
 */
function multiplyFixed(program: Program, a: readonly Value[], base?: readonly Value[]): Value[] {
  const columns = a.map((_, k) => column(program, a, k, base?.slice(k, k + 1)));
  const magic = program.constant(ROUND_UNIT);
  program.emit(`const v = ${columns.flat().map(({ text }) => text).join(" + ")};`);
  program.emit(`const q = v * ${program.constant(INVERSE_P)} + ${magic} - ${magic};`);
  const digits = a.reduce((sum, lane, i) => sum + lane.bound / 2 ** PLACES[i]!, 0);
  const quotient = value("q", REDUCED * digits + (base === undefined ? 1 : 2), 0);
  const out: Value[] = [];
  let carry: Value[] = [];
  for (let k = 0; k < LANES; k++) {
    const minusLane = k < LANES - 1 ? 2 ** (PLACES[k + 1]! - 1) : MODULUS * (1 + 2 ** -20);
    const multiple = product(quotient, value(program.constant(minusP(k)), minusLane, PLACES[k]!));
    const parts = columns[k]!, highs: Value[] = [];
    for (let j = 0; !fits([...parts, multiple, ...carry]); j++) {
      if (j === parts.length) throw new RangeError(`Cannot settle column ${k}`);
      const names = [`g${k}${j}`, `f${k}${j}`] as const;
      const [high, low] = program.split(...names, parts[j]!, PLACES[k + 1]!, round(k + 1));
      highs.push(high);
      parts[j] = low;
    }
    if (k === LANES - 1) {
      // What is left is the whole value, at most REDUCED·p, less the lanes below.
      const top = program.sum("r9", [...parts, multiple, ...carry]);
      out.push(value(top.text, laneBound(k, REDUCED * MODULUS), PLACES[k]!));
      break;
    }
    const sum = program.sum(`t${k}`, [...parts, multiple, ...carry]);
    const [high, low] = program.split(`h${k}`, `r${k}`, sum, PLACES[k + 1]!, round(k + 1));
    carry = highs.length === 0 ? [high] : [program.sum(`e${k}`, [high, ...highs])];
    out.push(low);
  }
  assertBalanced(out);
  return out;
}

/** out = a·factor·2^−256. */
function fixedMultiplication(): Routine {
  const program = new Program();
  const a = loadLanes(program, "a", "a", ANY_OPERANDS);
  storeLanes(program, "out", multiplyFixed(program, a));
  return {
    name: "mulFixed",
    summary: "out = a·factor·2^−256, reduced.",
    parameters: ["out: Float64Array", "a: Float64Array", "factor: Float64Array", "count: number"],
    before: TABLE,
    loop: ELEMENTS,
    program,
  };
}

/** What folds have in common: pairs `k` of rows at `r`, folded to lanes at `o`; equal pairs are copied and not counted. */
function folding(
  name: string,
  from: { readonly rows: string; readonly size: number },
  program: Program,
): Routine {
  return {
    name,
    summary:
      `out = first + (second − first)·factor for pairs of ${from.rows}. Returns how many were not equal.`,
    parameters: [
      "out: Float64Array",
      "outOffset: number",
      `rows: ${from.size === WORDS ? "Uint32Array" : "Float64Array"}`,
      "rowOffset: number",
      "factor: Float64Array",
      "count: number",
    ],
    returns: "number",
    before: [...TABLE, "let multiplied = 0;"],
    loop: `let k = 0, o = outOffset, r = rowOffset; k < count; k++, o += ${LANES}, r += ${
      2 * from.size
    }`,
    program,
    after: ["return multiplied;"],
  };
}

/** Copies an equal pair. */
function copyEqual(program: Program, parts: readonly string[], copy: () => void): void {
  program.emit(`if (${parts.join(" && ")}) {`);
  copy();
  program.emit("continue;");
  program.emit("}");
  program.emit("multiplied++;");
}

/** From packed rows. */
function foldWords(): Routine {
  const program = new Program(), words = Array.from({ length: WORDS }, (_, j) => j);
  loadWords(program, "a", "rows", "r");
  loadWords(program, "b", "rows", `r + ${WORDS}`);
  const first = unpackWords(program, "a");
  copyEqual(program, words.map((j) => `aw${j} === bw${j}`), () => {
    nearestMultiple(program, first);
    const left = subtractMultiple(program, "y", first, "multiple");
    storeLanes(program, "out", carryAtOnce(program, "e", "c", left));
  });
  const slope = unpackDifference(program, "s", "b", "a");
  storeLanes(program, "out", multiplyFixed(program, slope, first));
  return folding("foldWords", { rows: "packed elements", size: WORDS }, program);
}

/** From reduced lanes. */
function foldLanes(): Routine {
  const program = new Program();
  const sizes = { class: REDUCED * MODULUS, tight: REDUCED * MODULUS };
  const first = loadLanes(program, "a", "rows", sizes, "r");
  const second = loadLanes(program, "b", "rows", sizes, `r + ${LANES}`);
  copyEqual(
    program,
    first.map((_, i) => `a${i} === b${i}`),
    () => storeLanes(program, "out", first),
  );
  // Not carried: its digits are twice as large.
  const slope = second.map((lane, i) =>
    program.sum(`s${i}`, [lane, { ...first[i]!, text: `-a${i}` }])
  );
  storeLanes(program, "out", multiplyFixed(program, slope, first));
  return folding("foldLanes", { rows: "lanes", size: LANES }, program);
}

/** All routines of this kind. */
export function fixedRoutines(): Routine[] {
  return [fixedMultiplication(), foldWords(), foldLanes()];
}
