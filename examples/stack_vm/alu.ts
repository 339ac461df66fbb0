// Arithmetic: a row per distinct operation that the execution needs. A row gives c = a ∘ b, and two words that show it:
//
//   add   a + b = c + 2^32·x            div   a = c·b + x, y = b − 1 − x
//   sub   b + c = a + 2^32·x            mod   a = x·b + c, y = b − 1 − c
//   mul   a·b = c + 2^32·x              lt    c is a bit; y = b − 1 − a if it is 1, a − b if it is 0
//
// c, x and y are looked up among the words (range.ts); a and b are words already, for they come from the stack. So no
// side of an equation reaches p, and each has only the solution that it has in the integers.

import { type Relation, relation, type SmallBits, SmallColumn } from "@limbs/sumcheck";
import { type Columns, sumOf } from "./columns.ts";
import { ALU_FUNCTIONS, WORD } from "./instructions.ts";
import type { Execution } from "./machine.ts";

const FLAGS = ALU_FUNCTIONS.map((name) => `alu_${name}` as const);

const operations = relation({
  name: "alu",
  columns: ["alu_sel", ...FLAGS, "alu_function", "alu_a", "alu_b", "alu_c", "alu_x", "alu_y"],
  skipIfZero: "alu_sel",
  subrelations: (c) => {
    const { alu_sel: sel, alu_a: a, alu_b: b, alu_c: r, alu_x: x, alu_y: y } = c;
    const carry = x.mul(WORD), bMinus1 = b.sub(1);
    // y of lt: r·(b − 1 − a) + (1 − r)·(a − b)
    const distance = a.sub(b).add(r.mul(b.sub(a).mul(2).sub(1)));
    return [
      { name: "sel", degree: 2, value: sel.mul(sel.sub(1)) },
      ...FLAGS.map((name) => ({ name, degree: 3, value: sel.mul(c[name]).mul(c[name].sub(1)) })),
      { name: "one-function", degree: 2, value: sel.mul(sumOf(FLAGS.map((f) => c[f])).sub(1)) },
      {
        name: "function",
        degree: 2,
        value: sel.mul(sumOf(FLAGS.map((f, i) => c[f].mul(i))).sub(c.alu_function)),
      },
      { name: "add", degree: 3, value: sel.mul(c.alu_add).mul(a.add(b).sub(r).sub(carry)) },
      { name: "sub", degree: 3, value: sel.mul(c.alu_sub).mul(b.add(r).sub(a).sub(carry)) },
      { name: "mul", degree: 4, value: sel.mul(c.alu_mul).mul(a.mul(b).sub(r).sub(carry)) },
      { name: "div", degree: 4, value: sel.mul(c.alu_div).mul(r.mul(b).add(x).sub(a)) },
      { name: "remainder", degree: 3, value: sel.mul(c.alu_div).mul(bMinus1.sub(x).sub(y)) },
      { name: "mod", degree: 4, value: sel.mul(c.alu_mod).mul(x.mul(b).add(r).sub(a)) },
      { name: "modulus", degree: 3, value: sel.mul(c.alu_mod).mul(bMinus1.sub(r).sub(y)) },
      { name: "lt-bit", degree: 4, value: sel.mul(c.alu_lt).mul(r).mul(r.sub(1)) },
      { name: "lt", degree: 4, value: sel.mul(c.alu_lt).mul(distance.sub(y)) },
    ];
  },
});

/** The arithmetic's own relation. */
export const ALU: readonly Relation[] = [operations];

/** One operation and what shows its result. */
interface Row {
  readonly number: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly x: number;
  readonly y: number;
}

/** Its columns. */
export function aluColumns({ steps }: Execution): Columns {
  const rows = new Map<string, Row>();
  steps.forEach(({ kind, operand, stack, top }, i) => {
    if (kind !== "alu") return;
    const a = stack!.value, b = top, c = steps[i + 1].top;
    rows.set(`${operand} ${a} ${b}`, { number: operand, a, b, c, ...shown(operand, a, b, c) });
  });
  const list = [...rows.values()];
  const column = (bits: SmallBits, value: (row: Row) => number) =>
    SmallColumn.of(bits, list.map(value));
  const flags = FLAGS.map((name, i) => [name, column(1, ({ number }) => number === i ? 1 : 0)]);
  return {
    ...Object.fromEntries(flags),
    alu_sel: column(1, () => 1),
    alu_function: column(8, ({ number }) => number),
    alu_a: column(32, ({ a }) => a),
    alu_b: column(32, ({ b }) => b),
    alu_c: column(32, ({ c }) => c),
    alu_x: column(32, ({ x }) => x),
    alu_y: column(32, ({ y }) => y),
  };
}

/** x and y of an operation. */
function shown(number: number, a: number, b: number, c: number): { x: number; y: number } {
  switch (ALU_FUNCTIONS[number]) {
    case "add":
      return { x: a + b >= WORD ? 1 : 0, y: 0 };
    case "sub":
      return { x: a < b ? 1 : 0, y: 0 };
    case "mul": // doubles have no room for the product's 64 bits
      return { x: Number(BigInt(a) * BigInt(b) >> 32n), y: 0 };
    case "div":
      return { x: a % b, y: b - 1 - a % b };
    case "mod":
      return { x: Math.floor(a / b), y: b - 1 - c };
    case "lt":
      return { x: 0, y: a < b ? b - 1 - a : a - b };
  }
}
