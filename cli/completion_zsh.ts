// The script for zsh, for its completion system (compinit).

import type { Command } from "./command.ts";
import {
  allOptions,
  type CompletionModel,
  functionName,
  shellQuoted,
  valueKind,
} from "./completion_model.ts";
import type { Completes, OptionSpec, OptionSpecs } from "./options.ts";

/** A script to be sourced, or to be put into a folder of $fpath. */
export function zshCompletion({ name, commands, common }: CompletionModel): string {
  const call = functionName(name);
  const described = commands.map(({ name, summary }) =>
    `    ${shellQuoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`
  );
  return `#compdef ${name}
# Completes ${name} in zsh. Made by its command "completion".

${call}() {
  local -a commands=(
${described.join("\n")}
  )
  # Common options may stand before the command.
  local -i at=2
  while (( at < CURRENT )) && [[ $words[at] == -* ]]; do (( at++ )); done
  if (( at == CURRENT )); then
    if [[ $words[CURRENT] == -* ]]; then
      _arguments : ${Object.entries(common).map(([name, spec]) => optionSpec(name, spec)).join(" ")}
    else
      commands+=('help:show what a command does')
      _describe -t commands command commands
    fi
    return
  fi
  local command=$words[at]
  shift $(( at - 1 )) words
  (( CURRENT -= at - 1 ))
  case $command in
    help) _describe -t commands command commands ;;
${commands.map((command) => commandCase(command, common)).join("\n")}
  esac
}

# Loaded from $fpath, this file is the body of the function; sourced, it tells the completion system.
if [[ $funcstack[1] == ${call} ]]; then
  ${call} "$@"
else
  compdef ${call} ${name}
fi
`;
}

function commandCase(command: Command, common: OptionSpecs): string {
  const specs = allOptions(command, common).map(([name, spec]) => optionSpec(name, spec));
  const { operands } = command;
  if (operands !== undefined) {
    const several = operands.name.endsWith("…") ? "*" : "1";
    specs.push(
      shellQuoted(`${several}:${operands.name}:${action(operands.completes ?? "unknown")}`),
    );
  }
  return `    ${command.name})
      _arguments -S : \\
${specs.map((spec) => `        ${spec}`).join(" \\\n")}
      ;;`;
}

/** In the words of _arguments. */
function optionSpec(name: string, spec: OptionSpec): string {
  const kind = valueKind(spec);
  // In brackets, with every colon and bracket escaped.
  const help = `[${spec.help.replaceAll(/[[\]:\\]/g, "\\$&")}]`;
  if (kind === "flag" || "flag" in spec) return shellQuoted(`--${name}${help}`);
  const value = spec.value.replaceAll(":", "\\:");
  const form = spec.implied === undefined ? `=${help}:${value}` : `=-${help}::${value}`;
  return shellQuoted(`${"repeated" in spec ? "*" : ""}--${name}${form}:${action(kind)}`);
}

/** What _arguments does for a value. */
function action(kind: "unknown" | Completes): string {
  if (kind === "unknown") return " ";
  if (kind === "file") return "_files";
  if (kind === "folder") return "_files -/";
  return `(${kind.map((word) => word.replaceAll(":", "\\:")).join(" ")})`;
}
