// Where every column's values are in every round, and how many there are. Two sets of buffers take turns: a fold reads
// one and writes the other, so a round is a pure function of the buffers before it and can be run again.
// Plain data plus arithmetic on lengths; used by the prover and by every worker.
//
// Folded rows are kept as lanes, ready to be computed with, at 80 bytes an element. A lean proof keeps them packed, at 32,
// and folds its rows of round 1 wherever they are read instead of keeping them.

import { LANES } from "../field/lane_kernel.ts";
import { WORDS } from "../field/words.ts";
import type { ProofMemory } from "./proof_memory.ts";
import type { SmallValues } from "./small_column.ts";

/** Buffers are kept at most this long, because Bun's end at 4 GiB; a longer column gets one of its own. */
const BUFFER_BYTES = 2 ** 30;

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
  /** Tables are packed, and round 1 has none: its rows are folded again wherever they are read. */
  readonly lean: boolean;
  /** Buffers of the odd and of the even rounds. */
  readonly buffers: readonly [odd: readonly TableBuffer[], even: readonly TableBuffer[]];
  /** Per column: number of its buffer and where it begins there, for odd and for even rounds. */
  readonly places: readonly [odd: Int32Array, even: Int32Array];
}

/** Rows of folded columns: lanes, or packed words if the proof is lean. */
export type TableBuffer = Float64Array | Uint32Array;

/** Stored values of a column in a round: halved, rounding up, round after round. */
export function lengthInRound({ words, small, shift }: SourceColumn, round: number): number {
  const stored = words === undefined ? small!.length : words.length / WORDS;
  const length = Math.max(0, stored - shift);
  // As an int32, of which row numbers are made: JavaScriptCore computes with doubles where one may come from a quotient.
  return Math.ceil(length / 2 ** round) | 0;
}

/** Rounds that a proof must have to be lean: the last fold reads and writes tables. */
const MIN_LEAN_ROUNDS = 3;

/**
 * Makes room for the folded columns: 15/8 of the size of the columns given (as elements, shifts counted), 3/8 of it when
 * `lean`.
 *
 * @param memory where the tables go; every row is written before it is read
 */
export function allocateTables(
  rounds: number,
  sources: readonly SourceColumn[],
  lean: boolean,
  memory: TableMemory,
): Tables {
  lean &&= rounds >= MIN_LEAN_ROUNDS;
  const rows = lean
    ? { size: WORDS, bytes: Uint32Array.BYTES_PER_ELEMENT, make: memory.words.bind(memory) }
    : { size: LANES, bytes: Float64Array.BYTES_PER_ELEMENT, make: memory.doubles.bind(memory) };
  const odd = placeColumns(sources, lean ? 3 : 1, rows);
  const even = placeColumns(sources, 2, rows);
  return {
    rounds,
    sources,
    lean,
    buffers: [odd.buffers, even.buffers],
    places: [odd.places, even.places],
  };
}

/** Where tables are from. */
type TableMemory = Pick<ProofMemory, "words" | "doubles">;

/** What a row takes, and what buffers of rows are made by. */
interface RowKind {
  /** Numbers per row, and bytes per number. */
  readonly size: number;
  readonly bytes: number;
  readonly make: (numbers: number) => TableBuffer;
}

function placeColumns(
  sources: readonly SourceColumn[],
  round: number,
  { size, bytes, make }: RowKind,
): { buffers: TableBuffer[]; places: Int32Array } {
  const places = new Int32Array(2 * sources.length), most = BUFFER_BYTES / bytes;
  const sizes: number[] = [];
  sources.forEach((source, i) => {
    const numbers = size * lengthInRound(source, round);
    if (sizes.length === 0 || sizes[sizes.length - 1] + numbers > most) sizes.push(0);
    const buffer = sizes.length - 1;
    places[2 * i] = buffer;
    places[2 * i + 1] = sizes[buffer];
    sizes[buffer] += numbers;
  });
  return { buffers: sizes.map(make), places };
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
  /** The buffer that holds it, if its rows are packed. */
  words: Uint32Array = new Uint32Array(0);
  /** The buffer that holds it, if its rows are lanes. */
  lanes: Float64Array | undefined;
  /** Where row 0 is in the buffer. */
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
    view.small = view.lanes = undefined;
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
      const buffer = tables.buffers[side][tables.places[side][2 * i]];
      if (buffer instanceof Float64Array) view.lanes = buffer;
      else view.words = buffer;
      view.offset = tables.places[side][2 * i + 1];
    }
  });
}
