// The gate separator, univariates and multilinear evaluation against their definitions in BigInt.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { BN254_FR, FIELDS } from "../field/fields.ts";
import { evaluateGateSeparator, gateFactor, GateSeparator } from "../sumcheck/gate_separator.ts";
import { MultilinearEvaluator } from "../sumcheck/multilinear.ts";
import { evaluateUnivariate } from "../sumcheck/univariate.ts";
import { element, integers, vectorOf } from "./support/demo_sumcheck.ts";
import { FieldOracle, MODULI, randomResidues } from "./support/field_oracle.ts";
import { assertRefused } from "./support/sumcheck_errors.ts";

const F = new FieldOracle(MODULI["bn254-fr"]);
const residues = (count: number, seed: number): bigint[] =>
  Array.from({ length: count }, randomResidues(F.p, seed));
const bits = (i: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, k) => BigInt(Math.floor(i / 2 ** k) % 2));
/** Π_k (1 + X_k(β_k − 1)) */
const pow = (betas: readonly bigint[], point: readonly bigint[]): bigint =>
  point.reduce((product, x, k) => F.mod(product * F.mod(1n + x * (betas[k] - 1n))), 1n);

for (let logRows = 1; logRows <= 9; logRows++) {
  Deno.test(`every edge's weight in every round of 2^${logRows} rows is pow at its row, bits above the round`, () => {
    const betas = residues(logRows + 2, logRows);
    const gate = new GateSeparator(BN254_FR, vectorOf(BN254_FR, betas), logRows);
    for (let round = 0; round < logRows; round++) {
      for (let edge = 0; edge < 2 ** (logRows - round - 1); edge++) {
        const expected = pow(betas, bits(edge * 2 ** (round + 1), logRows));
        assertEquals(BigInt(BN254_FR.format(gate.weight(round, edge))), expected);
      }
    }
    for (let round = logRows; round < logRows + 2; round++) {
      assertEquals(gate.weight(round, 0), BN254_FR.one);
    }
  });
}

Deno.test("tables are as small as the square root of the rows and cover them exactly", () => {
  for (let logRows = 1; logRows <= 20; logRows++) {
    const gate = new GateSeparator(BN254_FR, vectorOf(BN254_FR, residues(logRows, 3)), logRows);
    assertEquals(gate.low.length * gate.high.length, 2 ** (logRows - 1));
    assertEquals(gate.low.length, 2 ** gate.lowBits);
    assert(Math.max(gate.low.length, gate.high.length) <= 2 ** Math.ceil((logRows - 1) / 2));
  }
});

Deno.test("tables lie in shared memory when asked, and hold the same", () => {
  const betas = vectorOf(BN254_FR, residues(8, 1));
  const [a, b] = [true, false].map((shared) => new GateSeparator(BN254_FR, betas, 8, { shared }));
  assert(a.low.isShared && a.high.isShared && !b.low.isShared && !b.high.isShared);
  assert(a.low.equals(b.low) && a.high.equals(b.high));
});

Deno.test("round factors and their running product give pow at the point", () => {
  const [betas, point] = [residues(7, 5), residues(7, 6)];
  const gate = new GateSeparator(BN254_FR, vectorOf(BN254_FR, betas), 5);
  let c = BN254_FR.one;
  point.forEach((u, round) => {
    const expected = Array.from(
      { length: 8 },
      (_, x) => pow(betas, [...point.slice(0, round), BigInt(x)]),
    );
    assertEquals(integers(gate.roundFactor(round, c, 8)), expected);
    c = gate.advance(round, c, element(BN254_FR, u));
    assertEquals(BigInt(BN254_FR.format(c)), pow(betas, point.slice(0, round + 1)));
  });
  assertEquals(
    evaluateGateSeparator(vectorOf(BN254_FR, betas), vectorOf(BN254_FR, point)),
    c,
  );
});

