// Poseidon2 (eprint 2023/323) over BN254's scalar field with a state of four elements, as barretenberg and Noir use it:
// round constants, permutation and the hash of two elements. Plain computation; what is proved is in merkle_path.ts.

import { BN254_FR, type FieldElement } from "@limbs/sumcheck/field";

/** Elements of the state. */
export const WIDTH = 4;
/** Full rounds before and again after the partial ones. */
export const FULL_ROUNDS = 4;
/** Partial rounds: only the state's first element is raised to the fifth power. */
export const PARTIAL_ROUNDS = 56;

const FIELD = BN254_FR;
/** The largest element, p − 1, in hexadecimal. */
const LARGEST = FIELD.format(FIELD.neg(FIELD.one));

/**
 * What is added before each round's fifth powers: four constants in a full round, one in a partial round. They come
 * from the Grain generator in self-shrinking mode, seeded with the parameters above (eprint 2019/458, appendix E).
 */
export const ROUND_CONSTANTS: readonly (readonly FieldElement[])[] = roundConstants();

/** The internal matrix is 1 everywhere, with these added on the diagonal (published with the paper). */
const DIAGONAL = [
  "0x10dc6e9c006ea38b04b1e03b4bd9490c0d03f98929ca1d7fb56821fd19d3b6e7",
  "0x0c28145b6a44df3e0149b3d0a30b3bb599df9756d4dd9b84a86b38cfb45a740b",
  "0x00544b8338791518b2c7645a50392798b21f75bb60e3596170067d00141cac15",
  "0x222c01175718386f2e2e82eb122789e352e105a3b8fa852613bc534433ee428b",
].map((text) => FIELD.parse(text));

/** The external matrix. */
export const EXTERNAL = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]] as const;

/** Whether a round raises the whole state to the fifth power. */
export function isFull(round: number): boolean {
  return round < FULL_ROUNDS || round >= FULL_ROUNDS + PARTIAL_ROUNDS;
}

/** The state before each round, and after the last: 65 states of four. `start` is the permutation's input. */
export function states(start: readonly FieldElement[]): FieldElement[][] {
  const found = [external(start)];
  ROUND_CONSTANTS.forEach((constants, round) => {
    const powers = found[round].map((x, i) =>
      i < constants.length ? FIELD.pow(FIELD.add(x, constants[i]), 5) : x
    );
    found.push(isFull(round) ? external(powers) : internal(powers));
  });
  return found;
}

/** The permutation. */
export function permute(start: readonly FieldElement[]): FieldElement[] {
  return states(start)[ROUND_CONSTANTS.length];
}

/** What the state's last element starts with when two elements are hashed: their number, times 2^64. */
export const TWO_INPUTS: FieldElement = FIELD.parse("0x20000000000000000");

/** The hash of two elements, `Poseidon2::hash([left, right], 2)` in Noir. */
export function hashPair(left: FieldElement, right: FieldElement): FieldElement {
  return permute([left, right, FIELD.zero, TWO_INPUTS])[0];
}

function external(state: readonly FieldElement[]): FieldElement[] {
  return EXTERNAL.map((row) =>
    row.reduce((sum, x, i) => FIELD.add(sum, FIELD.mul(FIELD.parse(x), state[i])), FIELD.zero)
  );
}

function internal(state: readonly FieldElement[]): FieldElement[] {
  const sum = state.reduce((sum, x) => FIELD.add(sum, x), FIELD.zero);
  return state.map((x, i) => FIELD.add(sum, FIELD.mul(DIAGONAL[i], x)));
}

function roundConstants(): FieldElement[][] {
  const next = grainConstants();
  return Array.from(
    { length: 2 * FULL_ROUNDS + PARTIAL_ROUNDS },
    (_, round) => Array.from({ length: isFull(round) ? WIDTH : 1 }, next),
  );
}

/** The generator of constants: a shift register of 80 bits, of whose output every second bit decides about the other. */
function grainConstants(): () => FieldElement {
  const number = (value: number, bits: number) => value.toString(2).padStart(bits, "0");
  const seed = number(1, 2) + // a prime field
    number(0, 4) + // the S-box is a power
    number(FIELD.bits, 12) + number(WIDTH, 12) + number(2 * FULL_ROUNDS, 10) +
    number(PARTIAL_ROUNDS, 10) + "1".repeat(30);
  const register = Array.from(seed, Number);
  const shift = (): number => {
    const bit = [62, 51, 38, 23, 13, 0].reduce((sum, i) => sum ^ register[i], 0);
    register.shift();
    register.push(bit);
    return bit;
  };
  for (let i = 0; i < 160; i++) shift();
  const bit = (): number => {
    for (;;) {
      const keep = shift(), value = shift();
      if (keep === 1) return value;
    }
  };
  return () => {
    for (;;) { // until a number is below p
      const bits = Array.from({ length: FIELD.bits }, bit).join("").padStart(256, "0");
      const hex = "0x" + bits.replace(/.{4}/g, (four) => parseInt(four, 2).toString(16));
      if (hex <= LARGEST) return FIELD.parse(hex);
    }
  };
}
