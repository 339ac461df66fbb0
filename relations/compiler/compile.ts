// The compiler: registry → program. See lower.ts (what is computed), plan.ts (on which points), emit.ts (the instructions
// and their bounds) and planes.ts (where values are kept).

import type { RelationRegistry } from "../registry.ts";
import type { Relation } from "../relation.ts";
import type { ExpressionGraph } from "../expression.ts";
import type { Block, Output, Program, RelationProgram } from "../program.ts";
import { emitRelation, type KernelBounds } from "./emit.ts";
import { type KnownPlanes, planValues } from "./plan.ts";
import { shortenSums } from "./short_sums.ts";
import { type Polynomials, specialize } from "./specialize.ts";
import { emitPlain, type PlainPart, plainPart } from "./plain.ts";
import { PlaneAllocator } from "./planes.ts";
import { lowerRelation } from "./lower.ts";
import type { Lowered, Scalar } from "./values.ts";
import { vanishesWhereZero } from "../vanishing.ts";

/** Columns kept from one relation to the next, at least. */
const MIN_SLOTS = 48;
/** Value bound, in units of p, up to which an accumulator may grow before it is reduced. */
const ACCUMULATOR_LIMIT = 500;

/** A compiled registry with what is needed to evaluate its scalars. */
export interface CompiledRegistry {
  /** What workers execute. */
  readonly program: Program;
  /** The scalars that the program uses, in order; see {@linkcode Scalar}. */
  readonly scalars: readonly ScalarTable[];
}

/** Scalars of one block. */
export interface ScalarTable {
  /** Number of the relation, whose parameters the nodes name. */
  readonly relation: number;
  /** The graph that the nodes are in. */
  readonly graph: ExpressionGraph;
  /** In order. */
  readonly scalars: readonly Scalar[];
}

/**
 * What the prover knows of a round's sums, so that it need not be computed:
 * - `nothing`;
 * - `claims`: the value at 0 of each degree's whole sum (it follows from the value at 1 and the round before), which
 *   leaves it to the blocks that compute the subrelations' full degrees;
 * - `zeros`: row-wise sums are 0 at 0 and 1 (the first round of a satisfied trace).
 */
export type Knowledge = "nothing" | "claims" | "zeros";

/** Which of the compiler's techniques to use. Results are the same, and a bench can tell the gains. */
export interface CompilerOptions {
  /** Divide sums by a scalar where that saves multiplications (rescale.ts); the scalar must not be 0. Default true. */
  readonly divide?: boolean;
  /**
   * Compile smaller programs for edges on which columns have the values that relations are specialized for. Default
   * true.
   */
  readonly specialize?: boolean;
  /** Default `nothing`. */
  readonly knowledge?: Knowledge;
  /**
   * Of each of the registry's columns, the bits that its values have, 0 if it is not small: what is over small columns
   * alone is computed in plain numbers. For round 0 only: folded columns are not small. Default: no column is small.
   */
  readonly small?: readonly number[];
}

/** Results kept with a registry, the one used last at the end. */
const compiled = new WeakMap<RelationRegistry, Map<string, CompiledRegistry>>();
/** So many of them: a proof needs two or three, but the bits of small columns may differ from trace to trace. */
const MAX_KEPT = 12;

/** Compiles the registry for its field's kernel; the results used last are kept with the registry. */
export function compileRegistry(
  registry: RelationRegistry,
  options: CompilerOptions = {},
): CompiledRegistry {
  const { divide = true, specialize = true, knowledge = "nothing", small = [] } = options;
  const known = compiled.get(registry) ?? new Map<string, CompiledRegistry>();
  compiled.set(registry, known);
  const key = `${divide} ${specialize} ${knowledge} ${small}`;
  const result = known.get(key) ??
    compile(registry, { divide, specialize, knowledge, small });
  known.delete(key);
  known.set(key, result);
  if (known.size > MAX_KEPT) known.delete(known.keys().next().value!);
  return result;
}

/** A relation, or what is left of it where some of its columns are constant. */
interface Variant {
  readonly when: readonly (readonly [column: number, value: number])[];
  readonly graph: ExpressionGraph;
  readonly lowered: Lowered;
  /** What is computed in plain numbers instead. */
  readonly plain: PlainPart | undefined;
  readonly known: KnownPlanes;
}

