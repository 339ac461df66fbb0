// A registry as plain data, for people and programs that look at it.

import type { RelationRegistry } from "./registry.ts";
import type { Relation, SubrelationKind } from "./relation.ts";

/** One subrelation, described. */
export interface SubrelationReport {
  /** Its name in the relation. */
  readonly name: string;
  /** The degree that the relation declares. */
  readonly declaredDegree: number;
  /** The degree inferred from the polynomial. */
  readonly inferredDegree: number;
  /** Whether it holds on each row or only summed over all of them. */
  readonly kind: SubrelationKind;
}

/** One relation, described. */
export interface RelationReport {
  /** Its name. */
  readonly name: string;
  /** The columns that it reads, shifted ones after the others. */
  readonly columns: readonly string[];
  /** The parameters that it reads. */
  readonly parameters: readonly string[];
  /** The columns whose vanishing lets a prover skip it; empty if it is never skipped. */
  readonly skipIfZero: readonly string[];
  /** Its subrelations, in order. */
  readonly subrelations: readonly SubrelationReport[];
}

/** A registry, described. */
export interface RegistryReport {
  /** Its name. */
  readonly name: string;
  /** The name of its field. */
  readonly field: string;
  /** Its digest, 64 lower-case hexadecimal digits. */
  readonly digest: string;
  /** The columns in the order of a proof's evaluations, shifted ones after the stored ones. */
  readonly columns: readonly string[];
  /** Its parameters, in order. */
  readonly parameters: readonly string[];
  /** Its relations, in order. */
  readonly relations: readonly RelationReport[];
  /** Sums over the relations. */
  readonly totals: {
    /** Relations. */
    readonly relations: number;
    /** Subrelations. */
    readonly subrelations: number;
    /** Of these, sum-wise ones. */
    readonly sumWise: number;
    /** Columns that a trace stores. */
    readonly storedColumns: number;
    /** Columns that are read in the next row. */
    readonly shiftedColumns: number;
    /** The largest degree of a subrelation. */
    readonly maxDegree: number;
    /** Values in a round univariate. */
    readonly univariateLength: number;
  };
}

/** Describes a registry. */
export function inspectRegistry(registry: RelationRegistry): RegistryReport {
  return {
    name: registry.name,
    field: registry.field.name,
    digest: Array.from(registry.digest(), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    columns: registry.columns,
    parameters: registry.parameters,
    relations: registry.relations.map(inspectRelation),
    totals: {
      relations: registry.relations.length,
      subrelations: registry.subrelations.length,
      sumWise: registry.subrelations.filter((s) => s.kind === "sum-wise").length,
      storedColumns: registry.storedColumns.length,
      shiftedColumns: registry.shifts.length,
      maxDegree: registry.maxDegree,
      univariateLength: registry.univariateLength,
    },
  };
}

function inspectRelation(relation: Relation): RelationReport {
  return {
    name: relation.name,
    columns: relation.columns,
    parameters: relation.parameters,
    skipIfZero: relation.skipIfZero,
    subrelations: relation.subrelations.map(({ name, degree, kind, value }) => ({
      name,
      declaredDegree: degree,
      inferredDegree: value.degree,
      kind,
    })),
  };
}
