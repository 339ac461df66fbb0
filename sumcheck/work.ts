// What a round took, in operations: exact counts from the edges that each block of the program was run on, for whoever
// wants to explain a time. Costs nothing to collect: one number per block, thread and pass.

import { edgeCost, type Program } from "../relations/program.ts";

/** Operations on field elements. */
export interface RoundWork {
  /** Edges × relations that were evaluated, i.e. not skipped. */
  readonly evaluations: number;
  /** Products in the evaluation, squarings and products by scalars and weights counted. */
  readonly multiplications: number;
  /** Terms of sums. */
  readonly additions: number;
  /** Columns read, two rows each; fewer where one relation finds what another has read. */
  readonly loads: number;
  /** Products in the fold of this round's tables: one per pair of unequal rows. */
  readonly foldMultiplications: number;
}

/** Numbers per slot: one per block of the program with the most, and one for the folds. */
export function workStride(...programs: readonly Program[]): number {
  return 1 + Math.max(...programs.map(blockCount));
}

function blockCount(program: Program): number {
  return program.relations.reduce((count, { blocks }) => count + blocks.length, 0);
}

/** Adds up what the used slots counted. */
export function roundWork(
  program: Program,
  counts: Float64Array,
  stride: number,
  used: readonly number[],
): RoundWork {
  let evaluations = 0, multiplications = 0, additions = 0, loads = 0, foldMultiplications = 0;
  const blocks = program.relations.flatMap((relation) => relation.blocks);
  for (const slot of used) {
    blocks.forEach((block, i) => {
      const edges = counts[slot * stride + i];
      if (edges === 0) return;
      const cost = edgeCost(block);
      evaluations += edges;
      multiplications += edges * cost.multiplications;
      additions += edges * cost.additions;
      loads += edges * cost.loads;
    });
    foldMultiplications += counts[slot * stride + stride - 1];
  }
  return { evaluations, multiplications, additions, loads, foldMultiplications };
}