function compile(registry: RelationRegistry, options: Required<CompilerOptions>): CompiledRegistry {
  const bounds: KernelBounds = registry.field.kernel();
  const variants = registry.relations.map((relation) => variantsOf(registry, relation, options));
  const allocator = new PlaneAllocator(
    Math.max(MIN_SLOTS, ...registry.relations.map((r) => r.columns.length)),
    Math.max(3, ...variants.flat().map((v) => columnPlanes(v))),
  );
  const plainPlanes = new PlaneAllocator(0, 0);
  const relations: RelationProgram[] = [], outputs: Output[] = [], scalars: ScalarTable[] = [];
  let scalar = 0, accumulator = 0, productSum = 0, flat = 0;
  registry.relations.forEach((relation, r) => {
    const columns = relation.columns.map((name) => registry.columnIndex(name));
    const bits = columns.map((column) => options.small[column] ?? 0);
    const blocks = variants[r].map(({ when, graph, lowered, plain, known }): Block => {
      const first = accumulator;
      const starts = lowered.outputs.map((output, i) => {
        const { subrelation, degree, rowWise } = plain?.subrelations.has(i)
          ? plain.lowered.outputs[i]
          : output;
        const at = accumulator;
        if (degree === undefined) return at;
        accumulator += degree + 1;
        outputs.push({
          subrelation: flat + subrelation,
          subrelationDegree: relation.subrelations[subrelation].degree,
          rowWise,
          accumulator: at,
          degree,
          omitted: Math.min(degree + 1, rowWise ? known.rowWise : known.sumWise),
        });
        return at;
      });
      const base = { columns, scalar, accumulators: starts, productSum };
      const { code, productSums, accumulatedBound } = emitRelation(
        lowered,
        base,
        allocator,
        bounds,
        known,
      );
      const plainBase = { columns, accumulators: starts };
      scalar += lowered.scalars.length;
      scalars.push({ relation: r, graph, scalars: lowered.scalars });
      const firstProductSum = productSum;
      productSum += productSums.length / 2;
      return {
        when: Int32Array.from(when.flatMap(([column, value]) => [columns[column], value])),
        code,
        plain: plain && emitPlain(plain, bits, plainBase, plainPlanes, known),
        reduceEvery: Math.floor(ACCUMULATOR_LIMIT / Math.max(1, accumulatedBound)) - 1,
        accumulators: [first, accumulator - first],
        firstProductSum,
        productSums,
      };
    });
    flat += relation.subrelations.length;
    relations.push({
      blocks,
      skip: Int32Array.from(relation.skipIfZero, (name) => registry.columnIndex(name)),
      columns: Int32Array.from(columns),
      zeroRow: vanishesOnZeroRow(relation),
    });
  });
  return {
    program: {
      relations,
      outputs,
      planes: allocator.planes,
      plainPlanes: plainPlanes.planes,
      slots: allocator.slots,
      scalars: scalar,
      accumulators: accumulator,
      productSums: productSum,
    },
    scalars,
  };
}

/** The relation's variants, the one for all edges last. */
function variantsOf(
  registry: RelationRegistry,
  relation: Relation,
  options: Required<CompilerOptions>,
): Variant[] {
  const bits = relation.columns.map((name) => options.small[registry.columnIndex(name)] ?? 0);
  const variant = (when: Variant["when"], polynomials: Polynomials): Variant => {
    const whole = lowerRelation(polynomials, options.divide);
    const full = whole.outputs.every(({ degree, subrelation }) =>
      degree === undefined || degree === relation.subrelations[subrelation].degree
    );
    const known = knownPlanes(options.knowledge, full);
    const plain = plainPart(polynomials, bits, known);
    const rest = plain === undefined
      ? whole
      : lowerRelation(polynomials, options.divide, plain.subrelations);
    const lowered = shortenSums(rest, bits);
    return { when, graph: polynomials.graph, lowered, plain, known };
  };
  const special = (options.specialize ? relation.specialize : []).flatMap((hint) => {
    const when = Object.entries(hint)
      .map(([name, value]) => [relation.columns.indexOf(name), value] as const);
    const polynomials = specialize(relation, new Map(when), registry.field);
    return polynomials.subrelations.some(isUnweightedConstant) ? [] : [variant(when, polynomials)];
  });
  return [...special, variant([], relation)];
}

/** A program computes on columns and weights: it has nothing to add up a mere constant from. */
function isUnweightedConstant({ kind, value }: Polynomials["subrelations"][number]): boolean {
  return kind === "sum-wise" && value.degree === 0 && value.graph.number(value.id) !== 0;
}

function knownPlanes(knowledge: Knowledge, full: boolean): KnownPlanes {
  if (knowledge === "zeros") return { rowWise: 2, sumWise: 0 };
  // Sums of lower degree than their subrelations' are other unknowns: the one equation is spent on the full ones.
  return knowledge === "claims" && full ? { rowWise: 1, sumWise: 1 } : { rowWise: 0, sumWise: 0 };
}

function columnPlanes({ lowered, known }: Variant): number {
  const plan = planValues(lowered, known);
  return Math.max(0, ...lowered.values.map((v, i) => v.op === "load" ? plan[i].need : 0));
}

function vanishesOnZeroRow(relation: Relation): boolean {
  const zero = new Set(relation.columns.keys());
  return relation.subrelations.every((s) => vanishesWhereZero(relation.graph, s.value.id, zero));
}
