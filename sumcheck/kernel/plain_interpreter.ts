// Runs the plain code of a program's blocks on the live edges of a window: small columns as doubles, exact throughout
// (relations/compiler/plain.ts has the proof), and its results times the edges' weights into the accumulators.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import {
  type PlainCode,
  plainInstructionLength,
  PlainOp,
  type Program,
} from "../../relations/program.ts";
import { addWeighted, splitDigits } from "./weighted_sums.ts";
import type { Window } from "./window.ts";

// Typed arrays are dear to make, instructions many.
const NO_NUMBERS = new Float64Array(0);

/** An instruction with its operands: planes as views open to the arena's end. */
class Bound {
  out: Float64Array = NO_NUMBERS;
  planes = 0;
  inputs: Float64Array[] = [];
  factors: Float64Array = NO_NUMBERS;
  column = 0;
  digits = 0;
  weighted = false;
  /** Edges that may be added between two reductions, and edges added since the last one. */
  limit = 0;
  added = 0;

  constructor(readonly op: number) {}
}

/** The plain code of a program, bound to one thread's accumulators. */
export class PlainInterpreter {
  readonly #kernel: LaneKernel;
  readonly #window: number;
  readonly #arena: Float64Array;
  readonly #views: Float64Array[] = [];
  readonly #accumulators: Float64Array;
  /** The code of all relations' blocks, one after the other; bound when it is first run. */
  readonly #codes: readonly (PlainCode | undefined)[];
  readonly #blocks: Bound[][] = [];
  /** Numbers that are cut into digits. */
  readonly #low: Float64Array;
  readonly #rest: Float64Array;

  /**
   * @param accumulators the program's, as lanes
   * @param window edges per window: the distance of two planes
   */
  constructor(kernel: LaneKernel, program: Program, accumulators: Float64Array, window: number) {
    this.#kernel = kernel;
    this.#window = window;
    this.#accumulators = accumulators;
    this.#arena = new Float64Array(program.plainPlanes * window);
    this.#low = new Float64Array(window);
    this.#rest = new Float64Array(window);
    this.#codes = program.relations.flatMap(({ blocks }) => blocks.map(({ plain }) => plain));
  }

  /** The accumulators have been emptied. */
  startPass(): void {
    // Blocks that have never run are not there.
    this.#blocks.forEach((block) => block.forEach((ins) => ins.added = 0));
  }

  /** Adds what block `number` (counted over all relations) computes in plain numbers on the live edges. */
  run(number: number, window: Window): void {
    const code = this.#codes[number];
    if (code === undefined) return;
    const block = this.#blocks[number] ??= this.#bind(code);
    const count = window.live;
    for (const ins of block) {
      const { out, inputs, factors, planes } = ins, step = this.#window;
      switch (ins.op) {
        case PlainOp.load:
          window.loadNumbers(ins.column, out, inputs[0]);
          for (let k = 0; k < count; k++) inputs[1][k] = inputs[0][k] - out[k];
          break;
        case PlainOp.mul: {
          const [a, b] = inputs;
          for (let p = 0, at = 0; p < planes; p++, at += step) {
            for (let k = at; k < at + count; k++) out[k] = a[k] * b[k];
          }
          break;
        }
        case PlainOp.combine:
          for (let p = 0, at = 0; p < planes; p++, at += step) {
            combine(out, inputs, factors, at, at + count);
          }
          break;
        case PlainOp.addNumber:
          for (let p = 0, at = 0; p < planes; p++, at += step) {
            for (let k = at; k < at + count; k++) out[k] += factors[0];
          }
          break;
        case PlainOp.accumulate:
          this.#accumulate(ins, window);
          break;
      }
    }
  }

  #accumulate(ins: Bound, window: Window): void {
    const { out, inputs: [numbers], digits } = ins, count = window.live;
    for (let first = 0; first < count;) {
      if (ins.added >= ins.limit) {
        this.#kernel.reduce(out, out, 1);
        ins.added = 1;
      }
      const end = Math.min(count, first + Math.max(1, ins.limit - ins.added));
      if (digits === 1) {
        addWeighted(out, window.weightsOf(ins.weighted, 0), window.places, numbers, first, end);
      } else this.#addDigits(ins, window, first, end);
      ins.added += end - first;
      first = end;
    }
  }

  /** Numbers of several digits of 16 bits: each digit times the weights times its place. */
  #addDigits(ins: Bound, window: Window, first: number, end: number): void {
    const { out, inputs: [numbers], digits, weighted } = ins;
    let low = this.#low, rest = this.#rest;
    for (let k = first; k < end; k++) low[k] = numbers[k];
    for (let digit = 0; digit < digits; digit++) {
      if (digit < digits - 1) splitDigits(low, rest, first, end);
      addWeighted(out, window.weightsOf(weighted, digit), window.places, low, first, end);
      [low, rest] = [rest, low];
    }
  }

  /** The view that begins at a plane. */
  #plane(plane: number): Float64Array {
    return this.#views[plane] ??= this.#arena.subarray(plane * this.#window);
  }

  #bind({ code, numbers }: PlainCode): Bound[] {
    const list: Bound[] = [];
    for (let pc = 0; pc < code.length; pc += plainInstructionLength(code, pc)) {
      const ins = new Bound(code[pc]), first = code[pc + 1];
      switch (ins.op) {
        case PlainOp.load:
          ins.out = this.#plane(first);
          ins.inputs = [this.#plane(first + 1), this.#plane(first + 2)];
          ins.column = code[pc + 2];
          break;
        case PlainOp.mul:
          ins.out = this.#plane(first);
          ins.inputs = [this.#plane(code[pc + 2]), this.#plane(code[pc + 3])];
          ins.planes = code[pc + 4];
          break;
        case PlainOp.combine: {
          const terms = Array.from({ length: code[pc + 3] }, (_, i) => pc + 4 + 2 * i);
          ins.out = this.#plane(first);
          ins.planes = code[pc + 2];
          ins.inputs = terms.map((at) => this.#plane(code[at]));
          ins.factors = Float64Array.from(terms, (at) => numbers[code[at + 1]]);
          break;
        }
        case PlainOp.addNumber:
          ins.out = this.#plane(first);
          ins.factors = Float64Array.of(numbers[code[pc + 2]]);
          ins.planes = code[pc + 3];
          break;
        case PlainOp.accumulate:
          ins.out = this.#accumulators.subarray(first * LANES, (first + 1) * LANES);
          ins.inputs = [this.#plane(code[pc + 2])];
          ins.digits = code[pc + 3];
          ins.weighted = code[pc + 4] === 1;
          ins.limit = code[pc + 5];
          break;
      }
      list.push(ins);
    }
    return list;
  }
}

/** out[k] = Σ factor·input[k] for first ≤ k < end. */
function combine(
  out: Float64Array,
  inputs: readonly Float64Array[],
  factors: Float64Array,
  first: number,
  end: number,
): void {
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i], factor = factors[i];
    if (i === 0) { for (let k = first; k < end; k++) out[k] = factor * input[k]; }
    else for (let k = first; k < end; k++) out[k] += factor * input[k];
  }
}
