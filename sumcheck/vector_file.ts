// Reads a golden vector of the kind `sumcheck`: a whole sumcheck with given challenges, made by another program.
// Checks everything that it hands on; what it does not know (notes, generator settings) it leaves alone.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { SumcheckError } from "./errors.ts";
import { FixedTranscript } from "./fixed_transcript.ts";
import {
  parseJson,
  readAnyObject,
  readArray,
  readCount,
  readElement,
  readElements,
  readNamedElements,
  readString,
} from "./json.ts";
import { checkRounds, type Proof } from "./proof.ts";
import { shown } from "./shown.ts";
import { checkColumnLength, Trace } from "./trace.ts";

/** A `sumcheck` vector: the input of a proof, its challenges, and what must come out. */
export interface SumcheckVector {
  /** What the file says about itself. */
  readonly description: string;
  /** The relations. */
  readonly registry: RelationRegistry;
  /** The stored columns, zeros at their ends dropped. */
  readonly trace: Trace;
  /** Rounds: `trace.logRows`, or more where the vector has padded rounds. */
  readonly paddedLogRows: number;
  /** In the registry's order. */
  readonly parameters: FieldVector;
  /** Relation separator, without subrelation 0's. */
  readonly alphas: FieldVector;
  /** Gate separator, one per round. */
  readonly betas: FieldVector;
  /** Round challenges, one per round. */
  readonly challenges: FieldVector;
  /** Expected: the sum over all rows. */
  readonly claimedSum: FieldElement;
  /** Expected: every round's values at 0 … D, padded rounds included. */
  readonly univariates: readonly FieldVector[];
  /** Expected: every column at the challenge point, in the registry's order. */
  readonly evaluations: FieldVector;
  /** Expected: the relations at the challenge point, batched and weighted. */
  readonly finalValue: FieldElement;
  /** Expected, where given: pow at the challenge point. */
  readonly gateSeparator?: FieldElement;
  /**
   * Expected, where given: per subrelation its sum over the edges of round 0, weighted but neither batched nor
   * multiplied by the round's factor; at 0, 1, …, at least degree + 1 values.
   */
  readonly firstRound?: readonly FieldVector[];
  /** Expected, where given: per round every column after the fold, in the registry's order. */
  readonly foldedTables?: readonly (readonly FieldVector[])[];
}

/** Column names that some releases spell differently. */
const ALIASES: Readonly<Record<string, string>> = { q_delta_range: "q_range" };

/**
 * Is this JSON data a `sumcheck` vector? Looks at its `kind` only.
 */
export function isSumcheckVector(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "sumcheck";
}

/**
 * Reads JSON data.
 *
 * @param registryByName finds the registry that the file names; its own error passes through
 * @throws {SumcheckError} `bad-magic` (another kind), `bad-json`, `limit-exceeded`, `wrong-shape`, `wrong-parameters`,
 * `missing-column`, `unknown-column`, `duplicate-column`, `column-too-long`, `shift-mismatch`, `bad-element`,
 * `non-canonical`.
 */
