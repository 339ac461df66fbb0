// Replays a vector of the kind `relations`: every subrelation on given rows by the verifier's evaluation, and on given
// edges by that and by the prover's compiled program, against values that another implementation made.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import { registryByName } from "../relations/registries.ts";
import { RelationRegistry } from "../relations/registry.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import {
  type JsonObject,
  readAnyObject,
  readArray,
  readCount,
  readElement,
  readElements,
  readNamedElements,
  readString,
} from "../sumcheck/json.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { Trace } from "../sumcheck/trace.ts";
import { type Checks, Mismatch } from "./checks.ts";

/** @throws {Mismatch}, or the error of a room for a file that is not as it should be */
export async function replayRelations(
  file: JsonObject,
  checks: Checks,
  pool: WorkerPool,
): Promise<void> {
  const replay = new RelationsReplay(file, checks);
  replay.replayForm();
  replay.replayRows();
  await replay.replayEdges(pool);
}

/** What the file says about one relation. */
interface RecordedRelation {
  readonly name: string;
  readonly json: JsonObject;
  /** Numbers of its subrelations in the registry's flat list. */
  readonly subrelations: readonly number[];
}

class RelationsReplay {
  readonly #registry: RelationRegistry;
  readonly #checks: Checks;
  readonly #parameters: FieldVector;
  readonly #scale: FieldElement;
  readonly #rows: readonly FieldVector[];
  readonly #edges: readonly (readonly [number, number])[];
  readonly #relations: readonly RecordedRelation[];
  readonly #alpha: FieldElement | undefined;
  readonly #batched: FieldVector | undefined;

  constructor(file: JsonObject, checks: Checks) {
    const registry = registryByName(readString(file.registry, "the registry's name"));
    const { field } = registry;
    this.#registry = registry;
    this.#checks = checks;
    this.#parameters = readNamedElements(
      field,
      file.relation_parameters,
      "relation_parameters",
      registry.parameters,
      { missing: "wrong-parameters", unknown: "wrong-parameters" },
    );
    this.#scale = file.scaling_factor === undefined
      ? field.one
      : readElement(field, file.scaling_factor, "scaling_factor");
    const places = readColumnPlaces(registry, file.columns);
    this.#rows = readArray(file.rows, "rows").map((row, i) => {
      const values = readElements(field, row, `row ${i}`, registry.columns.length);
      return field.vectorOf(places.map((place) => values.get(place)));
    });
    this.#edges = readArray(file.edges ?? [], "edges").map((edge, i) => {
      const ends = readArray(edge, `edge ${i}`).map((row) => readCount(row, `a row of edge ${i}`));
      if (ends.length !== 2 || ends.some((row) => row >= this.#rows.length)) {
        throw new SumcheckError("wrong-shape", `Cannot replay edge ${i}: its rows are ${ends}`);
      }
      return [ends[0], ends[1]];
    });
    this.#relations = readArray(file.relations, "relations").map((item, i) =>
      readRelation(registry, readAnyObject(item, `relation ${i}`))
    );
    this.#alpha = file.alpha === undefined ? undefined : readElement(field, file.alpha, "alpha");
    this.#batched = file.batched_row_values === undefined ? undefined : readElements(
      field,
      file.batched_row_values,
      "batched_row_values",
      this.#rows.length,
    );
  }

  /** Which subrelations are row-wise, and of what degree. */
  replayForm(): void {
    for (const { name, json, subrelations } of this.#relations) {
      const list = (key: string) =>
        json[key] === undefined ? undefined : readArray(json[key], `${key} of ${name}`);
      const lengths = list("partial_lengths");
      const degrees = list("measured_partial_degree_all_columns");
      const independent = list("linearly_independent");
      subrelations.forEach((flat, k) => {
        const { degree, kind } = this.#registry.subrelations[flat], at = `${name}[${k}]`;
        if (independent !== undefined) {
          const recorded = independent[k] === true;
          this.#checks.flag(`${at} is row-wise, which`, kind === "row-wise", recorded);
        }
        if (degrees !== undefined) {
          const recorded = readCount(degrees[k], `the degree of ${at}`);
          this.#checks.number(`the degree of ${at}`, degree, recorded);
        }
        if (lengths !== undefined) {
          const length = readCount(lengths[k], `the partial length of ${at}`);
          if (degree >= length) {
            throw new Mismatch(`the degree of ${at}`, `${degree}`, `a partial length of ${length}`);
          }
        }
      });
    }
  }

  replayRows(): void {
    const { field } = this.#registry;
    const found = this.#rows.map((row) => this.#weighted(this.#evaluate(row)));
    for (const { name, json, subrelations } of this.#relations) {
      if (json.row_values === undefined) continue;
      const recorded = readList(json.row_values, `row_values of ${name}`, this.#rows.length);
      recorded.forEach((item, row) => {
        const at = `${name} on row ${row}`;
        const values = readElements(field, item, at, subrelations.length);
        this.#checks.vector(at, pick(found[row], subrelations), values);
      });
    }
    if (this.#batched === undefined || this.#alpha === undefined) return;
    const alpha = this.#alpha;
    found.forEach((values, row) => {
      let sum = field.zero;
      for (let k = values.length - 1; k >= 0; k--) {
        sum = field.add(field.mul(sum, alpha), values.get(k));
      }
      this.#checks.element(field, `the batched value of row ${row}`, sum, this.#batched!.get(row));
    });
  }

  async replayEdges(pool: WorkerPool): Promise<void> {
    const { field, univariateLength } = this.#registry;
    for (const [edge, [a, b]] of this.#edges.entries()) {
      const from = this.#rows[a], to = this.#rows[b];
      const evaluated = Array.from({ length: univariateLength }, (_, x) => {
        const at = field.parse(x);
        return this.#weighted(this.#evaluate(
          field.vectorOf(
            Array.from({ length: from.length }, (_, i) => {
              const start = from.get(i);
              return field.add(start, field.mul(at, field.sub(to.get(i), start)));
            }),
          ),
        ));
      });
      const proven = await this.#prove(pool, from, to);
      for (const { name, json, subrelations } of this.#relations) {
        if (json.edge_univariates === undefined) continue;
        const what = `edge_univariates of ${name}`;
        const recorded = readList(
          readList(json.edge_univariates, what, this.#edges.length)[edge],
          `${what} on edge ${edge}`,
          subrelations.length,
        );
        subrelations.forEach((flat, k) => {
          const at = `${name}[${k}] on edge ${edge}`;
          const values = readElements(field, recorded[k], at);
          if (values.length > univariateLength) {
            this.#checks.number(`the number of values of ${at}`, univariateLength, values.length);
          }
          for (let x = 0; x < values.length; x++) {
            const value = values.get(x);
            this.#checks.element(field, `${at} at ${x}`, evaluated[x].get(flat), value);
            const byProver = this.#weigh(flat, proven[flat].get(x));
            this.#checks.element(field, `${at} at ${x}, by the prover,`, byProver, value);
          }
        });
      }
    }
  }

  #evaluate(row: FieldVector): FieldVector {
    return this.#registry.evaluate(row, this.#parameters);
  }

  /** The file's values of row-wise subrelations carry its scaling factor, as in a prover the gate separator's. */
  #weigh(flat: number, value: FieldElement): FieldElement {
    const { field, subrelations } = this.#registry;
    return subrelations[flat].kind === "row-wise" ? field.mul(value, this.#scale) : value;
  }

  #weighted(values: FieldVector): FieldVector {
    return this.#registry.field.vectorOf(
      Array.from({ length: values.length }, (_, flat) => this.#weigh(flat, values.get(flat))),
    );
  }

  /** Every subrelation's univariate on an edge, by a prover of two rows in which shifts are columns like others. */
  async #prove(pool: WorkerPool, from: FieldVector, to: FieldVector): Promise<FieldVector[]> {
    const { name, field, relations, columns, subrelations } = this.#registry;
    const unshifted = new RelationRegistry({
      name,
      field,
      relations: relations.map((relation) => ({ ...relation, shifts: [] })),
      columns,
    });
    const trace = new Trace(
      field,
      1,
      new Map(columns.map((column, i) => [column, field.vectorOf([from.get(i), to.get(i)])])),
    );
    const ones = (count: number) => field.vectorOf(Array.from({ length: count }, () => 1));
    let sums: FieldVector[] | undefined;
    await new SumcheckProver(unshifted, trace, {
      parameters: this.#parameters,
      pool,
      transcript: new FixedTranscript(field, {
        alpha: ones(subrelations.length - 1),
        beta: ones(1),
        round: ones(1),
      }),
      onRound: (progress) => sums = progress.subrelationSums?.(),
    }).prove();
    return sums as FieldVector[];
  }
}

