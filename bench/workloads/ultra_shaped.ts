// `ultra-shaped`: a satisfied trace with the shape of an UltraHonk circuit's: one gate type per row, nearly all of them
// arithmetic, a permutation argument over random sigmas, and rows behind the last active one empty. The size of the
// peer's circuit `big` is 2^17 rows, 65,860 active.

import {
  addVectors,
  BN254_FR,
  type FieldElement,
  type FieldVector,
  invertVector,
  mulVectorByElement,
  mulVectors,
} from "../../field/mod.ts";
import { ULTRA_BB5 } from "../../relations/ultra/mod.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { Trace } from "../../sumcheck/trace.ts";
import { Random } from "./random.ts";
import { STORAGE } from "./storage.ts";

/** A statement to prove. */
export interface Workload {
  /** Its name in reports. */
  readonly name: string;
  /** The relations. */
  readonly registry: RelationRegistry;
  /** The columns. */
  readonly trace: Trace;
  /** In the registry's order. */
  readonly parameters: FieldVector;
  /** Rows that are not empty. */
  readonly active: number;
}

/** Rows at the end of the active part without an arithmetic gate, as in `big`. */
const OTHER_ROWS = 60;

/** The active rows of a trace of 2^logRows: as many as `big` has, in proportion. */
export function activeRows(logRows: number): number {
  return Math.max(4, Math.round(65_860 * 2 ** (logRows - 17)));
}

/** Makes the trace; columns lie in shared memory, where there is any. */
export function ultraShaped(logRows: number, seed = 1): Workload {
  const field = BN254_FR, random = new Random(seed), n = activeRows(logRows);
  const column = () => field.vector(n, STORAGE);
  const [beta, gamma, eta] = Array.from({ length: 3 }, () => random.element(field));
  const wires = ["w_l", "w_r", "w_o", "w_4"];
  const columns = new Map<string, FieldVector>();
  for (const name of ULTRA_BB5.storedColumns) columns.set(name, field.vector(0, STORAGE));
  const used = [
    ...wires,
    ...["sigma_1", "sigma_2", "sigma_3", "sigma_4", "id_1", "id_2", "id_3", "id_4"],
    ...[
      "q_m",
      "q_l",
      "q_r",
      "q_o",
      "q_4",
      "q_c",
      "q_arith",
      "lagrange_first",
      "lagrange_last",
      "z_perm",
    ],
  ];
  for (const name of used) columns.set(name, column());
  const of = (name: string) => columns.get(name)!;
  const small = Array.from({ length: 3 }, (_, i) => field.parse(i - 1));
  const sign = () => random.unit() < 0.4 ? small[1] : random.unit() < 0.66 ? small[2] : small[0];

  const others = n > 1000 ? OTHER_ROWS : 3;
  for (let i = 0; i < n; i++) {
    const set = (name: string, x: FieldElement) => of(name).words.set(x, 8 * i);
    for (const name of ["w_l", "w_r", "w_4", "sigma_1", "sigma_2", "sigma_3", "sigma_4"]) {
      set(name, random.element(field));
    }
    for (let k = 1; k <= 4; k++) set(`id_${k}`, field.parse(i + k * 2 ** 28));
    set("q_m", random.unit() < 0.4 ? field.one : field.zero);
    set("q_l", sign());
    set("q_r", sign());
    set("q_o", small[0]);
    set("q_4", random.unit() < 0.1 ? sign() : field.zero);
    set("q_c", random.unit() < 0.3 ? random.element(field) : field.zero);
    const arithmetic = i > 0 && i < n - others;
    set("q_arith", arithmetic ? field.one : field.zero);
    if (!arithmetic) set("w_o", random.element(field));
  }
  fillOutputs(of, 1, n - others);
  of("lagrange_first").set(0, field.one);
  of("lagrange_last").set(n - 1, field.one);
  const delta = fillGrandProduct(of, n, beta, gamma);
  return {
    name: "ultra-shaped",
    registry: ULTRA_BB5,
    trace: new Trace(field, logRows, columns),
    parameters: ULTRA_BB5.parameterVector({ beta, gamma, eta, public_input_delta: delta }),
    active: n,
  };
}

/** The w_o that satisfies q_m w_l w_r + q_l w_l + q_r w_r − w_o + q_4 w_4 + q_c = 0, in rows start … end − 1. */
function fillOutputs(of: (name: string) => FieldVector, start: number, end: number): void {
  const out = of("w_o"), range = { start, end };
  const product = BN254_FR.vector(out.length);
  mulVectors(product, of("q_m"), of("w_l"), range);
  mulVectors(product, product, of("w_r"), range);
  addVectors(out, product, of("q_c"), range);
  for (const [q, w] of [["q_l", "w_l"], ["q_r", "w_r"], ["q_4", "w_4"]]) {
    mulVectors(product, of(q), of(w), range);
    addVectors(out, out, product, range);
  }
}

/** z_perm[i+1] = (z_perm[i] + lagrange_first[i])·Π(w + β·id + γ) / Π(w + β·σ + γ); returns what the last row needs. */
function fillGrandProduct(
  of: (name: string) => FieldVector,
  n: number,
  beta: FieldElement,
  gamma: FieldElement,
): FieldElement {
  const field = BN254_FR;
  const gammas = field.vector(n), factor = field.vector(n);
  for (let i = 0; i < n; i++) gammas.words.set(gamma, 8 * i);
  const side = (prefix: string): FieldVector => {
    const product = field.vector(n);
    ["w_l", "w_r", "w_o", "w_4"].forEach((wire, k) => {
      mulVectorByElement(factor, of(`${prefix}_${k + 1}`), beta);
      addVectors(factor, factor, of(wire));
      addVectors(factor, factor, gammas);
      if (k === 0) product.words.set(factor.words);
      else mulVectors(product, product, factor);
    });
    return product;
  };
  const ratios = side("sigma");
  invertVector(ratios, ratios);
  mulVectors(ratios, ratios, side("id"));
  const z = of("z_perm");
  let value = field.one;
  for (let i = 0; i < n; i++) {
    if (i > 0) z.words.set(value, 8 * i);
    value = field.mul(value, ratios.get(i));
  }
  return value;
}
