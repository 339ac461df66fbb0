// What a command is, and what it is given to work with.

import type { Options, OptionSpecs } from "./options.ts";
import type { Runtime } from "./runtime.ts";

/** What a command has beside its options. */
export interface Context {
  /** The runtime. */
  readonly runtime: Runtime;
  /** Prints a line for people on stdout; with --json nothing. */
  line(text: string): Promise<void>;
}

/** What a command has found out. */
export interface Outcome {
  /** Did all that was checked hold? */
  readonly ok: boolean;
  /** The result for machines; `ok` is added to it. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A command. */
export interface Command<S extends OptionSpecs = OptionSpecs> {
  /** Its name. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** More about it, for its own help. */
  readonly details: string;
  /** Its options; every command also has --json and --help. */
  readonly options: S;
  /** What its operands are called, if it takes any; it then wants at least one, unless they are optional. */
  readonly operands?: string;
  /** It can do without operands. */
  readonly operandsOptional?: true;
  /** Does it. */
  run(options: Options<S>, operands: readonly string[], context: Context): Promise<Outcome>;
}

/** A command, typed after its options. */
export function command<const S extends OptionSpecs>(definition: Command<S>): Command {
  // The options that `run` gets are read by this command's own specs.
  return definition as unknown as Command;
}
