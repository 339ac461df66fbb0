// The golden vectors of the kind `sumcheck`, read once for the tests of this room.

import type { RelationRegistry } from "../../relations/registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../../relations/ultra/mod.ts";
import { readSumcheckVector, type SumcheckVector } from "../../sumcheck/vector_file.ts";
import d4Dense3 from "../vectors/sumcheck_ultra_bb3_d4_dense.json" with { type: "json" };
import d6Dense3 from "../vectors/sumcheck_ultra_bb3_d6_dense.json" with { type: "json" };
import d8Satisfied3 from "../vectors/sumcheck_ultra_bb3_d8_satisfied.json" with { type: "json" };
import d4Dense5 from "../vectors/sumcheck_ultra_bb5_d4_dense.json" with { type: "json" };
import d5Ragged5 from "../vectors/sumcheck_ultra_bb5_d5_ragged.json" with { type: "json" };

/** The files as JSON data, by name. */
export const SUMCHECK_FILES: Readonly<Record<string, unknown>> = {
  "ultra-bb3 d4 dense, 2 padded rounds": d4Dense3,
  "ultra-bb3 d6 dense": d6Dense3,
  "ultra-bb3 d8 satisfied, 2 padded rounds": d8Satisfied3,
  "ultra-bb5 d4 dense": d4Dense5,
  "ultra-bb5 d5 ragged": d5Ragged5,
};

/** The two registries of the vectors. */
export function registryByName(name: string): RelationRegistry {
  const found = [ULTRA_BB3, ULTRA_BB5].find((registry) => registry.name === name);
  if (found) return found;
  throw new Error(`no registry ${name}`);
}

/** The files as vectors, by name. */
export const SUMCHECK_VECTORS: Readonly<Record<string, SumcheckVector>> = Object.fromEntries(
  Object.entries(SUMCHECK_FILES).map(([name, json]) => [
    name,
    readSumcheckVector(json, registryByName),
  ]),
);
