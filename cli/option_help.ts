// Options as the help shows them.

import type { OptionSpec, OptionSpecs } from "./options.ts";
import { PLAIN, type Style } from "./style.ts";
import { table } from "./text_layout.ts";

/** The options as lines of a help text. */
export function describeOptions(specs: OptionSpecs, style: Style = PLAIN): string {
  const rows = Object.entries(specs).map(([name, spec]) =>
    [optionForm(name, spec), optionHelp(spec)] as const
  );
  return table(rows, style).join("\n");
}

/** An option as it is given: `--name VALUE`. */
export function optionForm(name: string, spec: OptionSpec): string {
  if ("flag" in spec) return `--${name}`;
  return spec.implied === undefined ? `--${name} ${spec.value}` : `--${name}[=${spec.value}]`;
}

function optionHelp(spec: OptionSpec): string {
  return spec.help + ("required" in spec ? " (required)" : "") +
    ("repeated" in spec ? " (may be repeated)" : "");
}
