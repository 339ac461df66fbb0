// `cli.ts verify-honk`: does the sumcheck of this UltraHonk proof hold? Says in every form of its output that the
// commitment openings are not checked.

import { SumcheckError } from "../sumcheck/errors.ts";
import { parseUltraHonkKey } from "../sumcheck/honk/key.ts";
import { replayToJson } from "../sumcheck/honk/replay_json.ts";
import type { UltraHonkOptions } from "../sumcheck/honk/statement.ts";
import { readUltraHonkVector } from "../sumcheck/honk/vector_file.ts";
import { replayUltraHonkSumcheck } from "../sumcheck/honk/verify.ts";
import { command } from "./command.ts";
import { CheckFailed, CliError } from "./errors.ts";
import { explainHonk } from "./explain_honk.ts";
import { readBytesFile, readJsonFile } from "./input_file.ts";
import type { Runtime } from "./runtime.ts";

/** What a check is given. */
interface Input {
  readonly proof: Uint8Array;
  readonly publicInputs: Uint8Array;
  readonly vkHash: Uint8Array;
  readonly options: UltraHonkOptions;
}

interface Files {
  readonly "proof": string | undefined;
  readonly "public-inputs": string | undefined;
  readonly "vk": string | undefined;
  readonly "vk-hash": string | undefined;
}

/** The command `verify-honk`. */
export const verifyHonk = command({
  name: "verify-honk",
  summary: "check an UltraHonk proof's sumcheck (not its openings)",
  details:
    `FILE is a vector of the kind ultra_honk_proof; or give the files that bb prove -t evm-no-zk --write_vk of
barretenberg 5.0.0 wrote:
--proof F --public-inputs F --vk F. The key's hash is computed from --vk; with --vk-hash it is also compared.

The commitment openings are not checked: what is accepted is a claim that 41 columns have certain values at the
challenge point, which --json gives. --explain prints every value on the way, also of a proof that is refused: the
first one that differs from yours shows where to look. Values of row-wise subrelations are times the gate separator.

Exit code 1: the proof was refused. Exit code 2: there was no proof to check.`,
  examples: [
    {
      purpose: "a recorded proof",
      command: "verify-honk tests/vectors/honk_proof_bb5_tiny.json",
    },
    {
      purpose: "every value on the way",
      command: "verify-honk tests/vectors/honk_proof_bb5_tiny.json --explain",
    },
  ],
  options: {
    "proof": { value: "FILE", help: "the proof, without the public inputs", completes: "file" },
    "public-inputs": { value: "FILE", help: "the public inputs", completes: "file" },
    "vk": { value: "FILE", help: "the verification key", completes: "file" },
    "vk-hash": {
      value: "FILE",
      help: "the verification key's hash, to be compared",
      completes: "file",
    },
    "explain": { flag: true, help: "print every value on the way" },
  },
  operands: { name: "FILE", completes: "file", optional: true },
  async run(options, operands, { runtime, style, line }) {
    const input = await readInput(runtime, options, operands);
    const replay = refusing(() =>
      replayUltraHonkSumcheck(input.proof, input.publicInputs, input.vkHash, input.options)
    );
    const json = { ...replayToJson(replay) };
    if (options.explain) { for (const text of explainHonk(json, style)) await line(text); }
    const { failure, logRows, publicInputs, claim } = replay;
    if (failure !== undefined) {
      await line(`${style.warning("NOT checked")}: the commitment openings`);
      throw new CheckFailed(failure, json);
    }
    await line(
      `${
        style.good("ok")
      }: the sumcheck holds: ${json.registry}, 2^${logRows} rows, ${json.rounds.length} rounds, public inputs: ${publicInputs.length}`,
    );
    await line(
      `${
        style.warning("NOT checked")
      }: the commitment openings; left to check are the values of ${claim.columns.length} columns at the challenge point`,
    );
    return { ok: true, json };
  },
});

async function readInput(
  runtime: Runtime,
  files: Files,
  operands: readonly string[],
): Promise<Input> {
  const { proof, "public-inputs": publicInputs, vk, "vk-hash": vkHash } = files;
  const given = [proof, publicInputs, vk, vkHash].some((file) => file !== undefined);
  if (operands.length === 1 && given) {
    throw new CliError(
      "unexpected-argument",
      `Cannot read the arguments: ${JSON.stringify(operands[0])} is one file too many`,
      { hint: "give one vector, or --proof, --public-inputs and --vk" },
    );
  }
  if (operands.length === 1) return readUltraHonkVector(await readJsonFile(runtime, operands[0]));
  const need = (name: string, file: string | undefined): Promise<Uint8Array> => {
    if (file !== undefined) return readBytesFile(runtime, file);
    throw new CliError("missing-option", `Cannot read the arguments: --${name} FILE is missing`, {
      hint: "give one vector, or --proof, --public-inputs and --vk",
    });
  };
  const bytes = {
    proof: await need("proof", proof),
    publicInputs: await need("public-inputs", publicInputs),
    vk: await need("vk", vk),
  };
  const expectedHash = vkHash === undefined ? undefined : await readBytesFile(runtime, vkHash);
  const key = refusing(() => parseUltraHonkKey(bytes.vk, expectedHash));
  return { ...bytes, vkHash: key.hash, options: key };
}

/** Runs a step in which an error means that the proof is refused. */
function refusing<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof SumcheckError ? new CheckFailed(error) : error;
  }
}
