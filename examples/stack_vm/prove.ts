// From an execution to a proof, and from a proof to a yes or no.
//
// Both sides fill a transcript in the same order. They absorb the columns, draw the challenges γ and β of lookups and
// permutations, absorb the inverses, which depend on these, and only then the proof begins: a prover who knew a
// challenge before the columns were fixed could fit them to it. The statement need not be absorbed by itself, for its
// columns are among those absorbed.

import {
  absorbTrace,
  type FieldVector,
  fillCounts,
  fillInverses,
  isLogDerivative,
  KeccakTranscript,
  type Proof,
  type ProverOptions,
  SmallColumn,
  SumcheckProver,
  Trace,
  type TraceColumn,
  type Transcript,
  verifyWithTrace,
} from "@limbs/sumcheck";
import { aluColumns } from "./alu.ts";
import { bitwiseColumns } from "./bitwise.ts";
import { type Columns, FIELD } from "./columns.ts";
import { executionColumns } from "./execution.ts";
import { STACK_VM } from "./links.ts";
import type { Execution } from "./machine.ts";
import { memoryColumns } from "./memory.ts";
import { rangeColumns } from "./range.ts";
import { publicColumns, type Statement } from "./tables.ts";

/** The arguments of all lookups and permutations. */
const ARGUMENTS = STACK_VM.relations.filter(isLogDerivative).map(({ argument }) => argument);
/** Their helper columns. */
const COUNTS = new Set(ARGUMENTS.flatMap(({ counts = [] }) => counts));
const INVERSES = new Set(ARGUMENTS.map(({ inverses }) => inverses));
/** The columns that they read. */
const ARGUED = new Set(
  ARGUMENTS.flatMap(({ from, to }) => [from, to])
    .flatMap(({ selector, columns }) => [selector, ...columns])
    .map((name) => name.replace(/_shift$/, "")),
);

/** All columns of an execution but the inverses: what happened, what is checked of it, what everyone knows, counts. */
export function buildColumns(statement: Statement, execution: Execution): Columns {
  const subtraces: Columns = {
    ...executionColumns(execution),
    ...memoryColumns(execution),
    ...aluColumns(execution),
    ...bitwiseColumns(execution),
  };
  const columns = { ...subtraces, ...rangeColumns(subtraces), ...publicColumns(statement) };
  return { ...columns, ...picked(fillCounts(STACK_VM, argued(columns)), COUNTS) };
}

/** A proof, and the columns that its claim is about. */
export interface Proved {
  readonly proof: Proof;
  readonly columns: Columns;
}

/**
 * Proves that these columns satisfy the machine's relations. If they do not, there is a proof nevertheless, but of a
 * sum that is not 0.
 */
export async function prove(
  columns: Columns,
  options: Pick<ProverOptions, "pool" | "onRound"> = {},
): Promise<Proved> {
  const transcript = new KeccakTranscript(FIELD);
  const parameters = await drawChallenges(transcript, columns);
  const inverses = picked(fillInverses(STACK_VM, argued(columns), parameters), INVERSES);
  const filled = { ...columns, ...inverses };
  await absorbInverses(transcript, filled);
  const prover = new SumcheckProver(STACK_VM, traceOf(filled), {
    ...options,
    parameters,
    transcript,
  });
  return { proof: await prover.prove(), columns: filled };
}

/**
 * Throws unless the proof shows the statement. Its public columns are made here; `columns` stands for the commitments
 * to all others.
 */
export async function verify(statement: Statement, { proof, columns }: Proved): Promise<void> {
  const own = { ...columns, ...publicColumns(statement) };
  const transcript = new KeccakTranscript(FIELD);
  const parameters = await drawChallenges(transcript, own);
  await absorbInverses(transcript, own);
  verifyWithTrace(STACK_VM, proof, traceOf(own), { transcript, parameters }); // expects the sum 0
}

async function drawChallenges(transcript: Transcript, columns: Columns): Promise<FieldVector> {
  await absorbTrace(transcript, STACK_VM, traceOf(columns, (name) => !INVERSES.has(name)));
  const [gamma, beta] = transcript.challenges("lookups", 2);
  return STACK_VM.parameterVector({ gamma, beta });
}

async function absorbInverses(transcript: Transcript, columns: Columns): Promise<void> {
  await absorbTrace(transcript, STACK_VM, traceOf(columns, (name) => INVERSES.has(name)));
}

/** A trace with as many rows as the longest column wants; columns that are not chosen are left empty. */
function traceOf(columns: Columns, isChosen: (name: string) => boolean = () => true): Trace {
  const rows = Math.max(...Object.values(columns).map(({ length }) => length));
  const chosen = STACK_VM.storedColumns.map((name): [string, TraceColumn] => [
    name,
    isChosen(name) ? columns[name] : FIELD.vector(0),
  ]);
  return new Trace(FIELD, Math.max(1, Math.ceil(Math.log2(rows))), new Map(chosen));
}

/** The columns that arguments read, as field elements. */
function argued(columns: Columns): Map<string, FieldVector> {
  return new Map(Array.from(ARGUED, (name) => {
    const column = columns[name];
    return [name, column instanceof SmallColumn ? column.elements(FIELD) : column];
  }));
}

function picked(columns: ReadonlyMap<string, FieldVector>, names: ReadonlySet<string>): Columns {
  return Object.fromEntries([...columns].filter(([name]) => names.has(name)));
}
