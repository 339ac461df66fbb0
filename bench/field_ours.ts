// Our own field operations as a contestant beside the peers of field_peers.ts, and what all of them compute with.

import {
  addVectors,
  type FieldVector,
  foldVector,
  fromBigInts,
  innerProduct,
  interpolateVectors,
  invertVector,
  LaneVector,
  mulVectorByElement,
  mulVectors,
  negateVector,
  powVector,
  type PrimeField,
  scaleVector,
  squareVector,
  subVectors,
  sumOfProducts,
  toBigInt,
  toBigInts,
} from "../field/mod.ts";
import { type Contestant, EXPONENT, FACTOR, type Inputs } from "./field_peers.ts";

/** Our own operations in one form. */
export function ourField(form: "lanes" | "packed", field: PrimeField, inputs: Inputs): Contestant {
  const count = inputs.a.length;
  const packedA = fromBigInts(field, inputs.a), packedB = fromBigInts(field, inputs.b);
  const lanes = form === "lanes";
  const a = lanes ? LaneVector.from(packedA) : packedA;
  const b = lanes ? LaneVector.from(packedB) : packedB;
  const out = lanes ? new LaneVector(field, count) : field.vector(count);
  const u = fromBigInts(field, [inputs.u]).get(0);
  const results = () => toBigInts(out instanceof LaneVector ? out.toFieldVector() : out);
  let sum = u;
  const tasks: Contestant["tasks"] = {
    add: { run: () => addVectors(out, a, b), results },
    sub: { run: () => subVectors(out, a, b), results },
    negate: { run: () => negateVector(out, a), results },
    scale: { run: () => scaleVector(out, a, FACTOR), results },
    mul: { run: () => mulVectors(out, a, b), results },
    square: { run: () => squareVector(out, a), results },
    mulByElement: { run: () => mulVectorByElement(out, a, u), results },
    sumOfProducts: { run: () => sumOfProducts(out, [a, a, a, a], [a, b, a, b]), results },
    innerProduct: {
      run: () => {
        sum = innerProduct(a, b);
      },
      results: () => [toBigInt(field, sum)],
    },
    interpolate: { run: () => interpolateVectors(out, a, b, u), results },
    inverse: { run: () => invertVector(out, a), results },
    power: { run: () => powVector(out, a, EXPONENT), results },
  };
  if (!lanes) {
    const half: FieldVector = field.vector(count / 2);
    tasks.fold = { run: () => foldVector(half, packedA, u), results: () => toBigInts(half) };
  }
  return { name: form, tasks };
}

/** Random inputs for every contestant. */
export function fieldInputs(field: PrimeField, count: number): Inputs {
  const p = toBigInt(field, field.parse(-1)) + 1n;
  return {
    field: field.name,
    p,
    a: toBigInts(field.randomVector(count)),
    b: toBigInts(field.randomVector(count)),
    u: (1n << 256n) % p,
  };
}
