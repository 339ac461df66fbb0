// The options that every command has. They are found in the arguments before those are read, so that errors in them are
// told in the way that was asked for.

import { CliError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";
import type { Options, OptionSpecs } from "./options.ts";
import { COLOR_CHOICES, type ColorChoice } from "./style.ts";

/** Options of every command. */
export const COMMON_OPTIONS = {
  json: { flag: true, help: "print one JSON object for machines" },
  color: {
    value: "WHEN",
    help: `${COLOR_CHOICES.join(", ")}; "always" if only --color is given`,
    completes: COLOR_CHOICES,
    implied: "always",
  },
  help: { flag: true, help: "print this text, as -h does" },
} as const satisfies OptionSpecs;

/** Options that may stand before the command's name. */
export const FRONT_OPTIONS = {
  ...COMMON_OPTIONS,
  version: { flag: true, help: "print the version of this package, as -V does" },
} as const satisfies OptionSpecs;

/** What the arguments ask of every command. */
export interface Wishes {
  /** --json. */
  readonly json: boolean;
  /** --help. */
  readonly help: boolean;
  /** --color; "auto" if it is not given, or not with a known word. */
  readonly color: ColorChoice;
}

/**
 * Checks the values of the common options.
 *
 * @throws {CliError} "bad-value"
 */
export function checkCommonOptions({ color }: Options<typeof COMMON_OPTIONS>): void {
  const words: readonly string[] = COLOR_CHOICES;
  if (color === undefined || words.includes(color)) return;
  throw new CliError(
    "bad-value",
    `Cannot use --color: ${JSON.stringify(color)} is none of ${words.join(", ")}`,
    { hint: didYouMean(color, words, "--color alone means always") },
  );
}

/** Finds the common options; checks nothing. */
export function wishesOf(args: readonly string[]): Wishes {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  const color = options.findLast((arg) => /^--color(=|$)/.test(arg));
  const when = color === undefined ? "auto" : color.slice("--color=".length) || "always";
  return {
    json: options.includes("--json"),
    help: options.includes("--help") || options.includes("-h"),
    color: COLOR_CHOICES.find((choice) => choice === when) ?? "auto",
  };
}
