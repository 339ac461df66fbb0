// Operands for lane arithmetic: random ones and ones on the edges of the contract, and what the results must be like.

import { LANES } from "../../field/lane_kernel.ts";
import type { Random } from "./field_oracle.ts";
import { integerOfLanes, PLACES, setLanes } from "./lane_oracle.ts";

/** The most that a balanced lane may exceed half its width by. */
const SLACK = 2 ** -14;

/** Elements as integers and as lanes. */
export interface Operands {
  readonly values: bigint[];
  readonly lanes: Float64Array;
}

/** The largest digit of lane i: half its width and the slack. */
function extreme(lane: number): number {
  return Math.floor(2 ** (PLACES[lane + 1]! - PLACES[lane]! - 1) * (1 + SLACK));
}

/**
 * One element with its lower lanes at their extremes (all up, all down, alternating, one at an extreme and the rest
 * random), and a top lane that takes the value to ±limit, or anywhere between.
 */
function setExtremeLanes(random: Random, lanes: Float64Array, element: number, limit: bigint) {
  const pattern = random.index(6);
  const odd = random.index(2);
  const single = random.index(LANES - 1);
  let lower = 0n;
  for (let i = 0; i < LANES - 1; i++) {
    const most = extreme(i);
    let digit = most;
    if (pattern === 1) digit = -most;
    else if (pattern === 2) digit = i % 2 === odd ? most : -most;
    else if (pattern === 3) digit = random.index(2) ? most : -most;
    else if (pattern === 4) digit = i === single ? most : 0;
    else if (pattern === 5) digit = i === single ? -most : (random.word() % most) - (most >> 1);
    lanes[element * LANES + i] = digit * 2 ** PLACES[i]!;
    lower += BigInt(digit) << BigInt(PLACES[i]!);
  }
  // The largest top digit with |value| ≤ limit, on either side.
  const top = BigInt(PLACES[LANES - 1]!);
  const highest = (limit - lower) >> top;
  const lowest = -((limit + lower) >> top);
  const choice = random.index(3);
  const digit = choice === 0
    ? highest
    : choice === 1
    ? lowest
    : lowest + random.below(highest - lowest + 1n);
  lanes[element * LANES + LANES - 1] = Number(digit << top);
}

/**
 * `count` operands with |value| ≤ limit (at least p): a third uniformly random in balanced lanes, a third at boundaries
 * (0, ±1, ±p, ±p ± 1, ±limit), a third with lanes at their extremes.
 */
export function operands(random: Random, p: bigint, limit: bigint, count: number): Operands {
  const lanes = new Float64Array(count * LANES);
  const values: bigint[] = [];
  const edges = [0n, 1n, p - 1n, p, p + 1n, limit - 1n, limit, (p - 1n) / 2n, 1n << 231n];
  for (let k = 0; k < count; k++) {
    if (k % 3 === 0) {
      setLanes(lanes, k, random.below(2n * limit + 1n) - limit);
    } else if (k % 3 === 1) {
      const edge = edges[random.index(edges.length)]!;
      const value = edge > limit ? limit : edge;
      setLanes(lanes, k, random.index(2) ? value : -value);
    } else {
      setExtremeLanes(random, lanes, k, limit);
    }
    values.push(integerOfLanes(lanes, k));
  }
  return { values, lanes };
}

/** The value of an element's lanes as a double: right to about 2^−50 of itself. */
export function approximate(lanes: Float64Array, element: number): number {
  let x = 0;
  for (let i = 0; i < LANES; i++) x += lanes[element * LANES + i]!;
  return x;
}
