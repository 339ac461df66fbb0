// The stress job: random statements on random threads, distributions and options, with aborts and lost workers among
// them, for as long as it is told. On Deno and on Bun; must end by itself.
//
//   deno task stress [--seconds 60] [--seed N]     a new seed unless given; it is printed first
//   deno task stress --seed N --case K             that case alone
//
// What is drawn follows from the seed alone. When an abort or a fault comes is a matter of timing too, so a failure may
// need more than one try to come back.

import { describeCase, drawCase } from "./stress_case.ts";
import { emptyTally, runCase, StandingPools } from "./stress_run.ts";

/** A case that takes longer hangs. */
const CASE_LIMIT_MS = 60_000;
/** Among so many cases there are aborts and faults. */
const MANY_CASES = 50;

const { Deno, process } = globalThis as unknown as {
  Deno?: { args: readonly string[]; exit(code: number): never };
  process: { argv: readonly string[]; exit(code: number): never };
};
const args = Deno?.args ?? process.argv.slice(2);
const exit = (code: number): never => Deno === undefined ? process.exit(code) : Deno.exit(code);

function option(name: string): number | undefined {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return undefined;
  const value = Number(args[at + 1]);
  if (args[at + 1] !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new Error(`Cannot stress: --${name} is ${args[at + 1]}, not an integer of 32 bits`);
}

const seconds = option("seconds") ?? 60;
const seed = option("seed") ?? crypto.getRandomValues(new Uint32Array(1))[0];
const only = option("case");
console.log(`stress: seed ${seed}`);

const tally = emptyTally(), start = performance.now();
let number = only ?? 0;
await using pools = new StandingPools();
do {
  const stressCase = drawCase(seed, number);
  const failed = (why: unknown): never => {
    console.error(`stress: case ${number} failed: ${describeCase(stressCase)}\n`, why);
    console.error(`repeat it with: deno task stress --seed ${seed} --case ${number}`);
    return exit(1);
  };
  const limit = setTimeout(() => failed(`has not ended after ${CASE_LIMIT_MS} ms`), CASE_LIMIT_MS);
  await runCase(stressCase, pools, tally).catch(failed);
  clearTimeout(limit);
  number++;
} while (only === undefined && performance.now() - start < 1000 * seconds);

const { equal, aborted, thrown, lost } = tally, cases = number - (only ?? 0);
const passed = Math.round((performance.now() - start) / 1000);
console.log(
  `stress: ${cases} cases in ${passed} s: ${equal} proofs as one thread makes them, ` +
    `${aborted} aborted, ${thrown} ended by a worker's error, ${lost} workers lost`,
);
if (cases >= MANY_CASES && (aborted === 0 || thrown + lost === 0)) {
  console.error("stress: what is planted does not reach the proofs");
  exit(1);
}
