// The results of an experiment: plain data, written as JSON, from which tables and report are made.

import type { Attribution, Figures } from "./figures.ts";
import type { Machine } from "./machine.ts";
import type { MeasuredOverheads } from "./record.ts";
import type { Settings } from "./settings.ts";
import type { Summary } from "./stats.ts";

/** A configuration, measured. */
export interface Cell {
  readonly workers: number;
  readonly distribution: string;
  /** The proofs' times in ms. */
  readonly time: Summary;
  /** Every proof's time, in the order of measurement. */
  readonly times: readonly number[];
  /** The median run. */
  readonly figures: Figures;
  /** Its passes, each with its least time over all proofs: undisturbed. */
  readonly leastMs: number;
  /** What the simulator says, from costs recorded on one thread. */
  readonly predicted: Figures;
  /** The same with the slowdown of so many threads. */
  readonly slowed: Figures;
}

/** How much longer chunks take on so many threads than recorded, by the busy time under one distribution. */
export interface Slowdown {
  readonly workers: number;
  readonly from: string;
  readonly factor: number;
}

/** A configuration, simulated. */
export interface Prediction {
  readonly workers: number;
  readonly distribution: string;
  readonly figures: Figures;
}

/** What runs of one length cost on one thread. */
export interface Locality {
  readonly rows: number;
  /** µs per row, in the first pass and over all passes. */
  readonly firstPassUs: number;
  readonly allPassesUs: number;
}

/** Why one distribution is faster than another on so many threads. */
export interface Explained extends Attribution {
  readonly workers: number;
  readonly from: string;
  readonly to: string;
  readonly source: "measured" | "simulated" | "simulated at scale 1";
}

/** The gain of `to` over `from` where something else is varied. */
export interface Sweep {
  /** What is varied: rows, or the standard deviation of the cost per row ÷ its mean. */
  readonly at: number;
  readonly workers: number;
  readonly from: string;
  readonly to: string;
  readonly gain: number;
}

/** A thread's work in a pass, for the plot: adjacent chunks are joined. */
export interface Timeline {
  readonly distribution: string;
  readonly workers: number;
  readonly source: "measured" | "simulated";
  readonly wallMs: number;
  readonly imbalance: number;
  /** Per thread: pairs of start and end in ms. */
  readonly threads: readonly (readonly number[])[];
}

/** Everything about one workload. */
export interface WorkloadResults {
  readonly name: string;
  readonly scale: number;
  /** Rows that are visited in the first pass. */
  readonly rows: number;
  readonly columns: number;
  readonly subrelations: number;
  readonly unevenness: number;
  readonly overheads: MeasuredOverheads;
  readonly locality: readonly Locality[];
  readonly slowdowns: readonly Slowdown[];
  readonly cells: readonly Cell[];
  readonly predictions: readonly Prediction[];
  /** Rows and predictions at scale 1, from the costs recorded at this one. */
  readonly fullRows: number;
  readonly fullScale: readonly Prediction[];
  readonly explained: readonly Explained[];
  readonly byRows: readonly Sweep[];
  readonly byUnevenness: readonly Sweep[];
  readonly timelines: readonly Timeline[];
}

/** An experiment. */
export interface Results {
  readonly format: "distribution-results-1";
  readonly date: string;
  readonly machine: Machine;
  /** Load of the machine at the beginning and at the end; the experiment's own included. */
  readonly load: readonly [number, number];
  readonly clockNs: number;
  readonly settings: Omit<Settings, "out">;
  readonly workloads: readonly WorkloadResults[];
}
