// The worst case of every column of the generated multiplications, for one modulus: the generator's own proof
// (generate/program.ts), run again with the lanes of that modulus beside the bounds of its class. A report, for the task
// `bounds` and the tests; no kernel needs it.

import { lanesOfWords, WORDS } from "./grid.ts";
import { wideLanes } from "./constants.ts";
import { accumulationRoutines, innerProductRoutines } from "./generate/inner_product.ts";
import { multiplyRoutines } from "./generate/multiply.ts";
import type { LaneOrder } from "./generate/target.ts";
import { classOfLanes } from "./modulus_class.ts";

/** The worst case of one column in one generated routine. */
export interface ColumnBound {
  /** The routine: "mul", "square", … */
  readonly routine: string;
  /** The column of the product, 0 … 19. */
  readonly column: number;
  /** Base-2 logarithm of the largest sum of absolute values, in units of the column's place, for this modulus. */
  readonly bits: number;
  /** The same for every modulus of the class: what the generated code is proven for. */
  readonly classBits: number;
}

/** Bounds of one modulus in one statement order. */
export interface BoundsReport {
  readonly order: LaneOrder;
  /** Name of the class that the modulus is bound to. */
  readonly modulusClass: string;
  /** Operands in units of p that the bounds hold for: {@linkcode LaneKernel.maxValue} before rounding. */
  readonly operands: number;
  readonly columns: readonly ColumnBound[];
}

/** The report of one modulus (8 little-endian words). */
export function boundsReport(modulus: ArrayLike<number>, order: LaneOrder): BoundsReport {
  const lanes = { lanes: lanesOfWords(modulus), wide: wideLanes(modulus) };
  const modulusClass = classOfLanes(lanes.lanes, lanes.wide);
  const target = { modulusClass, order, modulus: lanes };
  const routines = [
    ...multiplyRoutines(target),
    ...accumulationRoutines(order),
    ...innerProductRoutines(target),
  ];
  const columns: ColumnBound[] = [];
  for (const { name, program } of routines) {
    for (const [label, peak] of program.peaks) {
      const [kind, column] = label.split(" ");
      if (kind !== "column") continue;
      columns.push({
        routine: name,
        column: Number(column),
        bits: peak.tight,
        classBits: peak.class,
      });
    }
  }
  let p = 0;
  for (let i = WORDS - 1; i >= 0; i--) p = p * 2 ** 32 + modulus[i]!;
  return { order, modulusClass: modulusClass.name, operands: modulusClass.operands / p, columns };
}
