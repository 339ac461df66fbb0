// What is proved, and the columns that follow from it alone. A verifier makes these himself: whoever may choose the
// program's table may choose the program.

import { SmallColumn } from "@limbs/sumcheck";
import type { Columns } from "./columns.ts";
import { BITWISE_FUNCTIONS, KINDS, type Program } from "./instructions.ts";
import { bitwise, tapeOf } from "./machine.ts";

/** "This program, given these inputs, halts with these outputs." */
export interface Statement {
  readonly program: Program;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * The public columns: first row, program, tape, outputs, bytes, and what the bitwise functions give for two nibbles.
 * @throws {SumcheckError} `value-too-large` for inputs or outputs that are not words
 */
export function publicColumns({ program, inputs, outputs }: Statement): Columns {
  const tape = tapeOf(inputs);
  const nibbles = Array.from({ length: BITWISE_FUNCTIONS.length << 8 }, (_, i) => ({
    number: i >> 8,
    a: (i >> 4) & 15,
    b: i & 15,
  }));
  const ones = (length: number) => SmallColumn.of(1, Array(length).fill(1));
  const numbers = (length: number) => SmallColumn.of(32, Array.from({ length }, (_, i) => i));
  return {
    is_first: ones(1),

    code_sel: ones(program.length),
    code_pc: numbers(program.length),
    code_kind: SmallColumn.of(8, program.map(({ kind }) => KINDS.indexOf(kind))),
    code_operand: SmallColumn.of(32, program.map(({ operand }) => operand)),

    tape_sel: ones(tape.length),
    tape_place: numbers(tape.length),
    tape_word: SmallColumn.of(32, tape),

    out_sel: ones(outputs.length),
    out_place: numbers(outputs.length),
    out_word: SmallColumn.of(32, outputs),

    byte_sel: ones(256),
    byte: SmallColumn.of(8, Array.from({ length: 256 }, (_, i) => i)),

    nib_sel: ones(nibbles.length),
    nib_function: SmallColumn.of(8, nibbles.map(({ number }) => number)),
    nib_a: SmallColumn.of(8, nibbles.map(({ a }) => a)),
    nib_b: SmallColumn.of(8, nibbles.map(({ b }) => b)),
    nib_c: SmallColumn.of(8, nibbles.map(({ number, a, b }) => bitwise(number, a, b))),
  };
}
