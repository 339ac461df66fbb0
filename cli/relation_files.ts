// The files that `cli.ts new-relation` writes: a relation to start from, and its test. They run as they are, on Deno and
// on Bun, wherever the package is installed under its public name.

/** A file to be written. */
export interface TextFile {
  /** Its name, without a folder. */
  readonly name: string;
  /** What is in it. */
  readonly text: string;
}

/**
 * The relation and its test.
 *
 * @param label the relation's name: lower-case words joined by - or _
 */
export function relationFiles(label: string): readonly [relation: TextFile, test: TextFile] {
  const words = label.split(/[-_]/);
  const file = words.join("_");
  const [first, ...others] = words;
  const prefix = first + others.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  return [
    { name: `${file}.ts`, text: relationText(label, file, prefix) },
    { name: `${file}_test.ts`, text: testText(label, file) },
  ];
}

function relationText(label: string, file: string, prefix: string): string {
  return `// ${label}: a relation over the columns of an execution trace, the registry that
// it is proved in, and a trace that satisfies it. This start says that a column
// holds running sums of squares: put your columns and polynomials in its place.
// ${file}_test.ts proves and verifies it.

import {
  BN254_FR,
  type Relation,
  relation,
  RelationRegistry,
  Trace,
} from "@limbs/sumcheck";

/** All values are in this field. */
const field = BN254_FR;

/**
 * Where \`q_first\` is 1, \`sum\` is 0.
 * Where \`q_step\` is 1, the next row's \`sum\` is this row's plus x².
 */
export const ${prefix}Relation: Relation = relation({
  name: "${label}",
  // What is read in a row; and of that, what is read in the next row too, where
  // it is called sum_shift.
  columns: ["q_first", "q_step", "x", "sum"],
  shifts: ["sum"],
  // Rows in which all of these are 0 are skipped. It is checked, here and now,
  // that every value below is 0 there.
  skipIfZero: ["q_first", "q_step"],
  subrelations: ({ q_first, q_step, x, sum, sum_shift }) => {
    const next = sum.add(x.mul(x));
    // Each value has to be 0 in every row. Its degree, all columns counted, is
    // checked too.
    return [
      { name: "start", degree: 2, value: q_first.mul(sum) },
      { name: "step", degree: 3, value: q_step.mul(sum_shift.sub(next)) },
    ];
  },
});

/** What is proved together: relations in a list share columns by their names. */
export const registry: RelationRegistry = new RelationRegistry({
  name: "${label}",
  field,
  relations: [${prefix}Relation],
});

/** A trace of 2^logRows rows: the sums 0, 1², 1² + 2², … */
export function satisfiedTrace(logRows: number = 4): Trace {
  // The last row takes no step, for no row comes after it.
  const steps = 2 ** logRows - 1;
  const x = Array.from({ length: steps }, (_, row) => field.parse(row + 1));
  let total = field.zero;
  const sum = [total];
  for (const value of x) {
    total = field.add(total, field.square(value));
    sum.push(total);
  }
  return new Trace(field, logRows, {
    // Values that a column does not store are 0.
    q_first: field.vectorOf([1]),
    q_step: field.vectorOf(x.map(() => 1)),
    x: field.vectorOf(x),
    sum: field.vectorOf(sum),
  });
}
`;
}

function testText(label: string, file: string): string {
  return `// Proves ${file}.ts: its trace satisfies the relation, and a trace with one wrong
// value does not. Runs under deno test and under bun test.

import { equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { SumcheckProver, verifyWithTrace } from "@limbs/sumcheck";
import { registry, satisfiedTrace } from "./${file}.ts";

const { field } = registry;

test("${label}: a satisfied trace has the sum 0 and a proof that is verified", async () => {
  const trace = satisfiedTrace();
  // With threads: await using pool = await openProverPool({ threads: 4 }), and
  // { pool } as the third argument.
  const proof = await new SumcheckProver(registry, trace).prove();
  equal(field.isZero(proof.claimedSum), true);
  verifyWithTrace(registry, proof, trace); // throws if anything is wrong
});

for (const column of ["x", "sum"]) {
  test(\`${label}: one wrong \${column} makes the sum nonzero, and is refused\`, async () => {
    const trace = satisfiedTrace();
    const values = trace.column(column); // the trace's own, not a copy
    values.set(0, field.add(values.get(0), field.one));
    const proof = await new SumcheckProver(registry, trace).prove();
    equal(field.isZero(proof.claimedSum), false);
    const verify = () => verifyWithTrace(registry, proof, trace);
    throws(verify, { code: "wrong-sum" });
  });
}
`;
}
