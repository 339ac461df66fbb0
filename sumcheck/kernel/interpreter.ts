// Runs blocks of a program on the live edges of a window: every instruction is one kernel call over edges × points,
// so its dispatch is paid once per some dozens of multiplications.

import { type LaneKernel, LANES, PRODUCT_SUM } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";
import {
  type Block,
  instructionLength,
  Op,
  type Program,
  WEIGHT_PLANE,
} from "../../relations/program.ts";
import type { KernelScratch } from "./scratch.ts";
import { ShortSums } from "./short_sums.ts";
import type { Window } from "./window.ts";

// Typed arrays are dear to make, instructions many.
const NO_NUMBERS = new Float64Array(0), NO_TERMS = new Int32Array(0);

/** An instruction with its operands as views of the arena: one view per plane, each open to the arena's end. */
class Bound {
  planes = 0;
  out: Float64Array[] = [];
  a: Float64Array[] = [];
  b: Float64Array[] = [];
  /** Combine: the operands' views, per plane. */
  inputs: Float64Array[][] = [];
  coefficients = NO_NUMBERS;
  reduce = false;
  slot = 0;
  column = 0;
  /** Short sum: pairs column, scalar. */
  terms = NO_TERMS;

  constructor(readonly op: number) {}
}

/** A block and what this thread knows of it. */
interface BoundBlock {
  readonly block: Block;
  /** Bound when it is first run: most proofs need few of a registry's blocks. */
  instructions: readonly Bound[] | undefined;
  /** Its accumulators. */
  readonly sums: Float64Array;
  readonly sumCount: number;
  /** Edges added to them since they were reduced, and in the pass so far. */
  added: number;
  edges: number;
  /** Edges added to its sums of products since these were taken. */
  products: number;
}

/** Products that a sum takes before it must be taken (LaneKernel.addProducts). */
const MOST_PRODUCTS = 4096;

/** A program bound to one thread's arena and accumulators. */
export class Interpreter {
  /** Where the weights of the live edges are wanted. */
  readonly weights: Float64Array;
  /** One element per accumulator. */
  readonly accumulators: Float64Array;

  readonly #kernel: LaneKernel;
  readonly #program: Program;
  readonly #window: number;
  readonly #arena: Float64Array;
  readonly #views: Float64Array[] = [];
  readonly #scalars: Float64Array[];
  /** By scalar, made when they are first used. */
  readonly #factors: Float64Array[] = [];
  readonly #shortSums: ShortSums;
  /** Sums of products that are not reduced yet. */
  readonly #productSums: Float64Array;
  /** Room for sums of products when they are taken. */
  #taken: Float64Array = NO_NUMBERS;
  /** Of all relations, one after the other. */
  readonly #blocks: BoundBlock[];
  /** Per column slot: what it holds, and for which live edges of the current window. */
  readonly #slotColumn: Int32Array;
  readonly #slotMask: Int32Array;

