// Readers of golden vectors: whole sumchecks and UltraHonk proofs.

import { BLS12_381_FR } from "../../../field/fields.ts";
import type { FieldVector } from "../../../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../../../field/prime_field.ts";
import { registryByName } from "../../../relations/registries.ts";
import { relation } from "../../../relations/relation.ts";
import { RelationRegistry } from "../../../relations/registry.ts";
import { ULTRA_BB5 } from "../../../relations/ultra/mod.ts";
import { parseUltraHonkVector, type UltraHonkVector } from "../../../sumcheck/honk/vector_file.ts";
import { hexOf } from "../../../sumcheck/bytes.ts";
import { encodeProof } from "../../../sumcheck/proof_binary.ts";
import {
  parseSumcheckVector,
  type SumcheckVector,
  vectorProof,
} from "../../../sumcheck/vector_file.ts";
import { DEMO } from "../demo_sumcheck.ts";
import { TINY } from "../honk_vectors.ts";
import { fileAttempt, Finding, type Target } from "./attempt.ts";
import { treeOf } from "./json_tree.ts";
import { JsonMutator } from "./mutate_json.ts";

/** Small numbers as texts: a reader does not ask whether the sumcheck is right. */
function numbers(count: number, first = 1): string[] {
  return Array.from({ length: count }, (_, i) => `0x${(first + i).toString(16)}`);
}

function named(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, `0x${i.toString(16)}`]));
}

/** A file with every part that there may be, in the right form. */
function sumcheckFile(registry: RelationRegistry, logRows: number, rounds: number): unknown {
  const rows = 2 ** logRows, { columns, shifts, univariateLength, subrelations } = registry;
  const lists = new Map(registry.storedColumns.map((name, i) => [name, numbers(rows, i)]));
  for (const { name, base } of shifts) lists.set(name, [...lists.get(base)!.slice(1), "0x0"]);
  const univariate = () => numbers(univariateLength);
  return {
    kind: "sumcheck",
    description: "made up",
    registry: registry.name,
    log_n: logRows,
    virtual_log_n: rounds,
    columns: Object.fromEntries(lists),
    relation_parameters: named(registry.parameters),
    alphas: numbers(subrelations.length - 1),
    betas: numbers(rounds),
    round_challenges: numbers(rounds),
    target_sum: "0x7",
    round_univariates: Array.from({ length: logRows }, univariate),
    virtual_round_univariates: Array.from({ length: rounds - logRows }, univariate),
    claimed_evaluations: named(columns),
    full_relation_purported_value: "0x8",
    gate_separator_partial_evaluation: "0x9",
    round0_subrelation_univariates: subrelations.map(({ degree }) => numbers(degree + 1)),
    folded_tables: Array.from(
      { length: logRows },
      (_, round) => columns.map(() => numbers(2 ** (logRows - round - 1))),
    ),
  };
}

/** The same file from what was read. */
function sumcheckFileOf(vector: SumcheckVector): unknown {
  const { registry, trace, firstRound, foldedTables, gateSeparator } = vector, { field } = registry;
  const hex = (x: FieldElement) => field.format(x);
  const byName = (names: readonly string[], values: FieldVector) =>
    Object.fromEntries(values.toHex().map((x, i) => [names[i], x]));
  const columns = registry.columns.map((name) => {
    const shift = registry.shifts.find((s) => s.name === name);
    const list = trace.column(shift?.base ?? name).toHex();
    return [name, shift === undefined ? list : list.slice(1)];
  });
  return {
    kind: "sumcheck",
    description: vector.description,
    registry: registry.name,
    log_n: trace.logRows,
    virtual_log_n: vector.paddedLogRows,
    columns: Object.fromEntries(columns),
    relation_parameters: byName(registry.parameters, vector.parameters),
    alphas: vector.alphas.toHex(),
    betas: vector.betas.toHex(),
    round_challenges: vector.challenges.toHex(),
    target_sum: hex(vector.claimedSum),
    round_univariates: vector.univariates.map((u) => u.toHex()),
    claimed_evaluations: byName(registry.columns, vector.evaluations),
    full_relation_purported_value: hex(vector.finalValue),
    gate_separator_partial_evaluation: gateSeparator && hex(gateSeparator),
    round0_subrelation_univariates: firstRound?.map((u) => u.toHex()),
    folded_tables: foldedTables?.map((tables) => tables.map((table) => table.toHex())),
  };
}

