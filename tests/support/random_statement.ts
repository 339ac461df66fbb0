// A random statement as the provers take it: registry, trace, parameters and challenges, in integers and in elements.
// Conversions are the BigInt oracle's, not the library's.

import { FieldVector } from "../../field/field_vector.ts";
import type { PrimeField } from "../../field/prime_field.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { FixedTranscript } from "../../sumcheck/fixed_transcript.ts";
import { Trace } from "../../sumcheck/trace.ts";
import { FieldOracle, readAll, writeAll } from "./field_oracle.ts";
import { modulusOf, naiveEvaluate, type NaiveStatement } from "./naive_prover.ts";
import {
  answerColumn,
  buildRegistry,
  COLUMNS,
  PARAMETERS,
  type StatementRecipe,
} from "./random_registry.ts";

/** A statement as the prover and the naive prover take it. */
export class RandomStatement {
  readonly field: PrimeField;
  readonly registry: RelationRegistry;
  readonly rounds: number;
  /** For the naive prover. */
  readonly naive: NaiveStatement;
  readonly #oracle: FieldOracle;
  readonly #recipe: StatementRecipe;

  /** @param satisfied further columns are added that make every row-wise subrelation zero on every row */
  constructor(field: PrimeField, recipe: StatementRecipe, satisfied = false) {
    this.field = field;
    this.registry = buildRegistry(field, recipe.registry, satisfied);
    this.rounds = recipe.logRows + recipe.padding;
    this.#oracle = new FieldOracle(modulusOf(field));
    this.#recipe = recipe;
    let drawn = 0;
    const draw = (count: number): bigint[] =>
      Array.from({ length: count }, () => recipe.challenges[drawn++ % recipe.challenges.length]);
    const columns = Object.fromEntries(COLUMNS.map((name, k) => [name, recipe.columns[k]]));
    const parameters = Object.fromEntries(
      PARAMETERS.map((name, k) => [name, recipe.parameters[k]]),
    );
    this.naive = {
      registry: this.registry,
      columns: satisfied
        ? { ...columns, ...answers(this.registry, columns, parameters, 2 ** recipe.logRows) }
        : columns,
      parameters,
      alphas: draw(this.registry.subrelations.length - 1),
      betas: draw(this.rounds),
      challenges: draw(this.rounds),
    };
  }

  /** Integers as a vector of the field, by the oracle's means. */
  vector(values: readonly bigint[]): FieldVector {
    return new FieldVector(this.field, writeAll(values.map((x) => this.#oracle.enter(x))));
  }

  /** The integers of a vector, by the oracle's means; the words must be canonical. */
  integers(values: FieldVector): bigint[] {
    return readAll(values.words).map((raw) => {
      if (raw >= this.#oracle.p) throw new RangeError(`not canonical: ${raw}`);
      return this.#oracle.leave(raw);
    });
  }

  /** The trace. */
  trace(): Trace {
    const columns = Object.entries(this.naive.columns);
    return new Trace(
      this.field,
      this.#recipe.logRows,
      Object.fromEntries(columns.map(([name, values]) => [name, this.vector(values)])),
    );
  }

  /** The parameters in the registry's order. */
  parameters(): FieldVector {
    return this.vector(this.registry.parameters.map((name) => this.naive.parameters[name]));
  }

  /** The given challenges. */
  transcript(): FixedTranscript {
    return new FixedTranscript(this.field, {
      alpha: this.vector(this.naive.alphas),
      beta: this.vector(this.naive.betas),
      round: this.vector(this.naive.challenges),
    });
  }
}

/** The columns that make an answered registry's row-wise subrelations zero. */
function answers(
  registry: RelationRegistry,
  columns: Readonly<Record<string, readonly bigint[]>>,
  parameters: Readonly<Record<string, bigint>>,
  rows: number,
): Record<string, bigint[]> {
  const base = new Map(registry.shifts.map((shift) => [shift.name, shift.base]));
  const found: Record<string, bigint[]> = {};
  const order = registry.parameters.map((name) => parameters[name]);
  for (let row = 0; row < rows; row++) {
    const at = (name: string): bigint => {
      const shifted = base.get(name);
      const value = shifted === undefined ? columns[name]?.[row] : columns[shifted][row + 1];
      return value ?? 0n;
    };
    // With the answers zero, a subrelation is worth its answer.
    const values = naiveEvaluate(registry, registry.columns.map(at), order);
    let flat = 0;
    registry.relations.forEach((relation, r) =>
      relation.subrelations.forEach(({ kind }, i) => {
        const value = values[flat++];
        if (kind === "row-wise") (found[answerColumn(r, i)] ??= []).push(value);
      })
    );
  }
  // Zeros at the end need not be stored.
  for (const column of Object.values(found)) while (column.at(-1) === 0n) column.pop();
  return found;
}
