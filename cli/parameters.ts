// The parameters of a statement as the command line takes them: from a vector, from a JSON file, one by one.

import type { FieldVector } from "../field/field_vector.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { readAnyObject } from "../sumcheck/json.ts";
import { CliError } from "./errors.ts";
import { readJsonFile } from "./input_file.ts";
import { inFile, located } from "./located.ts";
import { didYouMean } from "./nearest.ts";
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
    const file = sources.parameters;
    const object = await located(
      inFile(file),
      async () => readAnyObject(await readJsonFile(runtime, file), "the parameters"),
    );
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
 * @throws {CliError} "unknown-parameter" if one is missing or not the registry's
 * @throws {FieldError} if a value is not a canonical element
 */
export async function completeParameters(
  registry: RelationRegistry,
  given: Readonly<Record<string, string | number>>,
  fromFile: FieldVector | undefined,
): Promise<FieldVector> {
  const { name: registryName, field, parameters } = registry;
  const values = new Map((fromFile === undefined ? [] : [...fromFile])
    .map((value, i) => [parameters[i], value]));
  for (const [name, value] of Object.entries(given)) {
    if (!parameters.includes(name)) {
      const known = parameters.length === 0 ? "it has none" : `there are ${parameters.join(", ")}`;
      throw new CliError(
        "unknown-parameter",
        `Cannot use the parameter ${JSON.stringify(name)}: ${registryName} has none of that name`,
        { hint: didYouMean(name, parameters, known) },
      );
    }
    values.set(name, await located(`parameter ${name}`, () => field.parse(value)));
  }
  const missing = parameters.filter((name) => !values.has(name));
  if (missing.length > 0) {
    throw new CliError(
      "unknown-parameter",
      `Cannot list the parameters of ${registryName}: ${missing.join(", ")} ${
        missing.length === 1 ? "is" : "are"
      } missing`,
    );
  }
  return registry.parameterVector(Object.fromEntries(values));
}
