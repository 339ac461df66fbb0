// The nine UltraHonk relations against barretenberg's own values and against the formulas written out in BigInt.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR } from "../field/fields.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { BB5_COLUMNS, mod, P, ultraSubrelations, type Values } from "./support/ultra_oracle.ts";
import golden from "./vectors/relations_ultra_bb3.json" with { type: "json" };
import bb5 from "./vectors/sumcheck_ultra_bb5_d4_dense.json" with { type: "json" };
import mixed from "./vectors/honk_proof_bb5_mixed.json" with { type: "json" };
import tiny from "./vectors/honk_proof_bb5_tiny.json" with { type: "json" };

const big = (texts: readonly string[]): bigint[] => texts.map(BigInt);
const GOLDEN_ROWS = golden.rows.map(big);
const GOLDEN_PARAMETERS = ULTRA_BB3.parameterVector(golden.relation_parameters);
const SCALE = BigInt(golden.scaling_factor);

/** The registry's own evaluation, of values in its column order. */
function evaluate(
  registry: RelationRegistry,
  row: readonly bigint[],
  parameters = GOLDEN_PARAMETERS,
): bigint[] {
  const values = BN254_FR.vectorOf(row.map(String));
  return big(registry.evaluate(values, parameters).toHex());
}

/** As `evaluate`, with the files' scaling factor on row-wise subrelations. */
function scaled(registry: RelationRegistry, row: readonly bigint[]): bigint[] {
  return evaluate(registry, row).map((value, i) =>
    registry.subrelations[i].kind === "row-wise" ? mod(value * SCALE) : value
  );
}

/** For every relation of the file, the index of its first subrelation in the registry's flat list. */
function starts(): number[] {
  let next = 0;
  return golden.relations.map((r) => (next += r.partial_lengths.length) - r.partial_lengths.length);
}

const element = fc.bigInt({ min: 0n, max: P - 1n });

Deno.test("ultra-bb3: columns, relations and subrelations are those of the golden file", () => {
  assertEquals([...ULTRA_BB3.columns], golden.columns);
  assertEquals(ULTRA_BB3.relations.map((r) => r.name), golden.relations.map((r) => r.name));
  assertEquals(ULTRA_BB3.subrelations.length, golden.num_subrelations);
  assertEquals(ULTRA_BB3.maxDegree + 1, golden.max_partial_relation_length);
  assertEquals(ULTRA_BB3.univariateLength, golden.batched_relation_partial_length);
});

Deno.test("ultra-bb3: degrees are the measured ones and within the golden partial lengths", () => {
  ULTRA_BB3.relations.forEach((r, i) => {
    const file = golden.relations[i];
    assertEquals(r.subrelations.map((s) => s.degree), file.measured_partial_degree_all_columns);
    r.subrelations.forEach((s, k) => assert(s.degree < file.partial_lengths[k]));
  });
});

Deno.test("ultra-bb3: exactly the linearly dependent subrelations are sum-wise", () => {
  ULTRA_BB3.relations.forEach((r, i) => {
    assertEquals(
      r.subrelations.map((s) => s.kind === "row-wise"),
      golden.relations[i].linearly_independent,
    );
  });
});

Deno.test("ultra-bb3: every subrelation has barretenberg's value on every golden row", () => {
  const first = starts();
  GOLDEN_ROWS.forEach((row, at) => {
    const found = scaled(ULTRA_BB3, row);
    golden.relations.forEach((r, i) => {
      const end = first[i] + r.partial_lengths.length;
      assertEquals(found.slice(first[i], end), big(r.row_values[at]), `${r.name}, row ${at}`);
    });
  });
});

Deno.test("ultra-bb3: batched by powers of alpha, every golden row has barretenberg's value", () => {
  const alpha = BigInt(golden.alpha);
  GOLDEN_ROWS.forEach((row, at) => {
    const batched = scaled(ULTRA_BB3, row).reduceRight((sum, value) => mod(sum * alpha + value));
    assertEquals(batched, BigInt(golden.batched_row_values[at]));
  });
});

