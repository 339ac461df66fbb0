// examples/stack_vm: what did not happen is not proved. Each attack changes as much else as its prover can to make it
// fit, leaves exactly the named relations broken, and is refused.

import { assertEquals } from "@std/assert";
import type { Columns } from "../examples/stack_vm/columns.ts";
import { STACK_START } from "../examples/stack_vm/instructions.ts";
import type { Step } from "../examples/stack_vm/machine.ts";
import { prove, verify } from "../examples/stack_vm/prove.ts";
import type { Statement } from "../examples/stack_vm/tables.ts";
import type { SmallColumn } from "../sumcheck/mod.ts";
import {
  columnsOf,
  cut,
  fitted,
  proveAnyway,
  type Run,
  runText,
  withCells,
  withSteps,
} from "./support/stack_vm.ts";
import { assertRefusedLater } from "./support/sumcheck_errors.ts";

/** A program with one instruction per word or two. */
const text = (line: string) => line.replaceAll(";", "\n");

/** The run's statement with other outputs. */
const claim = ({ statement }: Run, ...outputs: readonly number[]): Statement => ({
  ...statement,
  outputs,
});

/** A claim, columns for it, and what of the relations is broken. */
type Attack = readonly [statement: Statement, columns: Columns, broken: readonly string[]];

/** A lie about some steps, told consistently from there on: the columns are built from the changed steps. */
function lie(
  program: string,
  changes: Readonly<Record<number, Partial<Step>>>,
  outputs: readonly number[],
  ...broken: readonly string[]
): Attack {
  const run = runText(text(program)), statement = claim(run, ...outputs);
  return [statement, columnsOf(statement, withSteps(run, changes)), broken];
}

/** A read of memory. */
const read = (address: number, value: number) => ({ memory: { address, value, isWrite: false } });

