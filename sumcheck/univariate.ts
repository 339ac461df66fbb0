// The value of a polynomial that is given by its values at 0, 1, … D.
//
//   s(u) = Σ_i s(i) · w_i · Π_{j≠i} (u − j),   w_i = (−1)^(D−i) / (i!·(D−i)!)
//
// The products come from running products from both ends, so nothing is inverted per call and u may be a node.
// The w_i depend on the field and D alone and are kept.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { innerProduct } from "../field/vector_sums.ts";

const known = new WeakMap<PrimeField, Map<number, FieldVector>>();

/** s(u) for the polynomial of degree below `values.length` with s(i) = values[i]; at least one value. */
export function evaluateUnivariate(values: FieldVector, u: FieldElement): FieldElement {
  return innerProduct(values, lagrangeBasis(values.field, values.length, u));
}

/** The values at u of the polynomials that are 1 at one of 0, 1, … length − 1 and 0 at the others. */
export function lagrangeBasis(field: PrimeField, length: number, u: FieldElement): FieldVector {
  const weights = interpolationWeights(field, length);
  const basis = field.vector(length);
  // factors[i] = u − i, and before that the products of those behind it.
  const factors: FieldElement[] = [u];
  for (let i = 1; i < length; i++) factors.push(field.sub(factors[i - 1], field.one));
  let product = field.one;
  for (let i = length - 1; i >= 0; i--) {
    basis.set(i, field.mul(product, weights.get(i)));
    product = field.mul(product, factors[i]);
  }
  product = field.one;
  for (let i = 0; i < length; i++) {
    basis.set(i, field.mul(basis.get(i), product));
    product = field.mul(product, factors[i]);
  }
  return basis;
}

function interpolationWeights(field: PrimeField, length: number): FieldVector {
  let tables = known.get(field);
  if (!tables) known.set(field, tables = new Map());
  let weights = tables.get(length);
  if (!weights) {
    weights = field.vector(length);
    const factorials = [field.one];
    for (let i = 1; i < length; i++) factorials.push(field.mul(factorials[i - 1], field.parse(i)));
    for (let i = 0; i < length; i++) {
      const w = field.inverse(field.mul(factorials[i], factorials[length - 1 - i]));
      weights.set(i, (length - 1 - i) % 2 === 0 ? w : field.neg(w));
    }
    tables.set(length, weights);
  }
  return weights;
}
