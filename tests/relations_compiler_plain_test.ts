// Plain code: exact at the columns' extremes, what the subrelations are by definition on every point, and taken wherever
// the bounds allow it and nowhere else.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR } from "../field/fields.ts";
import { compileRegistry } from "../relations/compiler/compile.ts";
import type { Expression } from "../relations/expression.ts";
import { pointOfPlane } from "../relations/points.ts";
import type { Program } from "../relations/program.ts";
import { RelationRegistry } from "../relations/registry.ts";
import { relation } from "../relations/relation.ts";
import { Trace } from "../sumcheck/trace.ts";
import { type SmallBits, SmallColumn } from "../sumcheck/small_column.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { modulusOf, naiveEvaluate, naiveProve } from "./support/naive_prover.ts";
import { type PlainResult, runPlain } from "./support/plain_oracle.ts";
import { buildRegistry, COLUMNS, registryRecipes } from "./support/random_registry.ts";
import { integers, vectorOf } from "./support/demo_sumcheck.ts";

const P = modulusOf(BN254_FR);

/** Value of the polynomial with these values at 0, 1, 2, … at a plane's point; of degree `degree`. */
function onPlane(values: readonly bigint[], degree: number, plane: number): bigint {
  if (plane !== 2) {
    const x = pointOfPlane(plane);
    return lagrange(values.slice(0, degree + 1), BigInt(x));
  }
  // The coefficient of X^degree: the degree-th difference over degree!.
  let differences = values.slice(0, degree + 1);
  let factorial = 1n;
  for (let k = 1; k <= degree; k++) {
    differences = differences.slice(1).map((x, i) => x - differences[i]);
    factorial *= BigInt(k);
  }
  return mod(differences[0] * inverse(factorial));
}

const mod = (x: bigint): bigint => ((x % P) + P) % P;

function inverse(x: bigint): bigint {
  let result = 1n, base = mod(x), exponent = P - 2n;
  for (; exponent > 0n; exponent >>= 1n, base = base * base % P) {
    if (exponent & 1n) result = result * base % P;
  }
  return result;
}

function lagrange(values: readonly bigint[], x: bigint): bigint {
  return mod(values.reduce((sum, value, i) => {
    let numerator = value, denominator = 1n;
    values.forEach((_, j) => {
      if (j === i) return;
      numerator = mod(numerator * (x - BigInt(j)));
      denominator = mod(denominator * BigInt(i - j));
    });
    return sum + numerator * inverse(denominator);
  }, 0n));
}

/** What plain blocks that hold on every edge add on this edge, by accumulator. */
function runGeneral({ relations }: Program, edge: readonly (readonly [bigint, bigint])[]) {
  const found = new Map<number, PlainResult>();
  for (const { blocks } of relations) {
    const { plain } = blocks.at(-1)!;
    if (plain === undefined) continue;
    for (const [accumulator, result] of runPlain(plain, edge)) found.set(accumulator, result);
  }
  return found;
}

Deno.test("plain code is exact at the extremes and what the subrelations are by definition", () => {
  const bits = fc.constantFrom(0, 1, 1, 8, 8, 16, 32);
  let checked = 0;
  fc.assert(
    fc.property(
      registryRecipes(BN254_FR, false),
      fc.tuple(...COLUMNS.map(() => bits)),
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(), fc.nat()), { minLength: 5, maxLength: 5 }),
      (recipe, widths, choices) => {
        const registry = buildRegistry(BN254_FR, recipe);
        const base = new Map(registry.shifts.map((s) => [s.name, s.base]));
        const small = registry.columns.map((name) =>
          widths[COLUMNS.indexOf(base.get(name) ?? name)]
        );
        const { program } = compileRegistry(registry, { small, specialize: false });
        const edge = small.map((width, k) => {
          const [a, b, x, y] = choices[k % choices.length], top = 2n ** BigInt(width) - 1n;
          const pick = (kind: number, random: number): bigint =>
            [0n, top, top > 0n ? BigInt(random) % (top + 1n) : 0n, 1n][kind];
          return width === 0 ? [0n, 0n] as const : [pick(a, x), pick(b, y)] as const;
        });
        const found = runGeneral(program, edge);
        const parameters = registry.parameters.map(() => 0n);
        for (const { subrelation, accumulator, degree, rowWise, omitted } of program.outputs) {
          const planes = Array.from({ length: degree + 1 }, (_, p) => found.get(accumulator + p));
          if (planes.every((r) => r === undefined)) continue;
          assertEquals(omitted, 0);
          const values = Array.from({ length: degree + 1 }, (_, x) =>
            naiveEvaluate(
              registry,
              edge.map(([a, b]) => mod(a + BigInt(x) * (b - a))),
              parameters,
            )[subrelation]);
          planes.forEach((result, plane) => {
            if (result) assertEquals(result.weighted, rowWise);
            assertEquals(mod(result?.value ?? 0n), onPlane(values, degree, plane));
            checked++;
          });
        }
      },
    ),
    { numRuns: 250 },
  );
  assert(checked > 150, `only ${checked} results`);
});

