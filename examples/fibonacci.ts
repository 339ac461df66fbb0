// A Fibonacci machine on 16-bit numbers: (a, b) becomes (b, a + b mod 2^16), a step per row. Shows a range check by a
// lookup, and where its challenge comes from.
//
//   deno run examples/fibonacci.ts [steps] [threads]
//
// In a field, "mod 2^16" is a claim: a + b = c + 2^16·carry has a solution c for either carry. Only one of them is
// below 2^16, so c is given as two bytes, and every byte is looked up in a table of the bytes 0 … 255.
//
// What is proved: the machine, started at (0, 1), holds `result` after so many steps. There are no commitments here:
// the verifier is given the prover's columns and checks the proof's last claim against them, so it saves no work. With
// a commitment scheme it would get commitments where `absorbTrace` stands, and openings where `verifyWithTrace` does.

import { argv } from "node:process";
import {
  absorbTrace,
  BN254_FR,
  type FieldVector,
  fillCounts,
  fillInverses,
  KeccakTranscript,
  lookup,
  openProverPool,
  type Proof,
  relation,
  RelationRegistry,
  SumcheckProver,
  Trace,
  type Transcript,
  verifyWithTrace,
  type WorkerPool,
} from "@limbs/sumcheck";

const FIELD = BN254_FR;

/** Columns by name, and what the machine claims to have reached. */
type Columns = ReadonlyMap<string, FieldVector>;

// ---- Relations: what must hold in every row ----

/** low + 256·high is the sum without its carry; the next row goes on with it. */
const step = relation({
  name: "step",
  columns: ["is_step", "a", "b", "low", "high", "carry"],
  shifts: ["a", "b"],
  skipIfZero: "is_step",
  subrelations: ({ is_step, a, b, low, high, carry, a_shift, b_shift }) => {
    const sum = low.add(high.mul(256));
    return [
      { name: "sum", degree: 2, value: is_step.mul(a.add(b).sub(sum).sub(carry.mul(2 ** 16))) },
      { name: "carry-is-bit", degree: 3, value: is_step.mul(carry).mul(carry.sub(1)) },
      { name: "next-a", degree: 2, value: is_step.mul(a_shift.sub(b)) },
      { name: "next-b", degree: 2, value: is_step.mul(b_shift.sub(sum)) },
    ];
  },
});

/** The first row is (0, 1), the last one holds the result: a parameter, for it is the same in every row. */
const ends = relation({
  name: "ends",
  columns: ["is_first", "is_last", "a", "b"],
  parameters: ["result"],
  skipIfZero: ["is_first", "is_last"],
  subrelations: ({ is_first, is_last, a, b }, { result }) => [
    { name: "first-a", degree: 2, value: is_first.mul(a) },
    { name: "first-b", degree: 2, value: is_first.mul(b.sub(1)) },
    { name: "last-a", degree: 2, value: is_last.mul(a.sub(result)) },
  ],
});

/** Each `limb` of a step is in the table. `counts` says how often each byte is read, `inverses` helps the argument. */
function isByte(limb: "low" | "high") {
  return lookup({
    name: `${limb}-is-byte`,
    read: { selector: "is_step", columns: [limb] },
    table: { selector: "is_byte", columns: ["byte"] },
    counts: `${limb}_counts`,
    inverses: `${limb}_inverses`,
  });
}

/** The machine. */
export const MACHINE: RelationRegistry = new RelationRegistry({
  name: "fibonacci",
  field: FIELD,
  relations: [step, ends, isByte("low"), isByte("high")],
});

// ---- Columns ----

/** The exponent of the number of rows: enough for the steps and for the table. */
function logRowsFor(steps: number): number {
  return Math.max(8, Math.ceil(Math.log2(steps + 1)));
}

