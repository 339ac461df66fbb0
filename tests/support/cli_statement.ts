// A statement for tests of the command line: the smallest recorded sumcheck as a vector, and as a trace in the package's
// own forms. Its trace does not satisfy the relations, so its sum is not zero (and, as the
// separators do, depends on the whole statement).

import { encodeTrace } from "../../sumcheck/trace_writer.ts";
import { formatTrace } from "../../sumcheck/trace_json.ts";
import { readSumcheckVector } from "../../sumcheck/vector_file.ts";
import { registryByName } from "../../relations/registries.ts";
import vector from "../vectors/sumcheck_ultra_bb5_d4_dense.json" with { type: "json" };
import { fileOf, type Files } from "./memory_runtime.ts";

export const REGISTRY = registryByName("ultra-bb5");
export const VECTOR = vector;
export const { trace: TRACE } = readSumcheckVector(vector, registryByName);

/** `--parameter` options with the vector's parameters. */
export const PARAMETER_ARGS: readonly string[] = Object.entries(vector.relation_parameters)
  .flatMap(([name, value]) => ["--parameter", `${name}=${value}`]);

/** Folder /w/ with the statement in every form. */
export function statementFiles(): Files {
  return new Map([
    ["/w/", new Uint8Array()],
    ["/w/vector.json", fileOf(vector)],
    ["/w/trace.json", fileOf(formatTrace(TRACE))],
    ["/w/trace.bin", encodeTrace(TRACE)],
    ["/w/parameters.json", fileOf(vector.relation_parameters)],
  ]);
}
