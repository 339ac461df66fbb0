// Fault runs: in each of 200 proofs a worker is killed at a random moment, or two are. Every proof must be completed and
// be the undisturbed one, and so must the next proof on what is left of the pool.
//
//   deno run -A bench/faults.ts [--proofs 200] [--seed 1]        (bun likewise)
//
// Prints a table in Markdown; exit code 1 if a proof differs. A plan whose moment came too late is not counted but made
// again. A pool that loses a worker while it is being opened refuses, with `open-failed`: then the proof is made on
// another. The program ends itself when it has printed, because Deno never ends one in which a worker was terminated
// while it was parked.

import { openProverPool } from "../sumcheck/pool.ts";
import { anyPlan, anySetting, FAULT_KINDS, type FaultKind } from "./reliability/fault_plans.ts";
import { courseOf, type FaultOutcome, runFault } from "./reliability/faults.ts";
import { type SoakStatement, soakStatements } from "./reliability/statements.ts";
import { argumentsOf, runtime } from "./support.ts";
import { Random } from "./workloads/random.ts";

/** Statements with rounds enough, and not too long. */
const NAMES = [
  ...["ultra-bb3 d6 dense", "ultra-bb3 d8 satisfied, 2 padded rounds", "ultra-bb5 d5 ragged"],
  ...["ultra-shaped d9", "ultra-shaped d11", "demo, 2 padded rounds"],
];
/** A plan is made again at most so often. */
const TRIES = 30;

interface Row {
  proofs: number;
  killed: number;
  missed: number;
  refused: number;
  equal: number;
  nextEqual: number;
  longestMs: number;
}

/** A disturbed proof of this kind, in which everybody who was to be killed was killed in time. */
async function disturb(
  kind: FaultKind,
  statement: SoakStatement & { readonly bytes: Uint8Array },
  random: Random,
): Promise<FaultOutcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const setting = anySetting(kind, random), course = await courseOf(setting, statement);
    const outcome = await runFault(anyPlan(kind, setting, course, random), statement);
    if (!outcome.equal || !outcome.nextEqual) return outcome;
    if (outcome.killedAfter.every((rounds) => rounds !== undefined)) return outcome;
  }
  throw new Error(`${kind}: in ${TRIES} proofs the moment came too late`);
}

const { process } = globalThis as unknown as { process: { exit(code: number): never } };
const args = argumentsOf(["proofs", "seed"], []);
const proofs = args.number("proofs", 200), seed = args.number("seed", 1);
const random = new Random(seed), start = performance.now();
const all = soakStatements().filter(({ name }) => NAMES.includes(name));
const statements: (SoakStatement & { readonly bytes: Uint8Array })[] = [];
for (const statement of all) {
  await using pool = await openProverPool({ threads: 1 });
  statements.push({ ...statement, bytes: await statement.prove({ pool }) });
}

const rows = new Map<FaultKind, Row>();
const rounds = new Map<number, number>(), different: string[] = [];
for (let proof = 0; proof < proofs; proof++) {
  const kind = FAULT_KINDS[proof % FAULT_KINDS.length], statement = random.pick(statements);
  const outcome = await disturb(kind, statement, random);
  const row = rows.get(kind) ??
    { proofs: 0, killed: 0, missed: 0, refused: 0, equal: 0, nextEqual: 0, longestMs: 0 };
  rows.set(kind, row);
  row.proofs++;
  row.killed += outcome.killedAfter.length;
  row.missed += outcome.missed;
  row.refused += outcome.refusedToOpen ? 1 : 0;
  row.equal += outcome.equal ? 1 : 0;
  row.nextEqual += outcome.nextEqual ? 1 : 0;
  row.longestMs = Math.max(row.longestMs, outcome.ms);
  for (const round of outcome.killedAfter) {
    if (round !== undefined) rounds.set(round, (rounds.get(round) ?? 0) + 1);
  }
  if (!outcome.equal || !outcome.nextEqual) different.push(`${statement.name}: ${kind}`);
  if ((proof + 1) % 20 === 0) console.error(`${proof + 1} of ${proofs}`);
}

const seconds = Math.round((performance.now() - start) / 1000);
console.log(`${proofs} disturbed proofs, seed ${seed}, ${runtime()}, ${seconds} s\n`);
console.log(
  "| a worker is or does | proofs | killed | missed | pool refused | equal | next equal | longest |",
);
console.log("|---|---:|---:|---:|---:|---:|---:|---:|");
for (const [kind, row] of rows) {
  console.log(
    `| ${kind} | ${row.proofs} | ${row.killed} | ${row.missed} | ${row.refused} | ${row.equal} | ` +
      `${row.nextEqual} | ${Math.round(row.longestMs)} ms |`,
  );
}
const sorted = [...rounds].sort(([a], [b]) => a - b);
console.log(
  `\n| rounds done when a worker was killed | ${
    sorted.map(([r]) => r < 0 ? "opening" : r).join(" | ")
  } |`,
);
console.log(`|---|${sorted.map(() => "---:|").join("")}`);
console.log(`| workers | ${sorted.map(([, count]) => count).join(" | ")} |`);
for (const name of different) console.log(`\nDIFFERENT: ${name}`);
process.exit(different.length > 0 ? 1 : 0);
