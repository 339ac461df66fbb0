// The parameters of a statement as the command line takes them: from a vector, from a JSON file, one by one.

import type { FieldVector } from "../field/field_vector.ts";
import { RelationError } from "../relations/errors.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { readAnyObject } from "../sumcheck/json.ts";
import { CliError } from "./errors.ts";
import { readJsonFile } from "./input_file.ts";
import type { Runtime } from "./runtime.ts";

/** The options that give parameters, for the commands that take them. */
export const PARAMETER_OPTIONS = {
  parameters: {
    value: "FILE",
    help: "JSON file with one object: parameter names and their values",
    completes: "file",
  },
  parameter: {
    value: "NAME=VALUE",
    help: "one parameter, hexadecimal after 0x or decimal; goes before a file",
    repeated: true,
  },
} as const;

/** Where parameters may come from. */
export interface ParameterSources {
  /** A JSON file. */
  readonly parameters: string | undefined;
  /** `name=value` each. */
  readonly parameter: readonly string[];
}

/**
 * The parameters that the options give, by name, not yet held against the registry.
 *
 * @throws {CliError} of the file; "bad-value" for one that is not NAME=VALUE, "repeated-option" for a name given twice
 * @throws {SumcheckError} "bad-json", "duplicate-key"
 */
export async function readParameterOptions(
  runtime: Runtime,
  sources: ParameterSources,
): Promise<Readonly<Record<string, string | number>>> {
  const values = new Map<string, string | number>();
  if (sources.parameters !== undefined) {
    const object = readAnyObject(await readJsonFile(runtime, sources.parameters), "the parameters");
    for (const [name, value] of Object.entries(object)) {
      if (typeof value !== "string" && typeof value !== "number") {
        throw new CliError(
          "bad-value",
          `Cannot use --parameters: ${JSON.stringify(name)} is ${
            value === null ? "null" : typeof value
          }, not a text or a number`,
        );
      }
      values.set(name, value);
    }
  }
  const named = new Set<string>();
  for (const text of sources.parameter) {
    const at = text.indexOf("=");
    if (at < 1) {
      throw new CliError(
        "bad-value",
        `Cannot use --parameter: ${JSON.stringify(text)} is not NAME=VALUE`,
      );
    }
    const name = text.slice(0, at);
    if (named.has(name)) {
      throw new CliError(
        "repeated-option",
        `Cannot use --parameter: ${JSON.stringify(name)} is given twice`,
      );
    }
    named.add(name);
    values.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(values);
}

/**
 * All of a registry's parameters: those given, else those of the trace's file.
 *
 * @throws {RelationError} "unknown-parameter" if one is missing or not the registry's
 * @throws {FieldError} if a value is not a canonical element
 */
export function completeParameters(
  registry: RelationRegistry,
  given: Readonly<Record<string, string | number>>,
  fromFile: FieldVector | undefined,
): FieldVector {
  const all = new Map<string, string | number>();
  const inFile = fromFile?.toHex() ?? [];
  inFile.forEach((value, i) => all.set(registry.parameters[i], value));
  for (const [name, value] of Object.entries(given)) all.set(name, value);
  const missing = registry.parameters.filter((name) => !all.has(name));
  if (missing.length > 0) {
    throw new RelationError(
      "unknown-parameter",
      `Cannot list the parameters of registry "${registry.name}": ${missing.join(", ")} ${
        missing.length === 1 ? "is" : "are"
      } missing`,
    );
  }
  return registry.parameterVector(Object.fromEntries(all));
}
