// What the scripts for all shells are made from.

import type { Command } from "./command.ts";
import type { Completes, OptionSpec, OptionSpecs } from "./options.ts";

/** A command line to be completed. */
export interface CompletionModel {
  /** What it is called as. */
  readonly name: string;
  /** Its commands. */
  readonly commands: readonly Command[];
  /** The options that every command has, and that may stand before the command. */
  readonly common: OptionSpecs;
}

/** Options of a command, the common ones included. */
export function allOptions(
  command: Command,
  common: OptionSpecs,
): readonly (readonly [name: string, spec: OptionSpec])[] {
  return Object.entries({ ...command.options, ...common });
}

/** What an option's value can be; "flag" if there is none, "unknown" if nothing can be offered. */
export function valueKind(spec: OptionSpec): "flag" | "unknown" | Completes {
  return "flag" in spec ? "flag" : spec.completes ?? "unknown";
}

/** The name of a shell function of the script. */
export function functionName(name: string): string {
  return `_${name.replaceAll("-", "_")}`;
}

/** Text in single quotes, for bash and zsh. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
