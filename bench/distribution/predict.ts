// What the simulator says about the recorded costs: any number of threads, any distribution; also
// with costs made more or less uneven.

import { type DistributionChoice, parseDistribution } from "../../scheduler/distribution.ts";
import { PassCosts, type TracedPass } from "../../scheduler/pass_costs.ts";
import { simulateRun } from "../../scheduler/simulate.ts";
import { type Figures, figuresOf } from "./figures.ts";
import type { MeasuredOverheads, Recorded, Recording } from "./record.ts";

/** A simulated proof. */
export function predict(
  costs: readonly PassCosts[],
  distribution: string | DistributionChoice,
  threads: number,
  overheads: MeasuredOverheads,
  slowdown = 1,
): Figures {
  const choice = typeof distribution === "string" ? parseDistribution(distribution) : distribution;
  const { serialMs, ...simulated } = overheads;
  const { totalMs, reports } = simulateRun(costs, choice, {
    threads,
    overheads: simulated,
    slowdown,
  });
  // What joining one thread's results takes is measured as part of the serial time.
  const merged = simulated.mergeMs * costs.length;
  return figuresOf(reports, totalMs - merged + serialMs);
}

/**
 * The costs with every chunk's time brought to a power, the passes' totals unchanged: 0 makes all
 * rows alike, 1 leaves them as they are, 2 makes them more uneven.
 */
export function unevenCosts({ recordings }: Recorded, power: number): PassCosts[] {
  const bent = recordings.map((recording) => bend(recording, power));
  return bent[0].passes.map((_, pass) => new PassCosts(bent.map(({ passes }) => passes[pass])));
}

function bend(recording: Recording, power: number): Recording {
  const passes = recording.passes.map(({ rows, chunks }) => {
    const times = chunks!.map(({ first, end, durationMs }) => {
      const length = end - first;
      return length * Math.pow(durationMs / length, power);
    });
    const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
    const scale = sum(chunks!.map((c) => c.durationMs)) / sum(times);
    return { rows, chunks: chunks!.map((c, i) => ({ ...c, durationMs: times[i] * scale })) };
  });
  return { ...recording, passes };
}

/**
 * The costs of a trace with `factor` times as many rows of the same shape: every run is there so
 * many times, and there are so many more passes at the end as the power of two says.
 */
export function stretchedCosts({ recordings }: Recorded, factor: number): PassCosts[] {
  const stretched = recordings.map(({ passes }) => {
    const all = passes.map((pass) => stretch(pass, factor));
    const last = passes[passes.length - 1];
    return [...all, ...Array.from({ length: Math.log2(factor) }, () => last)];
  });
  return stretched[0].map((_, pass) => new PassCosts(stretched.map((passes) => passes[pass])));
}

function stretch({ rows, chunks }: TracedPass, factor: number): TracedPass {
  let first = 0;
  const copies = chunks!.flatMap((chunk, i) => {
    const length = chunk.end - chunk.first;
    // A last run may end on an odd row; only the last copy of it may.
    const whole = length + length % 2;
    return Array.from({ length: factor }, (_, copy) => {
      const lastOfAll = i === chunks!.length - 1 && copy === factor - 1;
      const end = first + (lastOfAll ? length : whole);
      const one = { ...chunk, first, end };
      first = end;
      return one;
    });
  });
  return { rows: Math.max(rows, first), chunks: copies };
}

/** Standard deviation ÷ mean of the cost per row of a pass's chunks. */
export function unevenness(costs: PassCosts): number {
  const { rows } = costs, perRow: number[] = [];
  for (let first = 0; first < rows; first += 16) {
    const end = Math.min(rows, first + 16);
    perRow.push(costs.of(first, end) / (end - first));
  }
  const mean = perRow.reduce((a, b) => a + b, 0) / perRow.length;
  const square = perRow.reduce((sum, x) => sum + (x - mean) ** 2, 0) / perRow.length;
  return Math.sqrt(square) / mean;
}
