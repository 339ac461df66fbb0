// `cli.ts verify`: is this proof of this statement?

import { SumcheckError, type SumcheckErrorCode } from "../sumcheck/errors.ts";
import { namedElements } from "../sumcheck/json.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { type EvaluationClaim, verifySumcheck, verifyWithTrace } from "../sumcheck/verifier.ts";
import { command } from "./command.ts";
import { CheckFailed } from "./errors.ts";
import { readProofFile, readTraceFile } from "./input_file.ts";
import { located } from "./located.ts";
import { readRegistry, RELATIONS_OPTION } from "./registry_option.ts";
import { completeParameters, PARAMETER_OPTIONS, readParameterOptions } from "./parameters.ts";

/** These say that a file is no proof of ours at all: the wrong file was given, so nothing was checked. */
const NOT_A_PROOF: readonly SumcheckErrorCode[] = ["bad-json", "bad-magic", "bad-version"];

const SATISFIED = "tests/vectors/sumcheck_ultra_bb3_d8_satisfied.json";

/** The command `verify`. */
export const verify = command({
  name: "verify",
  summary: "verify a proof, wholly if the trace is given",
  details:
    `Without --trace, what is left to check is that each column, as a multilinear polynomial, has at the challenge
point the value that the proof gives; --json prints both. With --trace that is checked as well.

Parameters that are given, or come with a vector as the trace, must be those of the proof.

Exit code 1: the proof was refused. Exit code 2: there was no proof to check.`,
  examples: [
    {
      purpose: "make a proof",
      command: `prove --relations ultra-bb3 --trace ${SATISFIED} --out proof.json`,
    },
    {
      purpose: "verify it wholly",
      command: `verify --relations ultra-bb3 --trace ${SATISFIED} --proof proof.json`,
    },
    {
      purpose: "without the trace: the claim that is left, for machines",
      command: "verify --relations ultra-bb3 --proof proof.json --json",
    },
  ],
  options: {
    relations: RELATIONS_OPTION,
    proof: { value: "FILE", help: "the proof, JSON or binary", required: true, completes: "file" },
    trace: {
      value: "FILE",
      help: "the trace, to check the values of the columns too",
      completes: "file",
    },
    sum: { value: "HEX", help: "the sum that the proof must claim; zero unless given" },
    ...PARAMETER_OPTIONS,
  },
  async run(options, _operands, { runtime, style, line }) {
    const registry = readRegistry(options.relations);
    const { field } = registry;
    const claimedSum = await located(
      "--sum",
      () => options.sum === undefined ? field.zero : field.parse(options.sum),
    );
    const given = await readParameterOptions(runtime, options);
    const input = options.trace === undefined
      ? undefined
      : await readTraceFile(runtime, options.trace, registry, false);
    input?.trace.columnsFor(registry);

    const proof = await refusing(() => readProofFile(runtime, options.proof, registry));
    const someParameters = input?.parameters !== undefined || Object.keys(given).length > 0;
    const expected = {
      claimedSum,
      ...(someParameters && {
        parameters: await completeParameters(
          registry,
          given,
          input?.parameters ?? proof.parameters,
        ),
      }),
    };
    const claim = await refusing(() =>
      input === undefined
        ? verifySumcheck(registry, proof, expected)
        : verifyWithTrace(registry, proof, input.trace, expected)
    );

    await line(
      `${
        style.good("ok")
      }: ${registry.name}, 2^${proof.logRows} rows, ${proof.paddedLogRows} rounds, claimed sum ${
        field.isZero(proof.claimedSum) ? "0" : field.format(proof.claimedSum)
      }`,
    );
    await line(
      input === undefined
        ? `left to check: the values of ${claim.columns.length} columns at the challenge point (give --trace, or use --json and check them against commitments)`
        : `the values of all ${claim.columns.length} columns are those of the trace`,
    );
    return { ok: true, json: describe(proof, claim, input !== undefined) };

    function describe(proof: Proof, claim: EvaluationClaim, traceChecked: boolean) {
      return {
        registry: registry.name,
        logRows: proof.logRows,
        rounds: proof.paddedLogRows,
        claimedSum: field.format(proof.claimedSum),
        parameters: namedElements(registry.parameters, proof.parameters),
        point: claim.point.toHex(),
        evaluations: namedElements(claim.columns, claim.evaluations),
        traceChecked,
      };
    }
  },
});

/** Runs a step in which an error about the proof means that it is refused. */
async function refusing<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const refused = error instanceof SumcheckError && !NOT_A_PROOF.includes(error.code);
    throw refused ? new CheckFailed(error) : error;
  }
}
