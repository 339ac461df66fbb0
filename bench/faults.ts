// Fault runs: in each of 200 proofs a worker is killed at a random moment, or two are. Every proof must be completed and
// be the undisturbed one, and so must the next proof on what is left of the pool.
//
//   deno run -A bench/faults.ts [--proofs 200] [--seed 1]        (bun likewise)
//
// Prints a table in Markdown; exit code 1 if a proof fails or differs. A plan whose moment came too late is not counted but made
// again. A pool that loses a worker while it is being opened refuses, with `open-failed`: then the proof is made on
// another. The program ends itself when it has printed, because Deno never ends one in which a worker was terminated
// while it was parked.

import { anyPlan, anySetting, FAULT_KINDS, type FaultKind } from "./reliability/fault_plans.ts";
import { courseOf, type FaultOutcome, runFault, wasInTime } from "./reliability/faults.ts";
import { quickStatements, type Reference } from "./reliability/statements.ts";
import { argumentsOf, runtime } from "./support.ts";
import { Random } from "./workloads/random.ts";

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
  statement: Reference,
  random: Random,
): Promise<FaultOutcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const setting = anySetting(kind, random), course = await courseOf(setting, statement);
    const outcome = await runFault(anyPlan(kind, setting, course, random), statement);
    if (!outcome.equal || !outcome.nextEqual || wasInTime(outcome)) return outcome;
  }
  throw new Error(`in ${TRIES} proofs the moment came too late`);
}

const { process } = globalThis as unknown as { process: { exit(code: number): never } };
const args = argumentsOf(["proofs", "seed"], []);
const proofs = args.number("proofs", 200), seed = args.number("seed", 1);
const random = new Random(seed), start = performance.now();
const statements: Reference[] = [];
for (const statement of quickStatements()) {
  statements.push({ ...statement, bytes: await statement.prove({}) });
}

const rows = new Map<FaultKind, Row>(
  FAULT_KINDS.map((kind) => [
    kind,
    { proofs: 0, killed: 0, missed: 0, refused: 0, equal: 0, nextEqual: 0, longestMs: 0 },
  ]),
);
const rounds = new Map<number, number>(), faults: string[] = [];
for (let proof = 0; proof < proofs; proof++) {
  const kind = FAULT_KINDS[proof % FAULT_KINDS.length], statement = random.pick(statements);
  const row = rows.get(kind)!, where = `proof ${proof}, ${statement.name}, ${kind}`;
  row.proofs++;
  try {
    const outcome = await disturb(kind, statement, random);
    row.killed += outcome.killedAfter.filter((rounds) => rounds !== undefined).length;
    row.missed += outcome.missed;
    row.refused += outcome.refusedToOpen ? 1 : 0;
    row.equal += outcome.equal ? 1 : 0;
    row.nextEqual += outcome.nextEqual ? 1 : 0;
    row.longestMs = Math.max(row.longestMs, outcome.ms);
    for (const round of outcome.killedAfter) {
      if (round !== undefined) rounds.set(round, (rounds.get(round) ?? 0) + 1);
    }
    if (!outcome.equal || !outcome.nextEqual) faults.push(`${where}: another proof`);
  } catch (error) {
    faults.push(`${where}: ${error}`);
  }
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
for (const fault of faults) console.log(`\nFAILED: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
