// The help texts, made from what the commands say about themselves.

import type { Command } from "./command.ts";
import { COMMON_OPTIONS, FRONT_OPTIONS } from "./common_options.ts";
import { describeOptions, optionForm } from "./option_help.ts";
import type { OptionSpecs } from "./options.ts";
import type { Style } from "./style.ts";
import { table, WIDTH, wrap } from "./text_layout.ts";
import { VERSION } from "./version.ts";

/** What the help needs to know beside the commands. */
export interface HelpSettings {
  /** What starts this command line. */
  readonly program: string;
  /** For stdout. */
  readonly style: Style;
}

/** The help of the whole. */
export function overview(commands: readonly Command[], { program, style }: HelpSettings): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return joinParts([
    [`Sumcheck proofs of execution traces: @limbs/sumcheck ${VERSION}`],
    [style.heading("Usage"), `  ${program} COMMAND [options]`],
    [style.heading("Commands"), ...table(rows, style)],
    [
      style.heading("More"),
      ...table([
        ["COMMAND --help", "print the options of a command, with examples"],
        ["--version", FRONT_OPTIONS.version.help],
      ], style),
    ],
    wrap(
      "Exit codes: 0 fine, 1 a check failed, 2 bad use. Errors are one line on stderr. " +
        "Colours follow --color, FORCE_COLOR and NO_COLOR, and else appear on terminals only.",
      WIDTH,
    ),
  ]);
}

/** The help of a command. */
export function helpOf(command: Command, { program, style }: HelpSettings): string {
  const { name, summary, details, examples } = command;
  return joinParts([
    wrap(`${name}: ${summary}`, WIDTH),
    [style.heading("Usage"), `  ${program} ${usageOf(command)}`],
    [
      style.heading("Options"),
      describeOptions({ ...command.options, ...COMMON_OPTIONS }, style),
    ],
    [
      style.heading("Examples, in a clone of the repository"),
      ...examples.flatMap(({ purpose, command }) => [
        style.faint(`  # ${purpose}`),
        `  ${program} ${command}`,
      ]),
    ],
    ...details.split("\n\n").map((paragraph) => wrap(paragraph, WIDTH)),
  ]);
}

/** How a command is called: what it cannot do without is listed, the rest of the options is hinted at. */
function usageOf({ name, options, operands }: Command): string {
  const required = Object.entries(options as OptionSpecs)
    .filter(([, spec]) => "required" in spec)
    .map(([name, spec]) => optionForm(name, spec));
  const operand = operands?.optional ? [`[${operands.name}]`] : operands ? [operands.name] : [];
  return [name, ...operand, ...required, "[options]"].join(" ");
}

function joinParts(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
