// Bitwise operations: eight rows for each distinct one that the execution needs, a nibble of four bits per row, lowest
// first. What AND, OR and XOR give for two nibbles stands in a table (tables.ts). The first row holds the whole words
// a, b, c and is what the execution looks up; each further one holds what is left of them.

import { type Relation, relation, type SmallBits, SmallColumn } from "@limbs/sumcheck";
import type { Columns } from "./columns.ts";
import type { Execution } from "./machine.ts";

/** Nibbles of a word. */
const NIBBLES = 8;

const decomposition = relation({
  name: "bitwise",
  columns: [
    ...["bit_sel", "bit_start", "bit_last", "bit_left", "bit_function"] as const,
    ...["bit_a", "bit_b", "bit_c", "bit_nibble_a", "bit_nibble_b", "bit_nibble_c"] as const,
  ],
  shifts: [
    ...["bit_sel", "bit_start", "bit_left", "bit_function"] as const,
    ...["bit_a", "bit_b", "bit_c"] as const,
  ],
  skipIfZero: ["bit_sel", "bit_start"],
  specialize: [{ bit_sel: 1 }],
  subrelations: (c) => {
    const sel = c.bit_sel, more = c.bit_last.neg().add(1);
    const rest = (word: typeof sel, nibble: typeof sel, next: typeof sel) =>
      sel.mul(word.sub(nibble).sub(more.mul(next).mul(16)));
    return [
      { name: "sel", degree: 2, value: sel.mul(sel.sub(1)) },
      { name: "start", degree: 2, value: c.bit_start.mul(c.bit_start.sub(1)) },
      { name: "start-sel", degree: 2, value: c.bit_start.mul(sel.sub(1)) },
      { name: "last", degree: 3, value: sel.mul(c.bit_last).mul(more) },
      // Exactly eight nibbles: a ninth would let a word be written in another way, p more.
      { name: "first-left", degree: 2, value: c.bit_start.mul(c.bit_left.sub(NIBBLES - 1)) },
      { name: "last-left", degree: 3, value: sel.mul(c.bit_last).mul(c.bit_left) },
      {
        name: "next-left",
        degree: 3,
        value: sel.mul(more).mul(c.bit_left_shift.add(1).sub(c.bit_left)),
      },
      { name: "goes-on", degree: 3, value: sel.mul(more).mul(c.bit_sel_shift.sub(1)) },
      { name: "same-word", degree: 3, value: sel.mul(more).mul(c.bit_start_shift) },
      {
        name: "same-function",
        degree: 3,
        value: sel.mul(more).mul(c.bit_function_shift.sub(c.bit_function)),
      },
      { name: "a", degree: 3, value: rest(c.bit_a, c.bit_nibble_a, c.bit_a_shift) },
      { name: "b", degree: 3, value: rest(c.bit_b, c.bit_nibble_b, c.bit_b_shift) },
      { name: "c", degree: 3, value: rest(c.bit_c, c.bit_nibble_c, c.bit_c_shift) },
    ];
  },
});

/** The bitwise operations' own relation. */
export const BITWISE: readonly Relation[] = [decomposition];

/** One nibble of an operation; the words are what is left of them. */
interface Row {
  readonly number: number;
  readonly left: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Their columns. */
export function bitwiseColumns({ steps }: Execution): Columns {
  const rows: Row[] = [], known = new Set<string>();
  steps.forEach(({ kind, operand, stack, top }, i) => {
    const key = `${operand} ${stack?.value} ${top}`;
    if (kind !== "bitwise" || known.has(key)) return;
    known.add(key);
    const words = [stack!.value, top, steps[i + 1].top];
    for (let done = 0; done < NIBBLES; done++) {
      const [a, b, c] = words.map((word) => word >>> (4 * done));
      rows.push({ number: operand, left: NIBBLES - 1 - done, a, b, c });
    }
  });
  const column = (bits: SmallBits, value: (row: Row) => number) =>
    SmallColumn.of(bits, rows.map(value));
  return {
    bit_sel: column(1, () => 1),
    bit_start: column(1, ({ left }) => left === NIBBLES - 1 ? 1 : 0),
    bit_last: column(1, ({ left }) => left === 0 ? 1 : 0),
    bit_left: column(8, ({ left }) => left),
    bit_function: column(8, ({ number }) => number),
    bit_a: column(32, ({ a }) => a),
    bit_b: column(32, ({ b }) => b),
    bit_c: column(32, ({ c }) => c),
    bit_nibble_a: column(8, ({ a }) => a & 15),
    bit_nibble_b: column(8, ({ b }) => b & 15),
    bit_nibble_c: column(8, ({ c }) => c & 15),
  };
}
