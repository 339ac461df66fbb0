// The execution: a row per step, from row 0 on. Its relations say which registers the next row has, and what each step
// accesses; what arithmetic and bitwise instructions give is looked up in their subtraces (links.ts).
//
//   ex_sel                        1 in the rows of the execution
//   ex_clk, ex_pc                 number of the step; number of its instruction
//   ex_push, …, ex_halt           1 in the rows of a kind of instruction: a column for each
//   ex_kind, ex_operand           the instruction as the program has it
//   ex_sp, ex_top                 where a push writes, and the topmost word
//   ex_inputs, ex_outputs         how many words of the tape are read, how many outputs are made
//   ex_stack, ex_stack_…          whether the step accesses the stack; address, value, whether it writes
//   ex_memory, ex_memory_…        the same for its other access
//   ex_is_zero, ex_top_inverse    for jz: whether the top is 0, and if not, its inverse

import { product, type Relation, relation, type SmallBits, SmallColumn } from "@limbs/sumcheck";
import { type Columns, type Expressions, inversesOf, sumOf } from "./columns.ts";
import { type Kind, KINDS, MEMORY_KINDS, POPS, PUSHES, STACK_START } from "./instructions.ts";
import type { Execution, Step } from "./machine.ts";

/** The column that is 1 in the rows of a kind. */
const flag = (kind: Kind): string => `ex_${kind}`;
const FLAGS = KINDS.map(flag);

/** 1 in the rows of any of these kinds. */
const anyOf = (columns: Expressions, ...kinds: readonly Kind[]) =>
  sumOf(kinds.map((kind) => columns[flag(kind)]));

/**
 * Which kind a row has. Selectors must be 0 or 1 in every row there is, also where the execution has ended: one that is
 * −1 there would take back another row's access. So nothing here is multiplied by `ex_sel`.
 */
const decoding = relation<string, string>({
  name: "decoding",
  columns: ["ex_sel", ...FLAGS, "ex_kind", "ex_stack", "ex_memory"],
  shifts: ["ex_sel"],
  skipIfZero: ["ex_sel", "ex_sel_shift", ...FLAGS, "ex_stack", "ex_memory"],
  specialize: [{ ex_sel: 1, ex_sel_shift: 1 }],
  subrelations: (c) => [
    { name: "sel", degree: 2, value: c.ex_sel.mul(c.ex_sel.sub(1)) },
    ...KINDS.map((kind) => ({
      name: kind,
      degree: 2,
      value: c[flag(kind)].mul(c[flag(kind)].sub(1)),
    })),
    { name: "one-kind", degree: 1, value: anyOf(c, ...KINDS).sub(c.ex_sel) },
    {
      name: "kind",
      degree: 2,
      value: c.ex_sel.mul(sumOf(FLAGS.map((name, i) => c[name].mul(i))).sub(c.ex_kind)),
    },
    { name: "stack", degree: 1, value: c.ex_stack.sub(anyOf(c, ...PUSHES, ...POPS)) },
    { name: "memory", degree: 1, value: c.ex_memory.sub(anyOf(c, ...MEMORY_KINDS)) },
    // Rows begin at row 0 and end behind `halt`, nowhere else.
    { name: "begins-once", degree: 2, value: c.ex_sel_shift.mul(c.ex_sel.sub(1)) },
    {
      name: "goes-on",
      degree: 2,
      value: c.ex_sel.mul(c.ex_halt.sub(1).add(c.ex_sel_shift)),
    },
  ],
});

/** The machine's state before step 0. */
const begin = relation({
  name: "begin",
  columns: ["is_first", "ex_sel", "ex_clk", "ex_pc", "ex_sp", "ex_top", "ex_inputs", "ex_outputs"],
  skipIfZero: "is_first",
  subrelations: (c) => [
    { name: "sel", degree: 2, value: c.is_first.mul(c.ex_sel.sub(1)) },
    { name: "clk", degree: 2, value: c.is_first.mul(c.ex_clk) },
    { name: "pc", degree: 2, value: c.is_first.mul(c.ex_pc) },
    { name: "sp", degree: 2, value: c.is_first.mul(c.ex_sp.sub(STACK_START)) },
    { name: "top", degree: 2, value: c.is_first.mul(c.ex_top) },
    { name: "inputs", degree: 2, value: c.is_first.mul(c.ex_inputs) },
    { name: "outputs", degree: 2, value: c.is_first.mul(c.ex_outputs) },
  ],
});

