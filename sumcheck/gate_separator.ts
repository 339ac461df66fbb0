// The gate separator pow(X) = Π_k (1 + X_k(β_k − 1)): the weight of row i is the product of β_k over the set bits k of i.
// Owns the weights only; what they multiply is the kernel's business.
//
// A round needs three things of it. In round r, with u_k the challenges before it:
// - the weight of edge j: pow at row j·2^(r+1), i.e. Π β_(r+1+b) over the set bits b of j;
// - the factor of the whole round, c_r·(1 + X(β_r − 1)), with c_r = Π_{k<r} (1 + u_k(β_k − 1));
// - c_(r+1) once the challenge is known.
//
// Split table: no 2^d table is kept. Bit 0 of a row never weighs an edge, so weights are indexed by e = row >> 1 =
// j·2^r, over β_1 … β_(d−1), and
//
//     weight = low[e mod 2^lowBits] · high[e >> lowBits]
//
// The same two tables, of about 2^(d/2) elements, serve every round; later rounds read them with stride 2^r (and once
// r ≥ lowBits only low[0] = 1 remains, so the weight is high[e >> lowBits] itself).

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { mulVectorByElement } from "../field/vector_arithmetic.ts";
import { SumcheckError } from "./errors.ts";

/** 1 + x(β − 1): what one variable contributes to pow. */
export function gateFactor(field: PrimeField, beta: FieldElement, x: FieldElement): FieldElement {
  return field.add(field.one, field.mul(x, field.sub(beta, field.one)));
}

/** pow at a point: Π_k (1 + point_k(β_k − 1)), over the entries of `point`. */
export function evaluateGateSeparator(betas: FieldVector, point: FieldVector): FieldElement {
  const { field } = betas;
  let product = field.one;
  for (let k = 0; k < point.length; k++) {
    product = field.mul(product, gateFactor(field, betas.get(k), point.get(k)));
  }
  return product;
}

/** The weights of one proof: its two tables, and the factor of each round. Immutable. */
export class GateSeparator {
  /** The field of the weights. */
  readonly field: PrimeField;
  /** β_0 … β_(rounds − 1), padded rounds included. */
  readonly betas: FieldVector;
  /** d: rows of the trace are 2^d. */
  readonly logRows: number;
  /** Bits of e that index {@linkcode low}. */
  readonly lowBits: number;
  /** 2^lowBits weights over β_1 … β_lowBits. */
  readonly low: FieldVector;
  /** 2^(d − 1 − lowBits) weights over the remaining β, up to β_(d−1). */
  readonly high: FieldVector;

  /**
   * Builds the tables.
   *
   * @param betas at least `logRows` challenges
   * @param options `shared`: put the tables into shared memory, for workers
   * @throws {SumcheckError} `wrong-shape` when there are fewer challenges than rounds.
   */
  constructor(
    field: PrimeField,
    betas: FieldVector,
    logRows: number,
    options: { readonly shared?: boolean } = {},
  ) {
    if (betas.length < logRows || logRows < 1) {
      throw new SumcheckError(
        "wrong-shape",
        `Cannot make a gate separator for 2^${logRows} rows: it has ${betas.length} challenges`,
      );
    }
    this.field = field;
    this.betas = betas;
    this.logRows = logRows;
    this.lowBits = (logRows - 1) >> 1;
    this.low = powTable(betas.subvector(1, 1 + this.lowBits), options);
    this.high = powTable(betas.subvector(1 + this.lowBits, logRows), options);
  }

  /** The weight of edge `edge` in round `round`; 1 in padded rounds, which have the single edge 0. */
  weight(round: number, edge: number): FieldElement {
    const e = edge * 2 ** round;
    const lowSize = 2 ** this.lowBits;
    return this.field.mul(this.low.get(e % lowSize), this.high.get(Math.floor(e / lowSize)));
  }

  /** c·(1 + X(β_round − 1)) at X = 0 … length − 1. */
  roundFactor(round: number, c: FieldElement, length: number): FieldVector {
    const { field } = this;
    const out = field.vector(length);
    const step = field.mul(c, field.sub(this.betas.get(round), field.one));
    let value = c;
    for (let x = 0; x < length; x++) {
      out.set(x, value);
      value = field.add(value, step);
    }
    return out;
  }

  /** c_(round + 1) = c·(1 + u(β_round − 1)). */
  advance(round: number, c: FieldElement, u: FieldElement): FieldElement {
    return this.field.mul(c, gateFactor(this.field, this.betas.get(round), u));
  }
}

/** out[i] = Π β_b over the set bits b of i. */
function powTable(betas: FieldVector, options: { readonly shared?: boolean }): FieldVector {
  const { field } = betas;
  const out = field.vector(2 ** betas.length, options);
  out.set(0, field.one);
  for (let bit = 0; bit < betas.length; bit++) {
    const known = out.subvector(0, 2 ** bit), next = out.subvector(2 ** bit, 2 ** (bit + 1));
    mulVectorByElement(next, known, betas.get(bit));
  }
  return out;
}