/** With a column that has an older name in some releases. */
const RANGE = new RelationRegistry({
  name: "range",
  field: BLS12_381_FR,
  relations: [
    relation({
      name: "range",
      columns: ["q_range", "a"],
      shifts: ["a"],
      subrelations: ({ q_range, a, a_shift }) => [
        { name: "step", degree: 2, value: q_range.mul(a_shift.sub(a)) },
      ],
    }),
  ],
});

/** The same file with the older name. */
function older(file: unknown): unknown {
  return JSON.parse(JSON.stringify(file).replaceAll('"q_range"', '"q_delta_range"'));
}

const sumcheckJson = new JsonMutator([
  treeOf(sumcheckFile(DEMO, 2, 2)),
  treeOf(sumcheckFile(DEMO, 1, 3)),
  treeOf(older(sumcheckFile(RANGE, 2, 2))),
]);
/** One of many columns. */
const largeJson = new JsonMutator([treeOf(sumcheckFile(ULTRA_BB5, 1, 1))]);

const findRegistry = (name: string) =>
  [DEMO, RANGE].find((registry) => registry.name === name) ?? registryByName(name);

/** A whole sumcheck. */
const sumcheckVector: Target = {
  name: "sumcheck vector",
  weight: 10,
  codes: [
    ...["bad-magic", "bad-json", "limit-exceeded", "wrong-shape", "wrong-parameters"],
    ...["missing-column", "unknown-column", "duplicate-column", "column-too-long"],
    ...["shift-mismatch", "bad-element", "non-canonical", "duplicate-key"],
    // The finder's own.
    "unknown-registry",
  ],
  make(random) {
    const text = (random.below(16) === 0 ? largeJson : sumcheckJson).make(random);
    return fileAttempt(text, (text) => {
      const vector = parseSumcheckVector(text, findRegistry);
      const again = JSON.stringify(sumcheckFileOf(vector));
      const back = parseSumcheckVector(again, findRegistry);
      if (JSON.stringify(sumcheckFileOf(back)) !== again) {
        throw new Finding("round trip", "another vector comes back");
      }
      encodeProof(vector.registry, vectorProof(vector));
    });
  },
};

/** The tiny circuit's file, and the same with most of its proof left out, which a reader does not look at. */
const { vector: tiny } = TINY;
const honkFile = (vector: UltraHonkVector, proof: Uint8Array): unknown => {
  const { expected, options } = vector, field: PrimeField = ULTRA_BB5.field;
  return {
    kind: "ultra_honk_proof",
    release: "bb5",
    description: vector.description,
    log_rows: options.logRows,
    public_inputs_offset: options.publicInputsOffset,
    num_public_inputs_with_pairing_points: options.numPublicInputs,
    vk_hash: hexOf(vector.vkHash),
    public_inputs: hexOf(vector.publicInputs),
    proof: hexOf(proof),
    expected: {
      accepted: expected.accepted,
      ...Object.fromEntries(
        Object.entries(expected.elements).map(([name, x]) => [name, field.format(x)]),
      ),
      round_challenges: expected.roundChallenges?.toHex(),
      round_targets: expected.roundTargets?.toHex(),
      subrelations: expected.subrelations?.toHex(),
    },
  };
};
const honkJson = new JsonMutator([
  treeOf(honkFile(tiny, tiny.proof.slice(0, 64))),
  treeOf({ ...honkFile(tiny, new Uint8Array()) as object, expected: {} }),
]);

/** A recorded UltraHonk proof. */
const honkVector: Target = {
  name: "UltraHonk vector",
  weight: 8,
  codes: [
    "bad-magic",
    "wrong-registry",
    "bad-json",
    "bad-element",
    "non-canonical",
    "duplicate-key",
  ],
  make: (random) =>
    fileAttempt(honkJson.make(random), (text) => {
      const vector = parseUltraHonkVector(text);
      const again = JSON.stringify(honkFile(vector, vector.proof));
      const back = parseUltraHonkVector(again);
      if (JSON.stringify(honkFile(back, back.proof)) !== again) {
        throw new Finding("round trip", "another vector comes back");
      }
    }),
};

/** Every reader of vectors. */
export const VECTOR_TARGETS: readonly Target[] = [sumcheckVector, honkVector];
