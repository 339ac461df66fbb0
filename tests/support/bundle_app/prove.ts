// A small program that uses the package by its name. The tests bundle it with other programs' bundlers, and run it as
// it is for comparison.

import {
  BN254_FR,
  encodeProof,
  openProverPool,
  type Proof,
  type ProverPoolOptions,
  queued,
  relation,
  RelationRegistry,
  strided,
  SumcheckProver,
  Trace,
  verifyWithTrace,
} from "@limbs/sumcheck";

const LOG_ROWS = 8, ROWS = 2 ** LOG_ROWS;

// Where q is 1, the next row's w is this row's, squared, and 5 more.
const squaring = relation({
  name: "squaring",
  columns: ["q", "w"],
  shifts: ["w"],
  skipIfZero: "q",
  subrelations: ({ q, w, w_shift }) => [
    { name: "step", degree: 3, value: q.mul(w_shift.sub(w.mul(w)).sub(5)) },
  ],
});
const registry = new RelationRegistry({
  name: "squares",
  field: BN254_FR,
  relations: [squaring],
});

function makeTrace(): Trace {
  const w = BN254_FR.vector(ROWS), five = BN254_FR.parse(5);
  for (let row = 1; row < ROWS; row++) {
    w.set(row, BN254_FR.add(BN254_FR.mul(w.get(row - 1), w.get(row - 1)), five));
  }
  const q = BN254_FR.vectorOf(Array.from({ length: ROWS - 1 }, () => 1));
  return new Trace(BN254_FR, LOG_ROWS, { q, w });
}

/** What a run tells: the bytes of its proofs and each thread's rows in round 0 of the first, or what was thrown. */
export type Told =
  | { readonly proofs: readonly string[]; readonly rows: readonly number[] }
  | { readonly name: string; readonly code: string; readonly message: string };

/**
 * Proves and verifies, twice: with rows shared out by turns, so that every thread must do its part, and from a queue
 * behind a lock, for which no page may wait.
 */
export async function prove(options: ProverPoolOptions): Promise<Told> {
  try {
    const pool = await openProverPool(options);
    const trace = makeTrace();
    let rows: readonly number[] = [];
    const byTurns = await new SumcheckProver(registry, trace, {
      pool,
      distribution: strided({ rows: 2 }),
      onRound: ({ round, report }) => {
        if (round === 0) rows = report.threads.map((thread) => thread.rows);
      },
    }).prove();
    const distribution = queued({ rows: 2 });
    const fromQueue = await new SumcheckProver(registry, trace, { pool, distribution }).prove();
    await pool.close();
    const proofs = [byTurns, fromQueue];
    for (const proof of proofs) verifyWithTrace(registry, proof, trace);
    return { proofs: proofs.map(hex), rows };
  } catch (error) {
    const { name, code, message } = error as { name: string; code: string; message: string };
    return { name, code, message };
  }
}

function hex(proof: Proof): string {
  const bytes = Array.from(encodeProof(registry, proof));
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
