// Reads command lines. A command says which options it takes; what comes out is typed after that, and whatever is not
// foreseen is an error. Knows no command.

import { CliError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

/** What can stand in a place of a command line, for shells that complete it. */
export type Completes = "file" | "folder" | readonly string[];

/** An option that is there or not. */
export interface FlagSpec {
  readonly flag: true;
  /** What it does. */
  readonly help: string;
}

/** An option with a value. Values stay text: what they mean is the command's business. */
export interface ValueSpec {
  /** What the value is called in the help. */
  readonly value: string;
  /** What it does. */
  readonly help: string;
  /** What the value can be; absent where nothing can be offered. */
  readonly completes?: Completes;
  /** The command cannot do without it. */
  readonly required?: true;
  /** It may be given more than once. */
  readonly repeated?: true;
  /** The value may be left out and is then this; a value is given only after `=`. */
  readonly implied?: string;
}

/** An option. */
export type OptionSpec = FlagSpec | ValueSpec;

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
    const [, dashes, name, inline] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(arg) as RegExpExecArray;
    if (dashes !== "--" || !Object.hasOwn(specs, name)) throw unknownOption(specs, dashes + name);
    const spec = specs[name], before = given.get(name) ?? [];
    if (before.length > 0 && !("repeated" in spec)) {
      throw new CliError("repeated-option", `Cannot read the arguments: --${name} is given twice`);
    }
    const inPlace = inline ?? ("flag" in spec ? "" : spec.implied);
    if ("flag" in spec && inline !== undefined) {
      throw new CliError(
        "unexpected-value",
        `Cannot read the arguments: --${name} is a flag, but ${
          JSON.stringify(inline)
        } is given with it`,
      );
    }
    given.set(name, [...before, inPlace ?? valueAfter(name, spec as ValueSpec, args[++i])]);
  }
  return { options: completeOptions(specs, given), operands };
}

function valueAfter(name: string, spec: ValueSpec, next: string | undefined): string {
  if (next !== undefined && !next.startsWith("--")) return next;
  throw new CliError(
    "missing-value",
    `Cannot read the arguments: --${name} is given without its ${spec.value}`,
    { hint: choicesOf(spec) },
  );
}

function completeOptions<S extends OptionSpecs>(
  specs: S,
  given: ReadonlyMap<string, readonly string[]>,
): Options<S> {
  const missing = Object.entries(specs).filter(([name, spec]) =>
    "required" in spec && !given.has(name)
  ) as [string, ValueSpec][];
  if (missing.length > 0) {
    const names = missing.map(([name, { value }]) => `--${name} ${value}`);
    throw new CliError(
      "missing-option",
      `Cannot read the arguments: ${names.join(" and ")} ${
        names.length === 1 ? "is" : "are"
      } missing`,
      names.length === 1 ? { hint: choicesOf(missing[0][1]) } : {},
    );
  }
  const options: Record<string, boolean | string | readonly string[] | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const values = given.get(name);
    if ("flag" in spec) options[name] = values !== undefined;
    else options[name] = spec.repeated ? values ?? [] : values?.[0];
  }
  return options as Options<S>;
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

/** The choices of an option, for a hint; what it is for, if there are none to list. */
function choicesOf({ completes, help }: ValueSpec): string {
  return typeof completes === "object" ? `one of ${completes.join(", ")}` : help;
}

function unknownOption(specs: OptionSpecs, name: string): CliError {
  const known = Object.keys(specs).map((name) => `--${name}`);
  return new CliError(
    "unknown-option",
    `Cannot read the arguments: ${JSON.stringify(name)} is not an option of this command`,
    { hint: didYouMean(name, known, `there are ${known.join(", ")}`) },
  );
}
