// Lookups: honest columns satisfy the relation, and every way of cheating named here is caught. All values are checked
// in BigInt, row by row.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR, PALLAS_FP } from "../field/fields.ts";
import { fillCounts, fillInverses } from "../relations/inverses.ts";
import { isLogDerivative } from "../relations/log_derivative.ts";
import { lookup, type LookupDefinition } from "../relations/lookup.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { ULTRA_BB5 } from "../relations/ultra/mod.ts";
import {
  CHALLENGES,
  type Change,
  changed,
  type Columns,
  columnsOf,
  fillOnlyInverses,
  names,
  vectorsOf,
  violations,
} from "./support/argument_check.ts";
import { assertRelationError } from "./support/relation_errors.ts";

/** A registry of one lookup of the given width. */
function registryOf(width: number, options: Partial<LookupDefinition> = {}): RelationRegistry {
  const relation = lookup({
    name: "lookup",
    read: { selector: "reads", columns: names("r", width) },
    table: { selector: "in_table", columns: names("t", width) },
    counts: "counts",
    inverses: "inverses",
    ...options,
  });
  return new RelationRegistry({ name: "test", field: BN254_FR, relations: [relation] });
}

/** The helper columns filled in, honestly. */
function fill(
  registry: RelationRegistry,
  columns: Columns,
  parameters: readonly bigint[],
): Columns {
  const vector = registry.field.vectorOf(parameters.map(String));
  const counted = fillCounts(registry, vectorsOf(registry, columns));
  return columnsOf(fillInverses(registry, counted, vector));
}

/** γ and β as a transcript would draw them: large and unrelated to the columns. */
const cell = fc.bigInt({ min: 0n, max: 5n });

/** A satisfied lookup of random width and size, with rows that take no part and hold anything. */
const satisfied = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    table: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 12,
    }),
    inTable: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    reads: fc.array(fc.record({ on: fc.boolean(), at: fc.nat() }), { maxLength: 16 }),
  })
).map(({ width, table, inTable, reads }) => {
  inTable[0] = true;
  const open = table.flatMap((_, i) => inTable[i] ? [i] : []);
  const columns: Record<string, bigint[]> = {
    in_table: table.map((_, i) => inTable[i] ? 1n : 0n),
    reads: reads.map(({ on }) => on ? 1n : 0n),
  };
  for (let k = 0; k < width; k++) {
    columns[`t_${k}`] = table.map((tuple) => tuple[k]);
    columns[`r_${k}`] = reads.map(({ on, at }) => on ? table[open[at % open.length]][k] : 77n);
  }
  return { width, columns };
});

Deno.test("lookup: shape is two subrelations of degree 4 at any width, row-wise and sum-wise", () => {
  for (const width of [1, 2, 5, 40, 80]) {
    const registry = registryOf(width);
    assertEquals(registry.subrelations.map((s) => [s.name, s.degree, s.kind]), [
      ["inverse", 4, "row-wise"],
      ["sum", 4, "sum-wise"],
    ]);
    assertEquals(registry.storedColumns.length, 2 * width + 4);
    assertEquals([...registry.parameters], width === 1 ? ["gamma"] : ["gamma", "beta"]);
    assertEquals([...registry.relations[0].skipIfZero], ["reads", "in_table"]);
    assert(isLogDerivative(registry.relations[0]));
  }
  assert(!isLogDerivative(ULTRA_BB5.relation("lookup")));
});

Deno.test("lookup: honest columns satisfy it, for random tables, reads, widths and challenges", () => {
  const challenge = fc.bigInt({ min: 2n ** 200n, max: 2n ** 250n });
  fc.assert(fc.property(satisfied, challenge, challenge, ({ width, columns }, gamma, beta) => {
    const registry = registryOf(width), parameters = width === 1 ? [gamma] : [gamma, beta];
    const filled = fill(registry, columns, parameters);
    assertEquals(violations(registry, filled, parameters), []);
    const reads = columns.reads.reduce((n, on) => n + on, 0n);
    assertEquals(filled.counts.reduce((n, count) => n + count, 0n), reads);
  }));
});

