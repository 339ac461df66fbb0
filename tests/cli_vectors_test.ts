// `vectors` finds every recorded value again, takes files that say the same in another way, and fails each file in which
// one recorded value is another.

import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../cli/main.ts";
import { fileOf, runInMemory } from "./support/memory_runtime.ts";
import fq from "./vectors/field_bn254_fq.json" with { type: "json" };
import fr from "./vectors/field_bn254_fr.json" with { type: "json" };
import relations from "./vectors/relations_ultra_bb3.json" with { type: "json" };
import dense3 from "./vectors/sumcheck_ultra_bb3_d4_dense.json" with { type: "json" };
import satisfied3 from "./vectors/sumcheck_ultra_bb3_d8_satisfied.json" with { type: "json" };
import dense5 from "./vectors/sumcheck_ultra_bb5_d4_dense.json" with { type: "json" };
import ragged5 from "./vectors/sumcheck_ultra_bb5_d5_ragged.json" with { type: "json" };

/** The line for one file, and the exit code. */
async function replay(content: unknown): Promise<{ line: string; code: number }> {
  const files = new Map([["/v.json", content instanceof Uint8Array ? content : fileOf(content)]]);
  const { code, stdout, stderr } = await runInMemory(main, ["vectors", "/v.json"], files);
  const lines = stdout.split("\n");
  assertEquals([lines.length, lines[2], stderr], [3, "", ""]);
  assertEquals(lines[1], code === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
  return { line: lines[0], code };
}

async function passes(kind: string, content: unknown, checks: number | undefined = undefined) {
  const { line, code } = await replay(content);
  assertMatch(line, new RegExp(`^ok ${kind} /v.json checks=${checks ?? "[1-9][0-9]*"}$`));
  assertEquals(code, 0);
}

async function fails(kind: string, content: unknown, reason: RegExp) {
  const { line, code } = await replay(content);
  assertMatch(line, new RegExp(`^FAIL ${kind} /v.json checks=[0-9]+: .*${reason.source}`));
  assertEquals(code, 1);
}

/** The vector with one change. */
function changed<V>(vector: V, change: (copy: V) => void): V {
  const copy = structuredClone(vector);
  change(copy);
  return copy;
}

const flip = (hex: string) => hex.slice(0, -1) + (hex.endsWith("0") ? "1" : "0");

// How many values the files record, times how often each is found: single elements once, add, sub, mul and squares once
// more on each of two kernels; values of edges by two ways; a sumcheck on five pools and distributions.
Deno.test("vectors: the golden files pass, every recorded value compared", async () => {
  for (const file of [fr, fq]) {
    await passes("field", file, (6 + 2 * 4) * file.triples.length + file.montgomery.length + 1);
  }
  const subrelations = relations.num_subrelations, rows = relations.rows.length;
  const onEdges = relations.relations.flatMap((r) => r.edge_univariates).flat(2).length;
  await passes("relations", relations, subrelations + rows * (subrelations + 1) + 2 * onEdges);
  for (const file of [dense3, satisfied3, dense5, ragged5]) {
    const perRound = 8, rounds = file.betas.length, evaluations = 41;
    const more = file as Partial<typeof dense3>;
    const tables = more.folded_tables?.slice(0, rounds - 1).flat(2).length ?? 0;
    const perProof = 1 + rounds * perRound + evaluations + rounds + 2 +
      (more.round0_subrelation_univariates?.flat().length ?? 0) + tables +
      (more.gate_separator_partial_evaluation === undefined ? 0 : 1);
    await passes("sumcheck", file, 5 * perProof);
  }
});

Deno.test("vectors: several files, one line each, and their count", async () => {
  const files = new Map([["/a", fileOf(fr)], ["/b", fileOf("no")], ["/c", fileOf(dense5)]]);
  const args = ["vectors", "/a", "/b", "/none", "/c"];
  const { code, stdout } = await runInMemory(main, args, files);
  assertMatch(
    stdout,
    /^ok field \/a checks=\d+\nFAIL unknown \/b checks=0: bad-json: .*\nFAIL unknown \/none checks=0: not-found: .*\nok sumcheck \/c checks=\d+\n2 passed, 2 failed\n$/,
  );
  assertEquals(code, 1);
});

Deno.test("vectors: what a file may leave out or write in another way", async () => {
  await passes("field", { kind: "field", field: "bn254_fr", triples: fr.triples.slice(0, 3) });
  await passes("field", {
    kind: "field",
    field: "a-small-one",
    modulus: "0x61",
    triples: [{ a: "0x5", b: "0x60", mul: "0x5c", inv_a: "0x27" }],
  });
  const long = (hex: string) => `0x${hex.slice(2).toUpperCase().padStart(64, "0")}`;
  await passes(
    "sumcheck",
    changed(dense5, (v) => {
      v.round_univariates = v.round_univariates.map((values) => values.map(long));
      v.columns.w_l = v.columns.w_l.map(long);
      v.target_sum = long(v.target_sum);
    }),
  );
  const { round0_subrelation_univariates: _a, folded_tables: _b, ...less } = dense3;
  const { gate_separator_partial_evaluation: _c, ...least } = less;
  await passes("sumcheck", { ...least, anything: ["else"], description: undefined });
  await passes(
    "relations",
    changed(relations, (v) => {
      // Another order of columns, relations and rows' lists.
      v.columns.reverse();
      v.rows.forEach((row) => row.reverse());
      v.relations.reverse();
    }),
  );
});

type FieldVector = typeof fr;
type RelationsVector = typeof relations;
type SumcheckVector = typeof dense3;

const FIELD_FAULTS: Readonly<Record<string, readonly [(v: FieldVector) => void, RegExp]>> = {
  "a sum": [(v) => v.triples[7].add = flip(v.triples[7].add), /add of triple 7/],
  "a difference": [(v) => v.triples[7].sub = flip(v.triples[7].sub), /sub of triple 7/],
  "a product": [(v) => v.triples[209].mul = flip(v.triples[209].mul), /mul of triple 209/],
  "a square": [(v) => v.triples[0].sqr_a = "0x1", /sqr_a of triple 0/],
  "a negative": [(v) => v.triples[8].neg_a = flip(v.triples[8].neg_a), /neg_a of triple 8/],
  "an inverse": [(v) => v.triples[8].inv_a = flip(v.triples[8].inv_a), /inv_a of triple 8/],
  "a limb": [(v) => v.montgomery[5].limbs_u32[2] ^= 1, /limb 2 of Montgomery form 5/],
  "a limb that cannot be shown": [
    (v) => Object.assign(v.montgomery[5].limbs_u32, { 2: { toString: 1, valueOf: 1 } }),
    /bad-json: .*limb 2/,
  ],
  "a limb too few": [(v) => v.montgomery[5].limbs_u32.pop(), /number of limbs/],
  "2^256": [(v) => v.montgomery_R_value = flip(v.montgomery_R_value), /2\^256 mod p/],
  "the modulus": [(v) => v.modulus = fq.modulus, /wrong-field/],
  "a value over p": [(v) => v.triples[1].mul = v.modulus, /non-canonical/],
  "a value that is none": [(v) => v.triples[1].b = "17", /bad-element/],
};

for (const [name, [change, reason]] of Object.entries(FIELD_FAULTS)) {
  Deno.test(`vectors fails a field file: ${name}`, async () => {
    await fails("field", changed(fr, change), reason);
  });
}

const RELATIONS_FAULTS: Readonly<Record<string, readonly [(v: RelationsVector) => void, RegExp]>> =
  {
    "a value on a row": [
      (v) => v.relations[3].row_values[7][2] = flip(v.relations[3].row_values[7][2]),
      /range on row 7, element 2/,
    ],
    "a value on an edge": [
      (v) =>
        v.relations[1].edge_univariates[2][1][2] = flip(v.relations[1].edge_univariates[2][1][2]),
      /permutation\[1\] on edge 2 at 2/,
    ],
    "a batched value": [
      (v) => v.batched_row_values[4] = flip(v.batched_row_values[4]),
      /batched value of row 4/,
    ],
    "which is row-wise": [
      (v) => v.relations[2].linearly_independent[1] = true,
      /lookup\[1\] is row-wise/,
    ],
    "a degree": [
      (v) => v.relations[0].measured_partial_degree_all_columns[0] = 4,
      /degree of arithmetic\[0\]/,
    ],
    "a partial length that is too short": [
      (v) => v.relations[0].partial_lengths[0] = 5,
      /degree of arithmetic\[0\]/,
    ],
    "the scaling factor": [(v) => v.scaling_factor = "0x1", /arithmetic on row 0/],
    "a parameter": [(v) => v.relation_parameters.beta = "0x1", /permutation on row/],
    "a column's name": [(v) => v.columns[0] = "q_x", /unknown-column/],
    "a column twice": [(v) => v.columns[0] = v.columns[1], /missing-column/],
    "a relation's name": [(v) => v.relations[0].name = "other", /unknown-relation/],
    "a row too short": [(v) => v.rows[0].pop(), /wrong-shape/],
    "a row too few": [(v) => v.rows.pop(), /wrong-shape/],
    "an edge out of range": [(v) => v.edges[0] = [0, 99], /wrong-shape/],
    "an unknown registry": [(v) => v.registry = "ultra-bb9", /unknown-registry/],
  };

for (const [name, [change, reason]] of Object.entries(RELATIONS_FAULTS)) {
  Deno.test(`vectors fails a relations file: ${name}`, async () => {
    await fails("relations", changed(relations, change), reason);
  });
}

const SUMCHECK_FAULTS: Readonly<Record<string, readonly [(v: SumcheckVector) => void, RegExp]>> = {
  "the sum": [(v) => v.target_sum = flip(v.target_sum), /claimed sum/],
  "a univariate": [
    (v) => v.round_univariates[2][7] = flip(v.round_univariates[2][7]),
    /round 2 .*element 7/,
  ],
  "a padded round's univariate": [
    (v) => v.virtual_round_univariates[1][3] = flip(v.virtual_round_univariates[1][3]),
    /round 5 .*element 3/,
  ],
  "an evaluation": [
    (v) => v.claimed_evaluations.w_l = flip(v.claimed_evaluations.w_l),
    /the evaluations .*element 28/,
  ],
  "a subrelation's sum": [
    (v) => v.round0_subrelation_univariates[5][1] = flip(v.round0_subrelation_univariates[5][1]),
    /round 0 of lookup.*element 1/,
  ],
  "a folded table": [
    (v) => v.folded_tables[1][3][2] = flip(v.folded_tables[1][3][2]),
    /q_4?.* after round 1 .*element 2/,
  ],
  "the gate separator": [
    (v) => v.gate_separator_partial_evaluation = flip(v.gate_separator_partial_evaluation),
    /the gate separator/,
  ],
  "the final value": [
    (v) => v.full_relation_purported_value = flip(v.full_relation_purported_value),
    /the final value/,
  ],
  "a row's value": [(v) => v.columns.q_m[15] = flip(v.columns.q_m[15]), /recorded is/],
  "a challenge": [(v) => v.round_challenges[0] = flip(v.round_challenges[0]), /q_m after round 0/],
  "a univariate too short": [(v) => v.round_univariates[0].pop(), /wrong-shape/],
  "a round too few": [(v) => v.round_univariates.pop(), /wrong-shape/],
};

for (const [name, [change, reason]] of Object.entries(SUMCHECK_FAULTS)) {
  Deno.test(`vectors fails a sumcheck file: ${name}`, async () => {
    await fails("sumcheck", changed(dense3, change), reason);
  });
}

Deno.test("vectors fails what is no vector, and says why", async () => {
  await fails("unknown", {}, /bad-magic: .* none of field, relations, sumcheck/);
  await fails("unknown", [], /bad-json/);
  await fails("unknown", { kind: 7 }, /bad-magic/);
  await fails("unknown", { kind: "__proto__" }, /bad-magic/);
  await fails("constructor", { kind: "constructor" }, /bad-magic/);
  await fails("unknown", { kind: "field\nok field x checks=1" }, /bad-magic/);
  await fails("unknown", Uint8Array.of(0xff), /not-text/);
  await fails("unknown", '{"kind":"field","kind":"field"}', /duplicate-key/);
  await fails("ultra_honk_zk", { kind: "ultra_honk_zk" }, /bad-magic/);
  await fails("field", { kind: "field" }, /bad-json/);
  await fails("field", { kind: "field", field: "bn254_fr" }, /records nothing/);
  await fails("field", { kind: "field", field: "none" }, /unknown-field/);
  await fails("field", { kind: "field", field: "even", modulus: "0x10" }, /bad-modulus/);
  await fails("relations", { kind: "relations" }, /bad-json/);
  await fails("sumcheck", { kind: "sumcheck" }, /bad-json/);
});
