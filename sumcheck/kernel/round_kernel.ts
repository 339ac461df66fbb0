// What one thread does in a proof: folds and evaluates the chunks it is given, round after round, into its own slot.
// In round r ≥ 1 a chunk's rows are first folded from the tables of round r − 1 and then evaluated while they are
// still in the cache: one pass per round.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { laneKernel, type LaneOrder } from "../../field/kernels.ts";
import { WORDS } from "../../field/words.ts";
import type { Program } from "../../relations/program.ts";
import type { JobThread } from "../../scheduler/job.ts";
import { MAX_WINDOW } from "../limits.ts";
import { lengthInRound, type Tables, TableView, viewRound } from "../tables.ts";
import { workStride } from "../work.ts";
import { Folder } from "./fold.ts";
import { Interpreter } from "./interpreter.ts";
import { PlainInterpreter } from "./plain_interpreter.ts";
import { SmallNumbers } from "./small_numbers.ts";
import type { KernelScratch } from "./scratch.ts";
import { EdgeWeights, type GateTables } from "./weights.ts";
import { UnstoredRound } from "./unstored_round.ts";
import { Window } from "./window.ts";

/** Everything a thread needs for one proof: plain data, shared between threads where it is written. */
export interface KernelSetup {
  /** The field's modulus: 8 plain words, least significant first. */
  readonly modulus: Uint32Array;
  /** Statement order of the lane kernel, the same on all threads. */
  readonly order: LaneOrder;
  /** What to run in round 0, and in the rounds after it. */
  readonly first: BoundProgram;
  readonly later: BoundProgram;
  /** The columns and the room for their folds. */
  readonly tables: Tables;
  /** The gate separator. */
  readonly gate: GateTables;
  /** Packed challenges: the prover writes number k before the pass of round k + 1. */
  readonly challenges: Uint32Array;
  /** Per slot as many packed elements as the program with the most accumulators has. */
  readonly slots: Uint32Array;
  /** Per slot what it did in the pass, `workStride` numbers: see work.ts. */
  readonly counts: Float64Array;
  /** Edges per window, 1 … 32. */
  readonly window: number;
  /** The field's 1, packed. */
  readonly one: Uint32Array;
}

/** A program with its scalars. */
export interface BoundProgram {
  /** The compiled registry. */
  readonly program: Program;
  /** Its scalars, packed. */
  readonly scalars: Uint32Array;
}

/** A program ready to run on one thread. */
class Engine {
  readonly program: Program;
  readonly interpreter: Interpreter;
  readonly #plain: PlainInterpreter;
  readonly window: Window;
  /** Per relation: rows from here on need no visit in this round. */
  readonly #activeEnd: Float64Array;
  readonly #views: readonly TableView[];

  constructor(
    kernel: LaneKernel,
    { program, scalars }: BoundProgram,
    views: readonly TableView[],
    weights: EdgeWeights,
    small: SmallNumbers,
    setup: KernelSetup,
    scratch: KernelScratch,
  ) {
    this.program = program;
    this.interpreter = new Interpreter(kernel, program, scalars, setup.window, scratch);
    const { accumulators } = this.interpreter;
    this.#plain = new PlainInterpreter(kernel, program, accumulators, setup.window);
    this.window = new Window(kernel, views, weights, small, this.interpreter.weights, setup.one);
    this.#views = views;
    this.#activeEnd = new Float64Array(program.relations.length);
  }

