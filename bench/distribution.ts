// Why does claiming chunks win? Distributions × rows per chunk × threads × runs, interleaved; where
// the gain comes from; what the simulator predicts for machines that are not at hand.
//
//   deno task distribution [--quick] [--workload avm-shaped] [--scale 1/64] [--workers 1,2,4] …
//
// Writes distribution.json, distribution.md and distribution.html into the folder --out; a run that
// was interrupted goes on where it stopped when it is started again with the same settings.

import { describeOptions } from "../cli/option_help.ts";
import { failureOf } from "../cli/errors.ts";
import { traceEvents } from "../scheduler/trace_events.ts";
import { runExperiment } from "./distribution/experiment.ts";
import { htmlReport } from "./distribution/html.ts";
import { Progress } from "./distribution/progress.ts";
import { readSettings, SETTINGS_OPTIONS } from "./distribution/settings.ts";
import { markdownTables } from "./distribution/tables.ts";

async function main(): Promise<number> {
  const settings = readSettings(Deno.args, navigator.hardwareConcurrency);
  if (settings === undefined) {
    console.log(`deno task distribution [options]\n\n${describeOptions(SETTINGS_OPTIONS)}`);
    return 0;
  }
  const progress = new Progress(settings.minutes);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort(new Error("interrupted"));
  Deno.addSignalListener("SIGINT", stop);
  try {
    const { results, traced } = await runExperiment(settings, progress, interrupt.signal);
    await progress.finish();
    const write = (name: string, text: string) =>
      Deno.writeTextFile(`${settings.out}/${name}`, text);
    const tables = markdownTables(results);
    await write("distribution.json", `${JSON.stringify(results)}\n`);
    await write("distribution-tables.md", tables);
    await write("distribution.html", htmlReport(results));
    if (settings.traceEvents) {
      for (const [workload, proofs] of traced) {
        for (const [what, reports] of proofs) {
          const events = traceEvents(reports, ({ code }) => `round ${code}`);
          const name = `events-${workload}-${what.replace(/[^a-z0-9]+/g, "-")}.json`;
          await write(name, JSON.stringify(events));
        }
      }
    }
    console.log(tables);
    console.log(`Written: distribution.json, -tables.md and .html in ${settings.out}`);
    return interrupt.signal.aborted ? 130 : 0;
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
  }
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main();
  } catch (error) {
    const { code, message, hint } = failureOf(error);
    console.error(`error: ${code}: ${message}${hint === "" ? "" : ` (${hint})`}`);
    Deno.exitCode = 2;
  }
}