Deno.test("one variable contributes 1 at 0 and its challenge at 1", () => {
  const beta = BN254_FR.parse(77);
  assertEquals(gateFactor(BN254_FR, beta, BN254_FR.zero), BN254_FR.one);
  assertEquals(gateFactor(BN254_FR, beta, BN254_FR.one), beta);
});

Deno.test("fewer gate challenges than rounds are refused", () => {
  const betas = vectorOf(BN254_FR, [1n, 2n]);
  assertRefused(() => new GateSeparator(BN254_FR, betas, 3), "wrong-shape");
  assertRefused(() => new GateSeparator(BN254_FR, betas, 0), "wrong-shape");
});

Deno.test("univariate: any polynomial, any point, any field, from its values at 0 … D", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FIELDS),
      fc.array(fc.bigInt({ min: 0n, max: (1n << 260n) - 1n }), { minLength: 1, maxLength: 24 }),
      fc.oneof(fc.bigInt({ min: 0n, max: (1n << 260n) - 1n }), fc.bigInt({ min: 0n, max: 30n })),
      (field, wide, widePoint) => {
        const p = MODULI[field.name];
        const coefficients = wide.map((x) => x % p);
        const horner = (x: bigint) => coefficients.reduceRight((sum, c) => (sum * x + c) % p, 0n);
        const values = vectorOf(field, coefficients.map((_, i) => horner(BigInt(i))));
        const point = widePoint % p;
        assertEquals(
          BigInt(field.format(evaluateUnivariate(values, element(field, point)))),
          horner(point),
        );
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("univariate: at a node it is the value given there", () => {
  const values = vectorOf(BN254_FR, residues(8, 9));
  for (let i = 0; i < 8; i++) {
    assertEquals(evaluateUnivariate(values, BN254_FR.parse(i)), values.get(i));
  }
});

/** Σ_i values[i]·Π_k (bit_k(i) ? x_k : 1 − x_k), times Π (1 − x_k) over the padded rounds. */
function multilinear(values: readonly bigint[], point: readonly bigint[], logRows: number): bigint {
  const sum = values.reduce((sum, value, i) => {
    const row = bits(i, logRows);
    const weight = row.reduce((w, bit, k) => F.mod(w * (bit ? point[k] : 1n - point[k])), 1n);
    return F.mod(sum + value * weight);
  }, 0n);
  return point.slice(logRows).reduce((product, x) => F.mod(product * (1n - x)), sum);
}

Deno.test("multilinear: columns of every length, padded rounds or none, are evaluated by definition", () => {
  for (const logRows of [1, 2, 4]) {
    for (const rounds of [logRows, logRows + 1, logRows + 3]) {
      const point = residues(rounds, 10 * logRows + rounds);
      const evaluator = new MultilinearEvaluator(vectorOf(BN254_FR, point), logRows);
      for (let length = 2 ** logRows; length >= 0; length--) {
        const values = residues(length, length + 1);
        assertEquals(
          BigInt(BN254_FR.format(evaluator.evaluate(vectorOf(BN254_FR, values)))),
          multilinear(values, point, logRows),
        );
      }
    }
  }
});

Deno.test("multilinear: at a row's bits it is the row's value, and the column is left as it was", () => {
  const values = vectorOf(BN254_FR, residues(13, 4));
  const before = values.slice();
  for (let row = 0; row < 16; row++) {
    const evaluator = new MultilinearEvaluator(vectorOf(BN254_FR, bits(row, 4)), 4);
    assertEquals(evaluator.evaluate(values), row < 13 ? values.get(row) : BN254_FR.zero);
  }
  assert(values.equals(before));
});

Deno.test("multilinear: long columns after short ones and short after long use no stale scratch", () => {
  const point = residues(9, 2);
  const evaluator = new MultilinearEvaluator(vectorOf(BN254_FR, point), 9);
  for (const length of [3, 300, 1, 512, 17, 255]) {
    const values = residues(length, length);
    assertEquals(
      BigInt(BN254_FR.format(evaluator.evaluate(vectorOf(BN254_FR, values)))),
      multilinear(values, point, 9),
    );
  }
});
