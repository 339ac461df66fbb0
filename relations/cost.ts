// What a registry's relations cost per active edge: the compiled programs' operations by kind of round, and beside them
// the multiplications of the reference prover. Counts what programs say; runs nothing.

import { compileRegistry, type Knowledge } from "./compiler/compile.ts";
import { coefficientsAt, nativePlanes, pointOfPlane } from "./points.ts";
import { type Block, type EdgeCost, edgeCost, instructionLength, Op } from "./program.ts";
import type { RelationRegistry } from "./registry.ts";
import { ULTRA_BB3, ULTRA_BB5 } from "./ultra/mod.ts";

/** Kinds of rounds: what is known of the sums beforehand differs, and with it what must be computed. */
export type RoundKind = "first" | "firstSatisfied" | "later";

/** What the prover knows in each kind. */
const KNOWLEDGE: Readonly<Record<RoundKind, Knowledge>> = {
  first: "nothing",
  firstSatisfied: "zeros",
  later: "claims",
};

/** Operations per active edge, in elements. */
export interface OperationCost extends EdgeCost {
  /** Values at further points made from a value's own; their terms are among the additions. */
  readonly extensions: number;
}

/** The programs of one relation. */
export interface RelationCost {
  /** On any edge. */
  readonly general: OperationCost;
  /** On edges where columns have the values that the relation is specialized for, in the order of its hints. */
  readonly special: readonly OperationCost[];
}

/** One relation. */
export interface RelationCosts {
  /** Its name. */
  readonly name: string;
  /** Its programs' operations. */
  readonly rounds: Readonly<Record<RoundKind, RelationCost>>;
  /** Columns that it reads: each is folded with one multiplication per edge and round, whatever reads it, or copied. */
  readonly folds: number;
  /** Multiplications of the reference prover per active edge; undefined for relations that it does not have. */
  readonly reference: number | undefined;
}

/**
 * Multiplications and squarings per active edge in the relations that barretenberg publishes, counted by hand: it
 * computes every subrelation at all the points of its relation, in every round.
 */
const REFERENCE: Readonly<Record<string, number>> = {
  arithmetic: 52,
  permutation: 76,
  lookup: 66,
  range: 82,
  elliptic: 86,
  memory: 124,
  non_native_field: 83,
  poseidon2_external: 114,
  poseidon2_internal: 55,
};

/** The costs of a registry's relations, in its order. */
export function relationCosts(registry: RelationRegistry): readonly RelationCosts[] {
  const known = registry === ULTRA_BB3 || registry === ULTRA_BB5;
  return registry.relations.map(({ name, columns }, i) => {
    const cost = (kind: RoundKind): RelationCost => {
      const { program } = compileRegistry(registry, { knowledge: KNOWLEDGE[kind] });
      const costs = program.relations[i].blocks.map((b) => operationCost(b, registry.maxDegree));
      return { general: costs[costs.length - 1], special: costs.slice(0, -1) };
    };
    return {
      name,
      rounds: {
        first: cost("first"),
        firstSatisfied: cost("firstSatisfied"),
        later: cost("later"),
      },
      folds: columns.length,
      reference: known ? REFERENCE[name] : undefined,
    };
  });
}

/** The sum over relations, each on its first special program if it has one and `special` is asked for. */
export function totalCost(
  costs: readonly RelationCosts[],
  kind: RoundKind,
  special = false,
): OperationCost {
  const programs = costs.map(({ rounds }) => {
    const { general, special: [first] } = rounds[kind];
    return special ? first ?? general : general;
  });
  const sum = (count: (cost: OperationCost) => number) =>
    programs.reduce((total, cost) => total + count(cost), 0);
  return {
    multiplications: sum((cost) => cost.multiplications),
    squarings: sum((cost) => cost.squarings),
    additions: sum((cost) => cost.additions),
    extensions: sum((cost) => cost.extensions),
    loads: sum((cost) => cost.loads),
  };
}

function operationCost(block: Block, maxDegree: number): OperationCost {
  return { ...edgeCost(block), extensions: countExtensions(block.code, maxDegree) };
}

/** A combination of planes: the coefficient of each. */
type Terms = ReadonlyMap<number, number>;

/** Counts the combinations that extend a value, of at most the given degree, to a further point. */
function countExtensions(code: Int32Array, maxDegree: number): number {
  /** What each plane was last made of, if by a combination of single planes: long sums are made of shorter ones. */
  const made = new Map<number, Terms>();
  let count = 0;
  for (let pc = 0; pc < code.length; pc += instructionLength(code, pc)) {
    if (code[pc] !== Op.combine || code[pc + 2] !== 1) continue;
    const out = code[pc + 1], terms = new Map<number, number>();
    for (let i = 0; i < code[pc + 4]; i++) {
      const [plane, coefficient] = code.subarray(pc + 5 + 2 * i);
      terms.set(plane, (terms.get(plane) ?? 0) + coefficient);
    }
    if (isExtension(out, terms, made, maxDegree)) count++;
    made.set(out, terms);
  }
  return count;
}

/** Whether the terms are those of the interpolation that gives plane `out` of a value from its first planes. */
function isExtension(
  out: number,
  terms: Terms,
  made: ReadonlyMap<number, Terms>,
  maxDegree: number,
): boolean {
  for (let plane = nativePlanes(1); plane <= maxDegree; plane++) {
    for (let degree = 1; nativePlanes(degree) <= plane; degree++) {
      const first = out - plane, wanted = coefficientsAt(degree, pointOfPlane(plane));
      const found = termsWithin(terms, first, first + wanted.length, made);
      if (found !== undefined && wanted.every((c, i) => c === (found.get(first + i) ?? 0))) {
        return true;
      }
    }
  }
  return false;
}

/** The terms in planes first … end − 1, others replaced by what they were made of; undefined if that is not possible. */
function termsWithin(
  terms: Terms,
  first: number,
  end: number,
  made: ReadonlyMap<number, Terms>,
  depth = 4,
): Terms | undefined {
  const within = new Map<number, number>();
  const put = (plane: number, c: number) => within.set(plane, (within.get(plane) ?? 0) + c);
  for (const [plane, c] of terms) {
    if (plane >= first && plane < end) put(plane, c);
    else {
      const parts = depth === 0 ? undefined : made.get(plane);
      const inner = parts && termsWithin(parts, first, end, made, depth - 1);
      if (inner === undefined) return undefined;
      for (const [part, d] of inner) put(part, c * d);
    }
  }
  return within;
}
