// A registry: relations over one field and one list of columns, in the order that a proof follows. It gives a proof its
// shape and the verifier its values. May not know about rounds, points or lanes.

import { quoted } from "../field/codec_text.ts";
import { FieldError } from "../field/errors.ts";
import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { registryDigest } from "./digest.ts";
import { RelationError } from "./errors.ts";
import { PointEvaluator } from "./evaluate.ts";
import { checkDistinct, checkIdentifier, checkLabel, shiftedName } from "./names.ts";
import type { Relation, SubrelationKind } from "./relation.ts";

/** What a registry is made from. */
export interface RegistryDefinition {
  /** Name that proofs and commands use. */
  readonly name: string;
  /** The field of every column, parameter and constant. */
  readonly field: PrimeField;
  /** The relations, in the order of their separators. */
  readonly relations: readonly Relation[];
  /** The stored columns in order, at least those that are read; by default those, in order of first use. */
  readonly columns?: readonly string[];
  /** The shifted columns by their bases, in order; by default in order of first use. */
  readonly shifts?: readonly string[];
}

/** One subrelation of a registry. */
export interface RegisteredSubrelation {
  /** Name of its relation. */
  readonly relation: string;
  /** Its name in the relation. */
  readonly name: string;
  /** Its degree, every column and shift counted. */
  readonly degree: number;
  /** Whether it holds on each row or only summed over all of them. */
  readonly kind: SubrelationKind;
}

/** Where a relation's columns and parameters stand in its registry. */
export interface Placement {
  /** For each of the relation's columns, its index in `registry.columns`. */
  readonly columns: readonly number[];
  /** For each of the relation's parameters, its index in `registry.parameters`. */
  readonly parameters: readonly number[];
}

/**
 * Relations over one list of columns.
 *
 * @example A counter over two columns, one of them also read in the next row
 * ```ts
 * import { BN254_FR } from "@limbs/sumcheck/field";
 * import { relation, RelationRegistry } from "@limbs/sumcheck/relations";
 *
 * const counter = relation({
 *   name: "counter",
 *   columns: ["q", "n"],
 *   shifts: ["n"],
 *   skipIfZero: "q",
 *   subrelations: ({ q, n, n_shift }) => [
 *     { name: "step", degree: 2, value: q.mul(n_shift.sub(n).sub(1)) },
 *   ],
 * });
 * const registry = new RelationRegistry({ name: "counting", field: BN254_FR, relations: [counter] });
 * registry.columns; // ["q", "n", "n_shift"]
 * registry.univariateLength; // 4: values at 0 … 3, for degree 2 and the gate separator's one
 * ```
 */
export class RelationRegistry {
  /** Name that proofs and commands use. */
  readonly name: string;
  /** The field of every column, parameter and constant. */
  readonly field: PrimeField;
  /** The relations, in the order of their separators. */
  readonly relations: readonly Relation[];
  /** The columns that a trace stores. */
  readonly storedColumns: readonly string[];
  /** The shifted columns, in order. */
  readonly shifts: readonly { readonly name: string; readonly base: string }[];
  /** Stored columns, then shifted columns: the order of a proof's evaluations. */
  readonly columns: readonly string[];
  /** Every relation's parameters, in order of first use. */
  readonly parameters: readonly string[];
  /** Every relation's subrelations, in order. */
  readonly subrelations: readonly RegisteredSubrelation[];
  /** For each relation, where its columns and parameters stand. */
  readonly placements: readonly Placement[];
  /** The largest degree of a subrelation. */
  readonly maxDegree: number;
  /** Values in a round univariate, at 0 … `maxDegree` + 1: the gate separator adds one to the degree. */
  readonly univariateLength: number;

  readonly #columnIndex: ReadonlyMap<string, number>;
  readonly #evaluators: readonly PointEvaluator[];
  #digest: Uint8Array | undefined;

  /**
   * Joins the relations and checks that they fit together.
   *
   * @throws {RelationError} "bad-name", "duplicate-name"; "empty-registry" without relations; "unknown-column" if
   * `columns` or `shifts` are given and lack one that is read; "bad-constant" for a constant that is not below p
   */
  constructor(definition: RegistryDefinition) {
    const { name, field, relations } = definition;
    checkLabel("name", "a registry", name);
    const where = `registry "${name}"`;
    if (relations.length === 0) {
      throw new RelationError("empty-registry", `Cannot define ${where}: it has no relations`);
    }
    checkDistinct("relation", where, relations.map((r) => r.name));
    this.name = name;
    this.field = field;
    this.relations = Object.freeze([...relations]);

    const shifts = ordered(where, "shift", relations.flatMap((r) => r.shifts), definition.shifts);
    const read = relations.flatMap((r) => r.columns.slice(0, r.columns.length - r.shifts.length));
    this.storedColumns = ordered(where, "column", [...read, ...shifts], definition.columns);
    this.shifts = Object.freeze(
      shifts.map((base) => Object.freeze({ name: shiftedName(base), base })),
    );
    this.columns = Object.freeze([...this.storedColumns, ...shifts.map(shiftedName)]);
    checkDistinct("column", where, this.columns);
    this.parameters = Object.freeze([...new Set(relations.flatMap((r) => r.parameters))]);

    this.#columnIndex = new Map(this.columns.map((column, index) => [column, index]));
    this.placements = Object.freeze(relations.map((r) =>
      Object.freeze({
        columns: Object.freeze(r.columns.map((column) => this.columnIndex(column))),
        parameters: Object.freeze(r.parameters.map((p) => this.parameters.indexOf(p))),
      })
    ));
    this.subrelations = Object.freeze(
      relations.flatMap((r) =>
        r.subrelations.map(({ name, degree, kind }) =>
          Object.freeze({ relation: r.name, name, degree, kind })
        )
      ),
    );
    this.maxDegree = this.subrelations.reduce((most, s) => Math.max(most, s.degree), 0);
    this.univariateLength = this.maxDegree + 2;
    this.#evaluators = relations.map((r) => evaluator(where, field, r));
  }