export function readSumcheckVector(
  value: unknown,
  registryByName: (name: string) => RelationRegistry,
): SumcheckVector {
  if (!isSumcheckVector(value)) {
    throw new SumcheckError("bad-magic", 'Cannot read the vector: its kind is not "sumcheck"');
  }
  const json = readAnyObject(value, "the vector");
  const registry = registryByName(readString(json.registry, "the registry's name"));
  const { field } = registry;
  const logRows = readCount(json.log_n, "log_n");
  const paddedLogRows = json.virtual_log_n === undefined
    ? logRows
    : readCount(json.virtual_log_n, "virtual_log_n");
  checkRounds(logRows, paddedLogRows);
  const elements = (key: string, length: number) => readElements(field, json[key], key, length);
  const named = (key: string) =>
    readNamedElements(field, renamed(json[key], key), key, registry.columns, COLUMN_CODES);
  const rounds = [
    ...readArray(json.round_univariates, "round_univariates"),
    ...readArray(json.virtual_round_univariates ?? [], "virtual_round_univariates"),
  ];
  if (rounds.length !== paddedLogRows) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot read the vector: it has ${rounds.length} univariates for ${paddedLogRows} rounds`,
    );
  }
  return {
    description: json.description === undefined ? "" : readString(json.description, "description"),
    registry,
    trace: readColumns(registry, logRows, json.columns),
    paddedLogRows,
    parameters: readNamedElements(
      field,
      json.relation_parameters,
      "relation_parameters",
      registry.parameters,
      { missing: "wrong-parameters", unknown: "wrong-parameters" },
    ),
    alphas: elements("alphas", registry.subrelations.length - 1),
    betas: elements("betas", paddedLogRows),
    challenges: elements("round_challenges", paddedLogRows),
    claimedSum: readElement(field, json.target_sum, "target_sum"),
    univariates: rounds.map((values, k) =>
      readElements(field, values, `the univariate of round ${k}`, registry.univariateLength)
    ),
    evaluations: named("claimed_evaluations"),
    finalValue: readElement(
      field,
      json.full_relation_purported_value,
      "full_relation_purported_value",
    ),
    ...(json.gate_separator_partial_evaluation === undefined ? {} : {
      gateSeparator: readElement(
        field,
        json.gate_separator_partial_evaluation,
        "gate_separator_partial_evaluation",
      ),
    }),
    ...(json.round0_subrelation_univariates === undefined ? {} : {
      firstRound: readFirstRound(registry, json.round0_subrelation_univariates),
    }),
    ...(json.folded_tables === undefined ? {} : {
      foldedTables: readFoldedTables(
        registry,
        logRows,
        Object.keys(renamed(json.columns, "columns")),
        json.folded_tables,
      ),
    }),
  };
}

/**
 * Reads JSON text.
 *
 * @throws {SumcheckError} as {@linkcode readSumcheckVector}, and `duplicate-key`.
 */
export function parseSumcheckVector(
  text: string,
  registryByName: (name: string) => RelationRegistry,
): SumcheckVector {
  return readSumcheckVector(parseJson(text), registryByName);
}

/** The proof that the vector expects. */
export function vectorProof(vector: SumcheckVector): Proof {
  const { registry, trace, paddedLogRows, parameters, claimedSum, univariates, evaluations } =
    vector;
  return {
    registryName: registry.name,
    registryDigest: registry.digest(),
    logRows: trace.logRows,
    paddedLogRows,
    parameters,
    claimedSum,
    univariates,
    evaluations,
  };
}

/** A new transcript with the vector's challenges. */
export function vectorTranscript(vector: SumcheckVector): FixedTranscript {
  return new FixedTranscript(vector.registry.field, {
    alpha: vector.alphas,
    beta: vector.betas,
    round: vector.challenges,
  });
}

const COLUMN_CODES = { missing: "missing-column", unknown: "unknown-column" } as const;

function readColumns(registry: RelationRegistry, logRows: number, value: unknown): Trace {
  const { field } = registry;
  const json = renamed(value, "columns");
  const read = new Map<string, FieldVector>();
  for (const [name, list] of Object.entries(json)) {
    const what = `column ${shown(name)}`;
    if (!registry.columns.includes(name)) {
      throw new SumcheckError(
        "unknown-column",
        `Cannot read the vector: ${what} is not one of ${registry.name}`,
      );
    }
    checkColumnLength(name, readArray(list, what).length, logRows);
    read.set(name, withoutTrailingZeros(readElements(field, list, what)));
  }
  const stored = new Map(
    registry.storedColumns.filter((name) => read.has(name)).map((name) => [name, read.get(name)!]),
  );
  const trace = new Trace(field, logRows, stored);
  trace.columnsFor(registry);
  for (const { name, base } of registry.shifts) {
    const given = read.get(name);
    const column = trace.column(base);
    if (given && !given.equals(column.subvector(Math.min(1, column.length)))) {
      throw new SumcheckError(
        "shift-mismatch",
        `Cannot read the vector: ${name} is not ${base} read one row later`,
      );
    }
  }
  return trace;
}

function readFirstRound(registry: RelationRegistry, value: unknown): FieldVector[] {
  const list = readArray(value, "round0_subrelation_univariates");
  if (list.length !== registry.subrelations.length) {
    throw new SumcheckError(
      "wrong-shape",
      `Cannot read the vector: it has ${list.length} subrelations, not ${registry.subrelations.length}`,
    );
  }
  return registry.subrelations.map(({ relation, name, degree }, j) => {
    const what = `round 0 of ${relation}.${name}`;
    const values = readElements(registry.field, list[j], what);
    // Other programs declare some degrees higher than they are; more values than needed do no harm.
    if (values.length <= degree || values.length > registry.univariateLength) {
      throw new SumcheckError(
        "wrong-shape",
        `Cannot read the vector: ${what} has ${values.length} values for degree ${degree}`,
      );
    }
    return values;
  });
}

/** `names` is the order of the columns in the file. */
function readFoldedTables(
  registry: RelationRegistry,
  logRows: number,
  names: readonly string[],
  value: unknown,
): FieldVector[][] {
  const wrongCount = (what: string, count: number, expected: number) =>
    new SumcheckError(
      "wrong-shape",
      `Cannot read the vector: the number of ${what} is ${count}, not ${expected}`,
    );
  const rounds = readArray(value, "folded_tables");
  if (rounds.length !== logRows) throw wrongCount("folded_tables", rounds.length, logRows);
  return rounds.map((item, round) => {
    const tables = readArray(item, `folded_tables[${round}]`);
    if (tables.length !== names.length) {
      throw wrongCount(`columns after round ${round}`, tables.length, names.length);
    }
    const rows = 2 ** (logRows - round - 1);
    return registry.columns.map((name) => {
      const what = `column ${shown(name)} after round ${round}`;
      return readElements(registry.field, tables[names.indexOf(name)], what, rows);
    });
  });
}

/** An object with this package's column names. */
function renamed(value: unknown, what: string): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(readAnyObject(value, what))) {
    const name = Object.hasOwn(ALIASES, key) ? ALIASES[key] : key;
    if (Object.hasOwn(out, name)) {
      throw new SumcheckError(
        "duplicate-column",
        `Cannot read ${what}: column ${shown(name)} is given twice`,
      );
    }
    Object.defineProperty(out, name, { value: item, enumerable: true });
  }
  return out;
}

function withoutTrailingZeros(values: FieldVector): FieldVector {
  let length = values.words.length;
  while (length > 0 && values.words[length - 1] === 0) length--;
  return values.subvector(0, Math.ceil(length / 8));
}
