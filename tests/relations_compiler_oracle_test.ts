// The compiler's programs, run by BigInt, against the subrelations themselves: on every plane, for every variant, with
// every technique; and never beyond the bounds that the field's kernel is good for.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FieldError } from "../field/errors.ts";
import { BLS12_381_FR, BN254_FQ, BN254_FR } from "../field/fields.ts";
import type { PrimeField } from "../field/prime_field.ts";
import {
  type CompiledRegistry,
  compileRegistry,
  type CompilerOptions,
} from "../relations/compiler/compile.ts";
import { evaluateScalars } from "../relations/compiler/scalars.ts";
import type { Output } from "../relations/program.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import {
  FieldOracle,
  randomResidues,
  randomWords,
  readAll,
  writeAll,
} from "./support/field_oracle.ts";
import { FieldVector } from "../field/field_vector.ts";
import { modulusOf, naiveEvaluate } from "./support/naive_prover.ts";
import { ProgramOracle } from "./support/program_oracle.ts";
import { buildRegistry, registryRecipes } from "./support/random_registry.ts";
import { wideRegistry } from "./support/wide_registry.ts";

/** The finite points of the planes, in order, as points.ts promises them; undefined is ∞. */
const POINTS = [0, 1, undefined, 2, -1, -2, 3, -3, 4] as const;

const OPTIONS: fc.Arbitrary<CompilerOptions> = fc.record({
  divide: fc.boolean(),
  specialize: fc.boolean(),
  knowledge: fc.constantFrom("nothing" as const, "claims" as const, "zeros" as const),
});

/** An edge of a registry, with parameters and a weight; all numbers are residues. */
interface Case {
  readonly registry: RelationRegistry;
  readonly edge: [bigint, bigint][];
  readonly parameters: readonly bigint[];
  readonly weight: bigint;
}

/** A random edge: full-size values, and bits, and extremes. */
function randomCase(registry: RelationRegistry, seed: number): Case {
  const p = modulusOf(registry.field);
  const word = randomWords(seed), residue = randomResidues(p, seed + 1);
  const value = (): bigint => word() % 3 > 0 ? residue() : [0n, 1n, p - 1n, p >> 1n][word() % 4];
  return {
    registry,
    edge: registry.columns.map(() => [value(), value()]),
    parameters: registry.parameters.map(() => residue()),
    weight: residue(),
  };
}

/** The program and its scalars; without division where a parameter is such that it would be by 0. */
function compile(
  { registry, parameters }: Case,
  options: CompilerOptions,
): { readonly compiled: CompiledRegistry; readonly scalars: bigint[] } {
  const { field } = registry, oracle = new FieldOracle(modulusOf(field));
  const vector = new FieldVector(field, writeAll(parameters.map((x) => oracle.enter(x))));
  const compiled = compileRegistry(registry, options);
  try {
    const words = evaluateScalars(registry, compiled, vector);
    return { compiled, scalars: readAll(words).map((raw) => oracle.leave(raw)) };
  } catch (error) {
    if (options.divide && error instanceof FieldError && error.code === "no-inverse") {
      return compile({ registry, parameters } as Case, { ...options, divide: false });
    }
    throw error;
  }
}

/** Subrelation by subrelation, its values at any integer of the edge variable, weighted if it is row-wise. */
function univariates({ registry, edge, parameters, weight }: Case): (x: number) => bigint[] {
  const p = modulusOf(registry.field), known = new Map<number, bigint[]>();
  return (x) => {
    let values = known.get(x);
    if (values === undefined) {
      const row = edge.map(([a, b]) => (((a + BigInt(x) * (b - a)) % p) + p) % p);
      values = naiveEvaluate(registry, row, parameters).map((value, k) =>
        registry.subrelations[k].kind === "row-wise" ? value * weight % p : value
      );
      known.set(x, values);
    }
    return values;
  };
}

/** What must be on a plane of a part of the given degree; ∞ by finite differences: Δ^d s / d!. */
function expectedOnPlane(
  s: (x: number) => bigint,
  degree: number,
  plane: number,
  p: bigint,
): bigint {
  const point = POINTS[plane];
  if (point !== undefined || degree < 2) return s(point ?? 0);
  const leading = difference(s, degree);
  let factorial = 1n;
  for (let k = 2n; k <= degree; k++) factorial *= k;
  return new FieldOracle(p).mod(leading * new FieldOracle(p).inverse(factorial));
}

/** Δ^order s at 0. */
function difference(s: (x: number) => bigint, order: number): bigint {
  let binomial = 1n, sum = 0n;
  for (let k = 0; k <= order; k++) {
    sum += ((order - k) % 2 === 0 ? 1n : -1n) * binomial * s(k);
    binomial = binomial * BigInt(order - k) / BigInt(k + 1);
  }
  return sum;
}

/**
 * Runs the blocks that the edge satisfies, one per relation that is wanted, and compares what they accumulate.
 * Returns how many blocks for special edges were among them.
 */
