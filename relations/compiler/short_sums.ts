// Sums of small columns times scalars, as in the tuples of lookups, without whole products: a number below 2^16 times a
// lane is exact and far from 2^53, so such terms are added up digit by digit and reduced once. Rewrites values that
// lower.ts has made; for round 0 only, as folded columns are not small.

import { operandsOf } from "./plan.ts";
import type { Lowered, Value } from "./values.ts";

/** Reduced elements that may be added up before they must be reduced (LaneKernel.accumulate). */
const ACCUMULATED = 2 ** 20;

type Sum = Extract<Value, { op: "sum" }>;
type Short = Extract<Value, { op: "short" }>;

const NONE: Pick<Short, "columns" | "scalars"> = { columns: [], scalars: [] };

/**
 * The same values, with scaled small columns that only one linear sum reads taken out of it and joined.
 *
 * @param bits of each of the relation's columns, 0 where it is not small
 */
export function shortenSums(lowered: Lowered, bits: readonly number[]): Lowered {
  if (bits.every((b) => b === 0)) return lowered;
  const values = [...lowered.values], uses = countUses(lowered);
  lowered.values.forEach((value, id) => {
    if (value.op === "sum" && value.degree === 1) values[id] = shortened(value, values, uses, bits);
  });
  return { ...lowered, values };
}

function shortened(
  sum: Sum,
  values: Value[],
  uses: readonly number[],
  bits: readonly number[],
): Sum {
  const terms: number[] = [], coefficients: number[] = [], shorts: number[] = [];
  let size = Infinity;
  sum.terms.forEach((term, i) => {
    const scale = values[term], column = scale.op === "scale" ? values[scale.a] : undefined;
    if (
      scale.op !== "scale" || column?.op !== "load" || bits[column.column] === 0 ||
      uses[term] > 1 || sum.coefficients[i] !== 1
    ) {
      terms.push(term);
      coefficients.push(sum.coefficients[i]);
      return;
    }
    const width = bits[column.column], most = width <= 16 ? 2 ** width : 2 ** 17;
    const previous = values[shorts[shorts.length - 1]];
    const joined = previous?.op === "short" && size + most < ACCUMULATED ? shorts.pop()! : -1;
    const { columns, scalars } = joined < 0 ? NONE : previous as Short;
    // It stands where its last term stood; what it has been joined with is read no more.
    values[term] = {
      op: "short",
      columns: [...columns, column.column],
      scalars: [...scalars, scale.scalar],
      degree: 1,
    };
    size = (joined < 0 ? 0 : size) + most;
    shorts.push(term);
  });
  return {
    ...sum,
    terms: [...terms, ...shorts],
    coefficients: [...coefficients, ...shorts.map(() => 1)],
  };
}

/** How often each value is an operand or a result. */
function countUses({ values, outputs }: Lowered): number[] {
  const uses = new Array<number>(values.length).fill(0);
  for (const value of values) for (const operand of operandsOf(value)) uses[operand]++;
  for (const { value, products } of outputs) {
    if (value !== undefined) uses[value]++;
    for (const product of products) uses[product.value]++;
  }
  return uses;
}
