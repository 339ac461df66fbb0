// A random statement as the provers take it: registry, trace, parameters and challenges, in integers and in elements.
// Conversions are the BigInt oracle's, not the library's.

import { FieldVector } from "../../field/field_vector.ts";
import type { PrimeField } from "../../field/prime_field.ts";
import type { RelationRegistry } from "../../relations/registry.ts";
import { FixedTranscript } from "../../sumcheck/fixed_transcript.ts";
import { Trace } from "../../sumcheck/trace.ts";
import { FieldOracle, readAll, writeAll } from "./field_oracle.ts";
import { modulusOf, type NaiveStatement } from "./naive_prover.ts";
import { buildRegistry, COLUMNS, PARAMETERS, type StatementRecipe } from "./random_registry.ts";

/** A statement as the prover and the naive prover take it. */
export class RandomStatement {
  readonly field: PrimeField;
  readonly registry: RelationRegistry;
  readonly rounds: number;
  /** For the naive prover. */
  readonly naive: NaiveStatement;
  readonly #oracle: FieldOracle;
  readonly #recipe: StatementRecipe;

  constructor(field: PrimeField, recipe: StatementRecipe) {
    this.field = field;
    this.registry = buildRegistry(field, recipe.registry);
    this.rounds = recipe.logRows + recipe.padding;
    this.#oracle = new FieldOracle(modulusOf(field));
    this.#recipe = recipe;
    let drawn = 0;
    const draw = (count: number): bigint[] =>
      Array.from({ length: count }, () => recipe.challenges[drawn++ % recipe.challenges.length]);
    this.naive = {
      registry: this.registry,
      columns: Object.fromEntries(COLUMNS.map((name, k) => [name, recipe.columns[k]])),
      parameters: Object.fromEntries(PARAMETERS.map((name, k) => [name, recipe.parameters[k]])),
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
