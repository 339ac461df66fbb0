// Where every column's values are in every round, and how many there are. Two sets of buffers take turns: a fold reads
// one and writes the other, so a round is a pure function of the buffers before it and can be run again.
// Plain data plus arithmetic on lengths; used by the prover and by every worker.

import { WORDS } from "../field/words.ts";
import type { ProofMemory } from "./proof_memory.ts";
import type { SmallValues } from "./small_column.ts";

/** Buffers are kept at most this long (1 GiB), because Bun's end at 4 GiB; a longer column gets one of its own. */
const BUFFER_WORDS = 2 ** 28;

/** One column as the prover was given it. */
export interface SourceColumn {
  /** The stored values, packed; undefined when they are small. */
  readonly words?: Uint32Array;
  /** The stored values when they are small integers: the column's first fold makes elements of them. */
  readonly small?: SmallValues;
  /** Rows to read them later by: 0, or 1 for a shift. */
  readonly shift: 0 | 1;
}

/** The tables of one proof: plain data, sent to every worker. */
export interface Tables {
  /** Rounds of the proof: d of the 2^d rows, or more when it is padded. */
  readonly rounds: number;
  /** The columns in the registry's order. */
  readonly sources: readonly SourceColumn[];
  /** Round 1 has no tables: its rows are folded again wherever they are read. */
  readonly lean: boolean;
  /** Buffers of the odd and of the even rounds. */
  readonly buffers: readonly [odd: readonly Uint32Array[], even: readonly Uint32Array[]];
  /** Per column: number of its buffer and its first word there, for odd and for even rounds. */
  readonly places: readonly [odd: Int32Array, even: Int32Array];
}

/** Stored values of a column in a round: halved, rounding up, round after round. */
export function lengthInRound({ words, small, shift }: SourceColumn, round: number): number {
  const stored = words === undefined ? small!.length : words.length / WORDS;
  const length = Math.max(0, stored - shift);
  return Math.ceil(length / 2 ** round);
}

/** Rounds that a proof must have to be lean: the last fold reads and writes tables. */
const MIN_LEAN_ROUNDS = 3;

/**
 * Makes room for the folded columns: 3/4 of the size of the columns given, shifts counted; half of that when `lean`.
 *
 * @param memory where the tables go; every row is written before it is read
 */
export function allocateTables(
  rounds: number,
  sources: readonly SourceColumn[],
  lean: boolean,
  memory: Pick<ProofMemory, "words">,
): Tables {
  lean &&= rounds >= MIN_LEAN_ROUNDS;
  const odd = placeColumns(sources, lean ? 3 : 1, memory);
  const even = placeColumns(sources, 2, memory);
  return {
    rounds,
    sources,
    lean,
    buffers: [odd.buffers, even.buffers],
    places: [odd.places, even.places],
  };
}

function placeColumns(
  sources: readonly SourceColumn[],
  round: number,
  memory: Pick<ProofMemory, "words">,
): { buffers: Uint32Array[]; places: Int32Array } {
  const places = new Int32Array(2 * sources.length);
  const sizes: number[] = [];
  sources.forEach((source, i) => {
    const words = WORDS * lengthInRound(source, round);
    if (sizes.length === 0 || sizes[sizes.length - 1] + words > BUFFER_WORDS) sizes.push(0);
    const buffer = sizes.length - 1;
    places[2 * i] = buffer;
    places[2 * i + 1] = sizes[buffer];
    sizes[buffer] += words;
  });
  return { buffers: sizes.map((words) => memory.words(words)), places };
}

/** A small column, or its shift. */
export interface SmallRows {
  /** The column's values. */
  readonly values: SmallValues;
  /** Index of row 0. */
  readonly offset: number;
  /** Stored rows; those behind are zero. */
  readonly length: number;
}

/** One column in one round. */
export class TableView {
  /** The buffer that holds it. */
  words: Uint32Array = new Uint32Array(0);
  /** Word of row 0 in the buffer. */
  offset = 0;
  /** Stored rows; those behind are zero. */
  length = 0;
  /** A small column as it was given, instead of words: only in round 0. */
  small: SmallRows | undefined;
}

/** Points the views at the columns of a round that has tables, in the registry's order. */
export function viewRound(tables: Tables, round: number, views: readonly TableView[]): void {
  tables.sources.forEach((source, i) => {
    const view = views[i];
    view.length = lengthInRound(source, round);
    view.small = undefined;
    if (round === 0) {
      const { words, small, shift } = source;
      if (words === undefined) {
        view.small = { values: small!, offset: shift, length: view.length };
      } else {
        view.words = words;
        view.offset = WORDS * shift;
      }
    } else {
      const side = round % 2 === 1 ? 0 : 1;
      view.words = tables.buffers[side][tables.places[side][2 * i]];
      view.offset = tables.places[side][2 * i + 1];
    }
  });
}
