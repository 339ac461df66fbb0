// Reads command lines. A command says which options it takes; what comes out is typed after that, and whatever is not
// foreseen is an error. Knows no command.

import { CliError } from "./errors.ts";

/** An option: a flag, or one with a value. Values stay text: what they mean is the command's business. */
export type OptionSpec =
  | { readonly flag: true; readonly help: string }
  | {
    /** What the value is called in the help. */
    readonly value: string;
    readonly help: string;
    /** The command cannot do without it. */
    readonly required?: true;
    /** It may be given more than once. */
    readonly repeated?: true;
  };

/** Options by their names without dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<O extends OptionSpec> = O extends { readonly flag: true } ? boolean
  : O extends { readonly repeated: true } ? readonly string[]
  : O extends { readonly required: true } ? string
  : string | undefined;

/** What was given: an entry for each option that the command takes. */
export type Options<S extends OptionSpecs> = { readonly [N in keyof S]: ValueOf<S[N]> };

/** A command line, read. */
export interface ParsedArguments<S extends OptionSpecs> {
  /** The options. */
  readonly options: Options<S>;
  /** What is no option, in order. */
  readonly operands: readonly string[];
}

/**
 * Reads `--name value`, `--name=value`, flags, and operands; after `--` everything is an operand.
 *
 * @throws {CliError} "unknown-option", "missing-value", "unexpected-value", "repeated-option", "missing-option"
 */
export function parseArguments<const S extends OptionSpecs>(
  specs: S,
  args: readonly string[],
): ParsedArguments<S> {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--") {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    const [, name, inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) as unknown as [
      string,
      string,
      string | undefined,
    ];
    if (!arg.startsWith("--") || !Object.hasOwn(specs, name)) throw unknownOption(specs, arg);
    const spec = specs[name];
    const before = given.get(name);
    if (before !== undefined && !("repeated" in spec)) {
      throw new CliError("repeated-option", `Cannot read the arguments: --${name} is given twice`);
    }
    let value = inline;
    if ("flag" in spec) {
      if (inline !== undefined) {
        throw new CliError(
          "unexpected-value",
          `Cannot read the arguments: --${name} is a flag, but ${
            JSON.stringify(inline)
          } is given with it`,
        );
      }
      value = "";
    } else if (value === undefined) {
      value = args[++i];
      if (value === undefined || value.startsWith("--")) {
        throw new CliError(
          "missing-value",
          `Cannot read the arguments: --${name} is given without its ${spec.value}`,
        );
      }
    }
    given.set(name, [...before ?? [], value as string]);
  }
  const options: Record<string, boolean | string | readonly string[] | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const values = given.get(name);
    if ("flag" in spec) options[name] = values !== undefined;
    else if (spec.required && values === undefined) {
      throw new CliError(
        "missing-option",
        `Cannot read the arguments: --${name} ${spec.value} is missing`,
      );
    } else if (spec.repeated) options[name] = values ?? [];
    else options[name] = values?.[0];
  }
  return { options: options as Options<S>, operands };
}

/** The options as lines of a help text. */
export function describeOptions(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([name, spec]) => [
    "flag" in spec ? `--${name}` : `--${name} ${spec.value}`,
    `${spec.help}${"required" in spec ? " (required)" : ""}${
      "repeated" in spec ? " (may be repeated)" : ""
    }`,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

/**
 * An option's value as an integer from `least` to `most`.
 *
 * @throws {CliError} "bad-value"
 */
export function readInteger(name: string, text: string, least: number, most: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new CliError(
    "bad-value",
    `Cannot use --${name}: ${JSON.stringify(text)} is not an integer from ${least} to ${most}`,
  );
}

function unknownOption(specs: OptionSpecs, arg: string): CliError {
  const known = Object.keys(specs).map((name) => `--${name}`);
  const near = nearest(arg.split("=")[0], known);
  return new CliError(
    "unknown-option",
    `Cannot read the arguments: ${JSON.stringify(arg)} is not an option of this command`,
    { hint: near === undefined ? `there are ${known.join(", ")}` : `is ${near} meant?` },
  );
}

/** The known word that a mistyped one is likely meant to be: at most two letters changed, missing or added. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined, least = 3;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
