// Splits results into the products that they end with and the rest. A product that is only added up over the edges need
// not be reduced on each of them: its columns are summed and reduced once (LaneKernel.addProducts).

import { operandsOf } from "./plan.ts";
import type { Output, OutputProduct, Value } from "./values.ts";

/** A subrelation's result as one value. */
export interface WholeOutput {
  readonly subrelation: number;
  readonly value: number | undefined;
  readonly rowWise: boolean;
}

/** The outputs as they are, products and all. */
export function keepOutputs(values: readonly Value[], outputs: readonly WholeOutput[]): Output[] {
  return outputs.map((output) => {
    const degree = output.value === undefined ? undefined : values[output.value].degree;
    return { ...output, products: [], degree };
  });
}

/** The outputs with their products apart; what is left of a sum is a new value at the end of `values`. */
export function splitOutputs(values: Value[], outputs: readonly WholeOutput[]): Output[] {
  const uses = new Array<number>(values.length).fill(0);
  for (const value of values) for (const operand of operandsOf(value)) uses[operand]++;
  for (const { value } of outputs) if (value !== undefined) uses[value]++;
  const isProduct = (id: number): boolean =>
    uses[id] === 1 && ["mul", "square", "weigh"].includes(values[id].op);

  return outputs.map(({ subrelation, value: id, rowWise }): Output => {
    const whole = { subrelation, value: id, rowWise, products: [] };
    if (id === undefined) return { ...whole, degree: undefined };
    const value = values[id], { degree } = value;
    if (isProduct(id)) {
      return { subrelation, value: undefined, rowWise, products: [{ value: id, sign: 1 }], degree };
    }
    if (value.op !== "sum" || uses[id] > 1) return { ...whole, degree };
    const products: OutputProduct[] = [], rest: number[] = [];
    value.terms.forEach((term, i) => {
      const sign = value.coefficients[i];
      if ((sign === 1 || sign === -1) && isProduct(term)) products.push({ value: term, sign });
      else rest.push(i);
    });
    const bare = value.lower === undefined && value.scalar === undefined;
    // What is left must have the same degree, or its ∞ would mean something else.
    if (products.length === 0 || (rest.length === 0 && !bare)) return { ...whole, degree };
    const left = rest.length === 0 ? undefined : values.push({
      ...value,
      terms: rest.map((i) => value.terms[i]),
      coefficients: rest.map((i) => value.coefficients[i]),
    }) - 1;
    return { subrelation, value: left, rowWise, products, degree };
  });
}