Deno.test("ultra-bb3: every subrelation has barretenberg's univariate on every golden edge", () => {
  const first = starts();
  golden.edges.forEach(([a, b], edge) => {
    for (let x = 0n; x < BigInt(golden.max_partial_relation_length); x++) {
      const point = GOLDEN_ROWS[a].map((at0, i) => mod(at0 + x * (GOLDEN_ROWS[b][i] - at0)));
      const found = scaled(ULTRA_BB3, point);
      golden.relations.forEach((r, i) =>
        r.edge_univariates[edge].forEach((univariate, k) => {
          if (x >= univariate.length) return;
          const expected = BigInt(univariate[Number(x)]);
          assertEquals(found[first[i] + k], expected, `${r.name}[${k}], edge ${edge}, X = ${x}`);
        })
      );
    }
  });
});

Deno.test("ultra-bb3: where our skip would leave an edge out, barretenberg's univariates are zero", () => {
  const skipped: string[] = [];
  golden.edges.forEach((rows, edge) => {
    ULTRA_BB3.relations.forEach((r, i) => {
      const columns = r.skipIfZero.map((name) => golden.columns.indexOf(name));
      if (!rows.every((at) => columns.every((c) => GOLDEN_ROWS[at][c] === 0n))) return;
      skipped.push(r.name);
      for (const univariate of golden.relations[i].edge_univariates[edge]) {
        assert(univariate.every((value) => BigInt(value) === 0n), `${r.name}, edge ${edge}`);
      }
    });
  });
  GOLDEN_ROWS.forEach((row, at) => {
    ULTRA_BB3.relations.forEach((r, i) => {
      if (r.skipIfZero.some((name) => row[golden.columns.indexOf(name)] !== 0n)) return;
      skipped.push(r.name);
      assert(golden.relations[i].row_values[at].every((value) => BigInt(value) === 0n));
    });
  });
  assert(new Set(skipped).size >= 7, `the file leads to skips: ${skipped.join(" ")}`);
});

Deno.test("ultra-bb5: columns are those of the vectors, in the order of a real proof", () => {
  assertEquals([...ULTRA_BB5.columns], [...BB5_COLUMNS]);
  assertEquals([...ULTRA_BB5.columns], Object.keys(bb5.columns));
  assertEquals([...ULTRA_BB5.columns].sort(), [...ULTRA_BB3.columns].sort());
  assertEquals([...ULTRA_BB5.parameters].sort(), Object.keys(bb5.relation_parameters).sort());
});

for (const [release, registry] of [["bb3", ULTRA_BB3], ["bb5", ULTRA_BB5]] as const) {
  Deno.test(`${registry.name}: every subrelation agrees with the oracle on random rows`, () => {
    const row = fc.record(Object.fromEntries(registry.columns.map((name) => [name, element])));
    const parameters = fc.record(
      Object.fromEntries(registry.parameters.map((name) => [name, element])),
    );
    fc.assert(
      fc.property(row, parameters, (row: Values, parameters: Values) => {
        const expected = ultraSubrelations(release, row, parameters);
        const vector = registry.parameterVector(
          Object.fromEntries(Object.entries(parameters).map(([k, v]) => [k, String(v)])),
        );
        const found = evaluate(registry, registry.columns.map((name) => row[name]), vector);
        assertEquals(found, expected.map((s) => s.value));
        registry.subrelations.forEach((s, i) => {
          assert(expected[i].name.startsWith(`${s.relation}[`));
          assertEquals(s.kind === "row-wise", expected[i].independent);
          assert(s.degree < expected[i].length);
        });
      }),
      { numRuns: 25 },
    );
  });
}

for (const [name, vector] of Object.entries({ tiny, mixed })) {
  Deno.test(`ultra-bb5: every subrelation has its recorded value at the point of a real proof, ${name}`, () => {
    const { expected, proof, log_rows } = vector;
    const firstEvaluation = 8 + 2 * 8 + 8 * log_rows;
    const evaluations = ULTRA_BB5.columns.map((_, i) => {
      const start = "0x".length + 64 * (firstEvaluation + i);
      return BigInt(`0x${proof.slice(start, start + 64)}`);
    });
    const { eta, beta, gamma, public_input_delta } = expected;
    const parameters = ULTRA_BB5.parameterVector({ eta, beta, gamma, public_input_delta });
    // The file's values are weighted: row-wise ones carry the gate separator.
    const found = evaluate(ULTRA_BB5, evaluations, parameters).map((value, i) =>
      ULTRA_BB5.subrelations[i].kind === "row-wise"
        ? mod(value * BigInt(expected.gate_separator))
        : value
    );
    assertEquals(found, big(expected.subrelations));
  });
}
