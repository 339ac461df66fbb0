// `cli.ts vectors`: replays golden vectors, made by other programs, file by file.

import { openProverPool } from "../sumcheck/pool.ts";
import { type JsonObject, readAnyObject } from "../sumcheck/json.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { Checks, Mismatch } from "./checks.ts";
import { command } from "./command.ts";
import { oneLine, reasonOf } from "./errors.ts";
import { readJsonFile } from "./input_file.ts";
import { replayField } from "./replay_field.ts";
import { replayHonk } from "./replay_honk.ts";
import { replayRelations } from "./replay_relations.ts";
import { type ReplayPools, replaySumcheck } from "./replay_sumcheck.ts";
import type { Runtime } from "./runtime.ts";

type Replay = (file: JsonObject, checks: Checks, pools: ReplayPools) => void | Promise<void>;

/** How to replay each kind of vector. */
const REPLAYS: Readonly<Record<string, Replay>> = {
  field: replayField,
  relations: (file, checks, { single }) => replayRelations(file, checks, single),
  sumcheck: replaySumcheck,
  ultra_honk_proof: replayHonk,
};

interface Result {
  readonly ok: boolean;
  readonly kind: string;
  readonly file: string;
  readonly checks: number;
  readonly reason?: string;
}

/** The command `vectors`. */
export const vectors = command({
  name: "vectors",
  summary: "replay golden vectors, recorded by other programs",
  details: `Kinds of vectors: ${
    Object.keys(REPLAYS).join(", ")
  }. Prints a line for each file: "ok" or "FAIL", its kind, its name, how many recorded values were found
again, and after FAIL the reason. A sumcheck is replayed on one thread, and on two under every distribution.

Exit code 1: a file failed, be it that a value differs or that the file is not a vector.`,
  examples: [
    {
      purpose: "two recorded sumchecks",
      command: "vectors tests/vectors/sumcheck_ultra_bb3_d4_dense.json " +
        "tests/vectors/sumcheck_ultra_bb5_d4_dense.json",
    },
    { purpose: "all of field arithmetic", command: "vectors tests/vectors/field_*.json" },
  ],
  options: {},
  operands: { name: "FILE…", completes: "file" },
  async run(_options, operands, { runtime, style, line }) {
    await using single = await openProverPool({ threads: 1 });
    await using double = await openProverPool({ threads: 2 });
    const results: Result[] = [];
    for (const file of operands) {
      const result = await replayFile(runtime, file, { single, double });
      const { ok, kind, checks, reason } = result;
      results.push(result);
      await line(
        `${ok ? style.good("ok") : style.bad("FAIL")} ${kind} ${oneLine(file)} checks=${checks}${
          reason === undefined ? "" : `: ${reason}`
        }`,
      );
    }
    const passed = results.filter(({ ok }) => ok).length, failed = results.length - passed;
    const verdict = `${passed} passed, ${failed} failed`;
    await line(failed === 0 ? style.good(verdict) : style.bad(verdict));
    return { ok: failed === 0, json: { passed, failed, files: results } };
  },
});

async function replayFile(runtime: Runtime, file: string, pools: ReplayPools): Promise<Result> {
  const checks = new Checks();
  let kind = "unknown";
  try {
    const json = readAnyObject(await readJsonFile(runtime, file), "the vector");
    if (typeof json.kind === "string" && /^[a-z][a-z0-9_-]{0,40}$/.test(json.kind)) {
      kind = json.kind;
    }
    if (!Object.hasOwn(REPLAYS, kind)) {
      throw new SumcheckError(
        "bad-magic",
        `Cannot replay the vector: its kind is none of ${Object.keys(REPLAYS).join(", ")}`,
      );
    }
    await REPLAYS[kind](json, checks, pools);
    if (checks.count === 0) {
      throw new SumcheckError("wrong-shape", "Cannot replay the vector: it records nothing");
    }
    return { ok: true, kind, file, checks: checks.count };
  } catch (error) {
    const reason = error instanceof Mismatch ? oneLine(error.message) : reasonOf(error);
    return { ok: false, kind, file, checks: checks.count, reason };
  }
}
