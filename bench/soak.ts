// A soak: a thousand proofs on one pool, of mixed statements in mixed manners, some aborted, some two at a time. Every
// proof must be equal to the one made on a single thread, and memory must be flat.
//
//   deno run -A --v8-flags=--expose-gc bench/soak.ts [--proofs 1000] [--threads 3] [--seed 1] [--samples FILE]
//   bun bench/soak.ts …
//
// Prints tables in Markdown. Exit code 1: a proof differs, or the median of the resident memory or of the heap of the last
// fifth of the proofs is more than 5 % above that of the second fifth (the first warms up). Garbage is collected before
// each look, and on the workers too; Deno without --expose-gc cannot, and then memory is not judged. Nor is it with less
// than 500 proofs. --samples writes all looks as CSV.

import { writeFileSync } from "node:fs";
import { openProverPool } from "../sumcheck/pool.ts";
import {
  CAN_COLLECT,
  createCollectingWorker,
  growth,
  type MemorySample,
} from "./reliability/memory.ts";
import { type Look, LOOK_PROOFS, references, soak } from "./reliability/soak.ts";
import { soakStatements } from "./reliability/statements.ts";
import { argumentsOf, runtime } from "./support.ts";
import { Random } from "./workloads/random.ts";

/** Memory is judged from so many proofs on, and may grow by so much. */
const LEAST_PROOFS = 500, LIMIT = 0.05;
const PROGRESS_PROOFS = 50;

/** What is looked at. */
const FIGURES: readonly (readonly [figure: keyof MemorySample, what: string])[] = [
  ["resident", "resident, all threads"],
  ["heap", "heap of the calling thread"],
];

/** Prints the table; whether all is flat. */
function printMemory(looks: readonly Look[], proofs: number): boolean {
  const between = (from: number, to: number) =>
    looks.filter((look) => look.proofs > from * proofs && look.proofs <= to * proofs);
  const early = between(0.2, 0.4), late = between(0.8, 1);
  const range = (looks: readonly Look[]) => `${looks[0]?.proofs}–${looks.at(-1)?.proofs}`;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(`\n| memory | proofs ${range(early)} | proofs ${range(late)} | growth | of all |`);
  console.log("|---|---:|---:|---:|---:|");
  let flat = true;
  for (const [figure, what] of FIGURES) {
    const found = growth(early, late, figure), all = looks.map((look) => look[figure]);
    const cells = [mib(found.early), mib(found.late), `${(100 * found.growth).toFixed(1)} %`];
    cells.push(`${mib(Math.min(...all))} … ${mib(Math.max(...all))}`);
    console.log(`| ${what} | ${cells.join(" | ")} |`);
    if (!(found.growth <= LIMIT)) flat = false;
  }
  return flat;
}

const { process } = globalThis as unknown as { process: { exitCode: number } };
const args = argumentsOf(["proofs", "threads", "seed", "samples"], []);
const proofs = args.number("proofs", 1000), threads = args.number("threads", 3);
const seed = args.number("seed", 1), start = performance.now();

const all = await references(soakStatements());
const { tally, looks } = await (async () => {
  await using pool = await openProverPool({
    threads,
    createWorker: createCollectingWorker(LOOK_PROOFS),
  });
  const soaked = await soak(pool, all, proofs, new Random(seed), (done) => {
    if (done % PROGRESS_PROOFS < 2) console.error(`${done} of ${proofs}`);
  });
  if (pool.threads !== threads) throw new Error(`${threads - pool.threads} workers were lost`);
  return soaked;
})();

const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${proofs} proofs of ${all.length} statements, ${threads} threads, seed ${seed}, ${runtime()}, ${seconds} s\n`,
);
console.log("| proofs | |\n|---|---:|");
console.log(`| equal to the proof on a single thread | ${tally.equal} |`);
console.log(`| different | ${tally.different.length} |`);
console.log(`| aborted | ${tally.aborted} |`);
console.log(`| refused, as they must be: \`unsatisfied\` | ${tally.unsatisfied} |`);
for (const name of tally.different) console.log(`\nDIFFERENT: ${name}`);
const flat = printMemory(looks, proofs), judged = proofs >= LEAST_PROOFS && CAN_COLLECT;
if (!judged) console.log("\nMemory is not judged: too few proofs, or garbage cannot be collected.");
else console.log(flat ? "\nMemory is flat." : "\nMEMORY GROWS.");
if (args.text("samples", "") !== "") {
  const lines = looks.map(({ proofs, resident, heap }) => `${proofs},${resident},${heap}\n`);
  writeFileSync(args.text("samples", ""), `proofs,resident,heap\n${lines.join("")}`);
}
process.exitCode = tally.different.length > 0 || judged && !flat ? 1 : 0;
