// The reader of golden vectors: hands on what the file says, and nothing that is not whole.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { RelationError } from "../relations/errors.ts";
import {
  isSumcheckVector,
  parseSumcheckVector,
  readSumcheckVector,
} from "../sumcheck/vector_file.ts";
import { integers } from "./support/demo_sumcheck.ts";
import { assertRefused } from "./support/sumcheck_errors.ts";
import { registryByName, SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";
import file from "./vectors/sumcheck_ultra_bb3_d4_dense.json" with { type: "json" };
import relations from "./vectors/relations_ultra_bb3.json" with { type: "json" };

const vector = SUMCHECK_VECTORS["ultra-bb3 d4 dense, 2 padded rounds"];
const big = (texts: readonly string[]): bigint[] => texts.map(BigInt);

Deno.test("every number of the file is handed on, in the registry's order", () => {
  const { registry, trace } = vector;
  const columns: Record<string, readonly string[]> = file.columns;
  const claimed: Record<string, string> = file.claimed_evaluations;
  const parameters: Record<string, string> = file.relation_parameters;
  assertEquals([trace.logRows, vector.paddedLogRows], [4, 6]);
  assertEquals([...trace.columns.keys()], [...registry.storedColumns]);
  for (const name of trace.columns.keys()) {
    assertEquals(integers(trace.column(name)), big(columns[name]));
  }
  assertEquals(integers(vector.parameters), registry.parameters.map((n) => BigInt(parameters[n])));
  assertEquals(integers(vector.alphas), big(file.alphas));
  assertEquals(integers(vector.betas), big(file.betas));
  assertEquals(integers(vector.challenges), big(file.round_challenges));
  assertEquals(
    vector.univariates.map(integers),
    [...file.round_univariates, ...file.virtual_round_univariates].map(big),
  );
  assertEquals(integers(vector.evaluations), registry.columns.map((n) => BigInt(claimed[n])));
  assertEquals(vector.firstRound?.map(integers), file.round0_subrelation_univariates.map(big));
  const order = Object.keys(columns);
  assertEquals(
    vector.foldedTables?.map((tables) => tables.map(integers)),
    file.folded_tables.map((tables) =>
      registry.columns.map((name) => big(tables[order.indexOf(name)]))
    ),
  );
  assertEquals(vector.description, file.description);
});

const read = (changes: Record<string, unknown>) => () =>
  readSumcheckVector({ ...file, ...changes }, registryByName);

Deno.test("text with the older name of a column is read as the newer one", () => {
  const text = JSON.stringify(file).replaceAll('"q_range"', '"q_delta_range"');
  const older = parseSumcheckVector(text, registryByName);
  assert(older.trace.column("q_range").equals(vector.trace.column("q_range")));
  assert(older.evaluations.equals(vector.evaluations));
  const both = { ...file.columns, q_delta_range: file.columns.q_range };
  assertRefused(read({ columns: both }), "duplicate-column");
});

Deno.test("files of another kind are told apart", () => {
  assert(isSumcheckVector(file));
  for (const other of [relations, null, 1, [], {}]) {
    assert(!isSumcheckVector(other));
    assertRefused(() => readSumcheckVector(other, registryByName), "bad-magic");
  }
});

Deno.test("an unknown registry is the finder's error", () => {
  const find = (): never => {
    throw new RelationError("unknown-column", "Cannot find it: …");
  };
  assertThrows(() => readSumcheckVector(file, find), RelationError);
});

Deno.test("damage: each part missing, of another length, or not of elements", () => {
  const parts: readonly (readonly [keyof typeof file, Parameters<typeof assertRefused>[1]])[] = [
    ["alphas", "wrong-shape"],
    ["betas", "wrong-shape"],
    ["round_challenges", "wrong-shape"],
    ["round_univariates", "wrong-shape"],
    ["virtual_round_univariates", "wrong-shape"],
    ["round0_subrelation_univariates", "wrong-shape"],
    ["folded_tables", "wrong-shape"],
  ];
  for (const [key, code] of parts) {
    const list = file[key] as unknown[];
    assertRefused(read({ [key]: list.slice(1) }), code);
    assertRefused(read({ [key]: [...list, list[0]] }), code);
    assertRefused(read({ [key]: "0x1" }), "bad-json");
    assertRefused(
      read({ [key]: list.with(0, 7) }),
      typeof list[0] === "string" ? "bad-element" : "bad-json",
    );
  }
  for (const key of ["target_sum", "full_relation_purported_value"]) {
    assertRefused(read({ [key]: undefined }), "bad-element");
    assertRefused(read({ [key]: `0x${"f".repeat(64)}` }), "non-canonical");
  }
  const { beta: _, ...parameters } = file.relation_parameters;
  assertRefused(read({ relation_parameters: parameters }), "wrong-parameters");
});

Deno.test("damage: rows and rounds that do not fit", () => {
  assertRefused(read({ log_n: 29 }), "limit-exceeded");
  assertRefused(read({ log_n: "4" }), "bad-json");
  assertRefused(read({ log_n: 3 }), "column-too-long");
  assertRefused(read({ virtual_log_n: 3 }), "wrong-shape");
  assertRefused(read({ virtual_log_n: 5 }), "wrong-shape");
});

Deno.test("damage: columns missing, unknown, or shifts that are not their base one row later", () => {
  const { q_m, ...rest } = file.columns;
  assertRefused(read({ columns: rest }), "missing-column");
  assertRefused(read({ columns: { ...rest, q_m, q_x: q_m } }), "unknown-column");
  assertRefused(read({ columns: { ...rest, q_m, w_l_shift: q_m } }), "shift-mismatch");
  const { w_l_shift: _, ...derived } = file.columns;
  const found = read({ columns: derived, folded_tables: undefined })();
  assert(found.trace.column("w_l").equals(vector.trace.column("w_l")));
});

Deno.test("damage: a key twice", () => {
  const text = JSON.stringify(file).replace('"beta":', '"beta":"0x1","beta":');
  assertRefused(() => parseSumcheckVector(text, registryByName), "duplicate-key");
});