/** What is fixed by the number of steps. The verifier makes these himself and believes nobody else's. */
function publicColumns(steps: number): Columns {
  const row = (length: number, value: (i: number) => number) =>
    FIELD.vectorOf(Array.from({ length }, (_, i) => value(i)));
  return new Map([
    ["is_first", row(1, () => 1)],
    ["is_step", row(steps, () => 1)],
    ["is_last", row(steps + 1, (i) => i === steps ? 1 : 0)],
    ["is_byte", row(256, () => 1)],
    ["byte", row(256, (i) => i)],
  ]);
}

/** Runs the machine; all columns but the inverses, and the result. */
export function run(steps: number): { columns: Columns; result: number } {
  const a = [0], b = [1], low = [], high = [], carry = [];
  for (let i = 0; i < steps; i++) {
    const sum = a[i] + b[i];
    low.push(sum & 255);
    high.push((sum >> 8) & 255);
    carry.push(sum >> 16);
    a.push(b[i]);
    b.push(sum & 65535);
  }
  const columns = new Map(publicColumns(steps));
  for (const [name, values] of Object.entries({ a, b, low, high, carry })) {
    columns.set(name, FIELD.vectorOf(values));
  }
  return { columns: fillCounts(MACHINE, columns), result: a[steps] };
}

// ---- Prover and verifier ----

/**
 * Draws the lookups' challenge γ once all else is fixed: a prover who knew γ could choose columns to suit it. The
 * inverses are 1/(γ + …) and cannot be fixed before; they are absorbed next, and only then the proof begins.
 */
async function drawParameters(
  transcript: Transcript,
  steps: number,
  result: number,
  columns: Columns,
): Promise<FieldVector> {
  const empty = FIELD.vector(0);
  const before = new Map([...columns, ["low_inverses", empty], ["high_inverses", empty]]);
  await absorbTrace(transcript, MACHINE, new Trace(FIELD, logRowsFor(steps), before));
  const gamma = transcript.challenges("gamma", 1).get(0);
  return MACHINE.parameterVector({ result, gamma });
}

/** Proves that these columns, all but the inverses, end at the result; returns all columns. */
export async function prove(
  steps: number,
  result: number,
  columns: Columns,
  pool: WorkerPool,
): Promise<{ proof: Proof; columns: Columns }> {
  const transcript = new KeccakTranscript(FIELD);
  const parameters = await drawParameters(transcript, steps, result, columns);
  const filled = fillInverses(MACHINE, columns, parameters);
  const trace = new Trace(FIELD, logRowsFor(steps), filled);
  await absorbTrace(transcript, MACHINE, trace);
  const prover = new SumcheckProver(MACHINE, trace, { parameters, transcript, pool });
  return { proof: await prover.prove(), columns: filled };
}

/** Throws unless the proof shows that the machine holds `result` after so many steps. */
export async function verify(
  steps: number,
  result: number,
  columns: Columns,
  proof: Proof,
): Promise<void> {
  const own = new Map([...columns, ...publicColumns(steps)]);
  const transcript = new KeccakTranscript(FIELD);
  const parameters = await drawParameters(transcript, steps, result, own);
  const trace = new Trace(FIELD, logRowsFor(steps), own);
  await absorbTrace(transcript, MACHINE, trace);
  verifyWithTrace(MACHINE, proof, trace, { transcript, parameters }); // expects the sum 0
}

if (import.meta.main) {
  const [steps = 5000, threads = 4] = argv.slice(2).map(Number);
  const { columns, result } = run(steps);
  await using pool = await openProverPool({ threads });
  const start = performance.now();
  const proved = await prove(steps, result, columns, pool);
  const ms = Math.round(performance.now() - start);
  await verify(steps, result, proved.columns, proved.proof);
  console.log(`Fibonacci number ${steps} mod 2^16 is ${result}`);
  console.log(`proved on ${threads} threads in ${ms} ms: 2^${logRowsFor(steps)} rows, sum 0`);
  console.log("the proof verifies");
}
