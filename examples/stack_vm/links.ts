// How the subtraces hang together: every lookup and permutation, and the registry of all relations.
//
// A lookup says that what is read stands in a table, however often: an operation of the ALU, done once, may be read a
// thousand times. A permutation says that two sides hold the same tuples equally often: an access to memory may be
// neither left out nor made up nor used twice.

import {
  lookup,
  permutation,
  type Relation,
  RelationRegistry,
  type TupleSide,
} from "@limbs/sumcheck";
import { ALU } from "./alu.ts";
import { BITWISE } from "./bitwise.ts";
import { FIELD } from "./columns.ts";
import { EXECUTION } from "./execution.ts";
import { MEMORY } from "./memory.ts";
import { RANGE, RANGE_BYTES, RANGE_CHECKED } from "./range.ts";

const side = (selector: string, ...columns: readonly string[]): TupleSide => ({
  selector,
  columns,
});

/** The lookup `name`: what `read` reads stands in `table`. Its two helper columns are named after it. */
function reads(
  name: string,
  read: TupleSide,
  table: TupleSide,
  shifts: readonly string[] = [],
): Relation {
  return lookup({ name, read, table, shifts, counts: `${name}_counts`, inverses: `${name}_inv` });
}

/** The permutation `name`. */
function same(name: string, from: TupleSide, to: TupleSide): Relation {
  return permutation({ name, from, to, inverses: `${name}_inv` });
}

/** An operation's number, x, y and result; the result is the next row's top. */
const operation = (selector: string) =>
  side(selector, "ex_operand", "ex_stack_value", "ex_top", "ex_top_shift");

const LINKS: readonly Relation[] = [
  // The execution: its instruction is the program's at this place …
  reads(
    "fetch",
    side("ex_sel", "ex_pc", "ex_kind", "ex_operand"),
    side("code_sel", "code_pc", "code_kind", "code_operand"),
  ),
  // … results are those of the subtraces, inputs those of the tape …
  reads(
    "arithmetic",
    operation("ex_alu"),
    side("alu_sel", "alu_function", "alu_a", "alu_b", "alu_c"),
    ["ex_top"],
  ),
  reads(
    "bits",
    operation("ex_bitwise"),
    side("bit_start", "bit_function", "bit_a", "bit_b", "bit_c"),
    ["ex_top"],
  ),
  reads(
    "input",
    side("ex_in", "ex_inputs", "ex_top_shift"),
    side("tape_sel", "tape_place", "tape_word"),
    ["ex_top"],
  ),
  // … outputs are all that were claimed, and accesses all that the memory has.
  same(
    "output",
    side("ex_out", "ex_outputs", "ex_top"),
    side("out_sel", "out_place", "out_word"),
  ),
  same(
    "stack",
    side("ex_stack", "ex_stack_address", "ex_clk", "ex_stack_value", "ex_stack_write"),
    side("mem_is_stack", "mem_address", "mem_clk", "mem_value", "mem_write"),
  ),
  same(
    "data",
    side("ex_memory", "ex_memory_address", "ex_clk", "ex_memory_value", "ex_memory_write"),
    side("mem_is_data", "mem_address", "mem_clk", "mem_value", "mem_write"),
  ),
  // The subtraces: words are words, their bytes bytes, and nibbles what the function makes of them.
  ...RANGE_CHECKED.map(([selector, column]) =>
    reads(`${column}_word`, side(selector, column), side("rng_sel", "rng_word"))
  ),
  ...RANGE_BYTES.map((byte) =>
    reads(`${byte}_byte`, side("rng_sel", byte), side("byte_sel", "byte"))
  ),
  reads(
    "nibbles",
    side("bit_sel", "bit_function", "bit_nibble_a", "bit_nibble_b", "bit_nibble_c"),
    side("nib_sel", "nib_function", "nib_a", "nib_b", "nib_c"),
  ),
];

/** All relations of the machine. */
export const STACK_VM: RelationRegistry = new RelationRegistry({
  name: "stack-vm",
  field: FIELD,
  relations: [...EXECUTION, ...MEMORY, ...ALU, ...BITWISE, ...RANGE, ...LINKS],
});
