// Carries and reductions of lanes, as parts of generated programs. The contract's bounds (lane_kernel.ts) are proven
// here: whatever leaves is balanced.

import { INVERSE_P, minusP, round, ROUND_UNIT } from "../constants.ts";
import { BALANCE_SLACK, MODULUS_BITS, PLACES } from "../grid.ts";
import { LANES } from "../lane_kernel.ts";
import { product, type Program, type Value, value } from "./program.ts";

/** The largest multiple of p that a reduction subtracts, and what it may be off by. */
const MULTIPLE = 513;

/** Throws unless every lane but the top one is balanced: the promise that generated code keeps. */
export function assertBalanced(lanes: readonly Value[]): void {
  for (let i = 0; i < LANES - 1; i++) {
    const limit = 2 ** (PLACES[i + 1]! - 1) * (1 + BALANCE_SLACK);
    if (!(lanes[i]!.bound <= limit && lanes[i]!.place >= PLACES[i]!)) {
      throw new RangeError(`Cannot prove lane ${i} (${lanes[i]!.text}) balanced`);
    }
  }
}

/**
 * Carries all lanes at once: every carry is taken from the lanes as they were, so nothing waits for anything. Leaves
 * lanes balanced (within the slack) when none was above 2^10 times a balanced lane.
 */
export function carryAtOnce(
  program: Program,
  name: string,
  carry: string,
  lanes: readonly Value[],
): Value[] {
  const highs: Value[] = [];
  const lows: Value[] = [];
  for (let i = 0; i < LANES - 1; i++) {
    const [high, low] = program.split(
      `${carry}${i}`,
      `${carry}l${i}`,
      lanes[i]!,
      PLACES[i + 1]!,
      round(i + 1),
    );
    highs.push(high);
    lows.push(low);
  }
  lows.push(lanes[LANES - 1]!);
  const out = lows.map((low, i) =>
    i === 0 ? low : program.sum(`${name}${i}`, [low, highs[i - 1]!])
  );
  assertBalanced(out);
  return out;
}

/** Carries from the lowest lane to the highest, one after the other: for lanes of any size, with no slack left. */
export function carryInTurn(
  program: Program,
  name: string,
  carry: string,
  lanes: readonly Value[],
): Value[] {
  const out: Value[] = [];
  let incoming: Value[] = [];
  for (let i = 0; i < LANES; i++) {
    const sum = i === 0
      ? lanes[0]!
      : program.sum(`${name}${i === LANES - 1 ? "" : "t"}${i}`, [lanes[i]!, ...incoming]);
    if (i === LANES - 1) {
      out.push(sum);
      break;
    }
    const [high, low] = program.split(
      `${carry}${i}`,
      `${name}${i}`,
      sum,
      PLACES[i + 1]!,
      round(i + 1),
    );
    incoming = [high];
    out.push(low);
  }
  assertBalanced(out);
  return out;
}

/** Emits `multiple`, the integer nearest to v/p; lanes are summed upwards, so that the quotient is right to 2^−20. */
export function nearestMultiple(program: Program, lanes: readonly Value[]): void {
  const magic = program.constant(ROUND_UNIT);
  program.emit(`const v = ${lanes.map((lane) => lane.text).join(" + ")};`);
  program.emit(`const multiple = v * ${program.constant(INVERSE_P)} + ${magic} - ${magic};`);
}

/** Lanes less `multiple` times the lanes of p, for |multiple| ≤ limit. */
export function subtractMultiple(
  program: Program,
  name: string,
  lanes: readonly Value[],
  multiple: string,
  limit: number = MULTIPLE,
): Value[] {
  const k = value(multiple, limit, 0);
  return lanes.map((lane, j) => {
    const bound = j < LANES - 1 ? 2 ** (PLACES[j + 1]! - 1) : 2 ** MODULUS_BITS * (1 + 2 ** -20);
    const minusLane = value(program.constant(minusP(j)), bound, PLACES[j]!);
    return program.sum(`${name}${j}`, [lane, product(k, minusLane)]);
  });
}
