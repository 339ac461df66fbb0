// What one thread does in a proof: folds and evaluates the chunks it is given, round after round, into its own slot.
// In round r ≥ 1 a chunk's rows are first folded from the tables of round r − 1 and then evaluated while they are
// still in the cache: one pass per round.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { laneKernel, type LaneOrder } from "../../field/kernels.ts";
import { WORDS } from "../../field/words.ts";
import type { Program } from "../../relations/program.ts";
import type { JobThread } from "../../scheduler/job.ts";
import { lengthInRound, type Tables, TableView, viewRound } from "../tables.ts";
import { Folder } from "./fold.ts";
import { Interpreter } from "./interpreter.ts";
import { EdgeWeights, type GateTables } from "./weights.ts";
import { MAX_WINDOW, Window } from "./window.ts";

/** Everything a thread needs for one proof: plain data, shared between threads where it is written. */
export interface KernelSetup {
  /** The field's modulus: 8 plain words, least significant first. */
  readonly modulus: Uint32Array;
  /** Statement order of the lane kernel, the same on all threads. */
  readonly order: LaneOrder;
  /** The compiled registry. */
  readonly program: Program;
  /** The program's scalars, packed. */
  readonly scalars: Uint32Array;
  /** The columns and the room for their folds. */
  readonly tables: Tables;
  /** The gate separator. */
  readonly gate: GateTables;
  /** Packed challenges: the prover writes number k before the pass of round k + 1. */
  readonly challenges: Uint32Array;
  /** One run of `program.accumulators` packed elements per slot. */
  readonly slots: Uint32Array;
  /** Edges per window, 1 … 32. */
  readonly window: number;
}

/** One thread's part of a proof. The code of a pass is its round; the one after the last only folds. */
export class RoundKernel implements JobThread {
  readonly #setup: KernelSetup;
  readonly #slot: number;
  readonly #kernel: LaneKernel;
  readonly #interpreter: Interpreter;
  readonly #weights: EdgeWeights;
  readonly #window: Window;
  readonly #folder: Folder;
  readonly #from: TableView[];
  readonly #views: TableView[];
  /** Columns by falling length. */
  readonly #byLength: Int32Array;
  readonly #challenge = new Float64Array(LANES);
  /** Per relation: rows from here on need no visit in this round. */
  readonly #activeEnd: Float64Array;
  #round = 0;

  constructor(setup: KernelSetup, slot: number) {
    const { program, tables } = setup;
    this.#setup = setup;
    this.#slot = slot;
    this.#kernel = laneKernel(setup.modulus, setup.order);
    this.#from = tables.sources.map(() => new TableView());
    this.#views = tables.sources.map(() => new TableView());
    this.#byLength = Int32Array.from(tables.sources.keys()).sort((a, b) =>
      lengthInRound(tables.sources[b], 0) - lengthInRound(tables.sources[a], 0)
    );
    this.#weights = new EdgeWeights(this.#kernel, setup.gate, MAX_WINDOW);
    this.#interpreter = new Interpreter(this.#kernel, program, setup.scalars, setup.window);
    this.#window = new Window(this.#kernel, this.#views, this.#weights, this.#interpreter.weights);
    this.#folder = new Folder(this.#kernel);
    this.#activeEnd = new Float64Array(program.relations.length);
  }

  begin(round: number): void {
    const { tables, challenges } = this.#setup;
    this.#round = round;
    viewRound(tables, round, this.#views);
    if (round > 0) {
      viewRound(tables, round - 1, this.#from);
      this.#kernel.unpack(this.#challenge, challenges, (round - 1) * WORDS, 1);
    }
    this.#weights.startRound(round);
    this.#interpreter.startPass();
    this.#findActiveEnds();
  }

  chunk(first: number, end: number): void {
    const { tables, window: windowEdges } = this.#setup;
    if (this.#round > 0) {
      this.#folder.fold(this.#from, this.#views, this.#byLength, this.#challenge, first, end);
    }
    if (this.#round === tables.rounds) return;
    const lastEdge = Math.ceil(end / 2);
    for (let edge = first / 2; edge < lastEdge; edge += windowEdges) {
      this.#evaluate(edge, Math.min(windowEdges, lastEdge - edge));
    }
  }

  end(): void {
    if (this.#round === this.#setup.tables.rounds) return;
    const { program, slots } = this.#setup;
    this.#interpreter.finish(slots, this.#slot * program.accumulators * WORDS);
  }

  #evaluate(edge: number, count: number): void {
    const { relations } = this.#setup.program;
    this.#window.open(edge, count);
    this.#interpreter.startWindow();
    for (let i = 0; i < relations.length; i++) {
      if (2 * edge >= this.#activeEnd[i]) continue;
      const live = this.#window.liveMask(relations[i].skip);
      if (live === 0) continue;
      this.#window.select(live);
      this.#interpreter.run(i, this.#window);
    }
  }

  #findActiveEnds(): void {
    this.#setup.program.relations.forEach(({ skip, columns, zeroRow }, i) => {
      const reach = (list: Int32Array): number =>
        list.reduce((longest, c) => Math.max(longest, this.#views[c].length), 0);
      this.#activeEnd[i] = skip.length > 0 ? reach(skip) : zeroRow ? reach(columns) : Infinity;
    });
  }
}
