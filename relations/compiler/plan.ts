// Second step of the compiler: on which planes each value is computed and needed. Decides points, not places.
//
// A value of degree d is known from its first d + 1 points; the others can be had by additions (an *extension*) or by
// computing it there from its operands. A value that is only multiplied, added and accumulated point by point, up to
// the subrelations' results, is *pointwise*: leading points that the prover knows otherwise are left out of it.

import { nativePlanes } from "../points.ts";
import type { Lowered, Value } from "./values.ts";

/** Leading planes (of the points 0 and 1) whose sums are known beforehand, by kind of subrelation. */
export interface KnownPlanes {
  /** 0, 1 or 2. */
  readonly rowWise: number;
  /** 0, 1 or 2, at most as many as row-wise. */
  readonly sumWise: number;
}

/** What is planned for a value. */
export interface ValuePlan {
  /** Planes that its own instructions compute (2 for linear products: their ∞ is a difference). */
  readonly computed: number;
  /** Planes that it is needed on; those behind the computed ones are extensions. */
  readonly need: number;
  /** Leading planes that are left out. */
  readonly omitted: number;
  /** The last value that reads it, itself when it is only accumulated; −1 when nothing needs it. */
  readonly lastUse: number;
}

/** Values that a value is computed from. */
export function operandsOf(value: Value): readonly number[] {
  switch (value.op) {
    case "mul":
      return [value.a, value.b];
    case "square":
    case "scale":
      return [value.a];
    case "weigh":
      return [value.a, value.by];
    case "sum":
      return value.lower === undefined ? value.terms : [...value.terms, value.lower];
    default:
      return [];
  }
}

/** Plans every value, from the results back to the columns. */
export function planValues({ values, outputs }: Lowered, known: KnownPlanes): readonly ValuePlan[] {
  // A linear value's ∞, the difference of the other two, is computed where it is needed; a column always has it.
  const need = values.map((v) => v.op === "load" ? nativePlanes(1) : v.degree + 1);
  const lastUse = new Array<number>(values.length).fill(-1);
  /** Whether every use so far is pointwise, and how many leading planes no use so far needs. */
  const pointwise = new Array<boolean>(values.length).fill(true);
  const omitted = new Array<number>(values.length).fill(2);
  const plans = new Array<ValuePlan>(values.length);
  for (const { value, products, rowWise } of outputs) {
    for (const id of [...products.map((p) => p.value), ...(value === undefined ? [] : [value])]) {
      lastUse[id] = Math.max(lastUse[id], id);
      omitted[id] = Math.min(omitted[id], rowWise ? known.rowWise : known.sumWise);
    }
  }
  for (let id = values.length - 1; id >= 0; id--) {
    const value = values[id], { degree } = value, native = nativePlanes(degree);
    // Computing it wherever it is needed must not cost more products than an extension would.
    const isPointwise = pointwise[id] && degree >= 2 && need[id] - omitted[id] <= native;
    const computed = isPointwise
      ? need[id]
      : value.op === "sum" || value.op === "load" || value.op === "short"
      ? Math.min(native, need[id])
      : degree + 1;
    plans[id] = {
      computed,
      need: need[id],
      omitted: isPointwise ? omitted[id] : 0,
      lastUse: lastUse[id],
    };
    if (lastUse[id] < 0) continue;
    for (const operand of operandsOf(value)) {
      lastUse[operand] = Math.max(lastUse[operand], id);
      omitted[operand] = Math.min(omitted[operand], plans[id].omitted);
      if (!isPointwise) pointwise[operand] = false;
      if (values[operand].degree > 0) need[operand] = Math.max(need[operand], computed);
    }
  }
  return plans;
}