  /**
   * @param scalars the program's scalars, packed
   * @param window edges per window: the distance of two planes
   * @param scratch where the planes are
   */
  constructor(
    kernel: LaneKernel,
    program: Program,
    scalars: Uint32Array,
    window: number,
    scratch: KernelScratch,
  ) {
    this.#kernel = kernel;
    this.#program = program;
    this.#window = window;
    this.#arena = scratch.arena(program.planes * window * LANES);
    this.weights = this.#plane(WEIGHT_PLANE);
    this.#scalars = Array.from({ length: program.scalars }, (_, i) => {
      const lanes = new Float64Array(LANES);
      kernel.unpack(lanes, scalars, i * WORDS, 1);
      return lanes;
    });
    this.#shortSums = new ShortSums(kernel, this.#scalars, window);
    this.accumulators = new Float64Array(program.accumulators * LANES);
    this.#productSums = kernel.productSums(program.productSums);
    this.#slotColumn = new Int32Array(program.slots).fill(-1);
    this.#slotMask = new Int32Array(program.slots);
    this.#blocks = program.relations.flatMap(({ blocks }) => blocks.map((b) => this.#prepare(b)));
  }

  /** Empties the accumulators. */
  startPass(): void {
    for (const block of this.#blocks) {
      // What an abandoned pass has left.
      if (block.products > 0) this.#takeProducts(block);
      block.added = block.edges = block.products = 0;
    }
    this.accumulators.fill(0);
  }

  /** Forgets the columns held: the window has moved. */
  startWindow(): void {
    this.#slotMask.fill(0);
  }

  /** Adds the subrelations of block `number` (counted over all relations) on the live edges to its accumulators. */
  run(number: number, window: Window): void {
    const kernel = this.#kernel, count = window.live, whole = count === this.#window;
    const block = this.#blocks[number];
    this.#makeRoom(block, count);
    for (const ins of block.instructions ??= this.#bind(block.block)) {
      const { out, a, b, planes } = ins;
      switch (ins.op) {
        case Op.load:
          if (
            this.#slotColumn[ins.slot] === ins.column && this.#slotMask[ins.slot] === window.mask
          ) break;
          this.#slotColumn[ins.slot] = ins.column;
          this.#slotMask[ins.slot] = window.mask;
          window.load(ins.column, out[0], out[1], out[2]);
          break;
        case Op.mul:
          if (whole) kernel.mul(out[0], a[0], b[0], planes * count);
          else for (let p = 0; p < planes; p++) kernel.mul(out[p], a[p], b[p], count);
          break;
        case Op.square:
          if (whole) kernel.square(out[0], a[0], planes * count);
          else for (let p = 0; p < planes; p++) kernel.square(out[p], a[p], count);
          break;
        case Op.scale:
          if (whole) kernel.mulFixed(out[0], a[0], b[0], planes * count);
          else for (let p = 0; p < planes; p++) kernel.mulFixed(out[p], a[p], b[0], count);
          break;
        case Op.weigh:
          for (let p = 0; p < planes; p++) kernel.mul(out[p], a[p], b[0], count);
          break;
        case Op.combine: {
          const { inputs, coefficients, reduce } = ins;
          if (whole) {
            kernel.combine(out[0], inputs[0], coefficients, reduce, planes * count);
          } else {
            for (let p = 0; p < planes; p++) {
              kernel.combine(out[p], inputs[p], coefficients, reduce, count);
            }
          }
          break;
        }
        case Op.shortSum:
          this.#shortSums.add(out, ins.terms, window);
          break;
        case Op.addScalar:
          if (whole) kernel.addScalar(out[0], a[0], b[0], planes * count);
          else for (let p = 0; p < planes; p++) kernel.addScalar(out[p], a[p], b[0], count);
          break;
        case Op.accumulate:
          for (let p = 0; p < planes; p++) kernel.accumulate(out[p], a[p], count);
          break;
        case Op.accumulateProducts:
          for (let p = 0; p < planes; p++) kernel.addProducts(out[p], a[p], b[p], count);
          break;
      }
    }
  }

  /** Writes how many edges each block was run on. */
  writeEdges(counts: Float64Array, at: number): void {
    this.#blocks.forEach((block, i) => counts[at + i] = block.edges);
  }

  /** Writes every accumulator, packed. */
  finish(words: Uint32Array, wordOffset: number): void {
    for (const block of this.#blocks) if (block.products > 0) this.#takeProducts(block);
    const count = this.#program.accumulators;
    this.#kernel.reduce(this.accumulators, this.accumulators, count);
    this.#kernel.pack(words, wordOffset, this.accumulators, count);
  }

  #makeRoom(block: BoundBlock, edges: number): void {
    block.edges += edges;
    block.products += edges;
    if (block.products > MOST_PRODUCTS) {
      this.#takeProducts(block);
      block.products = edges;
    }
    block.added += edges;
    if (block.added <= block.block.reduceEvery) return;
    this.#kernel.reduce(block.sums, block.sums, block.sumCount);
    block.added = edges + 1;
  }

  /** Adds the block's sums of products to its accumulators: lane by lane, as one more edge to `reduceEvery`. */
  #takeProducts({ block: { firstProductSum, productSums } }: BoundBlock): void {
    const count = productSums.length / 2, { accumulators } = this;
    if (count === 0) return;
    if (this.#taken.length < count * LANES) this.#taken = new Float64Array(count * LANES);
    const sums = this.#productSums.subarray(firstProductSum * PRODUCT_SUM), taken = this.#taken;
    this.#kernel.takeProductSums(taken, sums, count);
    for (let i = 0, from = 0; i < count; i++) {
      const to = productSums[2 * i] * LANES, sign = productSums[2 * i + 1];
      for (let lane = 0; lane < LANES; lane++) accumulators[to + lane] += sign * taken[from++];
    }
  }

  /** The view that begins at a plane. */
  #plane(plane: number): Float64Array {
    return this.#views[plane] ??= this.#arena.subarray(plane * this.#window * LANES);
  }

  /** A scalar as a factor. */
  #factor(scalar: number): Float64Array {
    return this.#factors[scalar] ??= this.#kernel.fixedFactor(this.#scalars[scalar]);
  }

  #planes(first: number, count: number): Float64Array[] {
    return Array.from({ length: count }, (_, i) => this.#plane(first + i));
  }

  #prepare(block: Block): BoundBlock {
    const [first, count] = block.accumulators;
    const sums = this.accumulators.subarray(first * LANES);
    return {
      block,
      instructions: undefined,
      sums,
      sumCount: count,
      added: 0,
      edges: 0,
      products: 0,
    };
  }

  #bind({ code }: Block): Bound[] {
    const list: Bound[] = [];
    for (let pc = 0; pc < code.length; pc += instructionLength(code, pc)) {
      const ins = new Bound(code[pc]);
      switch (ins.op) {
        case Op.load:
          ins.out = this.#planes(code[pc + 1], 3);
          ins.slot = code[pc + 2];
          ins.column = code[pc + 3];
          break;
        case Op.mul:
          ins.planes = code[pc + 4];
          ins.out = this.#planes(code[pc + 1], ins.planes);
          ins.a = this.#planes(code[pc + 2], ins.planes);
          ins.b = this.#planes(code[pc + 3], ins.planes);
          break;
        case Op.square:
          ins.planes = code[pc + 3];
          ins.out = this.#planes(code[pc + 1], ins.planes);
          ins.a = this.#planes(code[pc + 2], ins.planes);
          break;
        case Op.scale:
        case Op.addScalar: {
          const scalar = this.#scalars[code[pc + 3]];
          ins.planes = code[pc + 4];
          ins.out = this.#planes(code[pc + 1], ins.planes);
          ins.a = this.#planes(code[pc + 2], ins.planes);
          ins.b = [ins.op === Op.scale ? this.#factor(code[pc + 3]) : scalar];
          break;
        }
        case Op.weigh:
          ins.planes = code[pc + 4];
          ins.out = this.#planes(code[pc + 1], ins.planes);
          ins.a = this.#planes(code[pc + 2], ins.planes);
          ins.b = [this.#plane(code[pc + 3])];
          break;
        case Op.combine:
          this.#bindCombine(ins, code, pc);
          break;
        case Op.shortSum:
          ins.out = this.#planes(code[pc + 1], code[pc + 2]);
          ins.terms = code.slice(pc + 4, pc + 4 + 2 * code[pc + 3]);
          break;
        case Op.accumulateProducts:
          ins.planes = code[pc + 4];
          ins.out = Array.from(
            { length: ins.planes },
            (_, p) => this.#productSums.subarray((code[pc + 1] + p) * PRODUCT_SUM),
          );
          ins.a = this.#planes(code[pc + 2], ins.planes);
          ins.b = Array.from(
            { length: ins.planes },
            (_, p) => this.#plane(code[pc + 3] + p * code[pc + 5]),
          );
          break;
        case Op.accumulate:
          ins.planes = code[pc + 3];
          ins.out = Array.from(
            { length: ins.planes },
            (_, p) => this.accumulators.subarray((code[pc + 1] + p) * LANES),
          );
          ins.a = this.#planes(code[pc + 2], ins.planes);
          break;
      }
      list.push(ins);
    }
    return list;
  }

  #bindCombine(ins: Bound, code: Int32Array, pc: number): void {
    ins.planes = code[pc + 2];
    ins.out = this.#planes(code[pc + 1], ins.planes);
    ins.reduce = code[pc + 3] === 1;
    const count = code[pc + 4];
    ins.coefficients = Float64Array.from({ length: count }, (_, i) => code[pc + 6 + 2 * i]);
    ins.inputs = Array.from(
      { length: ins.planes },
      (_, p) => Array.from({ length: count }, (_, i) => this.#plane(code[pc + 5 + 2 * i] + p)),
    );
  }
}
