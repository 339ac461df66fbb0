// Exact integers in doubles: which values a plain number can have on a plane, and whether computing it stays exact.

/** Integers beyond this are not all doubles. */
const EXACT = 2 ** 53;

/** The values from `low` to `high`. */
export interface Interval {
  /** The least. */
  readonly low: number;
  /** The greatest. */
  readonly high: number;
}

/** What a column of that many bits has at 0, 1 and ∞ (its value at 1 less that at 0). */
export function columnIntervals(bits: number): Interval[] {
  const most = 2 ** bits - 1, value = { low: 0, high: most };
  return [value, value, { low: -most, high: most }];
}

/** a·b */
export function productOf(a: Interval, b: Interval): Interval {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** a² */
export function squareOf(a: Interval): Interval {
  const { high, low } = productOf(a, a);
  return { low: a.low > 0 || a.high < 0 ? low : 0, high };
}

/** Σ coefficient·term; undefined when a part of the sum, in any order, may not be exact. */
export function sumOf(terms: readonly (readonly [number, Interval])[]): Interval | undefined {
  let low = 0, high = 0, size = 0;
  for (const [coefficient, term] of terms) {
    const scaled = productOf({ low: coefficient, high: coefficient }, term);
    if (!isExact(scaled)) return undefined;
    low += scaled.low;
    high += scaled.high;
    size += magnitude(scaled);
  }
  return size < EXACT ? { low, high } : undefined;
}

/** The largest absolute value. */
export function magnitude({ low, high }: Interval): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

/** Whether every value is below 2^53 in absolute value: then a product that was computed in doubles is exact. */
export function isExact(interval: Interval): boolean {
  return magnitude(interval) < EXACT;
}