Deno.test("lookup: values that are read but not in the table are caught, whatever the counts", () => {
  fc.assert(fc.property(satisfied, fc.nat(), fc.nat(), ({ width, columns }, row, k) => {
    const registry = registryOf(width),
      parameters = CHALLENGES.slice(0, registry.parameters.length);
    const on = columns.reads.flatMap((is, i) => is === 1n ? [i] : []);
    fc.pre(on.length > 0);
    const honest = fill(registry, columns, parameters);
    const target = on[row % on.length];
    const column = `r_${k % width}`;
    // Cells of the table are 0 … 5.
    const forged = { ...honest, [column]: honest[column].with(target, 6n) };
    assertRelationError(() => fill(registry, forged, parameters), "lookup-miss", `row ${target}`);
    assertEquals(violations(registry, fillOnlyInverses(registry, forged, parameters), parameters), [
      "Σ lookup.sum",
    ]);
  }));
});

/** A table of pairs, three of its four rows read, one twice; row 3 of each side takes no part. */
const PAIRS: Columns = {
  in_table: [1n, 1n, 1n, 0n, 1n],
  t_0: [1n, 2n, 3n, 4n, 1n],
  t_1: [10n, 20n, 30n, 40n, 50n],
  reads: [1n, 1n, 1n, 0n, 1n, 1n],
  r_0: [3n, 1n, 3n, 9n, 2n, 1n],
  r_1: [30n, 10n, 30n, 9n, 20n, 50n],
};
const REGISTRY = registryOf(2);
const HONEST = fill(REGISTRY, PAIRS, CHALLENGES);

/** The honest columns with some cells changed. */
const forge = (...changes: readonly Change[]) => changed(HONEST, changes);

Deno.test("lookup: the counts of the example are those counted by hand", () => {
  assertEquals(HONEST.counts, [1n, 1n, 2n, 0n, 1n]);
  assertEquals(violations(REGISTRY, HONEST, CHALLENGES), []);
});

const SUM = ["Σ lookup.sum"];
const attacks: Record<string, Columns> = {
  "a count one too high": forge(["counts", 0, 2n]),
  "a count one too low": forge(["counts", 2, 1n]),
  "two counts swapped": forge(["counts", 0, 2n], ["counts", 2, 1n]),
  "a read that is counted but dropped": forge(["reads", 4, 0n]),
  "a read that is made but not counted": forge(["reads", 3, 1n], ["r_0", 3, 1n], ["r_1", 3, 10n]),
  "the entries of a tuple swapped": forge(["r_0", 0, 30n], ["r_1", 0, 3n]),
  "entries mixed from two rows of the table": forge(["r_1", 1, 20n]),
  "a row read that the table leaves out": forge(["r_0", 0, 4n], ["r_1", 0, 40n]),
  "counts on a row that the table leaves out": forge(
    ["r_0", 0, 4n],
    ["r_1", 0, 40n],
    ["counts", 2, 1n],
    ["counts", 3, 1n],
  ),
  "a table row taken out after it was read": forge(["in_table", 1, 0n]),
  "a table row changed after it was read": forge(["t_1", 2, 31n]),
  "a read of the zeros beyond the table": forge(["r_0", 0, 0n], ["r_1", 0, 0n]),
};
for (const [name, columns] of Object.entries(attacks)) {
  Deno.test(`lookup attack: ${name}`, () => {
    assertEquals(
      violations(REGISTRY, fillOnlyInverses(REGISTRY, columns, CHALLENGES), CHALLENGES),
      SUM,
    );
  });
}

Deno.test("lookup attack: an inverse off by one, left out or moved is caught in its row", () => {
  const { inverses } = HONEST;
  for (const [row, is] of inverses.entries()) {
    if (row === 3) continue;
    for (const forged of [is + 1n, 0n, inverses[(row + 1) % 2], 1n]) {
      const found = violations(REGISTRY, forge(["inverses", row, forged]), CHALLENGES);
      assertEquals(found.slice(0, 1), [`lookup.inverse at row ${row}`]);
    }
  }
});

