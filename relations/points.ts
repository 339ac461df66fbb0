// The evaluation points of the prover: 0, 1, ∞, 2, −1, −2, 3, −3, 4, … in this order. A polynomial of degree d is known
// from the first d+1 of them, so every node's points are a prefix of those of its users. ∞ means the coefficient of
// X^d. Small points keep values small, and every extension has integer coefficients, because the finite points of
// every prefix are consecutive integers.

/** Index of the point ∞ in the list. */
export const INFINITY_PLANE = 2;

/** The finite point of plane `plane`; NaN for ∞. */
export function pointOfPlane(plane: number): number {
  if (plane < 2) return plane;
  if (plane === INFINITY_PLANE) return NaN;
  if (plane === 3) return 2;
  if (plane === 4) return -1;
  return plane % 2 === 0 ? plane / 2 : (1 - plane) / 2;
}

/** Planes of a value of the given degree as it is first computed: degree + 1, but 3 for linear values (0, 1, ∞). */
export function nativePlanes(degree: number): number {
  return degree === 1 ? 3 : degree + 1;
}

/**
 * Integer coefficients c with  p(x) = Σ_i c[i]·(value on plane i)  for a polynomial of degree `degree` ≥ 1 that is
 * known on planes 0 … degree (degree 1: on 0, 1 and, redundantly, ∞; the entry of plane 1 is then 0).
 *
 * Source: Lagrange interpolation of p(X) − p_∞·X^d on d consecutive integers; the coefficient of p_∞ is Π (x − x_i).
 */
export function coefficientsAt(degree: number, x: number): number[] {
  if (degree === 1) return [1, 0, x];
  const nodes: (readonly [plane: number, point: number])[] = [];
  for (let plane = 0; plane <= degree; plane++) {
    if (plane !== INFINITY_PLANE) nodes.push([plane, pointOfPlane(plane)]);
  }
  const out = new Array<number>(degree + 1).fill(0);
  for (const [i, xi] of nodes) {
    let numerator = 1, denominator = 1;
    for (const [j, xj] of nodes) {
      if (j === i) continue;
      numerator *= x - xj;
      denominator *= xi - xj;
    }
    out[i] = numerator / denominator + 0; // no −0
  }
  out[INFINITY_PLANE] = nodes.reduce((product, [, xi]) => product * (x - xi), 1) + 0;
  return out;
}
