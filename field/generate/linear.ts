// Routines without a multiplication: sums, reductions, packing. One module of them serves every field and engine.

import { PLACES, WORDS } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { index, loadWords, packLanes, unpackWords } from "./codec.ts";
import { ELEMENTS, loadLanes, storeLanes } from "./lanes.ts";
import { carryAtOnce, carryInTurn, nearestMultiple, subtractMultiple } from "./normalise.ts";
import { Program, type Value, value } from "./program.ts";
import type { Routine } from "./routine.ts";
import { laneBound, laneValues } from "./values.ts";

/** Most inputs of a linear combination. */
const COMBINE_INPUTS = 4;

/** Largest sum of the absolute values of its coefficients. */
const COEFFICIENTS = 512;

/** A value that no bound of the contract exceeds (512 times the largest modulus): sizes only matter in the top lane. */
const ANY = { class: 2 ** 264, tight: 2 ** 264 };

/** Lane-wise a ± b, to be carried: bounds add up. */
function addLanes(
  program: Program,
  name: string,
  a: readonly Value[],
  b: readonly Value[],
  sign: "+" | "-",
): Value[] {
  return a.map((lane, i) => {
    const other = b[i]!;
    program.emit(`const ${name}${i} = ${lane.text} ${sign} ${other.text};`);
    const bound = lane.bound + other.bound;
    return value(`${name}${i}`, bound, Math.min(lane.place, other.place), lane.tight + other.tight);
  });
}

