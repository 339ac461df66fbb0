// What each subrelation and column of a main relation of `avm-shaped` is for. From counts alone: says how many columns
// are bits, inputs and outputs, so that all relations together have the right number of them.

import { COLUMNS, MAIN, type MainShape, MANY_BITS } from "./avm_shaped_shape.ts";

/**
 * What a subrelation says, s being the selector:
 * - `selector`: s·(1 − s);
 * - `bit`: b·(1 − b);
 * - `selected-bit`: s·b·(1 − b);
 * - `linear`: out − Σ c·x, without s, which therefore is skipped only where these columns are zero too;
 * - `equation`: s·(out − P);
 * - `case`: s·guards·(out − P), several of them with one out, told apart by flags.
 */
export type Role = "selector" | "bit" | "selected-bit" | "linear" | "equation" | "case";

/** The roles in one relation. */
export interface Roles {
  /** The counts that they fulfil. */
  readonly shape: MainShape;
  /** By subrelation. */
  readonly roles: readonly Role[];
  /** Columns that are 0 or 1, the flags first. */
  readonly bits: number;
  /** Bits of which at most one is 1 in a row; with f of them, f + 1 cases can be told apart. */
  readonly flags: number;
  /** Columns that linear subrelations fix. */
  readonly linear: number;
  /** Columns that equations and cases fix. */
  readonly outs: number;
  /** Columns of free values. */
  readonly inputs: number;
  /** Columns whose values do not follow from others that are also read in the next row. */
  readonly shifts: number;
}

/** The relation that is not made from roles, but is the permutation that its name says. */
export const POSEIDON2 = "poseidon2_perm";

/** How many cases share an out at most. */
const MOST_CASES = 4;

/** One subrelation of degree 2 in three is about a bit, and one of degree 3 in seven. */
const BIT_EVERY = 3, SELECTED_BIT_EVERY = 7;

/** The roles in every main relation but Poseidon2, in order. */
export function assignRoles(): readonly Roles[] {
  const drafts = MAIN.filter(({ name }) => name !== POSEIDON2).map(draft);
  const shifts = apportion(
    COLUMNS.shifted,
    drafts.map(({ slack }) => slack),
    drafts.map(mostShifts),
  );
  return drafts.map(({ slack, ...rest }, i) => ({
    ...rest,
    inputs: slack - shifts[i],
    shifts: shifts[i],
  }));
}

interface Draft extends Omit<Roles, "inputs" | "shifts"> {
  /** Columns to be divided between inputs and shifts. */
  readonly slack: number;
}

function draft(shape: MainShape): Draft {
  const { name, lengths, columns } = shape;
  let twos = 0, threes = 0;
  const many = MANY_BITS.has(name);
  const roles = lengths.map((length): Role => {
    switch (length) {
      case 2:
        return "linear";
      case 3:
        twos++;
        if (twos === 1) return "selector";
        return (twos % BIT_EVERY === 2) !== many ? "bit" : "equation";
      case 4:
        return ++threes % SELECTED_BIT_EVERY === 5 ? "selected-bit" : "case";
      default:
        return "case";
    }
  });
  // With nothing to compute, inputs would not be read.
  if (!roles.includes("equation") && !roles.includes("case") && roles.includes("bit")) {
    roles[roles.indexOf("bit")] = "equation";
  }
  const count = (role: Role): number => roles.filter((r) => r === role).length;
  const bits = count("bit") + count("selected-bit"), cases = count("case");
  const flags = Math.min(MOST_CASES - 1, bits, Math.max(0, cases - 1));
  const linear = count("linear"), outs = count("equation") + Math.ceil(cases / (flags + 1));
  const slack = columns - 1 - bits - linear - outs;
  if (slack < 0) {
    throw new RangeError(
      `Cannot give roles to ${name}: its ${columns} columns are ${-slack} too few`,
    );
  }
  return { shape, roles, bits, flags, linear, outs, slack };
}

/** Shifts of a relation at most: one for each base, and something must be left to compute from. */
function mostShifts({ slack, bits }: Draft): number {
  return Math.min(slack - (bits === 0 ? 1 : 0), Math.floor((slack + bits + 1) / 2));
}

/** Divides `total` in proportion to the weights, within the limits. */
function apportion(total: number, weights: readonly number[], limits: readonly number[]): number[] {
  const all = weights.reduce((sum, w) => sum + w, 0);
  const shares = weights.map((w, i) =>
    Math.max(0, Math.min(limits[i], Math.floor(total * w / all)))
  );
  let left = total - shares.reduce((sum, s) => sum + s, 0);
  for (let moved = true; left > 0 && moved;) {
    moved = false;
    shares.forEach((share, i) => {
      if (left === 0 || share >= limits[i]) return;
      shares[i]++;
      left--;
      moved = true;
    });
  }
  if (left > 0) throw new RangeError(`Cannot divide ${total} shifts: ${left} find no place`);
  return shares;
}