Deno.test("lookup attack: a false read under the inverse of an honest one is caught in its row", () => {
  const found = violations(REGISTRY, forge(["r_0", 0, 7n]), CHALLENGES);
  assertEquals(found[0], "lookup.inverse at row 0");
});

Deno.test("lookup: an inverse where neither selector is set changes nothing", () => {
  assertEquals(HONEST.inverses[3], 0n);
  assertEquals(violations(REGISTRY, forge(["inverses", 3, 12345n]), CHALLENGES), []);
});

Deno.test("lookup: counts may be moved between equal rows of the table", () => {
  const twice: Columns = {
    in_table: [1n, 1n],
    t_0: [5n, 5n],
    reads: [1n, 1n, 1n],
    r_0: [5n, 5n, 5n],
  };
  const registry = registryOf(1), parameters = CHALLENGES.slice(0, 1);
  const honest = fill(registry, twice, parameters);
  assertEquals(honest.counts, [3n, 0n]);
  assertEquals(violations(registry, { ...honest, counts: [1n, 2n] }, parameters), []);
  assertEquals(violations(registry, { ...honest, counts: [1n, 1n] }, parameters), SUM);
});

Deno.test("lookup: a table as large as its reads is searched right, beyond one batch of inverses", () => {
  const rows = 5000, registry = registryOf(2);
  const table = Array.from({ length: rows }, (_, i) => BigInt(i));
  const columns: Columns = {
    in_table: table.map(() => 1n),
    t_0: table,
    t_1: table.map((x) => x * x),
    reads: table.map(() => 1n),
    r_0: table.map((x) => (x * 7n) % BigInt(rows)),
    r_1: table.map((x) => ((x * 7n) % BigInt(rows)) ** 2n),
  };
  const filled = fill(registry, columns, CHALLENGES);
  assertEquals(filled.counts, table.map(() => 1n)); // 7 and 5000 have no common factor
  assertEquals(violations(registry, filled, CHALLENGES), []);
});

Deno.test("lookup: weights of their own, shifted columns and other parameter names", () => {
  const relation = lookup({
    name: "pairs",
    shifts: ["w"],
    read: { selector: "reads", columns: ["w", "w_shift", "w_shift"] },
    table: { selector: "in_table", columns: ["t_0", "t_1", "t_1"] },
    counts: "counts",
    inverses: "inverses",
    gamma: "delta",
    weights: ["eta", "eta_two"],
  });
  const registry = new RelationRegistry({ name: "test", field: BN254_FR, relations: [relation] });
  assertEquals([...registry.parameters], ["delta", "eta", "eta_two"]);
  assertEquals(registry.columns.at(-1), "w_shift");
  const parameters = [...CHALLENGES, 2n ** 199n - 5n];
  // Successors up to 3; the last read is followed by the zero beyond the column.
  const columns: Columns = {
    in_table: [1n, 1n, 1n, 1n],
    t_0: [0n, 1n, 2n, 3n],
    t_1: [1n, 2n, 3n, 0n],
    reads: [1n, 1n, 1n, 1n, 1n],
    w: [1n, 2n, 3n, 0n, 1n, 2n],
  };
  const filled = fill(registry, columns, parameters);
  assertEquals(filled.counts, [1n, 2n, 1n, 1n]);
  assertEquals(violations(registry, filled, parameters), []);
  const wrapped = { ...columns, reads: [1n, 1n, 1n, 1n, 1n, 1n], w: [1n, 2n, 3n, 0n, 1n, 3n] };
  assertRelationError(() => fill(registry, wrapped, parameters), "lookup-miss", '"pairs"', "row 4");
});

