// What the page and its prover say to each other: plain data, nothing else.

import type { ThreadReport } from "@limbs/sumcheck/scheduler";

/** The statements that can be proved. */
export type StatementName = "ultra-shaped" | "avm-shaped";

/** What is to be proved, and how. */
export interface Order {
  readonly statement: StatementName;
  /** d: the trace has 2^d rows. */
  readonly logRows: number;
  /** Threads, the prover's own included. */
  readonly threads: number;
  /** How rows reach the threads, as text: "auto", "dynamic:64", … */
  readonly distribution: string;
  /** Whether one row is changed first, so that the verifier must refuse the proof. */
  readonly spoil: boolean;
}

/** From the page. */
export type Request =
  | { readonly type: "prove"; readonly order: Order }
  | { readonly type: "cancel" };

/** What the prover is at; `prove` is what the time of the result covers. */
export type Phase = "trace" | "threads" | "compile" | "prove" | "verify";

/** One round that is done. Times are in ms after proving began. */
export interface Round {
  readonly round: number;
  readonly rounds: number;
  readonly rows: number;
  readonly distribution: string;
  readonly startMs: number;
  readonly wallMs: number;
  readonly imbalance: number;
  readonly threads: readonly ThreadReport[];
  /** {@linkcode CHUNK_NUMBERS} numbers per chunk: slot, first row, end row, start, duration. */
  readonly chunks: Float64Array;
}

/** How many numbers describe a chunk in {@linkcode Round.chunks}. */
export const CHUNK_NUMBERS = 5;

/** What has come of it. */
export interface Outcome {
  readonly proveMs: number;
  readonly verifyMs: number;
  /** Why the verifier refuses the proof; undefined if it accepts. */
  readonly refusal: string | undefined;
  /** The proof in the package's binary form. */
  readonly proof: Uint8Array<ArrayBuffer>;
  /** SHA-256 of these bytes. */
  readonly fingerprint: string;
  /** Threads that were left at the end. */
  readonly threads: number;
}

/** From the prover. Every order is answered by exactly one of the last three. */
export type Reply =
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "round"; readonly round: Round }
  | { readonly type: "done"; readonly outcome: Outcome }
  | { readonly type: "cancelled" }
  | { readonly type: "failed"; readonly message: string };
