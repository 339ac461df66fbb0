// deno task fuzz:honk [--cases 100000] [--seed 1]: a long run of the fuzzer, whose report goes to stdout as JSON.

import { fuzzUltraHonk } from "./support/honk_fuzz.ts";

function option(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(Deno.args[at + 1]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`Cannot fuzz: --${name} is ${Deno.args[at + 1]}, not an integer above 0`);
}

const cases = option("cases", 100_000), seed = option("seed", 1), start = performance.now();
const report = fuzzUltraHonk(cases, seed, (done) => {
  if (done % 10_000 === 0) console.error(`${done} of ${cases}`);
});
const seconds = Math.round((performance.now() - start) / 1000);
console.log(JSON.stringify({ seed, ...report, seconds }, null, 2));
if (report.accepted.length > 0) Deno.exit(1);
