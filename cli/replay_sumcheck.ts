// Replays a vector of the kind `sumcheck`: proves its trace with its challenges on one thread and on two under every
// distribution, and compares all that the file records, bit for bit; then verifies.

import type { FieldVector } from "../field/field_vector.ts";
import { registryByName } from "../relations/registries.ts";
import {
  contiguous,
  type Distribution,
  dynamic,
  formatDistribution,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import { evaluateGateSeparator } from "../sumcheck/gate_separator.ts";
import type { JsonObject } from "../sumcheck/json.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import {
  readSumcheckVector,
  type SumcheckVector,
  vectorTranscript,
} from "../sumcheck/vector_file.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { batchRelations, verifyRounds } from "../sumcheck/verifier_core.ts";
import type { Checks } from "./checks.ts";

/** Small chunks, so that the two threads have many even of small vectors. */
const DISTRIBUTIONS: readonly Distribution[] = [
  contiguous(),
  strided({ rows: 2 }),
  queued({ rows: 4 }),
  dynamic({ rows: 2 }),
];

/** Pools of one and of two threads. */
export interface ReplayPools {
  readonly single: WorkerPool;
  readonly double: WorkerPool;
}

/** @throws {Mismatch}, or the error of a room for a file that is not as it should be or a proof that fails */
export async function replaySumcheck(
  file: JsonObject,
  checks: Checks,
  { single, double }: ReplayPools,
): Promise<void> {
  const vector = readSumcheckVector(file, registryByName);
  await replayOn(vector, checks, single, dynamic({ rows: 64 }), "1 thread");
  for (const distribution of DISTRIBUTIONS) {
    const where = `2 threads, ${formatDistribution(distribution)}`;
    await replayOn(vector, checks, double, distribution, where);
  }
}

async function replayOn(
  vector: SumcheckVector,
  checks: Checks,
  pool: WorkerPool,
  distribution: Distribution,
  where: string,
): Promise<void> {
  const { registry, trace, parameters, paddedLogRows } = vector, { field } = registry;
  const proof = await new SumcheckProver(registry, trace, {
    parameters,
    paddedLogRows,
    pool,
    distribution,
    transcript: vectorTranscript(vector),
    onRound({ round, columns, subrelationSums }) {
      if (round === 0) compareFirstRound(vector, checks, subrelationSums?.(), where);
      else compareTables(vector, checks, round - 1, columns, where);
    },
  }).prove();
  checks.element(field, `the claimed sum (${where})`, proof.claimedSum, vector.claimedSum);
  vector.univariates.forEach((recorded, round) => {
    checks.vector(`round ${round} (${where})`, proof.univariates[round], recorded);
  });
  checks.vector(`the evaluations (${where})`, proof.evaluations, vector.evaluations);
  compareVerifier(vector, checks, proof, where);
}

function compareFirstRound(
  { registry, firstRound }: SumcheckVector,
  checks: Checks,
  sums: readonly FieldVector[] | undefined,
  where: string,
): void {
  if (firstRound === undefined) return;
  if (sums === undefined) throw new Error("the prover did not give the sums of round 0");
  registry.subrelations.forEach(({ relation, name }, i) => {
    const recorded = firstRound[i];
    const found = sums[i].subvector(0, Math.min(sums[i].length, recorded.length));
    checks.vector(`round 0 of ${relation}.${name} (${where})`, found, recorded);
  });
}

/** The tables after the fold of `round`; those after the last fold are the evaluations. */
function compareTables(
  { registry, foldedTables }: SumcheckVector,
  checks: Checks,
  round: number,
  columns: (() => FieldVector[]) | undefined,
  where: string,
): void {
  const recorded = foldedTables?.[round];
  if (recorded === undefined || columns === undefined) return;
  columns().forEach((found, i) => {
    const padded = registry.field.vector(recorded[i].length);
    padded.words.set(found.words);
    checks.vector(`${registry.columns[i]} after round ${round} (${where})`, padded, recorded[i]);
  });
}

function compareVerifier(
  vector: SumcheckVector,
  checks: Checks,
  proof: Proof,
  where: string,
): void {
  const { registry, trace, parameters, alphas, betas, challenges, claimedSum } = vector;
  const { field } = registry;
  const transcript = vectorTranscript(vector);
  const claim = verifyWithTrace(registry, proof, trace, { transcript, claimedSum, parameters });
  checks.vector(`the point (${where})`, claim.point, challenges);
  const gate = evaluateGateSeparator(betas, challenges);
  if (vector.gateSeparator !== undefined) {
    checks.element(field, `the gate separator (${where})`, gate, vector.gateSeparator);
  }
  const { value } = batchRelations(registry, proof.evaluations, parameters, alphas, gate);
  checks.element(field, `the final value (${where})`, value, vector.finalValue);
  const { target } = verifyRounds(
    field,
    proof.claimedSum,
    proof.univariates,
    (round) => challenges.get(round),
  );
  checks.element(field, `the last round's value (${where})`, target, vector.finalValue);
}