function check(
  test: Case,
  options: CompilerOptions,
  wanted: (relation: number) => boolean,
): number {
  const { registry, edge } = test, p = modulusOf(registry.field);
  const { compiled: { program }, scalars } = compile(test, options);
  const oracle = new ProgramOracle(program, p, registry.field.kernel(), scalars, edge, test.weight);
  const value = univariates(test);
  let special = 0, flat = 0;
  program.relations.forEach(({ blocks }, r) => {
    const first = flat;
    flat += registry.relations[r].subrelations.length;
    if (!wanted(r)) return;
    const block = blocks.find(({ when }) => holds(when, edge))!;
    if (block.when.length > 0) special++;
    const counts = oracle.run(block);
    assert(counts.loads <= registry.relations[r].columns.length, "a column is loaded twice");
    const [from, count] = block.accumulators;
    const mine = program.outputs.filter((o) =>
      o.accumulator >= from && o.accumulator < from + count
    );
    for (let k = first; k < flat; k++) {
      const parts = mine.filter((o) => o.subrelation === k);
      checkSubrelation(parts, (x) => value(x)[k], oracle, p);
    }
  });
  return special;
}

function holds(when: Int32Array, edge: readonly (readonly [bigint, bigint])[]): boolean {
  for (let i = 0; i < when.length; i += 2) {
    if (edge[when[i]].some((x) => x !== BigInt(when[i + 1]))) return false;
  }
  return true;
}

/** A block gives a subrelation as one part, or not at all where it is zero. */
function checkSubrelation(
  parts: readonly Output[],
  s: (x: number) => bigint,
  oracle: ProgramOracle,
  p: bigint,
): void {
  if (parts.length === 0) {
    for (let x = 0; x < 3; x++) assertEquals(s(x), 0n, "a subrelation is left out");
    return;
  }
  assertEquals(parts.length, 1);
  const [{ accumulator, degree, omitted }] = parts;
  assertEquals(difference(s, degree + 1) % p, 0n, "the degree of a part is too low");
  for (let plane = 0; plane <= degree; plane++) {
    const found = oracle.sums.get(accumulator + plane);
    if (plane < omitted) assertEquals(found, undefined);
    // Of a linear part the prover keeps 0 and 1.
    else assertEquals(found ?? 0n, expectedOnPlane(s, degree, plane, p), `plane ${plane}`);
  }
}

function checkRandomRegistries(field: PrimeField, numRuns: number): void {
  fc.assert(
    fc.property(
      registryRecipes(field, false),
      OPTIONS,
      fc.nat(),
      fc.nat(),
      (recipe, options, seed, some) => {
        const test = randomCase(buildRegistry(field, recipe), seed);
        check(test, options, () => true);
        check(test, options, (relation) => (some >>> relation & 1) === 1);
        // The same edge, moved to where special blocks apply.
        const { program } = compileRegistry(test.registry, options);
        for (const { when } of program.relations.flatMap(({ blocks }) => blocks)) {
          const moved: Case = { ...test, edge: test.edge.map(([a, b]) => [a, b]) };
          for (let i = 0; i < when.length; i += 2) {
            const constant = BigInt(when[i + 1]);
            moved.edge[when[i]] = [constant, constant];
          }
          if (when.length > 0) assert(check(moved, options, () => true) > 0);
        }
      },
    ),
    { numRuns },
  );
}

for (const [field, numRuns] of [[BN254_FR, 120], [BN254_FQ, 40], [BLS12_381_FR, 60]] as const) {
  Deno.test(`compiler: programs of random registries over ${field.name} compute them within bounds`, () => {
    checkRandomRegistries(field, numRuns);
  });
}

Deno.test("compiler: columns displace each other, and are never taken for those displaced", () => {
  const registry = wideRegistry(BN254_FR);
  assert(registry.columns.length > compileRegistry(registry).program.slots);
  fc.assert(
    fc.property(OPTIONS, fc.nat(), fc.nat(), (options, seed, some) => {
      const test = randomCase(registry, seed);
      check(test, options, () => true);
      check(test, options, (relation) => (some >>> relation & 1) === 1);
    }),
    { numRuns: 20 },
  );
});

for (const registry of [ULTRA_BB3, ULTRA_BB5]) {
  Deno.test(`compiler: the programs of ${registry.name} compute it within bounds, whichever techniques`, () => {
    let special = 0, seed = 0;
    for (const divide of [true, false]) {
      for (const knowledge of ["nothing", "claims", "zeros"] as const) {
        for (const specialize of [true, false]) {
          const options = { divide, specialize, knowledge };
          const test = randomCase(registry, seed++);
          check(test, options, () => true);
          const { program } = compileRegistry(registry, options);
          program.relations.forEach(({ blocks }, r) => {
            for (const { when } of blocks) {
              for (let i = 0; i < when.length; i += 2) {
                test.edge[when[i]] = [BigInt(when[i + 1]), BigInt(when[i + 1])];
              }
            }
            special += check(test, options, (relation) => relation === r);
          });
          special += check(test, options, () => true);
        }
      }
    }
    assert(special > 0, "no special block was run");
  });
}