function addition(name: "add" | "sub", sign: "+" | "-"): Routine {
  const program = new Program();
  const a = loadLanes(program, "a", "a", ANY);
  const b = loadLanes(program, "b", "b", ANY);
  storeLanes(program, "out", carryAtOnce(program, "s", "c", addLanes(program, "t", a, b, sign)));
  return {
    name,
    summary: `out = a ${sign === "+" ? "+" : "−"} b, carried.`,
    parameters: ["out: Float64Array", "a: Float64Array", "b: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

function additionOfScalar(): Routine {
  const program = new Program();
  const a = loadLanes(program, "a", "a", ANY);
  const scalar = laneValues((i) => `u${i}`, ANY);
  const before = scalar.map((lane, i) => `const ${lane.text} = scalar[${i}];`);
  storeLanes(
    program,
    "out",
    carryAtOnce(program, "s", "c", addLanes(program, "t", a, scalar, "+")),
  );
  return {
    name: "addScalar",
    summary: "out = a + scalar, carried.",
    parameters: ["out: Float64Array", "a: Float64Array", "scalar: Float64Array", "count: number"],
    before,
    loop: ELEMENTS,
    program,
  };
}

/** out = Σ f_k·inputs_k for a fixed number of inputs, then carried or reduced. */
function combination(inputs: number, reduced: boolean): Routine {
  const program = new Program();
  const names = ["a", "b", "c", "d"].slice(0, inputs);
  const loaded = names.map((name) => loadLanes(program, name, name, ANY));
  const sums = Array.from({ length: LANES }, (_, i) => {
    const terms = names.map((_, k) => `f${k} * ${loaded[k]![i]!.text}`);
    program.emit(`const t${i} = ${terms.join(" + ")};`);
    // The coefficients' absolute values add up to at most 512; reduced values to at most 512·p as well.
    const size = COEFFICIENTS * laneBound(i, reduced ? 2 ** 255 : 2 ** 257);
    return value(`t${i}`, size, PLACES[i]!);
  });
  let lanes = sums;
  if (reduced) {
    nearestMultiple(program, sums);
    lanes = subtractMultiple(program, "y", sums, "multiple");
  }
  storeLanes(program, "out", carryAtOnce(program, "s", "h", lanes));
  return {
    name: `combine${inputs}${reduced ? "Reduced" : ""}`,
    summary: `out = Σ coefficient·input over ${inputs} input(s), ${
      reduced ? "reduced" : "carried"
    }.`,
    parameters: [
      "out: Float64Array",
      ...names.map((name) => `${name}: Float64Array`),
      ...names.map((_, k) => `f${k}: number`),
      "count: number",
    ],
    loop: ELEMENTS,
    program,
  };
}

/** Reduction of lanes that are not balanced: sums of up to 2^20 elements, lane by lane. */
function reduction(): Routine {
  const program = new Program();
  const loaded = loadLanes(program, "a", "a", ANY).map((lane, i) => ({
    ...lane,
    bound: 2 ** 20 * laneBound(i, 2 ** 257),
  }));
  const carried = carryInTurn(program, "b", "c", loaded);
  nearestMultiple(program, carried);
  const left = subtractMultiple(program, "y", carried, "multiple", 2 ** 23);
  storeLanes(program, "out", carryInTurn(program, "s", "h", left));
  return {
    name: "reduce",
    summary: "out = a mod p, nearest to zero; accepts sums of up to 2^20 elements.",
    parameters: ["out: Float64Array", "a: Float64Array", "count: number"],
    loop: ELEMENTS,
    program,
  };
}

function accumulation(): Routine {
  const program = new Program();
  for (let i = 0; i < LANES; i++) program.emit(`s${i} += a[${index("o", i)}];`);
  const lanes = Array.from({ length: LANES }, (_, i) => i);
  return {
    name: "accumulate",
    summary: "sum += Σ a[k], lane by lane and not carried.",
    parameters: ["sum: Float64Array", "a: Float64Array", "count: number"],
    before: lanes.map((i) => `let s${i} = sum[${i}];`),
    loop: ELEMENTS,
    program,
    after: lanes.map((i) => `sum[${i}] = s${i};`),
  };
}

function unpacking(): Routine {
  const program = new Program();
  loadWords(program, "a", "words", "w");
  storeLanes(program, "out", unpackWords(program, "a"));
  return {
    name: "unpack",
    summary: "Packed elements to lanes.",
    parameters: ["out: Float64Array", "words: Uint32Array", "wordOffset: number", "count: number"],
    loop: `let o = 0, w = wordOffset, end = count * ${LANES}; o < end; o += ${LANES}, w += 8`,
    program,
  };
}

function packing(): Routine {
  const program = new Program();
  packLanes(program, loadLanes(program, "a", "a", ANY), "words", "w");
  return {
    name: "pack",
    summary: "Lanes to packed canonical elements.",
    parameters: ["words: Uint32Array", "wordOffset: number", "a: Float64Array", "count: number"],
    loop: `let o = 0, w = wordOffset, end = count * ${LANES}; o < end; o += ${LANES}, w += 8`,
    program,
  };
}

/** Rows in an array, and how they are read; `at` is the local for a pair's place. */
interface RowSource {
  readonly array: string;
  readonly type: string;
  readonly offset: string;
  readonly at: string;
  /** What a row takes of the array. */
  readonly size: number;
  /** Emits the reading of the row at `at`. */
  readonly read: (program: Program, name: string, at: string) => Value[];
}

/** Pairs of rows to three places. */
function pairLoading(name: string, summary: string, rows: RowSource): Routine {
  const { array, type, offset, at, size, read } = rows, program = new Program();
  program.emit(`const ${at} = ${offset} + ${2 * size} * edges[k];`);
  const a = read(program, "a", at);
  storeLanes(program, "at0", a);
  const b = read(program, "b", `${at} + ${size}`);
  storeLanes(program, "at1", b);
  const slope = carryAtOnce(program, "s", "c", addLanes(program, "t", b, a, "-"));
  storeLanes(program, "atInfinity", slope);
  return {
    name,
    summary,
    parameters: [
      "at0: Float64Array",
      "at1: Float64Array",
      "atInfinity: Float64Array",
      `${array}: ${type}`,
      `${offset}: number`,
      "edges: Int32Array",
      "count: number",
    ],
    loop: `let k = 0, o = 0; k < count; k++, o += ${LANES}`,
    program,
  };
}

function pairLoadings(): Routine[] {
  return [
    pairLoading(
      "loadPairs",
      "Pairs of packed elements to lanes: first, second, and second − first.",
      {
        array: "words",
        type: "Uint32Array",
        offset: "wordOffset",
        at: "w",
        size: WORDS,
        read: (program, name, at) => {
          loadWords(program, name, "words", at);
          return unpackWords(program, name);
        },
      },
    ),
    pairLoading(
      "loadLanePairs",
      "Pairs of lanes to three places: first, second, and second − first.",
      {
        array: "rows",
        type: "Float64Array",
        offset: "rowOffset",
        at: "r",
        size: LANES,
        read: (program, name, at) => loadLanes(program, name, "rows", ANY, at),
      },
    ),
  ];
}

/** All routines of the linear module. */
export function linearRoutines(): Routine[] {
  const combinations = Array.from({ length: COMBINE_INPUTS }, (_, k) => [
    combination(k + 1, false),
    combination(k + 1, true),
  ]);
  return [
    addition("add", "+"),
    addition("sub", "-"),
    additionOfScalar(),
    ...combinations.flat(),
    reduction(),
    accumulation(),
    unpacking(),
    packing(),
    ...pairLoadings(),
  ];
}
