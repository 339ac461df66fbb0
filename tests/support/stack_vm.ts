// The stack machine of examples/stack_vm in tests: executions, columns with something changed, and what a change breaks.

import { assemble } from "../../examples/stack_vm/assembler.ts";
import type { Columns } from "../../examples/stack_vm/columns.ts";
import { STACK_VM } from "../../examples/stack_vm/links.ts";
import { type Execution, run, type Step } from "../../examples/stack_vm/machine.ts";
import { buildColumns, prove, type Proved } from "../../examples/stack_vm/prove.ts";
import { RANGE_CHECKED, rangeColumns } from "../../examples/stack_vm/range.ts";
import { publicColumns, type Statement } from "../../examples/stack_vm/tables.ts";
import type { FieldVector } from "../../field/mod.ts";
import {
  fillCounts,
  isLogDerivative,
  RelationError,
  RelationRegistry,
} from "../../relations/mod.ts";
import { SmallColumn, type TraceColumn } from "../../sumcheck/mod.ts";

const { field } = STACK_VM;

/** An execution and all that is built from it. */
export interface Run {
  readonly statement: Statement;
  readonly execution: Execution;
  readonly columns: Columns;
}

/** Assembles and runs a program, and builds its columns. */
export function runText(text: string, inputs: readonly number[] = []): Run {
  const program = assemble(text), execution = run(program, inputs);
  const statement = { program, inputs, outputs: execution.outputs };
  return { statement, execution, columns: buildColumns(statement, execution) };
}

/** The columns of a machine that lies: its steps are the given ones, its outputs those of the statement. */
export function columnsOf(statement: Statement, steps: readonly Step[]): Columns {
  return buildColumns(statement, { steps, outputs: statement.outputs });
}

/** The steps with some of them changed, by number. */
export function withSteps(
  { execution }: Run,
  changes: Readonly<Record<number, Partial<Step>>>,
): Step[] {
  return execution.steps.map((step, i) => ({ ...step, ...changes[i] }));
}

/** The column as field elements. */
export function elementsOf(column: TraceColumn): FieldVector {
  return column instanceof SmallColumn ? column.elements(field) : column;
}

/** A cell and the integer that it is given; below 0 is counted from p. */
export type Cell = readonly [column: string, row: number, value: number];

/** The columns with some cells changed. A column grows if it has not got the row. */
export function withCells(columns: Columns, ...cells: readonly Cell[]): Columns {
  const changed: Record<string, TraceColumn> = { ...columns };
  for (const [name, row, value] of cells) {
    const column = changed[name];
    if (column instanceof SmallColumn && value >= 0 && value < 2 ** 32) {
      const values = new Uint32Array(Math.max(column.length, row + 1));
      values.set(column.values);
      values[row] = value;
      changed[name] = new SmallColumn(32, values);
    } else {
      const elements = field.vector(Math.max(column.length, row + 1));
      elements.words.set(elementsOf(column).words);
      elements.set(row, field.parse(value));
      changed[name] = elements;
    }
  }
  return changed;
}

/** The columns whose names begin so, cut to so many rows. */
export function cut(columns: Columns, prefix: string, rows: number): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      if (!name.startsWith(prefix)) return [name, column];
      if (!(column instanceof SmallColumn)) return [name, column.slice(0, rows)];
      return [name, new SmallColumn(column.bits, column.values.slice(0, rows))];
    }),
  );
}

/**
 * What a prover who has changed columns can change besides to make them fit: the statement's columns, the words that
 * are checked, and each lookup's counts, but for those of one that reads what no table has.
 */
export function fitted(statement: Statement, columns: Columns): Columns {
  const own = { ...columns, ...publicColumns(statement) };
  const words = RANGE_CHECKED.map(([, name]) => {
    const column = own[name];
    return [name, column instanceof SmallColumn ? column : SmallColumn.of(1, [])] as const;
  });
  Object.assign(own, rangeColumns(Object.fromEntries(words)));
  const elements = new Map(Object.entries(own).map(([name, column]) => [name, elementsOf(column)]));
  for (const relation of STACK_VM.relations) {
    if (!isLogDerivative(relation) || relation.argument.counts === undefined) continue;
    const { counts } = relation.argument;
    try {
      const alone = new RelationRegistry({ name: "alone", field, relations: [relation] });
      own[counts] = fillCounts(alone, elements).get(counts)!;
    } catch (error) {
      if (!(error instanceof RelationError) || error.code !== "lookup-miss") throw error;
    }
  }
  return own;
}

/** A proof of columns as they are, and the subrelations that do not hold on them. */
export async function proveAnyway(
  columns: Columns,
): Promise<{ proved: Proved; broken: readonly string[] }> {
  let broken: readonly string[] = [];
  const proved = await prove(columns, {
    onRound: ({ round, subrelationSums }) => {
      if (round === 0) broken = brokenIn(subrelationSums!());
    },
  });
  return { proved, broken };
}

/** The subrelations that do not sum to 0 over the rows; row-wise ones over the even and over the odd rows. */
function brokenIn(sums: readonly FieldVector[]): string[] {
  return STACK_VM.subrelations.filter(({ kind }, i) => {
    const even = sums[i].get(0), odd = sums[i].get(1);
    return kind === "row-wise"
      ? !field.isZero(even) || !field.isZero(odd)
      : !field.isZero(field.add(even, odd));
  }).map(({ relation, name }) => `${relation}.${name}`);
}
