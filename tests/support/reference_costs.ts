// What the reference prover computes, counted apart from the library's own table of it.

/**
 * Multiplications and squarings of the reference prover per active edge, by relation: counted in barretenberg's
 * relations, which evaluate every subrelation at all the points of its relation.
 */
export const REFERENCE: Readonly<Record<string, number>> = {
  arithmetic: 52,
  permutation: 76,
  lookup: 66,
  range: 82,
  elliptic: 86,
  memory: 124,
  non_native_field: 83,
  poseidon2_external: 114,
  poseidon2_internal: 55,
};