  startPass(): void {
    this.interpreter.startPass();
    this.#plain.startPass();
    this.program.relations.forEach(({ skip, columns, zeroRow }, i) => {
      const reach = (list: Int32Array): number =>
        list.reduce((longest, c) => Math.max(longest, this.#views[c].length), 0);
      this.#activeEnd[i] = skip.length > 0 ? reach(skip) : zeroRow ? reach(columns) : Infinity;
    });
  }

  /** Adds the window's edges, relation by relation, each on the edges where it is not skipped. */
  evaluate(edge: number, count: number): void {
    const { relations } = this.program, { window, interpreter } = this;
    window.open(edge, count);
    interpreter.startWindow();
    let block = 0;
    for (let i = 0; i < relations.length; i++) {
      const { blocks, skip } = relations[i], first = block;
      block += blocks.length;
      if (2 * edge >= this.#activeEnd[i]) continue;
      let live = window.liveMask(skip);
      for (let k = 0; k < blocks.length && live !== 0; k++) {
        const { when } = blocks[k];
        const mask = when.length === 0 ? live : live & window.constantMask(when);
        if (mask === 0) continue;
        window.select(mask);
        interpreter.run(first + k, window);
        this.#plain.run(first + k, window);
        live &= ~mask;
      }
    }
  }
}

/** One thread's part of a proof. The code of a pass is its round; the one after the last only folds. */
export class RoundKernel implements JobThread {
  readonly #setup: KernelSetup;
  readonly #slot: number;
  readonly #kernel: LaneKernel;
  readonly #weights: EdgeWeights;
  readonly #small: SmallNumbers;
  readonly #folder: Folder;
  readonly #from: TableView[];
  readonly #views: TableView[];
  /** Columns by falling length. */
  readonly #byLength: Int32Array;
  /** Round 1 of a lean proof. */
  readonly #unstored: UnstoredRound;
  /** The first challenge, and that of the round before, as factors. */
  #firstFactor: Float64Array = new Float64Array(0);
  #factor: Float64Array = new Float64Array(0);
  readonly #first: Engine;
  readonly #later: Engine;
  #engine: Engine;
  #round = 0;

  /** @param scratch memory that kernels on this thread share */
  constructor(setup: KernelSetup, slot: number, scratch: KernelScratch) {
    const { tables } = setup;
    this.#setup = setup;
    this.#slot = slot;
    this.#kernel = laneKernel(setup.modulus, setup.order);
    this.#from = tables.sources.map(() => new TableView());
    this.#views = tables.sources.map(() => new TableView());
    this.#byLength = Int32Array.from(tables.sources.keys()).sort((a, b) =>
      lengthInRound(tables.sources[b], 0) - lengthInRound(tables.sources[a], 0)
    );
    this.#weights = new EdgeWeights(this.#kernel, setup.gate, MAX_WINDOW);
    this.#small = new SmallNumbers(this.#kernel, setup.one);
    this.#folder = new Folder(this.#kernel, this.#small);
    this.#unstored = new UnstoredRound(this.#folder, tables.sources.length, 4 * setup.window);
    const engine = (bound: BoundProgram): Engine =>
      new Engine(this.#kernel, bound, this.#views, this.#weights, this.#small, setup, scratch);
    this.#first = engine(setup.first);
    this.#later = setup.later === setup.first ? this.#first : engine(setup.later);
    this.#engine = this.#first;
  }

  begin(round: number): void {
    const { tables, challenges } = this.#setup;
    this.#round = round;
    viewRound(tables, round, this.#views);
    if (round > 0) {
      // A lean proof has no tables of round 1: round 2 is folded from round 0, by way of a window of round 1.
      viewRound(tables, tables.lean && round === 2 ? 0 : round - 1, this.#from);
      const challenge = new Float64Array(LANES);
      this.#kernel.unpack(challenge, challenges, (round - 1) * WORDS, 1);
      this.#factor = this.#kernel.fixedFactor(challenge);
      // Round 0 is folded by the first challenge, in round 1 and, again, in round 2 of a lean proof.
      if (round === 1 || (tables.lean && round === 2)) {
        this.#kernel.unpack(challenge, challenges, 0, 1);
        this.#firstFactor = this.#kernel.fixedFactor(challenge);
        this.#small.bind(challenge);
      }
    }
    this.#weights.startRound(round);
    this.#engine = round === 0 ? this.#first : this.#later;
    this.#engine.startPass();
    this.#folder.multiplied = 0;
  }

  chunk(firstRow: number, endRow: number): void {
    // As int32s, of which everything below makes indices: see lengthInRound.
    const first = firstRow | 0, end = endRow | 0;
    if (this.#setup.tables.lean && (this.#round === 1 || this.#round === 2)) {
      const step = 2 * this.#setup.window;
      for (let row = first; row < end; row += step) {
        this.#leanWindow(row, Math.min(end, row + step));
      }
      return;
    }
    if (this.#round > 0) {
      this.#folder.fold(this.#from, this.#views, this.#byLength, this.#factor, first, end);
    }
    this.#evaluate(first, end);
  }

  /** A window of round 1 or 2 of a lean proof. */
  #leanWindow(first: number, end: number): void {
    const unstored = this.#unstored, order = this.#byLength, u = this.#firstFactor;
    if (this.#round === 1) {
      unstored.fold(this.#from, order, u, first, end);
      unstored.views.forEach(({ words, offset }, i) => {
        this.#views[i].words = words;
        this.#views[i].offset = offset;
      });
    } else {
      unstored.fold(this.#from, order, u, 2 * first, 2 * end);
      this.#folder.fold(unstored.views, this.#views, order, this.#factor, first, end);
    }
    this.#evaluate(first, end);
  }

  #evaluate(first: number, end: number): void {
    const { tables, window } = this.#setup;
    if (this.#round === tables.rounds) return;
    const lastEdge = (end + 1) >> 1;
    for (let edge = first >> 1; edge < lastEdge; edge += window) {
      this.#engine.evaluate(edge, Math.min(window, lastEdge - edge));
    }
  }

  end(): void {
    if (this.#round === this.#setup.tables.rounds) return;
    const { slots, counts, first, later } = this.#setup;
    this.#engine.interpreter.finish(slots, this.#slot * slotWords(this.#setup));
    const stride = workStride(first.program, later.program);
    this.#engine.interpreter.writeEdges(counts, this.#slot * stride);
    counts[this.#slot * stride + stride - 1] = this.#folder.multiplied;
  }
}

/** Words of one slot. */
export function slotWords({ first, later }: Pick<KernelSetup, "first" | "later">): number {
  return Math.max(first.program.accumulators, later.program.accumulators) * WORDS;
}
