// What `avm-shaped` takes from the AVM: the counts in avm_shape.json, read and spelled out, and a few things that are
// known of that machine beside its counts. Decides nothing about polynomials or values.

import shape from "./avm_shape.json" with { type: "json" };

/** One main relation, as counted. */
export interface MainShape {
  /** Its name. */
  readonly name: string;
  /** Partial length (degree + 1) of each subrelation. */
  readonly lengths: readonly number[];
  /** Columns that it reads, shifted ones counted. */
  readonly columns: number;
  /** Multiplications per edge of the native prover; undefined where nobody counted. */
  readonly multiplications: number | undefined;
}

/** The main relations, in order. */
export const MAIN: readonly MainShape[] = shape.main.map((m) => ({
  name: m.name,
  lengths: Array.from(m.partial_lengths, Number),
  columns: m.columns,
  multiplications: m.multiplications_per_edge ?? undefined,
}));

/** Widths of the lookups' tuples, widest first. */
export const LOOKUP_WIDTHS: readonly number[] = spelledOut(shape.lookup_tuple_sizes);
/** Widths of the permutations' tuples, widest first. */
export const PERMUTATION_WIDTHS: readonly number[] = spelledOut(shape.permutation_tuple_sizes);

/** How many columns there are: `precomputed` and `witness` ones are stored, `shifted` ones are not. */
export const COLUMNS: Readonly<Record<"precomputed" | "witness" | "shifted" | "all", number>> =
  shape.columns;

/** 2^LOG_ROWS rows at scale 1. */
export const LOG_ROWS: number = shape.log_rows;

/** Rows of the tallest subtrace at scale 1: the effective length of the published measurements. */
export const TALLEST = 173_706;
/** Rows of the shortest one. */
export const SHORTEST = 64;

/** The subtrace that is TALLEST: most others permute their accesses into it. */
export const MEMORY = "memory";
/** A permutation into memory needs a selector there, so most of its subrelations of degree 2 are about bits. */
export const MANY_BITS: ReadonlySet<string> = new Set([MEMORY]);

/** Relations that share the subtrace of the executed instructions and hold on each of its rows. */
export const EVERY_INSTRUCTION: readonly string[] = [
  "addressing",
  "context",
  "execution",
  "gas",
  "registers",
  "discard",
];
/** Relations on that subtrace that hold where an instruction of their own is executed: one per row at most. */
export const ONE_INSTRUCTION: readonly string[] = [
  "emit_notehash",
  "emit_nullifier",
  "external_call",
  "get_env_var",
  "internal_call",
  "l1_to_l2_message_exists",
  "notehash_exists",
  "nullifier_exists",
  "send_l2_to_l1_msg",
  "sload",
  "sstore",
];

/** Relations about hashes, curve points and tree roots: their values fill the field. The others' are integers. */
export const FIELD_VALUED: ReadonlySet<string> = new Set([
  "address_derivation",
  "bc_hashing",
  "calldata_hashing",
  "class_id_derivation",
  "ecc",
  "merkle_check",
  "note_hash_tree_check",
  "nullifier_check",
  "poseidon2_hash",
  "poseidon2_perm",
  "public_data_check",
  "retrieved_bytecodes_tree_check",
  "scalar_mul",
  "update_check",
  "written_public_data_slots_tree_check",
]);

/** A table that is the same in every trace. */
export interface PrecomputedTable {
  /** Its name. */
  readonly name: string;
  /** Its rows at scale 1. */
  readonly height: number;
  /** Natural widths of its columns, in bits; its selector is one more. */
  readonly bits: readonly number[];
}

/** The precomputed columns: 11 tables with 118 columns and a selector each. */
export const PRECOMPUTED: readonly PrecomputedTable[] = [
  { name: "instruction_spec", height: 256, bits: [...repeat(8, 10), ...repeat(1, 30)] },
  { name: "wire_spec", height: 256, bits: [...repeat(1, 20), ...repeat(8, 6)] },
  { name: "phase_spec", height: 64, bits: [...repeat(8, 11), ...repeat(1, 10)] },
  { name: "gas_spec", height: 128, bits: repeat(32, 13) },
  { name: "bitwise_byte", height: 65_536, bits: [2, 8, 8, 8, 8] },
  { name: "keccak_constants", height: 64, bits: [8, 64, 64] },
  { name: "sha256_constants", height: 64, bits: [8, 32, 32] },
  { name: "powers", height: 256, bits: [8, 128] },
  { name: "radix", height: 256, bits: [8, 16] },
  { name: "field_limbs", height: 64, bits: [254, 254] },
  { name: "range_16", height: 65_536, bits: [16] },
];

/** {"5": 2, "3": 1} as 5, 5, 3. */
function spelledOut(sizes: Readonly<Record<string, number>>): number[] {
  return Object.entries(sizes)
    .flatMap(([width, times]) => repeat(Number(width), times))
    .sort((a, b) => b - a);
}

function repeat(value: number, times: number): number[] {
  return new Array<number>(times).fill(value);
}
