// The prover's evaluation points: extension from the first planes to any other point, against polynomials evaluated
// with BigInt from their coefficients.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { coefficientsAt, INFINITY_PLANE, nativePlanes, pointOfPlane } from "../relations/points.ts";

const MAX_DEGREE = 8, FIRST_X = -8, LAST_X = 20;

/** The order of the points, written a second time; undefined is ∞. */
const POINTS = [0, 1, undefined, 2, -1, -2, 3, -3, 4] as const;

/** Σ c_k·x^k. */
function evaluate(coefficients: readonly bigint[], x: bigint): bigint {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0n);
}

/** The polynomial on a plane: its leading coefficient (for that degree) on ∞. */
function onPlane(coefficients: readonly bigint[], plane: number): bigint {
  const point = POINTS[plane];
  return point === undefined
    ? coefficients[coefficients.length - 1]
    : evaluate(coefficients, BigInt(point));
}

Deno.test("points: the planes are 0, 1, ∞, 2, −1, −2, 3, −3, 4", () => {
  assertEquals(INFINITY_PLANE, POINTS.indexOf(undefined));
  POINTS.forEach((point, plane) => assertEquals(pointOfPlane(plane), point ?? NaN));
});

Deno.test("points: the finite points of every prefix are consecutive, so that extensions are integral", () => {
  for (let planes = 1; planes <= 40; planes++) {
    const finite = Array.from({ length: planes }, (_, plane) => pointOfPlane(plane))
      .filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
    finite.forEach((x, i) => assertEquals(x, finite[0] + i));
  }
});

Deno.test("points: a value of degree d is known on d + 1 planes, a linear one also on ∞", () => {
  assertEquals([0, 1, 2, 3, 7].map(nativePlanes), [1, 3, 3, 4, 8]);
});

for (let degree = 1; degree <= MAX_DEGREE; degree++) {
  Deno.test(`points: a polynomial of degree ${degree} is extended to every x from ${FIRST_X} to ${LAST_X}`, () => {
    const coefficient = fc.bigInt({ min: -(2n ** 256n), max: 2n ** 256n });
    fc.assert(fc.property(
      fc.array(coefficient, { minLength: degree + 1, maxLength: degree + 1 }),
      (polynomial) => {
        for (let x = FIRST_X; x <= LAST_X; x++) {
          const weights = coefficientsAt(degree, x);
          const sum = weights.reduce(
            (sum, c, plane) => sum + BigInt(c) * onPlane(polynomial, plane),
            0n,
          );
          assertEquals(sum, evaluate(polynomial, BigInt(x)));
        }
      },
    ));
  });
}

Deno.test("points: coefficients are safe integers, without a negative zero", () => {
  for (let degree = 1; degree <= MAX_DEGREE; degree++) {
    for (let x = FIRST_X; x <= LAST_X; x++) {
      for (const c of coefficientsAt(degree, x)) {
        assert(Number.isSafeInteger(c) && !Object.is(c, -0), `degree ${degree}, x ${x}: ${c}`);
      }
    }
  }
});

Deno.test("points: on a plane that is known, the extension is that plane alone", () => {
  for (let degree = 2; degree <= MAX_DEGREE; degree++) {
    for (let plane = 0; plane <= degree; plane++) {
      const point = POINTS[plane];
      if (point === undefined) continue;
      assertEquals(
        coefficientsAt(degree, point),
        Array.from({ length: degree + 1 }, (_, p) => p === plane ? 1 : 0),
      );
    }
  }
});
