// Where everything is in an UltraHonk proof of barretenberg 5.0.0 (Keccak transcript, no zero knowledge), counted in
// words. With n = log2 of the rows:
//
//   8 pairing-point limbs · points w_l, w_r, w_o · lookup_read_counts, lookup_read_tags, w_4 · lookup_inverses, z_perm
//   · n × 8 round values · 41 evaluations                                     ← the sumcheck reads up to here
//   · n − 1 fold points · n fold evaluations · 2 opening points               ← the commitment openings
//
// A point is two words, x and y.

import type { RelationRegistry } from "../../relations/registry.ts";
import { ULTRA_BB5 } from "../../relations/ultra/mod.ts";
import { SumcheckError } from "../errors.ts";
import { MAX_LOG_ROWS } from "../limits.ts";

/** The relations that these proofs are about. */
export const ULTRA_HONK_REGISTRY: RelationRegistry = ULTRA_BB5;

/** Limbs of the two pairing points, which the circuit puts behind its public inputs. */
export const PAIRING_LIMBS = 8;

/** The commitments to the witness, in the order of the proof. */
export const WITNESS_POINTS: readonly string[] = [
  ...["w_l", "w_r", "w_o"],
  ...["lookup_read_counts", "lookup_read_tags", "w_4"],
  ...["lookup_inverses", "z_perm"],
];

const POINT_WORDS = 2;

/** The words of one part of a proof: `start` to `end` − 1. */
export interface WordRange {
  /** The first. */
  readonly start: number;
  /** The one behind the last. */
  readonly end: number;
}

/** The parts of a proof about 2^logRows rows. */
export interface UltraHonkLayout {
  /** log2 of the rows, and the number of rounds. */
  readonly logRows: number;
  /** Words in all. */
  readonly words: number;
  /** Limbs of the pairing points. */
  readonly pairingLimbs: WordRange;
  /** The commitments to the witness. */
  readonly witnessPoints: WordRange;
  /** Per round the values at 0 … 7. */
  readonly univariates: readonly WordRange[];
  /** One value per column. */
  readonly evaluations: WordRange;
  /** Openings: commitments to the folded polynomials. */
  readonly foldPoints: WordRange;
  /** Openings: values of the folded polynomials. */
  readonly foldEvaluations: WordRange;
  /** Openings: the two points of the last step. */
  readonly openingPoints: WordRange;
}

/**
 * The parts of a proof.
 *
 * @throws {SumcheckError} `limit-exceeded` unless `logRows` is an integer from 1 to 28.
 */
export function ultraHonkLayout(logRows: number): UltraHonkLayout {
  if (!Number.isInteger(logRows) || logRows < 1 || logRows > MAX_LOG_ROWS) {
    throw new SumcheckError(
      "limit-exceeded",
      `Cannot lay out a proof: its log_rows is ${logRows}, not from 1 to ${MAX_LOG_ROWS}`,
    );
  }
  let words = 0;
  const take = (count: number): WordRange => ({ start: words, end: words += count });
  return {
    logRows,
    pairingLimbs: take(PAIRING_LIMBS),
    witnessPoints: take(POINT_WORDS * WITNESS_POINTS.length),
    univariates: Array.from({ length: logRows }, () => take(ULTRA_HONK_REGISTRY.univariateLength)),
    evaluations: take(ULTRA_HONK_REGISTRY.columns.length),
    foldPoints: take(POINT_WORDS * (logRows - 1)),
    foldEvaluations: take(logRows),
    openingPoints: take(POINT_WORDS * 2),
    words,
  };
}

/** log2 of the rows of the proof that has this many words; undefined when none has. */
export function logRowsOfWords(words: number): number | undefined {
  for (let logRows = 1; logRows <= MAX_LOG_ROWS; logRows++) {
    if (ultraHonkLayout(logRows).words === words) return logRows;
  }
  return undefined;
}

/** The ranges of all points. */
export function pointRanges(layout: UltraHonkLayout): readonly WordRange[] {
  return [layout.witnessPoints, layout.foldPoints, layout.openingPoints].flatMap(
    ({ start, end }) =>
      Array.from({ length: (end - start) / POINT_WORDS }, (_, i) => ({
        start: start + POINT_WORDS * i,
        end: start + POINT_WORDS * (i + 1),
      })),
  );
}

/** What a word of the proof is, for messages: its number and its part. */
export function describeWord(layout: UltraHonkLayout, word: number): string {
  return `the proof's word ${word} (${partOf(layout, word)})`;
}

function partOf(layout: UltraHonkLayout, word: number): string {
  const within = ({ start, end }: WordRange) => word >= start && word < end;
  const coordinate = ({ start }: WordRange) => (word - start) % POINT_WORDS === 0 ? "x" : "y";
  const point = ({ start }: WordRange) => Math.floor((word - start) / POINT_WORDS);
  const {
    pairingLimbs,
    witnessPoints,
    univariates,
    evaluations,
    foldPoints,
    foldEvaluations,
    openingPoints,
  } = layout;
  if (within(pairingLimbs)) return `pairing-point limb ${word - pairingLimbs.start}`;
  if (within(witnessPoints)) {
    return `${coordinate(witnessPoints)} of the commitment to ${
      WITNESS_POINTS[point(witnessPoints)]
    }`;
  }
  const round = univariates.findIndex(within);
  if (round >= 0) return `round ${round}'s value at ${word - univariates[round].start}`;
  if (within(evaluations)) {
    return `the evaluation of ${ULTRA_HONK_REGISTRY.columns[word - evaluations.start]}`;
  }
  if (within(foldPoints)) return `${coordinate(foldPoints)} of fold point ${point(foldPoints)}`;
  if (within(foldEvaluations)) return `fold evaluation ${word - foldEvaluations.start}`;
  return `${coordinate(openingPoints)} of opening point ${point(openingPoints)}`;
}
