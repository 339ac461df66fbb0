/**
 * The UltraHonk relation set, in two releases of barretenberg that share it: "bb3" (December 2025) and "bb5" (5.0.0).
 * They differ in the order of relations and columns, in the weights of looked-up tuples, in how the powers of eta are
 * given, and in bb5's third permutation subrelation.
 *
 * @module
 */

import { BN254_FR } from "../../field/fields.ts";
import { RelationRegistry } from "../registry.ts";
import { arithmetic } from "./arithmetic.ts";
import { elliptic } from "./elliptic.ts";
import { lookupBb3, lookupBb5 } from "./lookup.ts";
import { memoryBb3, memoryBb5 } from "./memory.ts";
import { nonNativeField } from "./non_native_field.ts";
import { permutationBb3, permutationBb5 } from "./permutation.ts";
import { poseidon2External } from "./poseidon2_external.ts";
import { poseidon2Internal } from "./poseidon2_internal.ts";
import { range } from "./range.ts";

const SIGMAS = ["sigma_1", "sigma_2", "sigma_3", "sigma_4"];
const IDS = ["id_1", "id_2", "id_3", "id_4"];
const TABLES = ["table_1", "table_2", "table_3", "table_4"];
const GATES = [
  "q_arith",
  "q_range",
  "q_elliptic",
  "q_memory",
  "q_nnf",
  "q_poseidon2_external",
  "q_poseidon2_internal",
];
const WITNESS = [
  "w_l",
  "w_r",
  "w_o",
  "w_4",
  "z_perm",
  "lookup_inverses",
  "lookup_read_counts",
  "lookup_read_tags",
];
const SHIFTS = ["w_l", "w_r", "w_o", "w_4", "z_perm"];

/** Release bb3: 28 subrelations; parameters beta, gamma, public_input_delta, eta, eta_two, eta_three. */
export const ULTRA_BB3: RelationRegistry = new RelationRegistry({
  name: "ultra-bb3",
  field: BN254_FR,
  relations: [
    arithmetic,
    permutationBb3,
    lookupBb3,
    range,
    elliptic,
    memoryBb3,
    nonNativeField,
    poseidon2External,
    poseidon2Internal,
  ],
  columns: [
    ...["q_m", "q_c", "q_l", "q_r", "q_o", "q_4", "q_lookup"],
    ...GATES,
    ...SIGMAS,
    ...IDS,
    ...TABLES,
    ...["lagrange_first", "lagrange_last"],
    ...WITNESS,
  ],
  shifts: SHIFTS,
});

/** Release bb5: 29 subrelations; parameters beta, gamma, public_input_delta, eta. */
export const ULTRA_BB5: RelationRegistry = new RelationRegistry({
  name: "ultra-bb5",
  field: BN254_FR,
  relations: [
    permutationBb5,
    lookupBb5,
    arithmetic,
    range,
    elliptic,
    memoryBb5,
    nonNativeField,
    poseidon2External,
    poseidon2Internal,
  ],
  columns: [
    ...SIGMAS,
    ...IDS,
    ...["lagrange_first", "lagrange_last", "q_lookup"],
    ...TABLES,
    ...["q_m", "q_r", "q_o", "q_c", "q_l", "q_4"],
    ...GATES,
    ...WITNESS,
  ],
  shifts: SHIFTS,
});

export { arithmetic } from "./arithmetic.ts";
export { elliptic } from "./elliptic.ts";
export { lookupBb3, lookupBb5 } from "./lookup.ts";
export { memoryBb3, memoryBb5 } from "./memory.ts";
export { nonNativeField } from "./non_native_field.ts";
export { permutationBb3, permutationBb5 } from "./permutation.ts";
export { poseidon2External } from "./poseidon2_external.ts";
export { poseidon2Internal } from "./poseidon2_internal.ts";
export { range } from "./range.ts";
