// Fuzzes every reader of files: mutated traces, proofs, keys and vectors are accepted, and then come back from being
// written, or are refused with a code that the reader documents, in time and without more memory than their size explains.
//
//   deno run --allow-read tests/fuzz.ts [--cases 100000] [--seed 1] [--target NAME,…]        (bun likewise)
//   deno run --allow-read tests/fuzz.ts --case 4711 [--seed 1] [--target NAME,…]
//
// Prints a table in Markdown. The first finding ends the run with exit code 1; it is printed with the smallest input
// that shows it, and with the command that makes the whole input again: --case prints one input and what becomes of it.
// On Deno an input that is never done is seen from another thread; Bun's workers find no packages, so there the run hangs.

import { argumentsOf, runtime } from "../bench/support.ts";
import { Fuzzer } from "./support/fuzz/fuzzer.ts";
import { TARGETS } from "./support/fuzz/targets.ts";
import { type FuzzOrder, type FuzzResult, runOrder } from "./support/fuzz/order.ts";

/** An input that is read for so long will never be done. */
const HANG_MS = 120_000;
const PROGRESS_MS = 10_000;

const process: { exit(code: number): never } = (globalThis as unknown as {
  process: { exit(code: number): never };
}).process;
const args = argumentsOf(["cases", "seed", "target", "case"], []);
const seed = count("seed", 1), cases = count("cases", 100_000);
const targets = args.text("target", "") === ""
  ? TARGETS
  : args.list("target", "").map((name) =>
    TARGETS.find((target) => target.name === name) ??
      fail(`no target ${name}; there are: ${TARGETS.map((t) => t.name).join(", ")}`)
  );

function count(option: string, otherwise: number): number {
  const value = args.number(option, otherwise);
  return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31
    ? value
    : fail(`--${option} is ${args.text(option, "")}, not an integer from 0 to 2^31 − 1`);
}

function fail(why: string): never {
  console.error(`Cannot fuzz: ${why}`);
  process.exit(2);
}

/** The command that makes an input again. */
function replayCommand(number: number): string {
  const only = args.text("target", "");
  return `tests/fuzz.ts --seed ${seed} --case ${number}${only === "" ? "" : ` --target "${only}"`}`;
}

async function replay(number: number): Promise<number> {
  const fuzzer = new Fuzzer(targets, seed), { target, attempt } = fuzzer.attempt(number);
  console.log(`${target.name}, ${attempt.size} bytes or characters:\n${attempt.show()}`);
  const reports = new Map();
  const found = await fuzzer.run(number, number + 1, reports);
  if (found === undefined) {
    console.log(JSON.stringify(reports.get(target.name)));
    return 0;
  }
  const { finding, smallest } = found;
  console.log(`${finding.kind}: ${finding.message}\n${smallest.show()}`);
  console.log(finding.cause ?? finding);
  return 1;
}

function run(): Promise<FuzzResult> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const order: FuzzOrder = { seed, cases, targets: targets.map(({ name }) => name), current };
  if (typeof Deno === "undefined") return runOrder(order);
  const worker = new Worker(new URL("./support/fuzz/worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, resolve, reject } = Promise.withResolvers<FuzzResult>();
  worker.onmessage = ({ data }: MessageEvent<FuzzResult>) => resolve(data);
  worker.onerror = ({ message }: ErrorEvent) => reject(new Error(message));
  worker.postMessage(order);
  let last = 0, since = performance.now();
  const watch = setInterval(() => {
    const number = Atomics.load(current, 0), now = performance.now();
    console.error(`${number} of ${cases}`);
    if (number !== last) [last, since] = [number, now];
    else if (now - since > HANG_MS) {
      console.log(`HANGS: input ${number}; again: ${replayCommand(number)}`);
      process.exit(1);
    }
  }, PROGRESS_MS);
  return promise.finally(() => {
    clearInterval(watch);
    worker.terminate();
  });
}

function printTable({ reports }: FuzzResult, seconds: number): void {
  const total = [...reports.values()].reduce((sum, { cases }) => sum + cases, 0);
  const number = (n: number) => n.toLocaleString("en");
  console.log(`${number(total)} inputs, seed ${seed}, ${runtime()}, ${seconds} s\n`);
  console.log("| reader | inputs | accepted | refused | slowest | codes |");
  console.log("|---|---:|---:|---:|---:|---|");
  for (const { name } of targets) {
    const report = reports.get(name);
    if (report === undefined) continue;
    const { cases, accepted, refused, slowestMs } = report;
    const codes = Object.entries(refused).sort(([, a], [, b]) => b - a)
      .map(([code, n]) => `${code} ${number(n)}`).join(", ");
    console.log(
      `| ${name} | ${number(cases)} | ${number(accepted)} | ${number(cases - accepted)} | ` +
        `${Math.round(slowestMs)} ms | ${codes} |`,
    );
  }
  for (const { name, codes } of targets) {
    const never = codes.filter((code) => reports.get(name)?.refused[code] === undefined);
    if (never.length > 0) console.log(`\n${name}: never ${never.join(", ")}`);
  }
}

if (args.text("case", "") !== "") {
  process.exit(await replay(count("case", 0)));
} else {
  const start = performance.now(), result = await run(), { found } = result;
  printTable(result, Math.round((performance.now() - start) / 1000));
  if (found !== undefined) {
    const { target, number, what, stack, input } = found;
    console.log(`\nFOUND by input ${number} (${target}): ${what}\n${stack}\n\nsmallest: ${input}`);
    console.log(`\nagain: ${replayCommand(number)}`);
  }
  process.exit(found === undefined ? 0 : 1);
}
