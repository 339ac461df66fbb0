// A second proof that generated multiplications are exact, which shares nothing with the generator's own: it reads the
// text of the functions that actually run, statement by statement, and follows the largest absolute value and the place
// of every intermediate, for the constants of each named field. An intermediate that may need more than 53 bits fails.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { constantsOf } from "../field/constants.ts";
import { LANES } from "../field/lane_kernel.ts";
import { laneKernel } from "../field/kernels.ts";
import * as fixedColumns from "../field/generated/fixed_columns.generated.ts";
import * as fixedQuadrants from "../field/generated/fixed_quadrants.generated.ts";
import * as generalColumns from "../field/generated/mul_general_columns.generated.ts";
import * as generalQuadrants from "../field/generated/mul_general_quadrants.generated.ts";
import * as lightColumns from "../field/generated/mul_light_columns.generated.ts";
import * as lightQuadrants from "../field/generated/mul_light_quadrants.generated.ts";
import * as unitColumns from "../field/generated/mul_unit_columns.generated.ts";
import * as unitQuadrants from "../field/generated/mul_unit_quadrants.generated.ts";
import { MODULI, writeWords } from "./support/field_oracle.ts";
import { PLACES } from "./support/lane_oracle.ts";

/** |x| ≤ bound, x a multiple of 2^place. */
interface Range {
  bound: number;
  place: number;
}

/** The exponent of the lowest set bit of a double. */
function placeOf(x: number): number {
  if (x === 0) return Infinity;
  let [mantissa, place] = [Math.abs(x), 0];
  while (!Number.isInteger(mantissa)) [mantissa, place] = [mantissa * 2, place - 1];
  while (mantissa % 2 === 0) [mantissa, place] = [mantissa / 2, place + 1];
  return place;
}

const ROUNDING = /^(\w+) \+ (k\d+|constants\[\d+\]) - \2$/;

/** Follows the statements of a function's text. */
class Follower {
  readonly #names = new Map<string, Range>();
  readonly #roundedFrom = new Map<string, string>();
  readonly #constants: Float64Array;
  readonly #operands: (array: string, lane: number) => Range;
  /** The largest quotient by p that the statement `const q = …` may find, where there is one. */
  quotient = 0;
  /** The most bits that any sum needs. */
  worst = 0;
  readonly results: Range[] = [];

  constructor(constants: Float64Array, operands: (array: string, lane: number) => Range) {
    this.#constants = constants;
    this.#operands = operands;
  }