/** A registry with one row-wise subrelation over columns a, b, c, and parameter t. */
function single(
  value: (c: Record<string, Expression>, t: Expression) => Expression,
  kind: "row-wise" | "sum-wise" = "row-wise",
): RelationRegistry {
  return new RelationRegistry({
    name: "single",
    field: BN254_FR,
    relations: [
      relation({
        name: "r",
        columns: ["a", "b", "c"],
        parameters: ["t"],
        subrelations: (c, p) => {
          const expression = value(c, p.t);
          return [{ name: "s", degree: expression.degree, kind, value: expression }];
        },
      }),
    ],
  });
}

/** Cases on both sides: an expression, the bits of a, b and c, and whether plain numbers hold it. */
const SIDES: readonly (readonly [
  string,
  (c: Record<string, Expression>, t: Expression) => Expression,
  readonly [number, number, number],
  boolean,
])[] = [
  ["32·a·b", ({ a, b }) => a.mul(b).mul(32), [32, 16, 0], true],
  ["33·a·b", ({ a, b }) => a.mul(b).mul(33), [32, 16, 0], false],
  ["−32·a·b", ({ a, b }) => a.mul(b).mul(-32), [32, 16, 0], true],
  ["a·b of 32 bits", ({ a, b }) => a.mul(b), [32, 32, 0], false],
  ["(a − b)·c", ({ a, b, c }) => a.sub(b).mul(c), [32, 32, 16], true],
  [
    "a·c − b·c and a large part",
    ({ a, b, c }) => a.mul(c).sub(b.mul(c)).mul(16),
    [32, 32, 16],
    true,
  ],
  ["33 times that", ({ a, b, c }) => a.mul(c).sub(b.mul(c)).mul(33), [32, 32, 16], false],
  ["a³ of 16 bits", ({ a }) => a.pow(3), [16, 0, 0], true],
  ["a⁴ of 16 bits", ({ a }) => a.pow(4), [16, 0, 0], false],
  ["a large constant", ({ a }) => a.add(2 ** 53 - 2 ** 32), [32, 0, 0], true],
  ["too large a constant", ({ a }) => a.add(2 ** 53 - 2 ** 32 + 1), [32, 0, 0], false],
  ["a constant of the field", ({ a }) => a.add("0x20000000000001"), [1, 0, 0], false],
  ["a parameter", ({ a }, t) => a.add(t), [1, 0, 0], false],
  ["a column that is not small", ({ a, b }) => a.mul(b), [1, 0, 0], false],
];

for (const [name, value, bits, plain] of SIDES) {
  Deno.test(`plain numbers ${plain ? "hold" : "do not hold"} ${name}; both prove the extremes`, async () => {
    for (const kind of ["row-wise", "sum-wise"] as const) {
      const registry = single(value, kind);
      const { program } = compileRegistry(registry, { small: bits });
      assertEquals(program.relations[0].blocks.map((b) => b.plain !== undefined), [plain]);
      assertEquals(program.relations[0].blocks.map((b) => b.code.length === 0), [plain]);

      // Enough rows that every accumulator is reduced on the way.
      const logRows = 9, rows = 2 ** logRows;
      const pattern = (width: number, phase: number): bigint[] =>
        Array.from({ length: rows }, (_, i) => {
          const top = 2n ** BigInt(width || 32) - 1n;
          return ((i >> phase) & 1) === 0 ? top : i % 5 === 0 ? top - 1n : 0n;
        });
      const columns = { a: pattern(bits[0], 0), b: pattern(bits[1], 1), c: pattern(bits[2], 2) };
      const challenges = Array.from({ length: logRows }, (_, i) => P - 1n - BigInt(i) ** 40n);
      const betas = challenges.map((x) => P - x * 3n % P);
      const trace = new Trace(
        BN254_FR,
        logRows,
        Object.fromEntries(
          Object.entries(columns).map(([name, values], k) => [
            name,
            bits[k] === 0
              ? vectorOf(BN254_FR, values)
              : SmallColumn.of(bits[k] as SmallBits, values.map(Number)),
          ]),
        ),
      );
      const proof = await new SumcheckProver(registry, trace, {
        parameters: { t: 7 },
        transcript: new FixedTranscript(BN254_FR, {
          alpha: vectorOf(BN254_FR, []),
          beta: vectorOf(BN254_FR, betas.map(mod)),
          round: vectorOf(BN254_FR, challenges.map(mod)),
        }),
      }).prove();
      const expected = naiveProve({
        registry,
        columns,
        parameters: { t: 7n },
        alphas: [],
        betas: betas.map(mod),
        challenges: challenges.map(mod),
      });
      assertEquals(proof.univariates.map(integers), expected.univariates);
      assertEquals(integers(proof.evaluations), expected.evaluations);
    }
  });
}
