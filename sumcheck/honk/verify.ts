// Checks the sumcheck of an UltraHonk proof with this package's verifier and its `ultra-bb5` registry. It does NOT check
// the commitment openings: what it accepts is a claim about 41 values, no more.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { SumcheckError } from "../errors.ts";
import { evaluateGateSeparator } from "../gate_separator.ts";
import type { EvaluationClaim } from "../verifier.ts";
import {
  batchRelations,
  checkFinalValue,
  checkRound,
  type ReplayedRound,
  replayRounds,
} from "../verifier_core.ts";
import { openUltraHonk, type UltraHonkChallenges } from "./challenges.ts";
import { ULTRA_HONK_REGISTRY } from "./layout.ts";
import { parseUltraHonkProof } from "./proof.ts";
import { readStatement, type UltraHonkOptions } from "./statement.ts";

/** What a proof was found to claim. Its commitments have not been opened: see {@linkcode verifyUltraHonkSumcheck}. */
export interface UltraHonkClaim extends EvaluationClaim {
  /** Always "not checked", so that nobody takes a claim for a verified proof. */
  readonly commitmentOpenings: "not checked";
}

/** Every value on the way through a check, whether the proof passes or not. */
export interface UltraHonkReplay {
  /** log2 of the rows. */
  readonly logRows: number;
  /** The row of the first public input. */
  readonly publicInputsOffset: number;
  /** The circuit's own public inputs. */
  readonly publicInputs: FieldVector;
  /** The challenges before the rounds. */
  readonly challenges: UltraHonkChallenges;
  /** What the public inputs contribute to the permutation. */
  readonly publicInputDelta: FieldElement;
  /** Every round, those behind a failing one too. */
  readonly rounds: readonly ReplayedRound[];
  /** pow at the challenge point. */
  readonly gateSeparator: FieldElement;
  /** Every subrelation at the evaluations, in the order of `ULTRA_BB5.subrelations`, neither batched nor weighted. */
  readonly unweighted: FieldVector;
  /** The same, row-wise ones times the gate separator: the values that barretenberg batches. */
  readonly subrelations: FieldVector;
  /** Their sum with the powers of alpha. */
  readonly fullRelation: FieldElement;
  /** What it must be: the last round at its challenge. */
  readonly target: FieldElement;
  /** What the proof claims, if it passes. */
  readonly claim: UltraHonkClaim;
  /** The first check that failed, if one did. */
  readonly failure?: SumcheckError;
}

/**
 * Checks the sumcheck of a proof made by barretenberg 5.0.0 (`bb prove -t evm-no-zk`) and returns the claim that it
 * leaves: the point, and the value there of each of the 41 columns.
 *
 * **This does not verify the proof.** The commitment openings, which tie the 41 values to the commitments in the proof
 * and in the key, are not checked: whoever can choose those values can pass this check. Nor are the pairing points.
 * Points are checked to lie on the curve; the openings' own values only to be canonical.
 *
 * @param proof the words that the prover writes, without the public inputs
 * @param publicInputs big-endian 32-byte words
 * @param vkHash the hash of the verification key, 32 bytes, big-endian
 * @param options what the key says about the circuit; an `UltraHonkKey` will do
 * @throws {SumcheckError} naming the first check that failed. The statement: `limit-exceeded`, `wrong-public-inputs`,
 * `non-canonical`, `truncated`, `wrong-shape`. The proof's form: `wrong-rows`, `truncated`, `trailing-bytes`,
 * `non-canonical`, `limb-out-of-range`, `not-on-curve`. The sumcheck: `round-check-failed` with the round,
 * `final-check-failed`; `degenerate-challenge`, which does not happen by chance.
 *
 * @example Check a proof with the files that the prover wrote
 * ```ts ignore
 * const key = parseUltraHonkKey(await Deno.readFile("vk"));
 * const proof = await Deno.readFile("proof");
 * const claim = verifyUltraHonkSumcheck(proof, await Deno.readFile("public_inputs"), key.hash, key);
 * ```
 */
export function verifyUltraHonkSumcheck(
  proof: Uint8Array,
  publicInputs: Uint8Array,
  vkHash: Uint8Array,
  options: UltraHonkOptions,
): UltraHonkClaim {
  const { claim, failure } = replayUltraHonkSumcheck(proof, publicInputs, vkHash, options);
  if (failure !== undefined) throw failure;
  return claim;
}

/**
 * Goes through the same check and keeps every value on the way, going on where a check fails: to find where another
 * verifier differs.
 *
 * @throws {SumcheckError} as {@linkcode verifyUltraHonkSumcheck} for a statement or a proof that cannot be read, and
 * `degenerate-challenge`; a failing sumcheck is reported as `failure`.
 */
export function replayUltraHonkSumcheck(
  proof: Uint8Array,
  publicInputs: Uint8Array,
  vkHash: Uint8Array,
  options: UltraHonkOptions,
): UltraHonkReplay {
  const registry = ULTRA_HONK_REGISTRY;
  const { field } = registry;
  const statement = readStatement(publicInputs, vkHash, options);
  const parsed = parseUltraHonkProof(proof, statement.logRows);
  const { univariates, evaluations } = parsed;
  const opened = openUltraHonk(statement, parsed);
  const rounds = [...replayRounds(field, field.zero, univariates, opened.roundChallenge)];
  const point = field.vectorOf(rounds.map(({ challenge }) => challenge));
  const { target } = rounds[rounds.length - 1];
  const gateSeparator = evaluateGateSeparator(opened.betas, point);
  const { subrelations, weighted, value } = batchRelations(
    registry,
    evaluations,
    opened.parameters,
    opened.alphas,
    gateSeparator,
  );
  const failure = firstFailure(() => {
    rounds.forEach((round) => checkRound(field, round));
    checkFinalValue(field, value, target);
  });
  return {
    logRows: statement.logRows,
    publicInputsOffset: statement.publicInputsOffset,
    publicInputs: statement.publicInputs,
    challenges: opened.challenges,
    publicInputDelta: opened.publicInputDelta,
    rounds,
    gateSeparator,
    unweighted: subrelations,
    subrelations: weighted,
    fullRelation: value,
    target,
    claim: {
      columns: registry.columns,
      evaluations,
      point,
      logRows: statement.logRows,
      commitmentOpenings: "not checked",
    },
    ...(failure === undefined ? {} : { failure }),
  };
}

function firstFailure(checks: () => void): SumcheckError | undefined {
  try {
    checks();
    return undefined;
  } catch (error) {
    if (error instanceof SumcheckError) return error;
    throw error;
  }
}
