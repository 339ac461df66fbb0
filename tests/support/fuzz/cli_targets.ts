// The vectors that only the command line reads: field operations and relations. Reading is replaying there, so a
// recorded value that differs is a refusal like others.

import { Checks } from "../../../cli/checks.ts";
import { replayField } from "../../../cli/replay_field.ts";
import { replayRelations } from "../../../cli/replay_relations.ts";
import { ULTRA_BB5 } from "../../../relations/ultra/mod.ts";
import { parseJson, readAnyObject } from "../../../sumcheck/json.ts";
import { openProverPool } from "../../../sumcheck/pool.ts";
import { MODULI } from "../field_oracle.ts";
import { fileAttempt, type Target } from "./attempt.ts";
import { treeOf } from "./json_tree.ts";
import { JsonMutator } from "./mutate_json.ts";

const JSON_CODES = ["bad-json", "duplicate-key", "bad-element", "non-canonical"];

/** Small numbers, of which the results hold in every field. */
function fieldFile(name: string, modulus: string | undefined): unknown {
  const hex = (x: number) => `0x${x.toString(16)}`;
  return {
    kind: "field",
    field: name,
    modulus,
    triples: [
      { a: hex(6), b: hex(7), add: hex(13), mul: hex(42), sqr_a: hex(36) },
      { a: hex(0), b: hex(0), add: hex(0), sub: hex(0), mul: hex(0), neg_a: hex(0), inv_a: hex(0) },
    ],
    montgomery: [{ a: hex(0), limbs_u32: [0, 0, 0, 0, 0, 0, 0, 0] }],
  };
}

const fieldJson = new JsonMutator([
  treeOf(fieldFile("bn254_fr", undefined)),
  treeOf(fieldFile("bn254-fr", `${MODULI["bn254-fr"]}`)),
  treeOf(fieldFile("ours", "257")),
]);

/** Operations of a field, which the file may bring along. */
const fieldVector: Target = {
  name: "field vector",
  weight: 3,
  codes: [
    ...JSON_CODES,
    "wrong-field",
    "unknown-field",
    "bad-modulus",
    "bad-syntax",
    "bad-element",
  ],
  uncoded: ["Mismatch"],
  make: (random) =>
    fileAttempt(
      fieldJson.make(random),
      (text) => replayField(readAnyObject(parseJson(text), "the vector"), new Checks()),
    ),
};

const RELATIONS = ["arithmetic"];
const zeros = (count: number): string[] => Array<string>(count).fill("0x0");

/** Rows of zeros, on which every subrelation is zero. */
function relationsFile(): unknown {
  const { columns, parameters, subrelations, name } = ULTRA_BB5;
  const own = (relation: string) => subrelations.filter((s) => s.relation === relation);
  return {
    kind: "relations",
    registry: name,
    relation_parameters: Object.fromEntries(parameters.map((p, i) => [p, `0x${i}`])),
    scaling_factor: "0x3",
    alpha: "0x2",
    columns,
    rows: [zeros(columns.length), zeros(columns.length)],
    edges: [[0, 1]],
    relations: RELATIONS.map((relation) => ({
      name: relation,
      linearly_independent: own(relation).map(({ kind }) => kind === "row-wise"),
      measured_partial_degree_all_columns: own(relation).map(({ degree }) => degree),
      partial_lengths: own(relation).map(({ degree }) => degree + 1),
      row_values: [0, 1].map(() => zeros(own(relation).length)),
      edge_univariates: [own(relation).map(({ degree }) => zeros(degree + 1))],
    })),
    batched_row_values: zeros(2),
  };
}

const relationsJson = new JsonMutator([treeOf(relationsFile())]);

/** Relations on rows and edges. An edge is proved, which takes milliseconds, so it has few of the cases. */
const relationsVector: Target = {
  name: "relations vector",
  weight: 0.5,
  codes: [
    ...[...JSON_CODES, "unknown-registry", "unknown-relation", "unknown-column"],
    ...["wrong-shape", "missing-column", "duplicate-column", "wrong-parameters"],
  ],
  uncoded: ["Mismatch"],
  make: (random) =>
    fileAttempt(relationsJson.make(random), async (text) => {
      const file = readAnyObject(parseJson(text), "the vector");
      await using pool = await openProverPool({ threads: 1 });
      await replayRelations(file, new Checks(), pool);
    }),
};

/** Every reader of the command line's own. */
export const CLI_TARGETS: readonly Target[] = [fieldVector, relationsVector];