Deno.test("lookup: several over one table each have columns of their own", () => {
  const make = (name: string) =>
    lookup({
      name,
      read: { selector: `reads_${name}`, columns: [`r_${name}`] },
      table: { selector: "in_table", columns: ["t"] },
      counts: `counts_${name}`,
      inverses: `inverses_${name}`,
    });
  const registry = new RelationRegistry({
    name: "test",
    field: PALLAS_FP,
    relations: [make("a"), make("b")],
  });
  const columns: Columns = {
    in_table: [1n, 1n],
    t: [4n, 5n],
    reads_a: [1n, 1n, 1n],
    r_a: [4n, 4n, 5n],
    reads_b: [1n],
    r_b: [5n],
  };
  const parameters = [2n ** 253n + 17n];
  const filled = fill(registry, columns, parameters);
  assertEquals([filled.counts_a, filled.counts_b], [[2n, 1n], [0n, 1n]]);
  assertEquals(violations(registry, filled, parameters), []);
  const crossed = { ...filled, counts_a: filled.counts_b, counts_b: filled.counts_a };
  assertEquals(violations(registry, crossed, parameters), ["Σ a.sum", "Σ b.sum"]);
});

Deno.test("lookup: nothing read, or nothing at all, is satisfied", () => {
  const registry = registryOf(1), parameters = CHALLENGES.slice(0, 1);
  for (
    const columns of [
      { in_table: [1n, 1n], t_0: [1n, 2n], reads: [], r_0: [] },
      { in_table: [], t_0: [], reads: [], r_0: [] },
    ]
  ) {
    const filled = fill(registry, columns, parameters);
    assertEquals(violations(registry, filled, parameters), []);
  }
});

Deno.test("lookup definition: tuples and weights must fit together", () => {
  const table = { selector: "in_table", columns: ["t_0"] };
  assertRelationError(() => registryOf(2, { table }), "bad-tuple", '"lookup"', "2", "1");
  assertRelationError(() => registryOf(0), "bad-tuple", "empty");
  assertRelationError(
    () => registryOf(3, { weights: ["beta"] }),
    "bad-tuple",
    "weights is 1, not 2",
  );
  assertRelationError(() => registryOf(2, { weights: "gamma" }), "duplicate-name", '"gamma"');
  assertRelationError(() => registryOf(1, { shifts: ["r_0", "r_0"] }), "duplicate-name");
});

Deno.test("lookup filling: what is missing or wrong is named", () => {
  const registry = registryOf(1), { field } = registry;
  const columns = vectorsOf(registry, { in_table: [1n], t_0: [5n], reads: [1n], r_0: [5n] });
  const challenge = field.vectorOf(CHALLENGES.slice(0, 1).map(String));
  for (const name of columns.keys()) {
    const missing = new Map(columns);
    missing.delete(name);
    for (
      const action of [
        () => fillCounts(registry, missing),
        () => fillInverses(registry, missing, challenge),
      ]
    ) assertRelationError(action, "unknown-column", `"${name}"`, '"lookup"');
    const foreign = new Map(columns).set(name, PALLAS_FP.vector(1));
    assertRelationError(() => fillCounts(registry, foreign), "field-mismatch", `"${name}"`);
  }
  for (const selector of ["reads", "in_table"]) {
    const wrong = new Map(columns).set(selector, field.vectorOf([2]));
    assertRelationError(
      () => fillCounts(registry, wrong),
      "bad-selector",
      `"${selector}"`,
      "row 0",
    );
    assertRelationError(() => fillInverses(registry, wrong, challenge), "bad-selector");
  }
  assertRelationError(
    () => fillInverses(registry, columns, field.vectorOf([-5])),
    "no-inverse",
    '"lookup"',
    "row 0",
  );
  assertRelationError(
    () => fillInverses(registry, columns, field.vector(2)),
    "length-mismatch",
    "2, not 1",
  );
  assertRelationError(
    () => fillInverses(registry, columns, PALLAS_FP.vector(1)),
    "field-mismatch",
    "pallas-fp",
  );
});

Deno.test("lookup filling: the given columns are left as they were", () => {
  const columns = vectorsOf(REGISTRY, PAIRS);
  const before = columnsOf(columns);
  const parameters = BN254_FR.vectorOf(CHALLENGES.map(String));
  fillInverses(REGISTRY, fillCounts(REGISTRY, columns), parameters);
  assertEquals(columnsOf(columns), before);
});