  /**
   * Where a column stands in `columns`.
   * @throws {RelationError} "unknown-column"
   */
  columnIndex(name: string): number {
    const index = this.#columnIndex.get(name);
    if (index !== undefined) return index;
    throw new RelationError(
      "unknown-column",
      `Cannot find a column of registry "${this.name}": ${
        quoted(name)
      } is not one of its ${this.#columnIndex.size}`,
    );
  }

  /**
   * The relation of this name.
   * @throws {RelationError} "unknown-relation"
   */
  relation(name: string): Relation {
    const found = this.relations.find((r) => r.name === name);
    if (found !== undefined) return found;
    throw new RelationError(
      "unknown-relation",
      `Cannot find a relation of registry "${this.name}": ${
        quoted(name)
      } is not one of its ${this.relations.length}`,
    );
  }

  /** 32 bytes that identify all that a verifier relies on: see digest.ts. */
  digest(): Uint8Array {
    this.#digest ??= registryDigest({
      name: this.name,
      field: this.field,
      storedColumns: this.storedColumns,
      shifts: this.shifts.map((shift) => shift.base),
      parameters: this.parameters,
      relations: this.relations,
    });
    return this.#digest.slice();
  }

  /**
   * Every subrelation's value at one point; skips nothing.
   *
   * @param values One element per entry of `columns`.
   * @param parameters One element per entry of `parameters`.
   * @returns One element per entry of `subrelations`.
   * @throws {RelationError} "length-mismatch", "field-mismatch"
   */
  evaluate(values: FieldVector, parameters: FieldVector): FieldVector {
    this.#check("columns", values, this.columns.length);
    this.#check("parameters", parameters, this.parameters.length);
    const out = this.field.vector(this.subrelations.length);
    let next = 0;
    this.#evaluators.forEach((evaluator, i) => {
      const { columns, parameters: places } = this.placements[i];
      const found = evaluator.run((c) => values.get(columns[c]), (p) => parameters.get(places[p]));
      for (const value of found) out.set(next++, value);
    });
    return out;
  }

  /**
   * The parameters in order, from their values by name.
   * @throws {RelationError} "unknown-parameter" if one is missing or not this registry's
   * @throws {FieldError} if a value is not a canonical element
   */
  parameterVector(values: Readonly<Record<string, FieldElement | string | number>>): FieldVector {
    for (const name of Object.keys(values)) {
      if (!this.parameters.includes(name)) throw this.#badParameter(name, "is not one of them");
    }
    return this.field.vectorOf(this.parameters.map((name) => {
      if (!Object.hasOwn(values, name)) throw this.#badParameter(name, "is missing");
      return values[name];
    }));
  }

  #badParameter(name: string, why: string): RelationError {
    return new RelationError(
      "unknown-parameter",
      `Cannot list the parameters of registry "${this.name}": ${quoted(name)} ${why}`,
    );
  }

  #check(what: string, vector: FieldVector, length: number): void {
    if (!vector.field.isSameAs(this.field)) {
      throw new RelationError(
        "field-mismatch",
        `Cannot evaluate registry "${this.name}": the field of the ${what} is ${vector.field.name}, not ${this.field.name}`,
      );
    }
    if (vector.length !== length) {
      throw new RelationError(
        "length-mismatch",
        `Cannot evaluate registry "${this.name}": the number of ${what} is ${vector.length}, not ${length}`,
      );
    }
  }
}

/** The names that are read, in the order given or else of first use. */
function ordered(
  where: string,
  what: string,
  read: readonly string[],
  given: readonly string[] | undefined,
): readonly string[] {
  const wanted = new Set(read);
  if (given === undefined) return Object.freeze([...wanted]);
  for (const name of given) checkIdentifier(what, where, name);
  checkDistinct(what, where, given);
  const listed = new Set(given);
  for (const name of wanted) {
    if (!listed.has(name)) {
      throw new RelationError(
        "unknown-column",
        `Cannot define ${where}: its list of ${what}s lacks "${name}", which a relation reads`,
      );
    }
  }
  return Object.freeze([...given]);
}

function evaluator(where: string, field: PrimeField, relation: Relation): PointEvaluator {
  try {
    return new PointEvaluator(field, relation.graph, relation.subrelations.map((s) => s.value.id));
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new RelationError(
      "bad-constant",
      `Cannot define ${where}: a constant of relation "${relation.name}" is not an element of ${field.name} (${error.message})`,
    );
  }
}
