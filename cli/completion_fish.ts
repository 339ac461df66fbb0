// The script for fish: 3 and later.

import { allOptions, type CompletionModel, functionName, valueKind } from "./completion_model.ts";
import type { Completes, OptionSpec } from "./options.ts";

/** A script to be sourced, or to be put among fish's completions. */
export function fishCompletion({ name, commands, common }: CompletionModel): string {
  const within = `_${functionName(name)}_command`;
  const add = (condition: string, rest: string) =>
    `complete -c ${name} -n ${quoted(condition)} ${rest}`;
  const lines = [
    ...Object.entries(common).map(([option, spec]) => add(within, optionForm(option, spec))),
    add(within, `-a help -d ${quoted("show what a command does")}`),
    add(`${within} help`, `-a ${quoted(commands.map((command) => command.name).join(" "))}`),
  ];
  for (const command of commands) {
    lines.push(add(within, `-a ${command.name} -d ${quoted(command.summary)}`));
    for (const [option, spec] of allOptions(command, common)) {
      lines.push(add(`${within} ${command.name}`, optionForm(option, spec)));
    }
    const { operands } = command;
    if (operands?.completes !== undefined) {
      lines.push(add(`${within} ${command.name}`, operandForm(operands.completes)));
    }
  }
  return `# Completes ${name} in fish. Made by its command "completion".

# Is the command, which is the first word that is no option, this one? Without arguments: is there none yet?
function ${within}
    set -l words (string match -v -- '-*' (commandline -opc))
    if test (count $argv) -eq 0
        test (count $words) -lt 2
    else
        test (count $words) -ge 2; and test $words[2] = $argv[1]
    end
end

complete -c ${name} -e
complete -c ${name} -f
${lines.join("\n")}
`;
}

function optionForm(name: string, spec: OptionSpec): string {
  const form = `-l ${name} -d ${quoted(spec.help)}`, kind = valueKind(spec);
  if (kind === "flag" || "flag" in spec) return form;
  const required = spec.implied === undefined ? " -r" : "";
  return `${form}${required} ${valueForm(kind)}`;
}

function valueForm(kind: "unknown" | Completes): string {
  if (kind === "unknown") return "-f";
  return kind === "file" ? "-F" : `-f ${operandForm(kind)}`;
}

function operandForm(kind: Completes): string {
  if (kind === "file") return "-F";
  if (kind === "folder") return "-a '(__fish_complete_directories (commandline -ct))'";
  return `-a ${quoted(kind.join(" "))}`;
}

/** In single quotes, as fish reads them. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
