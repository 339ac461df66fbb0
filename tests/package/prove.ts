// A program as a user of the package writes it, the same for every runtime: it proves with workers, verifies, and prints
// the proofs' bytes. CI runs it on the sources with Deno, and on the packed tarball with Bun and, compiled by TypeScript,
// with Node; all must print the same (.ci/package).
//
//   prove.ts THREADS VECTOR        VECTOR: a recorded sumcheck, as in tests/vectors

import { readFile } from "node:fs/promises";
import process from "node:process";
import {
  BN254_FR,
  encodeProof,
  openProverPool,
  PrimeField,
  relation,
  RelationRegistry,
  SumcheckProver,
  Trace,
  verifyWithTrace,
} from "@limbs/sumcheck";
import { PrimeField as FieldOfItsEntry } from "@limbs/sumcheck/field";
import { registryByName } from "@limbs/sumcheck/relations";
import { strided, type WorkerPool, type WorkerPoolOptions } from "@limbs/sumcheck/scheduler";
import { readSumcheckVector, type SumcheckVector } from "@limbs/sumcheck/sumcheck";

/** What is to be proved. */
type Statement = Pick<SumcheckVector, "registry" | "trace" | "parameters" | "paddedLogRows">;

/** A user's own relation: the next row's w is twice this row's. */
function powersOfTwo(): Statement {
  const doubling = relation({
    name: "doubling",
    columns: ["q", "w"],
    shifts: ["w"],
    skipIfZero: "q",
    subrelations: ({ q, w, w_shift }) => [
      { name: "step", degree: 2, value: q.mul(w_shift.sub(w).sub(w)) },
    ],
  });
  const registry = new RelationRegistry({
    name: "powers",
    field: BN254_FR,
    relations: [doubling],
  });
  return {
    registry,
    parameters: registry.parameterVector({}),
    paddedLogRows: 4,
    trace: new Trace(BN254_FR, 4, {
      q: BN254_FR.vectorOf(Array.from({ length: 15 }, () => 1)),
      w: BN254_FR.vectorOf(Array.from({ length: 16 }, (_, row) => 2 ** row)),
    }),
  };
}

/** The circuit of a recorded sumcheck; its challenges are not used, but the transcript's own. */
async function recorded(path: string): Promise<Statement> {
  return readSumcheckVector(JSON.parse(await readFile(path, "utf8")), registryByName);
}

/** Proves on every thread of the pool, verifies, and returns the proof as hexadecimal text. */
async function proveAndVerify(pool: WorkerPool, statement: Statement): Promise<string> {
  const { registry, trace, parameters, paddedLogRows } = statement;
  let firstRound: readonly number[] = [];
  const proof = await new SumcheckProver(registry, trace, {
    parameters,
    paddedLogRows,
    pool,
    // Fixed portions: no worker can find that the others have done everything.
    distribution: strided({ rows: 2 }),
    onRound: ({ round, report }) => {
      if (round === 0) firstRound = report.threads.map(({ rows }) => rows);
    },
  }).prove();
  if (firstRound.length !== pool.slots || firstRound.some((rows) => rows === 0)) {
    throw new Error(`not every thread had a part in round 0: ${firstRound.join(" ")} rows`);
  }
  verifyWithTrace(registry, proof, trace, { parameters });
  return Array.from(encodeProof(registry, proof), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

const [threads, vector] = process.argv.slice(2);
if (PrimeField !== FieldOfItsEntry) throw new Error("the entries do not share their modules");

const options: Pick<WorkerPoolOptions, "createWorker"> = "Worker" in globalThis
  ? {}
  : { createWorker: (await import("../../examples/node_worker.ts")).createNodeWorker };
const pool = await openProverPool({ threads: Number(threads), ...options });
try {
  for (const statement of [powersOfTwo(), await recorded(vector as string)]) {
    console.log(await proveAndVerify(pool, statement));
  }
} finally {
  await pool.close();
}
