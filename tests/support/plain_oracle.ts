// Plain code run by BigInt on one edge, word by word as relations/program.ts describes it, with its promises checked on
// the way: every number below 2^53, nothing read that was not written, results within their digits, and no more edges
// between two reductions than an accumulator can hold. Shares no code with the compiler or the kernel.

import { type PlainCode, PlainOp } from "../../relations/program.ts";

/** Unreduced elements that an accumulator can hold: LaneKernel.accumulate's promise, written a second time. */
const ELEMENTS = 2n ** 20n;

/** One `accumulate`: what is added to an accumulator on this edge, before the weight. */
export interface PlainResult {
  readonly value: bigint;
  readonly weighted: boolean;
}

/** Runs the code on an edge: per registry column its values in both rows. Results by accumulator. */
export function runPlain(
  { code, numbers }: PlainCode,
  edge: readonly (readonly [bigint, bigint])[],
): Map<number, PlainResult> {
  const planes = new Map<number, bigint>(), results = new Map<number, PlainResult>();
  let pc = 0;
  const next = (): number => {
    if (pc >= code.length) throw new RangeError("the code ends within an instruction");
    return code[pc++];
  };
  const exact = (x: bigint): bigint => {
    if (x <= -(2n ** 53n) || x >= 2n ** 53n) throw new RangeError(`${x} is no exact double`);
    return x;
  };
  const number = (): bigint => exact(BigInt(numbers[next()]));
  const read = (plane: number): bigint => {
    const x = planes.get(plane);
    if (x === undefined) throw new RangeError(`plane ${plane} is read before it is written`);
    return x;
  };
  while (pc < code.length) {
    const op = next();
    switch (op) {
      case PlainOp.load: {
        const out = next(), [a, b] = edge[next()];
        [a, b, b - a].forEach((x, i) => planes.set(out + i, exact(x)));
        break;
      }
      case PlainOp.mul: {
        const [out, a, b, count] = [next(), next(), next(), next()];
        for (let p = 0; p < count; p++) planes.set(out + p, exact(read(a + p) * read(b + p)));
        break;
      }
      case PlainOp.combine: {
        const [out, count, terms] = [next(), next(), next()];
        const list = Array.from({ length: terms }, () => [next(), number()] as const);
        for (let p = 0; p < count; p++) {
          let sum = 0n;
          for (const [plane, factor] of list) sum = exact(sum + exact(factor * read(plane + p)));
          planes.set(out + p, sum);
        }
        break;
      }
      case PlainOp.addNumber: {
        const out = next(), term = number(), count = next();
        for (let p = 0; p < count; p++) planes.set(out + p, exact(read(out + p) + term));
        break;
      }
      case PlainOp.accumulate: {
        const [accumulator, plane, digits, weighted, edges] = [
          next(),
          next(),
          next(),
          next(),
          next(),
        ];
        const value = read(plane), size = value < 0n ? -value : value;
        if (size >= 2n ** BigInt(16 * digits)) throw new RangeError(`${value} has more digits`);
        const elements = digits === 1 ? size : BigInt(digits) * 2n ** 16n;
        if (edges < 1 || (BigInt(edges) * elements) >= ELEMENTS) {
          throw new RangeError(`${edges} edges of ${value} are too many`);
        }
        if (results.has(accumulator)) throw new RangeError("an accumulator is added to twice");
        results.set(accumulator, { value, weighted: weighted === 1 });
        break;
      }
      default:
        throw new RangeError(`there is no operation ${op}`);
    }
  }
  return results;
}
