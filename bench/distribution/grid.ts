// The table's measurements: configurations take turns, run after run, so that a machine that slows
// down slows them all down.

import { parseDistribution } from "../../scheduler/distribution.ts";
import type { Journal } from "./journal.ts";
import type { Bench, Pools } from "./measure.ts";
import type { Progress } from "./progress.ts";
import type { Settings } from "./settings.ts";

/** One cell of the table. */
export interface Configuration {
  readonly bench: Bench;
  readonly workers: number;
  readonly distribution: string;
}

/** Measures what the journal does not have yet, until it is complete or the time is up. */
export async function measureGrid(
  settings: Settings,
  benches: readonly Bench[],
  pools: Pools,
  journal: Journal,
  progress: Progress,
): Promise<void> {
  const cells: Configuration[] = benches.flatMap((bench) =>
    settings.workers.flatMap((workers) =>
      settings.distributions.map((distribution) => ({ bench, workers, distribution }))
    )
  );
  const missing = Array.from({ length: settings.runs }, (_, run) => run).flatMap((run) =>
    // Each run begins elsewhere, so that no configuration always follows the same one.
    rotated(cells, run * Math.ceil(cells.length / settings.runs)).filter(({ bench, ...cell }) =>
      journal.of(bench.workload.name, cell.workers, cell.distribution).length <= run
    ).map((cell) => ({ run, cell }))
  );
  progress.expect(missing.length);
  for (const { run, cell } of missing) {
    if (progress.timeIsUp) return;
    const { bench, workers, distribution } = cell, workload = bench.workload.name;
    await progress.show(`run ${run + 1}: ${workload}, ${workers} workers, ${distribution}`);
    const { figures, reports } = await bench.prove(
      await pools.of(workers),
      parseDistribution(distribution),
    );
    const wallsMs = reports.map((report) => report.wallMs);
    await journal.add({ workload, workers, distribution, run, wallsMs, ...figures });
    progress.done();
  }
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
