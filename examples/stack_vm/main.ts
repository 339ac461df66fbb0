// A small stack machine with an ALU, a memory and bitwise operations, each in a subtrace of its own, whose execution of
// a program of your choice is proved. The default sorts 1,000 numbers below 2^16 in 137,000 steps.
//
//   deno run --allow-read examples/stack_vm/main.ts [--threads N] [program [inputs…]]
//   deno run --allow-read examples/stack_vm/main.ts examples/stack_vm/gcd.asm 1071 462
//
// What is proved: this program, given this tape, halts with these outputs. The parts, in the order to read them:
//
//   instructions.ts   what the machine can do            memory.ts      accesses, sorted: reads give what was written
//   assembler.ts      from text to a program             alu.ts         add, sub, mul, div, mod, lt
//   machine.ts        runs it, writes down every step    bitwise.ts     and, or, xor, a nibble per row
//   execution.ts      a row per step: registers          range.ts       which words are below 2^32
//   tables.ts         public columns                     links.ts       the lookups and permutations that join them
//   prove.ts          transcript, prover, verifier
//
// What is not: there are no commitments, so the verifier is handed the columns and checks the proof's last claim on
// them; nothing is hidden. Program, inputs and outputs are public, and the verifier builds their columns himself. That
// the assembler has translated your text rightly is not proved either: the proof is about the instructions.

import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { openProverPool, type PassReport } from "@limbs/sumcheck";
import { assemble } from "./assembler.ts";
import { run } from "./machine.ts";
import { buildColumns, prove, verify } from "./prove.ts";

/** Subtraces and tables, by the selectors of their rows. */
const PARTS = {
  execution: "ex_sel",
  memory: "mem_sel",
  "arithmetic (distinct)": "alu_sel",
  "bitwise (distinct)": "bit_sel",
  "words below 2^32": "rng_sel",
  program: "code_sel",
  "nibble table": "nib_sel",
};

/** 1,000 numbers below 2^16, the same every time. */
function someNumbers(): number[] {
  let state = 1;
  return Array.from({ length: 1000 }, () => (state = state * 48271 % (2 ** 31 - 1)) % 2 ** 16);
}

/** Does the work and prints how long it took. */
async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const done = await work();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
  return done;
}

/** One line on the passes of all rounds: how long the threads were busy, and how evenly. */
function summary(reports: readonly PassReport[]): string {
  const wall = reports.reduce((sum, { wallMs }) => sum + wallMs, 0);
  const busy = reports[0].threads.map(({ slot }) =>
    reports.flatMap(({ threads }) => threads).filter((thread) => thread.slot === slot)
      .reduce((sum, { busyMs }) => sum + busyMs, 0)
  );
  const imbalance = Math.max(...busy) * busy.length / busy.reduce((sum, ms) => sum + ms);
  return `passes: ${reports.length}, ${Math.round(wall)} ms; busy per thread ${
    busy.map(Math.round).join(", ")
  } ms; imbalance ${imbalance.toFixed(2)}, of the first pass ${reports[0].imbalance.toFixed(2)}`;
}

if (import.meta.main) {
  const args = argv.slice(2);
  const threads = args[0] === "--threads" ? Number(args.splice(0, 2)[1]) : 4;
  const [file = new URL("sort.asm", import.meta.url), ...rest] = args;
  const program = assemble(await readFile(file, "utf8"));
  const inputs = args.length === 0 ? someNumbers() : rest.map(Number);

  const execution = await timed("run", () => run(program, inputs));
  const { outputs } = execution;
  console.log(`outputs: ${outputs.slice(0, 8).join(" ")}${outputs.length > 8 ? " …" : ""}`);

  const statement = { program, inputs, outputs };
  const columns = await timed("columns", () => buildColumns(statement, execution));
  for (const [part, selector] of Object.entries(PARTS)) {
    console.log(`  ${part.padEnd(22)}${String(columns[selector].length).padStart(8)} rows`);
  }

  await using pool = await openProverPool({ threads });
  const reports: PassReport[] = [];
  const onRound = ({ report }: { report: PassReport }) => reports.push(report);
  const proved = await timed(`proof, ${threads} threads`, () => prove(columns, { pool, onRound }));
  console.log(summary(reports));
  await timed("check", () => verify(statement, proved));
  console.log("the proof verifies: this program, given these inputs, halts with these outputs");
}
