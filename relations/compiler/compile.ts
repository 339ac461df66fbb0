// The compiler: registry → program. See values.ts (what is computed), emit.ts (on which points, within which bounds)
// and planes.ts (where it is kept).

import type { RelationRegistry } from "../registry.ts";
import type { Relation } from "../relation.ts";
import type { Program, RelationProgram, SubrelationOutput } from "../program.ts";
import { emitRelation, type KernelBounds, planesNeeded } from "./emit.ts";
import { PlaneAllocator } from "./planes.ts";
import { type Lowered, lowerRelation, type Scalar } from "./values.ts";
import { vanishesWhereZero } from "../vanishing.ts";

/** Columns kept from one relation to the next, at least. */
const MIN_SLOTS = 48;
/** Value bound, in units of p, up to which an accumulator may grow before it is reduced. */
const ACCUMULATOR_LIMIT = 500;

/** A compiled registry with what is needed to evaluate its scalars. */
export interface CompiledRegistry {
  /** What workers execute. */
  readonly program: Program;
  /** Per relation, the scalars that its program uses, in order; see {@linkcode Scalar}. */
  readonly scalars: readonly (readonly Scalar[])[];
}

const compiled = new WeakMap<RelationRegistry, CompiledRegistry>();

/** Compiles the registry for its field's kernel; the result is kept with the registry. */
export function compileRegistry(registry: RelationRegistry): CompiledRegistry {
  let result = compiled.get(registry);
  if (result === undefined) {
    compiled.set(registry, result = compile(registry, registry.field.kernel()));
  }
  return result;
}

function compile(registry: RelationRegistry, bounds: KernelBounds): CompiledRegistry {
  const lowered = registry.relations.map(lowerRelation);
  const allocator = new PlaneAllocator(
    Math.max(MIN_SLOTS, ...registry.relations.map((r) => r.columns.length)),
    Math.max(3, ...lowered.map(columnPlanes)),
  );
  const relations: RelationProgram[] = [], outputs: SubrelationOutput[] = [];
  let scalar = 0, accumulator = 0;
  registry.relations.forEach((relation, i) => {
    const first = accumulator;
    const starts = relation.subrelations.map((s) => {
      const at = accumulator;
      accumulator += s.degree + 1;
      outputs.push({ accumulator: at, degree: s.degree, rowWise: s.kind === "row-wise" });
      return at;
    });
    const columns = relation.columns.map((name) => registry.columnIndex(name));
    const { code, accumulatedBound } = emitRelation(
      lowered[i],
      { columns, scalar, accumulators: starts },
      allocator,
      bounds,
    );
    scalar += lowered[i].scalars.length;
    relations.push({
      code,
      skip: Int32Array.from(relation.skipIfZero, (name) => registry.columnIndex(name)),
      columns: Int32Array.from(columns),
      zeroRow: vanishesOnZeroRow(relation),
      reduceEvery: Math.floor(ACCUMULATOR_LIMIT / Math.max(1, accumulatedBound)) - 1,
      accumulators: [first, accumulator - first],
    });
  });
  return {
    program: {
      relations,
      outputs,
      planes: allocator.planes,
      slots: allocator.slots,
      scalars: scalar,
      accumulators: accumulator,
    },
    scalars: lowered.map((l) => l.scalars),
  };
}

function columnPlanes(lowered: Lowered): number {
  const need = planesNeeded(lowered);
  return Math.max(0, ...lowered.values.map((v, i) => v.op === "load" ? need[i] : 0));
}

function vanishesOnZeroRow(relation: Relation): boolean {
  const zero = new Set(relation.columns.keys());
  return relation.subrelations.every((s) => vanishesWhereZero(relation.graph, s.value.id, zero));
}
