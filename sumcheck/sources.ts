// From a trace's columns to the sources that rounds are computed from: in the registry's order, shifts behind, in memory
// that threads share where there are several.

import type { RelationRegistry } from "../relations/registry.ts";
import type { ProofMemory } from "./proof_memory.ts";
import { SmallColumn } from "./small_column.ts";
import type { SourceColumn } from "./tables.ts";
import type { TraceColumn } from "./trace_column.ts";

/** Of each of the registry's columns, the bits of a small one, else 0. */
export function smallBits(
  registry: RelationRegistry,
  columns: readonly TraceColumn[],
): number[] {
  const stored = columns.map((column) => column instanceof SmallColumn ? column.bits : 0);
  return [...stored, ...registry.shifts.map(({ base }) => stored[registry.columnIndex(base)])];
}

/**
 * The sources of a proof.
 *
 * @param columns one per stored column of the registry
 * @param shared where to copy what does not lie in shared memory, if several threads are to read it
 */
export function sourceColumns(
  registry: RelationRegistry,
  columns: readonly TraceColumn[],
  shared: ProofMemory | undefined,
): SourceColumn[] {
  const stored = columns.map((column) => {
    const memory = column.isShared ? undefined : shared;
    return column instanceof SmallColumn
      ? { small: memory?.copy(column.values) ?? column.values }
      : { words: memory?.copy(column.words) ?? column.words };
  });
  return [
    ...stored.map((values) => ({ ...values, shift: 0 as const })),
    ...registry.shifts.map(({ base }) => ({
      ...stored[registry.columnIndex(base)],
      shift: 1 as const,
    })),
  ];
}
