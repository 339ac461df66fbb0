// The verifier: statement, transcript and checks joined. It never skips a relation, and what it returns is not yet a
// yes: it is a claim about the columns, which someone must still check.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { checkElement, checkVector } from "./canonical.ts";
import { SumcheckError } from "./errors.ts";
import { evaluateGateSeparator } from "./gate_separator.ts";
import { KeccakTranscript } from "./keccak_transcript.ts";
import { MultilinearEvaluator } from "./multilinear.ts";
import { checkProofForm, type Proof } from "./proof.ts";
import { absorbClaimedSum, absorbEvaluations, absorbUnivariate, openProtocol } from "./protocol.ts";
import type { Trace } from "./trace.ts";
import { columnElements } from "./trace_column.ts";
import type { Transcript } from "./transcript.ts";
import { batchRelations, checkFinalValue, verifyRounds } from "./verifier_core.ts";

/** What the verifier expects, where it differs from the default. */
export interface VerifyOptions {
  /**
   * The transcript, holding whatever the prover's held when it began: above all the commitments to the columns.
   * Default: a new {@linkcode KeccakTranscript}.
   */
  readonly transcript?: Transcript;
  /** The sum that the proof must claim. Default: zero, the sum of a satisfied trace. */
  readonly claimedSum?: FieldElement;
  /** The parameters that the proof must be about. Default: whatever the proof says, to be checked by the caller. */
  readonly parameters?: FieldVector;
  /** The row exponent that the proof must be about. Default: whatever the proof says. */
  readonly logRows?: number;
  /** The number of rounds that the proof must have. Default: whatever the proof says. */
  readonly paddedLogRows?: number;
}

/**
 * What a verified proof has been reduced to: each column, as a multilinear polynomial, has this value at this point.
 * **The proof is worth nothing until this is checked** against commitments to the columns (which both sides must have
 * absorbed before) or against the columns themselves.
 */
export interface EvaluationClaim {
  /** The names, stored columns first, then shifted ones: a shifted column is a claim about its base column. */
  readonly columns: readonly string[];
  /** One value per name. */
  readonly evaluations: FieldVector;
  /** One coordinate per round; coordinate 0 belongs to bit 0 of the row index. */
  readonly point: FieldVector;
  /**
   * d: the first d coordinates are those of the column. Each further coordinate x belongs to a padded round, and the
   * value is that of the column times (1 − x).
   */
  readonly logRows: number;
}

/**
 * Verifies a proof down to a claim about its columns.
 *
 * @example Verify a proof that came as JSON
 * ```ts ignore
 * const proof = parseProof(ULTRA_BB5, await Deno.readTextFile("proof.json"));
 * const claim = verifySumcheck(ULTRA_BB5, proof);
 * openCommitments(claim.columns, claim.point, claim.evaluations);
 * ```
 *
 * @throws {SumcheckError} the first check that failed: `wrong-registry`, `wrong-shape`, `wrong-field`,
 * `limit-exceeded`, `non-canonical`, `wrong-rows`, `wrong-parameters`, `wrong-sum`, `round-check-failed` (with the
 * round), `final-check-failed`.
 */
export function verifySumcheck(
  registry: RelationRegistry,
  proof: Proof,
  options: VerifyOptions = {},
): EvaluationClaim {
  const { field } = registry;
  checkProofForm(registry, proof);
  checkStatement(registry, proof, options);
  const transcript = options.transcript ?? new KeccakTranscript(field);
  if (!field.isSameAs(transcript.field)) {
    throw new SumcheckError(
      "wrong-field",
      `Cannot verify the proof: the transcript is over ${transcript.field.name}, the registry over ${field.name}`,
    );
  }
  const { alphas, betas } = openProtocol(transcript, { ...proof, registry });
  absorbClaimedSum(transcript, field, proof.claimedSum);
  const { point, target } = verifyRounds(
    field,
    proof.claimedSum,
    proof.univariates,
    (round, univariate) => absorbUnivariate(transcript, round, univariate),
  );
  const gate = evaluateGateSeparator(betas, point);
  const { value } = batchRelations(registry, proof.evaluations, proof.parameters, alphas, gate);
  checkFinalValue(field, value, target);
  absorbEvaluations(transcript, proof.evaluations);
  return {
    columns: registry.columns,
    evaluations: proof.evaluations.slice(),
    point,
    logRows: proof.logRows,
  };
}

