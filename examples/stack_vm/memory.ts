// The memory: a row per access, sorted by address and, for one address, by time. Then each access's predecessor is in
// the row above, and "a read gives what was last written" is a relation of two neighbours. That the rows are those of
// the execution's accesses, no more and no fewer, is said by two permutations (links.ts).
//
// Sorted means: from row to row the address or, where it stays, the time grows. Growing by a positive number is what a
// field cannot say; so the number less 1, `mem_gap`, is looked up among the words below 2^32 (range.ts).

import { type Relation, relation, type SmallBits, SmallColumn } from "@limbs/sumcheck";
import type { Columns } from "./columns.ts";
import type { Access, Execution } from "./machine.ts";

const sorted = relation({
  name: "memory",
  columns: [
    ...["mem_sel", "mem_is_stack", "mem_is_data", "mem_address", "mem_clk"] as const,
    ...["mem_value", "mem_new"] as const,
  ],
  shifts: [
    ...["mem_sel", "mem_is_data", "mem_address", "mem_clk"] as const,
    ...["mem_value", "mem_write", "mem_new", "mem_gap"] as const,
  ],
  skipIfZero: ["mem_sel", "mem_sel_shift", "mem_is_stack", "mem_is_data"],
  specialize: [{ mem_sel: 1, mem_sel_shift: 1 }],
  subrelations: (c) => {
    const next = c.mem_sel_shift, isNew = c.mem_new_shift, isOld = isNew.neg().add(1);
    // A step accesses the stack first.
    const time = c.mem_clk.mul(2).add(c.mem_is_data);
    const nextTime = c.mem_clk_shift.mul(2).add(c.mem_is_data_shift);
    const further = c.mem_address_shift.sub(c.mem_address);
    const expected = isOld.mul(c.mem_value);
    return [
      { name: "is-stack", degree: 2, value: c.mem_is_stack.mul(c.mem_is_stack.sub(1)) },
      { name: "is-data", degree: 2, value: c.mem_is_data.mul(c.mem_is_data.sub(1)) },
      { name: "sel", degree: 1, value: c.mem_sel.sub(c.mem_is_stack).sub(c.mem_is_data) },
      { name: "sel-bit", degree: 2, value: c.mem_sel.mul(c.mem_sel.sub(1)) },
      { name: "begins-once", degree: 2, value: next.mul(c.mem_sel.sub(1)) },
      { name: "new", degree: 3, value: next.mul(isNew).mul(isOld) },
      { name: "old-address", degree: 3, value: next.mul(isOld).mul(further) },
      {
        name: "gap",
        degree: 3,
        value: next.mul(
          c.mem_gap_shift.add(1).sub(isNew.mul(further)).sub(isOld.mul(nextTime.sub(time))),
        ),
      },
      // A read gives the value above, or 0 at a new address. A write may put anything.
      {
        name: "read",
        degree: 4,
        value: next.mul(c.mem_write_shift.sub(1)).mul(c.mem_value_shift.sub(expected)),
      },
    ];
  },
});

/** The first row's address is new. */
const begin = relation({
  name: "memory-begin",
  columns: ["is_first", "mem_sel", "mem_new", "mem_write", "mem_value"],
  skipIfZero: "is_first",
  subrelations: ({ is_first, mem_sel, mem_new, mem_write, mem_value }) => {
    const first = is_first.mul(mem_sel);
    return [
      { name: "new", degree: 3, value: first.mul(mem_new.sub(1)) },
      { name: "read", degree: 4, value: first.mul(mem_write.sub(1)).mul(mem_value) },
    ];
  },
});

/** The memory's own relations. */
export const MEMORY: readonly Relation[] = [sorted, begin];

/** An access and when it was made. */
interface Row extends Access {
  readonly clk: number;
  readonly isData: boolean;
}

/** Its columns. */
export function memoryColumns({ steps }: Execution): Columns {
  const rows: Row[] = [];
  for (const { clk, stack, memory } of steps) {
    if (stack !== undefined) rows.push({ ...stack, clk, isData: false });
    if (memory !== undefined) rows.push({ ...memory, clk, isData: true });
  }
  // Of one step's accesses that to the stack is listed first, and sorting keeps it there.
  rows.sort((a, b) => a.address - b.address || a.clk - b.clk);
  const isNew = (i: number) => i === 0 || rows[i].address !== rows[i - 1].address;
  const time = (i: number) => 2 * rows[i].clk + (rows[i].isData ? 1 : 0);
  const gap = (i: number) => {
    if (i === 0) return 0;
    return (isNew(i) ? rows[i].address - rows[i - 1].address : time(i) - time(i - 1)) - 1;
  };
  const column = (bits: SmallBits, value: (row: Row, i: number) => number) =>
    SmallColumn.of(bits, rows.map(value));
  return {
    mem_sel: column(1, () => 1),
    mem_is_stack: column(1, (row) => row.isData ? 0 : 1),
    mem_is_data: column(1, (row) => row.isData ? 1 : 0),
    mem_address: column(32, (row) => row.address),
    mem_clk: column(32, (row) => row.clk),
    mem_value: column(32, (row) => row.value),
    mem_write: column(1, (row) => row.isWrite ? 1 : 0),
    mem_new: column(1, (_, i) => isNew(i) ? 1 : 0),
    mem_gap: column(32, (_, i) => gap(i)),
  };
}
