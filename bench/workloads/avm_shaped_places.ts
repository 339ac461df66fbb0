// Where the relations of `avm-shaped` are in the trace: subtraces and their heights, and which columns of each may be
// copies of others. From counts alone.

import type { Place } from "./avm_shaped_links.ts";
import { columnNames } from "./avm_shaped_main.ts";
import { POSEIDON2, type Roles } from "./avm_shaped_roles.ts";
import {
  COLUMNS,
  EVERY_INSTRUCTION,
  LOOKUP_WIDTHS,
  MAIN,
  MEMORY,
  ONE_INSTRUCTION,
  PERMUTATION_WIDTHS,
  PRECOMPUTED,
  SHORTEST,
  TALLEST,
} from "./avm_shaped_shape.ts";
import type { Random } from "./random.ts";

/** The subtrace of the relations that are about executed instructions. */
const INSTRUCTIONS = "instructions";
/** Subtraces that are taller than it. */
const INSTRUCTIONS_RANK = 8;
/** Columns that only lookups read go to so many relations with the fewest inputs. */
const COPYING_RELATIONS = 11;

/** The subtrace that a main relation is about. */
export function subtraceOf(relation: string): string {
  return EVERY_INSTRUCTION.includes(relation) || ONE_INSTRUCTION.includes(relation)
    ? INSTRUCTIONS
    : relation;
}

/** Rows of each subtrace at scale 1: log-uniform from TALLEST to SHORTEST, in an order drawn but for two. */
export function subtraceHeights(random: Random): ReadonlyMap<string, number> {
  const names = new Set(MAIN.map(({ name }) => subtraceOf(name)));
  for (const fixed of [MEMORY, INSTRUCTIONS]) names.delete(fixed);
  const others = shuffled(random, [...names]);
  const order = [MEMORY, ...others.splice(0, INSTRUCTIONS_RANK - 1), INSTRUCTIONS, ...others];
  return new Map(order.map((name, i) => {
    const part = i / (order.length - 1);
    return [name, Math.round(TALLEST * (SHORTEST / TALLEST) ** part)];
  }));
}

/** By main relation: the columns that no main relation reads, which make up the AVM's number of columns. */
export function copyColumns(roles: readonly Roles[]): ReadonlyMap<string, readonly string[]> {
  const helpers = 2 * LOOKUP_WIDTHS.length + PERMUTATION_WIDTHS.length;
  const read = MAIN.reduce((sum, { columns }) => sum + columns, 0) - COLUMNS.shifted;
  const spare = COLUMNS.witness - helpers - read;
  const needy = [...roles].sort((a, b) => a.inputs - b.inputs).slice(0, COPYING_RELATIONS);
  const columns = new Map<string, string[]>(MAIN.map(({ name }) => [name, []]));
  for (let i = 0; i < spare; i++) {
    const { name } = needy[i % needy.length].shape, list = columns.get(name)!;
    list.push(`${name}_copy${list.length}`);
  }
  return columns;
}

/** What can be linked, precomputed tables first, then the main relations in the given order. */
export function placesInOrder(
  order: readonly string[],
  roles: ReadonlyMap<string, Roles>,
  heights: ReadonlyMap<string, number>,
  copies: ReadonlyMap<string, readonly string[]>,
): readonly Place[] {
  const tables = PRECOMPUTED.map(({ name, height, bits }): Place => ({
    name,
    height,
    isDense: true,
    isPrecomputed: true,
    free: [],
    bits: [],
    columns: bits.length,
  }));
  const mains = order.map((name): Place => {
    const place = {
      name,
      height: heights.get(subtraceOf(name))!,
      isDense: !ONE_INSTRUCTION.includes(name),
      isPrecomputed: false,
    };
    const shape = MAIN.find((m) => m.name === name)!;
    // The inputs of Poseidon2 stay arbitrary.
    if (name === POSEIDON2) return { ...place, free: [], bits: [], columns: shape.columns - 1 };
    const known = roles.get(name)!, names = columnNames(known), own = copies.get(name)!;
    return {
      ...place,
      free: [...names.inputs, ...own],
      bits: names.bits.slice(known.flags),
      columns: shape.columns - known.shifts - 1 + own.length,
    };
  });
  return [...tables, ...mains];
}

/** The list in an order drawn at random. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