/** From one step's registers to the next's. */
const registers = relation<string, string>({
  name: "registers",
  columns: [
    ...["ex_sel", ...FLAGS, "ex_operand", "ex_clk", "ex_pc", "ex_sp", "ex_top", "ex_is_zero"],
    ...["ex_inputs", "ex_outputs", "ex_stack_value", "ex_memory_value"],
  ],
  shifts: ["ex_clk", "ex_pc", "ex_sp", "ex_top", "ex_inputs", "ex_outputs"],
  skipIfZero: "ex_sel",
  subrelations: (c) => {
    const sel = c.ex_sel, goesOn = c.ex_halt.neg().add(1);
    const jumps = c.ex_jump.add(c.ex_jz.mul(c.ex_is_zero));
    const nextPc = c.ex_pc.add(1), nextTop = c.ex_top_shift;
    const rise = anyOf(c, ...PUSHES).sub(anyOf(c, ...POPS));
    return [
      { name: "clk", degree: 3, value: sel.mul(goesOn).mul(c.ex_clk_shift.sub(c.ex_clk).sub(1)) },
      {
        name: "pc",
        degree: 4,
        value: sel.mul(
          goesOn.mul(c.ex_pc_shift.sub(nextPc)).sub(jumps.mul(c.ex_operand.sub(nextPc))),
        ),
      },
      {
        name: "sp",
        degree: 3,
        value: sel.mul(goesOn.mul(c.ex_sp_shift.sub(c.ex_sp)).sub(rise)),
      },
      {
        name: "inputs",
        degree: 3,
        value: sel.mul(goesOn.mul(c.ex_inputs_shift.sub(c.ex_inputs)).sub(c.ex_in)),
      },
      {
        name: "outputs",
        degree: 3,
        value: sel.mul(goesOn.mul(c.ex_outputs_shift.sub(c.ex_outputs)).sub(c.ex_out)),
      },
      {
        // Where a lookup says what the next top is (in, alu, bitwise), there is no term.
        name: "top",
        degree: 3,
        value: sel.mul(sumOf([
          c.ex_push.mul(nextTop.sub(c.ex_operand)),
          anyOf(c, "get", "load").mul(nextTop.sub(c.ex_memory_value)),
          anyOf(c, "dup", "store", "jump").mul(nextTop.sub(c.ex_top)),
          anyOf(c, "set", "drop", "out", "jz").mul(nextTop.sub(c.ex_stack_value)),
        ])),
      },
    ];
  },
});

/** What a step accesses, and whether `jz` finds a 0. */
const accesses = relation<string, string>({
  name: "accesses",
  columns: [
    ...["ex_sel", ...FLAGS, "ex_operand", "ex_sp", "ex_top", "ex_is_zero", "ex_top_inverse"],
    ...["ex_stack_address", "ex_stack_value", "ex_stack_write"],
    ...["ex_memory", "ex_memory_address", "ex_memory_value", "ex_memory_write"],
  ],
  skipIfZero: "ex_sel",
  subrelations: (c) => {
    const sel = c.ex_sel, pushes = anyOf(c, ...PUSHES), pops = anyOf(c, ...POPS);
    const writes = anyOf(c, "set", "store"), fromSp = c.ex_stack_address.sub(c.ex_sp);
    return [
      {
        name: "stack-address",
        degree: 3,
        value: sel.mul(pushes.mul(fromSp).add(pops.mul(fromSp.add(1)))),
      },
      { name: "pushed", degree: 3, value: sel.mul(pushes).mul(c.ex_stack_value.sub(c.ex_top)) },
      { name: "stack-write", degree: 2, value: sel.mul(c.ex_stack_write.sub(pushes)) },
      {
        name: "memory-address",
        degree: 3,
        value: sel.mul(sumOf([
          c.ex_memory.mul(c.ex_memory_address.sub(c.ex_operand)),
          c.ex_load.mul(c.ex_top).neg(),
          c.ex_store.mul(c.ex_stack_value).neg(),
        ])),
      },
      { name: "memory-write", degree: 2, value: sel.mul(c.ex_memory_write.sub(writes)) },
      { name: "written", degree: 3, value: sel.mul(writes).mul(c.ex_memory_value.sub(c.ex_top)) },
      // is_zero = 1 if top = 0, by the first; 0 if not, by the second.
      {
        name: "zero",
        degree: 4,
        value: sel.mul(c.ex_jz).mul(c.ex_top.mul(c.ex_top_inverse).add(c.ex_is_zero).sub(1)),
      },
      { name: "not-zero", degree: 4, value: product(sel, c.ex_jz, c.ex_is_zero, c.ex_top) },
    ];
  },
});

/** The execution's own relations. */
export const EXECUTION: readonly Relation[] = [decoding, begin, registers, accesses];

/** Its columns. */
export function executionColumns({ steps }: Execution): Columns {
  const column = (bits: SmallBits, value: (step: Step) => number) =>
    SmallColumn.of(bits, steps.map(value));
  const flags = KINDS.map((kind) => [flag(kind), column(1, (s) => s.kind === kind ? 1 : 0)]);
  return {
    ...Object.fromEntries(flags),
    ex_sel: column(1, () => 1),
    ex_kind: column(8, (s) => KINDS.indexOf(s.kind)),
    ex_operand: column(32, (s) => s.operand),
    ex_clk: column(32, (s) => s.clk),
    ex_pc: column(32, (s) => s.pc),
    ex_sp: column(32, (s) => s.sp),
    ex_top: column(32, (s) => s.top),
    ex_inputs: column(32, (s) => s.inputs),
    ex_outputs: column(32, (s) => s.outputs),
    ex_stack: column(1, (s) => s.stack === undefined ? 0 : 1),
    ex_stack_address: column(32, (s) => s.stack?.address ?? 0),
    ex_stack_value: column(32, (s) => s.stack?.value ?? 0),
    ex_stack_write: column(1, (s) => s.stack?.isWrite ? 1 : 0),
    ex_memory: column(1, (s) => s.memory === undefined ? 0 : 1),
    ex_memory_address: column(32, (s) => s.memory?.address ?? 0),
    ex_memory_value: column(32, (s) => s.memory?.value ?? 0),
    ex_memory_write: column(1, (s) => s.memory?.isWrite ? 1 : 0),
    ex_is_zero: column(1, (s) => s.kind === "jz" && s.top === 0 ? 1 : 0),
    ex_top_inverse: inversesOf(steps.map((s) => s.kind === "jz" ? s.top : 0)),
  };
}
