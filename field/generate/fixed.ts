// Products with a factor that many others are multiplied by. A table of the factor times the place of every lane,
// fixed_factor.ts, takes the place of the Montgomery reduction: the lanes of a are digits, so a·factor is the sum of ten
// digits times ten known elements, below 2^29·p, and one multiple of p brings it back. It is estimated first, from the
// digits and those elements as doubles, so that every column is finished at once and nothing waits for all of them: 120
// products of doubles where a multiplication takes 190, no chain of quotient digits, the same for every odd p.
//
// Engines want different text. V8 keeps constants that are read before the loop on its stack and orders statements
// itself; JavaScriptCore takes 1.3 times as long with constants in locals, and longer still when lanes are in locals
// from where they are read to where they are used (bench/results/field-ideas.md).

import { INVERSE_P, minusP, round, ROUND_UNIT, wordPlace } from "../constants.ts";
import { PLACES, WORDS } from "../grid.ts";
import { FIXED_FACTOR, LANES } from "../lane_kernel.ts";
import { index, loadWords, treeSum, unpackDifference, unpackInTurn, unpackWords } from "./codec.ts";
import { ELEMENTS, loadLanes, storeLanes } from "./lanes.ts";
import { assertBalanced, carryAtOnce, nearestMultiple, subtractMultiple } from "./normalise.ts";
import { exactGroups, fits, product, Program, type Value, value } from "./program.ts";
import type { Routine } from "./routine.ts";
import { ANY_OPERANDS, type LaneOrder } from "./target.ts";
import { laneBound, laneValues } from "./values.ts";

/** What an element of the table, and the result, are at most, in units of p: what `reduce` leaves, 1/2 and 2^−20. */
const REDUCED = 0.501;
/** p is below this. */
const MODULUS = 2 ** 255;

/** The name of the local that holds lane k of the factor times the place of lane i. */
const entry = (i: number, k: number): string => `m${i}${k}`;
/** The name of the local that holds all of it, as a double. */
const whole = (i: number): string => `w${i}`;

/** Statements before the loop: engines keep these on the stack, from where a product reads them without a check. */
const TABLE: readonly string[] = Array.from({ length: FIXED_FACTOR }, (_, at) => {
  const i = Math.floor(at / LANES), k = at % LANES;
  return `const ${i < LANES ? entry(i, k) : whole(k)} = factor[${at}];`;
});

/** What is added to a product. */
interface Base {
  /** Its lanes, which may be emitted when they are asked for. */
  readonly lanes: Iterator<Value, void>;
  /** Its value to 2^204, in doubles: terms. */
  readonly whole: readonly string[];
}

/** Column k of Σ_i a_i·(row i of the table), and of what is to be added, in groups that are exact each. */
function column(program: Program, a: readonly Value[], k: number, base?: Base): Value[] {
  // A row is an element over its place: the lanes of a carry theirs.
  const terms = a.map((lane, i) => {
    const bound = laneBound(k, REDUCED * MODULUS) / 2 ** PLACES[i]!;
    return product(lane, value(entry(i, k), bound, PLACES[k]! - PLACES[i]!));
  });
  if (base !== undefined) terms.push(base.lanes.next().value!);
  return exactGroups(terms).map((group, g) => program.sum(`c${k}${"abc"[g]}`, group));
}

/**
 * The lanes of base + a·factor·2^−256, at most 0.501·p.
 *
 * The quotient is the integer nearest to v/p, v being the sum with every row of the table as one double, right to
 * 2^−53 of it. The digits add up to less than 2^30 in absolute value and a row is half of p at most, so v, with the
 * roundings of four levels of sums, is right to 2^−21·p; what is left of a base is below 2^205, which is 2^−21·p for the
 * moduli that folds are for (kernels.ts).
 */
function multiplyFixed(program: Program, a: readonly Value[], base?: Base): Value[] {
  const magic = program.constant(ROUND_UNIT), more = base?.whole ?? [];
  const estimate = treeSum([...a.map(({ text }, i) => `${text} * ${whole(i)}`), ...more]);
  program.emit(`const v = ${estimate};`);
  program.emit(`const q = v * ${program.constant(INVERSE_P)} + ${magic} - ${magic};`);
  const digits = a.reduce((sum, lane, i) => sum + lane.bound / 2 ** PLACES[i]!, 0);
  const quotient = value("q", REDUCED * digits + (base === undefined ? 1 : 2), 0);
  const out: Value[] = [];
  let carry: Value[] = [];
  for (let k = 0; k < LANES; k++) {
    const minusLane = k < LANES - 1 ? 2 ** (PLACES[k + 1]! - 1) : MODULUS * (1 + 2 ** -20);
    const multiple = product(quotient, value(program.constant(minusP(k)), minusLane, PLACES[k]!));
    const parts = column(program, a, k, base), highs: Value[] = [];
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

/** A program that reads its constants as the engine of this order wants to. */
const programFor = (order: LaneOrder): Program => new Program(order === "quadrants");

/** out = a·factor·2^−256. */
function fixedMultiplication(order: LaneOrder): Routine {
  const program = programFor(order);
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
function foldWords(order: LaneOrder): Routine {
  const program = programFor(order), words = Array.from({ length: WORDS }, (_, j) => j);
  loadWords(program, "a", "rows", "r");
  loadWords(program, "b", "rows", `r + ${WORDS}`);
  copyEqual(program, words.map((j) => `aw${j} === bw${j}`), () => {
    const first = unpackWords(program, "a");
    nearestMultiple(program, first);
    const left = subtractMultiple(program, "y", first, "multiple");
    storeLanes(program, "out", carryAtOnce(program, "e", "c", left));
  });
  const slope = unpackDifference(program, "s", "b", "a");
  const first = {
    lanes: unpackInTurn(program, "a"),
    whole: words.slice(-2).map((j) => `aw${j} * ${program.constant(wordPlace(j))}`),
  };
  storeLanes(program, "out", multiplyFixed(program, slope, first));
  return folding("foldWords", { rows: "packed elements", size: WORDS }, program);
}

/** From reduced lanes. */
function foldLanes(order: LaneOrder): Routine {
  const program = programFor(order);
  const sizes = { class: REDUCED * MODULUS, tight: REDUCED * MODULUS };
  const read = (at: string) => (lane: number) => `rows[${index(at, lane)}]`;
  const first = order === "columns"
    ? loadLanes(program, "a", "rows", sizes, "r")
    : laneValues(read("r"), sizes);
  const second = laneValues(read(`r + ${LANES}`), sizes);
  const slope = second.map((lane, i) =>
    program.sum(`s${i}`, [lane, { ...first[i]!, text: `-${first[i]!.text}` }])
  );
  copyEqual(
    program,
    slope.map(({ text }) => `${text} === 0`),
    () => storeLanes(program, "out", first),
  );
  // Digits that are not carried are twice as large and make more groups.
  const digits = order === "columns" ? carryAtOnce(program, "d", "x", slope) : slope;
  const base = { lanes: first.values(), whole: first.slice(-2).map(({ text }) => text) };
  storeLanes(program, "out", multiplyFixed(program, digits, base));
  return folding("foldLanes", { rows: "lanes", size: LANES }, program);
}

/** All routines of this kind. */
export function fixedRoutines(order: LaneOrder): Routine[] {
  return [fixedMultiplication(order), foldWords(order), foldLanes(order)];
}