/**
 * Verifies a proof and checks the claim it leaves against the columns themselves.
 *
 * The trace must have been fixed before the proof's challenges were: it is the verifier's own, or the transcript has
 * absorbed a commitment to it or its digest (`absorbTrace`). One that is chosen together with the proof can be fitted
 * to the claim.
 *
 * @throws {SumcheckError} as {@linkcode verifySumcheck}; `missing-column`, `unknown-column` when the trace is not one
 * of the registry's; `wrong-rows` when it has another size; `evaluation-mismatch` naming the column.
 */
export function verifyWithTrace(
  registry: RelationRegistry,
  proof: Proof,
  trace: Trace,
  options: VerifyOptions = {},
): EvaluationClaim {
  trace.columnsFor(registry);
  const claim = verifySumcheck(registry, proof, { logRows: trace.logRows, ...options });
  checkClaim(registry, claim, trace);
  return claim;
}

/**
 * Checks an evaluation claim against the columns.
 *
 * @throws {SumcheckError} `wrong-rows`, `missing-column`, `unknown-column`, `evaluation-mismatch`.
 */
export function checkClaim(
  registry: RelationRegistry,
  claim: EvaluationClaim,
  trace: Trace,
): void {
  const { field } = registry;
  if (claim.logRows !== trace.logRows) throw wrongRows(claim.logRows, trace.logRows);
  const stored = trace.columnsFor(registry);
  const shifted = registry.shifts.map(({ base }) => stored[registry.columnIndex(base)]);
  const evaluator = new MultilinearEvaluator(claim.point, trace.logRows);
  [...stored, ...shifted].forEach((column, i) => {
    const first = i < stored.length ? 0 : Math.min(1, column.length);
    const actual = evaluator.evaluate(columnElements(field, column, first));
    if (!field.equals(actual, claim.evaluations.get(i))) {
      throw new SumcheckError(
        "evaluation-mismatch",
        `Cannot accept the claim about column ${JSON.stringify(claim.columns[i])}: its value is ${
          field.format(actual)
        }, not ${field.format(claim.evaluations.get(i))}`,
      );
    }
  });
}

function checkStatement(registry: RelationRegistry, proof: Proof, expected: VerifyOptions): void {
  const { field } = registry;
  if (expected.logRows !== undefined && expected.logRows !== proof.logRows) {
    throw wrongRows(proof.logRows, expected.logRows);
  }
  if (expected.paddedLogRows !== undefined && expected.paddedLogRows !== proof.paddedLogRows) {
    throw new SumcheckError(
      "wrong-rows",
      `Cannot accept the proof: it has ${proof.paddedLogRows} rounds, not ${expected.paddedLogRows}`,
    );
  }
  if (expected.parameters !== undefined) {
    const { parameters } = expected;
    checkVector(field, parameters, registry.parameters.length, "the expected parameters");
    registry.parameters.forEach((name, i) => {
      if (field.equals(parameters.get(i), proof.parameters.get(i))) return;
      throw new SumcheckError(
        "wrong-parameters",
        `Cannot accept the proof: its parameter ${JSON.stringify(name)} is ${
          field.format(proof.parameters.get(i))
        }, not ${field.format(parameters.get(i))}`,
      );
    });
  }
  const sum = expected.claimedSum ?? field.zero;
  checkElement(field, sum, "the expected sum");
  if (!field.equals(proof.claimedSum, sum)) {
    throw new SumcheckError(
      "wrong-sum",
      `Cannot accept the proof: its claimed sum is ${field.format(proof.claimedSum)}, not ${
        field.format(sum)
      }`,
    );
  }
}

function wrongRows(actual: number, expected: number): SumcheckError {
  return new SumcheckError(
    "wrong-rows",
    `Cannot accept the proof: it is about 2^${actual} rows, not 2^${expected}`,
  );
}
