// The classes of moduli that generated multiplications exist for. A class is a promise about the lanes of p and about
// the operands; generated code is proven once per class (generate/) and a field is bound to the first class that admits
// it (kernels.ts). Smaller lanes of p need fewer roundings, which is the only reason to have more than two classes.

import { MODULUS_BITS, PLACES } from "./grid.ts";
import { LANES } from "./lane_kernel.ts";

/** A set of moduli that share generated code. */
export interface ModulusClass {
  /** Name in file names and reports. */
  readonly name: "light" | "unit" | "general";
  /** p ≡ 1 (mod 2^26): lane 0 of p is 1 and a column's low part is its quotient digit. */
  readonly unit: boolean;
  /** |lane j of p| ≤ lanes[j], places included. */
  readonly lanes: readonly number[];
  /** |lane j of P| ≤ wide[j], where P = p·(p^−1 mod 2^52) (see wideLanes); wide[0] = 1, wide[1] = 0. */
  readonly wide: readonly number[];
  /** Operands of a multiplication satisfy |v| ≤ operands, whatever p is. */
  readonly operands: number;
}

/** What holds for the lanes of any modulus below 2^255: lower lanes are balanced, the top lane takes the rest. */
const ANY_LANES = Array.from(
  { length: LANES },
  (_, j) => j < LANES - 1 ? 2 ** (PLACES[j + 1]! - 1) : 2 ** MODULUS_BITS + 2 ** (PLACES[j]! - 1),
);

/** Bits of the lanes of the light class: an envelope of BN254's scalar field and the two Pasta fields. */
const LIGHT_BITS = [0, 24.8, 24, 24.82, 22.4, 24.6, 20.25, 17.5, 22.75, 23.05];

/** What holds for the lanes of any P: |P| < 2^51·2^255. */
const ANY_WIDE = Array.from(
  { length: LANES + 2 },
  (_, j) => j === 0 ? 1 : j === 1 ? 0 : Math.min(2 ** (PLACES[j + 1]! - 1), 2 ** 306.01),
);

/** The same envelope for the lanes of P. */
const LIGHT_WIDE_BITS = [
  0,
  -Infinity,
  23.9,
  24.97,
  23.95,
  24.13,
  23.6,
  23.55,
  24.1,
  23.05,
  23,
  22.8,
];

/** All classes, the cheapest first. */
export const MODULUS_CLASSES: readonly ModulusClass[] = [
  {
    name: "light",
    unit: true,
    lanes: LIGHT_BITS.map((bits, j) => 2 ** (PLACES[j]! + bits)),
    wide: LIGHT_WIDE_BITS.map((bits, j) => 2 ** (PLACES[j]! + bits)),
    operands: 1.01 * 2 ** 256,
  },
  {
    name: "unit",
    unit: true,
    lanes: ANY_LANES.map((lane, j) => (j === 0 ? 1 : lane)),
    wide: ANY_WIDE,
    operands: 1.82 * 2 ** 256,
  },
  { name: "general", unit: false, lanes: ANY_LANES, wide: ANY_WIDE, operands: 1.82 * 2 ** 256 },
];

/** The cheapest class that admits a modulus, given its balanced lanes (lanesOfWords) and those of P (wideLanes). */
export function classOfLanes(lanes: ArrayLike<number>, wide: ArrayLike<number>): ModulusClass {
  const admits = (candidate: ModulusClass) =>
    (!candidate.unit || lanes[0] === 1) &&
    candidate.lanes.every((bound, j) => Math.abs(lanes[j]!) <= bound) &&
    candidate.wide.every((bound, j) => Math.abs(wide[j]!) <= bound);
  // The general class admits every modulus below 2^255.
  return MODULUS_CLASSES.find(admits) ?? MODULUS_CLASSES[MODULUS_CLASSES.length - 1]!;
}