  /** The constant that a name stands for, if it is one. */
  #constant(name: string): number | undefined {
    const index = /^(?:k(?=\d+$)|constants\[(?=\d+\]$))(\d+)/.exec(name)?.[1];
    return index === undefined ? undefined : this.#constants[Number(index)]!;
  }

  #factor(text: string): Range {
    const constant = this.#constant(text);
    if (constant !== undefined) return { bound: Math.abs(constant), place: placeOf(constant) };
    const element = /^(\w+)\[(\d+)\]$/.exec(text);
    if (element !== null) return this.#operands(element[1]!, Number(element[2]));
    const range = this.#names.get(text);
    if (range === undefined) throw new Error(`unknown operand: ${text}`);
    return range;
  }

  #term(text: string): Range {
    return text.split(" * ").map((factor) => this.#factor(factor)).reduce((x, y) => ({
      bound: x.bound * y.bound,
      place: x.place + y.place,
    }));
  }

  /** `x − h`, h being x rounded: at most half of the multiple rounded to, which no sum of bounds can see. */
  #remainder(text: string): Range | undefined {
    const [x, high, ...more] = text.split(" - ") as [string, string];
    if (more.length > 0 || this.#roundedFrom.get(high) !== x) return undefined;
    const whole = this.#names.get(x)!;
    const half = 2 ** (this.#names.get(high)!.place - 1);
    return { bound: Math.min(whole.bound, half), place: whole.place };
  }

  /** A sum of products; `x + k − k` rounds when k is 1.5 times a power of two. */
  #expression(text: string): Range {
    const rounding = ROUNDING.exec(text);
    if (rounding !== null) {
      const x = this.#factor(rounding[1]!);
      const magic = this.#constant(rounding[2]!)!;
      const boundary = Math.log2(magic / 1.5) - 52;
      assert(Number.isInteger(boundary) && x.bound < 2 ** (51 + boundary), `rounding in ${text}`);
      return { bound: x.bound + 2 ** (boundary - 1), place: boundary };
    }
    const terms = text.replace(/^-/, "").split(/ [+-] /).map((term) => this.#term(term));
    const sum = {
      bound: terms.reduce((total, term) => total + term.bound, 0),
      place: Math.min(...terms.map((term) => term.place)),
    };
    const bits = Math.log2(sum.bound) - sum.place;
    if (!(bits < 53)) throw new Error(`${bits.toFixed(4)} bits: ${text}`);
    this.worst = Math.max(this.worst, bits);
    return sum;
  }

  /** Makes a name known that no statement defines. */
  define(name: string, range: Range): void {
    this.#names.set(name, range);
  }

  follow(statement: string): void {
    const definition = /^const (\w+) = (.*)$/.exec(statement);
    if (definition !== null) {
      const [, name, text] = definition as unknown as [string, string, string];
      if (this.#constant(name) !== undefined && text.startsWith("constants[")) return;
      // The quotient is found from sums that are rounded at will: what it is at most is the caller's to say.
      if (/^v =|^w\d = factor/.test(`${name} = ${text}`)) return;
      if (name === "q" && text.startsWith("v * ")) {
        this.#names.set(name, { bound: this.quotient, place: 0 });
        return;
      }
      const range = this.#remainder(text) ?? this.#expression(text);
      // l − q·p_0, q = l·p^−1: a multiple of the next place, because that is what q is chosen for.
      const cleared = /^(l(\d+)) \+ q\2 \* k0$/.exec(text);
      if (cleared !== null) range.place = PLACES_LONG[Number(cleared[2]) + 1]!;
      this.#names.set(name, range);
      const rounded = ROUNDING.exec(text);
      if (rounded !== null) this.#roundedFrom.set(name, rounded[1]!);
      return;
    }
    const store = /^out\[.*?\] = (.*)$/.exec(statement);
    if (store === null) throw new Error(`unknown statement: ${statement}`);
    this.results.push(this.#expression(store[1]!));
  }
}

const PLACES_LONG = [...PLACES, ...PLACES.slice(1).map((place) => place + 256)];

/** The statements of a function: its body without the loop around it. */
function statements(run: (...parameters: never[]) => void): string[] {
  const body = run.toString().replace(/^[^{]*\{/, "").replace(/\}\s*$/, "");
  return body.replace(/for ?\([^{]*\{|\}/g, "").split(";").map((statement) =>
    // Lanes by number, without the running index: a[o + 3 | 0] is a[3].
    statement.replace(/\s+/g, " ").replace(/\[[or]\]/g, "[0]")
      .replace(/\[[or] \+ (\d+)(?: \| 0)?\]/g, "[$1]")
      .replace(/\[r \+ 10 \+ (\d) \| 0\]/g, "[1$1]").trim()
  ).filter((statement) => statement !== "");
}

/** What the contract allows an operand's lanes to be. */
function operandLane(lane: number, value: number): Range {
  const slack = 1 + 2 ** -14;
  const half = 2 ** (PLACES[lane + 1]! - 1) * slack;
  const below = 2 ** (PLACES[lane]! - 1) * slack * (1 + 2 ** -20);
  return { bound: lane === LANES - 1 ? value + below : half, place: PLACES[lane]! };
}

/** Follows one routine for one field and returns the worst number of bits. */
function proveExact(
  run: (...parameters: never[]) => void,
  p: bigint,
  multiple: number,
): { worst: number; results: Range[] } {
  const follower = new Follower(
    constantsOf(writeWords(p)),
    (_, lane) => operandLane(lane, multiple * Number(p)),
  );
  for (const statement of statements(run)) follower.follow(statement);
  return follower;
}

const MODULES = {
  columns: { light: lightColumns, unit: unitColumns, general: generalColumns },
  quadrants: { light: lightQuadrants, unit: unitQuadrants, general: generalQuadrants },
};

/** The class of each field, as the design has it. */
const CLASSES = {
  "bn254-fr": "light",
  "bn254-fq": "general",
  "bls12-381-fr": "unit",
  "pallas-fp": "light",
  "vesta-fp": "light",
} as const;

for (const [name, modulusClass] of Object.entries(CLASSES)) {
  const p = MODULI[name]!;
  for (const order of ["columns", "quadrants"] as const) {
    const module = MODULES[order][modulusClass];
    for (const routine of ["mul", "square"] as const) {
      Deno.test(`${name}, ${order}: every intermediate of ${routine} fits a double`, () => {
        const { maxValue } = laneKernel(writeWords(p), order);
        assert(maxValue >= 4);
        const { worst, results } = proveExact(module[routine], p, maxValue);
        assert(worst < 53 && worst > 50, `${worst} bits`);
        // The results are balanced lanes again.
        assertEquals(results.length, LANES);
        for (let i = 0; i < LANES - 1; i++) {
          assert(results[i]!.bound <= operandLane(i, 0).bound, `lane ${i}`);
          assert(results[i]!.place >= PLACES[i]!, `place of lane ${i}`);
        }
      });
    }

    Deno.test(`${name}, ${order}: the proof refuses operands that are too large`, () => {
      assertThrows(() => proveExact(module.mul, p, 64), Error, "bits");
    });
  }
}

const FIXED = { columns: fixedColumns, quadrants: fixedQuadrants };

/** The statements of a fold that multiply, and those before its loop; without the reading of packed rows. */
function foldStatements(run: (...parameters: never[]) => void, packed: boolean): string[] {
  const all = statements(run), from = all.indexOf("multiplied++");
  assert(from > 0);
  return all.filter((statement, i) => {
    const isLane = /^const [as](w|sum|up)?\d/.test(statement);
    if (i > from) return !(isLane && packed) && !statement.startsWith("return");
    return /^const [mw]\d/.test(statement) || (isLane && !packed);
  });
}

for (const name of Object.keys(CLASSES)) {
  for (const order of ["columns", "quadrants"] as const) {
    for (const routine of ["mulFixed", "foldWords", "foldLanes"] as const) {
      Deno.test(`${name}, ${order}: every intermediate of ${routine} fits a double`, () => {
        const p = MODULI[name]!, { maxValue } = laneKernel(writeWords(p));
        const isFold = routine !== "mulFixed", packed = routine === "foldWords";
        // Packed rows are below p, lanes reduced.
        const most = { mulFixed: maxValue, foldWords: 1, foldLanes: 0.501 }[routine];
        const operand = (lane: number) => operandLane(lane, most * Number(p));
        const follower = new Follower(constantsOf(writeWords(p)), (array, index) => {
          if (array !== "factor") return operand(index % LANES);
          // Row i of the table: a reduced element over the place of lane i.
          const { bound, place } = operandLane(index % LANES, 0.501 * Number(p));
          const row = PLACES[Math.floor(index / LANES)]!;
          return { bound: bound * 2 ** -row, place: place - row };
        });
        const run = FIXED[order][routine];
        const text = isFold ? foldStatements(run, packed) : statements(run);
        if (packed) {
          for (let i = 0; i < LANES; i++) {
            for (const name of ["a", "s"]) follower.define(`${name}${i}`, operand(i));
          }
        }
        // Digits times reduced elements, the first element of a fold, and half for the rounding.
        const digits = Array.from(
          { length: LANES },
          (_, i) => (routine === "foldLanes" ? 2 : 1) * operand(i).bound * 2 ** -PLACES[i]!,
        );
        follower.quotient = 0.501 * digits.reduce((x, y) => x + y) + (isFold ? 1 : 0) + 0.5;
        for (const statement of text) follower.follow(statement);
        assert(follower.worst < 53 && follower.worst > 52, `${follower.worst} bits`);
        for (let i = 0; i < LANES - 1; i++) {
          assert(follower.results[i]!.bound <= operandLane(i, 0).bound, `lane ${i}`);
          assert(follower.results[i]!.place >= PLACES[i]!, `place of lane ${i}`);
        }
        assertEquals(follower.results.length, LANES);
        follower.quotient *= 64;
        assertThrows(() => text.forEach((statement) => follower.follow(statement)), Error, "bits");
      });
    }
  }
}

Deno.test("the proof refuses a multiplication that skips its splits", () => {
  // What the text would be without the split of column 8: the products of that column in one sum.
  const follower = new Follower(new Float64Array(100), (_, lane) => operandLane(lane, 2 ** 256));
  const products = Array.from({ length: 9 }, (_, i) => `a[${i}] * b[${8 - i}]`);
  assertThrows(() => follower.follow(`const t8 = ${products.join(" + ")}`), Error, "bits");
});
