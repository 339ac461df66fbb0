// What the prover tells after each round, and that what it lends for that time is not used afterwards: the next round, or
// another proof on the same pool, writes over it.

import type { FieldVector } from "../field/field_vector.ts";
import type { PassReport } from "../scheduler/report.ts";
import { SumcheckError } from "./errors.ts";
import type { RoundWork } from "./work.ts";

/** What the prover tells after each round. */
export interface RoundProgress {
  /** The round that is done; 0 is the first. */
  readonly round: number;
  /** How many rounds there are. */
  readonly rounds: number;
  /** Who did what in its pass. */
  readonly report: PassReport;
  /** What the round's pass computed. */
  readonly work: RoundWork;
  /**
   * Every column as this round read it, in the registry's order, without the zero rows at its end; a copy. To be asked
   * for before the callback returns (`too-late` is thrown afterwards): the next round writes over it. Absent in round 1
   * of a lean proof, which does not keep them.
   */
  readonly columns?: () => FieldVector[];
  /**
   * Every subrelation's sum over the edges of round 0 at 0 … D, weighted by the gate separator above this round's bit,
   * but neither batched nor multiplied by the round's factor. To be asked for before the callback returns. Absent in
   * later rounds and for `satisfied` traces, where not every value is computed.
   */
  readonly subrelationSums?: () => FieldVector[];
}

/** Calls the callback with what `make` makes of it; functions that went through `lend` throw when it has returned. */
export function tellRound(
  onRound: (progress: RoundProgress) => void,
  make: (lend: <T>(read: () => T) => () => T) => RoundProgress,
): void {
  let over = false;
  const progress = make((read) => () => {
    if (over) {
      throw new SumcheckError(
        "too-late",
        "Cannot read a round's columns or sums: its callback has returned, and they are written over",
        { round: progress.round },
      );
    }
    return read();
  });
  try {
    onRound(progress);
  } finally {
    over = true;
  }
}