const attacks: Readonly<Record<string, () => Attack>> = {
  // ---- The execution ----
  "another constant than is pushed": () =>
    lie("push 3; out; halt", { 1: { top: 4 } }, [4], "registers.top"),
  "a word that is pushed twice and comes back as another": () =>
    lie("push 3; dup; out; out; halt", { 2: { top: 4 } }, [4, 3], "registers.top"),
  "an input that is not on the tape": () => {
    const run = runText(text("in; drop; in; out; halt"), [1]);
    return [claim(run, 2), withCells(run.columns, ["ex_top", 3, 2]), ["input.sum"]];
  },
  "the same input read twice": () => {
    const run = runText(text("in; drop; in; out; in; out; halt"), [1, 2]);
    const columns = withCells(run.columns, ["ex_inputs", 4, 1], ["ex_top", 5, 1]);
    return [claim(run, 1, 1), columns, ["registers.inputs"]];
  },
  "outputs swapped": () => {
    const run = runText(text("push 1; push 2; out; out; halt"));
    return [claim(run, 1, 2), run.columns, ["output.sum"]];
  },
  "an output left out": () => {
    const run = runText(text("push 1; push 2; out; out; halt"));
    return [claim(run, 2), run.columns, ["output.sum"]];
  },
  "an output made up": () => {
    const run = runText(text("push 1; push 2; out; out; halt"));
    return [claim(run, 2, 1, 0), run.columns, ["output.sum"]];
  },
  "another program": () => {
    const run = runText(text("push 7; push 2; sub; out; halt"));
    const other = runText(text("push 7; push 2; add; out; halt"));
    return [claim(run, 9), other.columns, ["fetch.sum"]];
  },
  "a jump that is not taken, with a test that says so": () => {
    const [statement, columns] = untakenJump();
    return [statement, withCells(columns, ["ex_is_zero", 1, 0]), ["accesses.zero"]];
  },
  "a jump that is not taken, with a test that says otherwise": () => {
    const [statement, columns] = untakenJump();
    return [statement, columns, ["registers.pc"]];
  },
  "an end before the program's": () => {
    const run = runText(text("push 1; push 2; out; out; halt")), statement = claim(run, 2);
    // Step 3 is no longer done, but its registers stand in the next row.
    const { pc, clk, kind, operand, sp, top, inputs, outputs } = run.execution.steps[3];
    const next = { pc, clk, kind, operand, sp, top, inputs, outputs };
    const columns = columnsOf(statement, [...run.execution.steps.slice(0, 3), next]);
    const ended = withCells(columns, ["ex_sel", 3, 0], ["ex_out", 3, 0]);
    return [statement, ended, ["decoding.goes-on"]];
  },
  "a second execution behind the end": () => {
    const run = runText(text("push 1; out; halt")), { steps } = run.execution;
    const columns = columnsOf(run.statement, [...steps, steps[2], steps[2]]);
    const gap = withCells(columns, ["ex_sel", 3, 0], ["ex_halt", 3, 0]);
    return [run.statement, gap, ["decoding.begins-once"]];
  },
  "an output made behind the end, by selectors that cancel out": () => {
    const run = runText(text("push 1; out; halt")), { steps } = run.execution;
    const stack = { address: STACK_START + 9, value: 0, isWrite: false };
    const out = { ...steps[1], clk: 5, top: 9, outputs: 1, stack };
    const statement = claim(run, 1, 9), columns = columnsOf(statement, [...steps, out]);
    const behind = withCells(columns, ["ex_sel", 3, 0], ["ex_halt", 3, -1]);
    return [statement, behind, ["decoding.halt"]];
  },

  // ---- Memory ----
  "a read that gives what was never written": () =>
    lie(
      "push 1; set 5; get 5; out; halt",
      { 2: read(5, 2), 3: { top: 2 } },
      [2],
      "memory.read",
    ),
  "a read of the value before the last": () => {
    const run = runText(text("push 1; set 5; push 2; set 5; get 5; out; halt"));
    const statement = claim(run, 1);
    const columns = columnsOf(statement, withSteps(run, { 4: read(5, 1), 5: { top: 1 } }));
    // The memory's first rows are cell 5: written in step 1, written in step 3, read in step 4. The last two change
    // places, so that the read stands below the value that it gives.
    const moved = withCells(
      columns,
      ...[["mem_clk", 1, 4], ["mem_value", 1, 1], ["mem_write", 1, 0], ["mem_gap", 1, 5]] as const,
      ...[["mem_clk", 2, 3], ["mem_value", 2, 2], ["mem_write", 2, 1], ["mem_gap", 2, -3]] as const,
    );
    return [statement, moved, ["mem_gap_word.sum"]];
  },
  "a cell split in two, so that the second is new": () => {
    const run = runText(text("push 1; set 5; get 5; out; halt")), statement = claim(run, 0);
    const columns = columnsOf(statement, withSteps(run, { 2: read(5, 0), 3: { top: 0 } }));
    const split = withCells(columns, ["mem_new", 1, 1], ["mem_gap", 1, -1]);
    return [statement, split, ["mem_gap_word.sum"]];
  },
  "two cells taken for one": () => {
    const run = runText(text("push 1; set 5; get 6; out; halt")), statement = claim(run, 1);
    const columns = columnsOf(statement, withSteps(run, { 2: read(6, 1), 3: { top: 1 } }));
    const joined = withCells(columns, ["mem_new", 1, 0], ["mem_gap", 1, 1]);
    return [statement, joined, ["memory.old-address"]];
  },
  "a cell that is not 0 at first": () =>
    lie(
      "push 1; set 5; get 6; out; halt",
      { 2: read(6, 9), 3: { top: 9 } },
      [9],
      "memory.read",
    ),
  "the first cell of all, not 0 at first": () =>
    lie("get 5; out; halt", { 0: read(5, 9), 1: { top: 9 } }, [9], "memory-begin.read"),
  "another word written than there is": () =>
    lie(
      "push 1; set 5; get 5; out; halt",
      { 1: { memory: { address: 5, value: 2, isWrite: true } }, 2: read(5, 2), 3: { top: 2 } },
      [2],
      "accesses.written",
    ),
  "a write to another cell": () =>
    lie(
      "push 1; set 5; get 6; out; halt",
      { 1: { memory: { address: 6, value: 1, isWrite: true } }, 2: read(6, 1), 3: { top: 1 } },
      [1],
      "accesses.memory-address",
    ),
  "a read that is said to be a write": () =>
    lie(
      "push 1; set 5; get 5; out; halt",
      { 2: { memory: { address: 5, value: 2, isWrite: true } }, 3: { top: 2 } },
      [2],
      "accesses.memory-write",
    ),
  "an access that the memory leaves out": () => {
    const run = runText(text("push 1; out; halt")), rows = run.columns.mem_sel.length;
    return [run.statement, cut(run.columns, "mem_", rows - 1), ["stack.sum"]];
  },
  "an access that the memory makes up": () => {
    const run = runText(text("push 1; set 5; push 2; drop; get 5; out; halt"));
    const statement = claim(run, 9), { steps } = run.execution;
    const lied = withSteps(run, { 4: read(5, 9), 5: { top: 9 } });
    const write = { clk: 2, memory: { address: 5, value: 9, isWrite: true } };
    const columns = columnsOf(statement, [...lied, { ...steps[6], ...write }]);
    // The execution has the access in a row behind its end.
    const behind = withCells(columns, ["ex_sel", 7, 0], ["ex_halt", 7, 0]);
    return [statement, behind, ["decoding.memory"]];
  },

  // ---- ALU ----
  "a wrong sum": () => lie("push 2; push 2; add; out; halt", { 3: { top: 5 } }, [5], "alu.add"),
  "a wrong sum that the ALU does not have": () => {
    const run = runText(text("push 2; push 2; add; out; halt"));
    return [claim(run, 5), withCells(run.columns, ["ex_top", 3, 5]), ["arithmetic.sum"]];
  },
  "a sum above 2^32": () => {
    const run = runText(text("push 0xffffffff; push 2; add; drop; halt")), sum = 2 ** 32 + 1;
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, sum], ["alu_c", 0, sum], ["alu_x", 0, 0]] as const,
    );
    return [run.statement, columns, ["alu_c_word.sum"]];
  },
  "a difference below 0": () => {
    const run = runText(text("push 2; push 3; sub; drop; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, -1], ["alu_c", 0, -1], ["alu_x", 0, 0]] as const,
    );
    return [run.statement, columns, ["alu_c_word.sum"]];
  },
  "a quotient too small, its remainder above the divisor": () => {
    const run = runText(text("push 17; push 5; div; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 2], ["alu_c", 0, 2], ["alu_x", 0, 7], ["alu_y", 0, -3]] as const,
    );
    return [claim(run, 2), columns, ["alu_y_word.sum"]];
  },
  "a remainder above the divisor": () => {
    const run = runText(text("push 17; push 5; mod; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 7], ["alu_c", 0, 7], ["alu_x", 0, 2], ["alu_y", 0, -3]] as const,
    );
    return [claim(run, 7), columns, ["alu_y_word.sum"]];
  },
  "3 is not below 5": () => {
    const run = runText(text("push 3; push 5; lt; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 0], ["alu_c", 0, 0], ["alu_y", 0, -2]] as const,
    );
    return [claim(run, 0), columns, ["alu_y_word.sum"]];
  },
  "a comparison that is 2": () => {
    const run = runText(text("push 3; push 5; lt; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 2], ["alu_c", 0, 2], ["alu_y", 0, 4]] as const,
    );
    return [claim(run, 2), columns, ["alu.lt-bit"]];
  },

  // ---- Bitwise ----
  "a wrong bit": () => {
    const run = runText(text("push 12; push 10; and; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 9], ["bit_c", 0, 9], ["bit_nibble_c", 0, 9]] as const,
    );
    return [claim(run, 9), columns, ["nibbles.sum"]];
  },
  "a nibble that is not part of its word": () => {
    const run = runText(text("push 12; push 10; and; out; halt"));
    const columns = withCells(run.columns, ["ex_top", 3, 9], ["bit_c", 0, 9]);
    return [claim(run, 9), columns, ["bitwise.c"]];
  },
  "or for the nibbles behind the first": () => {
    const run = runText(text("push 0x1f; push 0x2f; and; out; halt"));
    const columns = withCells(
      run.columns,
      ...[["ex_top", 3, 0x3f], ["bit_c", 0, 0x3f], ["bit_c", 1, 3], [
        "bit_nibble_c",
        1,
        3,
      ]] as const,
      ...Array.from({ length: 7 }, (_, i) => ["bit_function", i + 1, 1] as const),
    );
    return [claim(run, 0x3f), columns, ["bitwise.same-function"]];
  },
  "a word cut short, its upper nibbles left out": () => {
    const run = runText(text("push 0x1f; push 0x2f; and; out; halt"));
    const columns = withCells(run.columns, ["bit_last", 0, 1], ["bit_a", 0, 0xf], [
      "bit_b",
      0,
      0xf,
    ]);
    return [run.statement, columns, ["bitwise.last-left", "bits.sum"]];
  },
};

/** `push 0; jz end`, after which the machine goes on as if it had been another number. */
function untakenJump(): readonly [Statement, Columns] {
  const program = (n: number) => text(`push ${n}; jz end; push 1; out; end:; halt`);
  const statement = claim(runText(program(0)), 1);
  const steps = withSteps(runText(program(9)), { 0: { operand: 0 }, 1: { top: 0 } });
  return [statement, columnsOf(statement, steps)];
}

for (const [name, attack] of Object.entries(attacks)) {
  Deno.test(`example stack vm, attack: ${name}`, async () => {
    const [statement, columns, expected] = attack();
    const { proved, broken } = await proveAnyway(fitted(statement, columns));
    assertEquals(broken, expected);
    await assertRefusedLater(() => verify(statement, proved), "wrong-sum");
  });
}

Deno.test("example stack vm, attack: a word whose bytes are not bytes", async () => {
  const { statement, columns } = runText(text("push 300; push 2; add; out; halt"));
  const row = Array.from((columns.rng_word as SmallColumn).values).indexOf(302);
  const forged = withCells(columns, ["rng_byte_0", row, 302], ["rng_byte_1", row, 0]);
  const { proved, broken } = await proveAnyway(forged);
  assertEquals(broken, ["rng_byte_0_byte.sum", "rng_byte_1_byte.sum"]);
  await assertRefusedLater(() => verify(statement, proved), "wrong-sum");
});

Deno.test("example stack vm, attack: an honest proof with another statement", async () => {
  const { statement, columns } = runText(text("in; drop; in; push 1; add; out; halt"), [4]);
  const proved = await prove(columns);
  await verify(statement, proved);
  const program = statement.program.with(3, { kind: "push", operand: 2 });
  for (const changed of [{ inputs: [5] }, { outputs: [6] }, { program }]) {
    await assertRefusedLater(
      () => verify({ ...statement, ...changed }, proved),
      "wrong-parameters",
    );
  }
});

Deno.test("example stack vm, attack: an honest proof with columns changed afterwards", async () => {
  const { statement, columns } = runText(text("push 1; set 5; get 5; out; halt"));
  const { proof, columns: all } = await prove(columns);
  const changed = withCells(all, ["mem_value", 0, 2]);
  await assertRefusedLater(
    () => verify(statement, { proof, columns: changed }),
    "wrong-parameters",
  );
});