function readRelation(registry: RelationRegistry, json: JsonObject): RecordedRelation {
  const name = registry.relation(readString(json.name, "a relation's name")).name;
  const subrelations = registry.subrelations.flatMap((s, flat) =>
    s.relation === name ? [flat] : []
  );
  for (
    const key of ["partial_lengths", "measured_partial_degree_all_columns", "linearly_independent"]
  ) {
    if (json[key] !== undefined) readList(json[key], `${key} of ${name}`, subrelations.length);
  }
  return { name, json, subrelations };
}

/** For each of the registry's columns, its place in the file's rows. */
function readColumnPlaces(registry: RelationRegistry, value: unknown): number[] {
  const names = value === undefined
    ? [...registry.columns]
    : readArray(value, "columns").map((name, i) => readString(name, `the name of column ${i}`));
  for (const name of names) registry.columnIndex(name);
  return registry.columns.map((name) => {
    const place = names.indexOf(name);
    if (place >= 0 && names.indexOf(name, place + 1) < 0) return place;
    const why = place < 0 ? "is missing" : "is given twice";
    throw new SumcheckError(
      place < 0 ? "missing-column" : "duplicate-column",
      `Cannot replay the vector: column ${JSON.stringify(name)} ${why}`,
    );
  });
}

function readList(value: unknown, what: string, length: number): readonly unknown[] {
  const list = readArray(value, what);
  if (list.length === length) return list;
  throw new SumcheckError(
    "wrong-shape",
    `Cannot replay ${what}: the number of entries is ${list.length}, not ${length}`,
  );
}

function pick(values: FieldVector, places: readonly number[]): FieldVector {
  return values.field.vectorOf(places.map((place) => values.get(place)));
}
