// What a command is, and what it is given to work with.

import type { Completes, Options, OptionSpecs } from "./options.ts";
import type { Runtime } from "./runtime.ts";
import type { Style } from "./style.ts";

/** What a command has beside its options. */
export interface Context {
  /** The runtime. */
  readonly runtime: Runtime;
  /** For what goes to stdout. */
  readonly style: Style;
  /** For what goes to stderr. */
  readonly errorStyle: Style;
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

/** What a command takes beside options. */
export interface Operands {
  /** What they are called in the help; "…" at the end says that there may be several. */
  readonly name: string;
  /** What they can be; absent where nothing can be offered. */
  readonly completes?: Completes;
  /** The command can do without. */
  readonly optional?: true;
}

/** A call that is worth showing. */
export interface Example {
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** Shell text behind the program's name, to be run in a clone of the repository. */
  readonly command: string;
}

/** A command. */
export interface Command<S extends OptionSpecs = OptionSpecs> {
  /** Its name. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** More about it, for its own help: paragraphs between empty lines; they are wrapped unless they begin with a space. */
  readonly details: string;
  /** How it is used, in an order in which each works. */
  readonly examples: readonly Example[];
  /** Its options; every command also has those of {@linkcode COMMON_OPTIONS}. */
  readonly options: S;
  /** Its operands, if it takes any. */
  readonly operands?: Operands;
  /** Does it. */
  run(options: Options<S>, operands: readonly string[], context: Context): Promise<Outcome>;
}

/** A command, typed after its options. */
export function command<const S extends OptionSpecs>(definition: Command<S>): Command {
  // The options that `run` gets are read by this command's own specs.
  return definition as unknown as Command;
}
