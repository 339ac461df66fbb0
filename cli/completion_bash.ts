// The script for bash: 3.2 (macOS) and later, without the bash-completion package.

import type { Command } from "./command.ts";
import { allOptions, type CompletionModel, functionName, valueKind } from "./completion_model.ts";
import type { Completes, OptionSpecs } from "./options.ts";

/** A script to be sourced. */
export function bashCompletion({ name, commands, common }: CompletionModel): string {
  const call = functionName(name), names = commands.map((command) => command.name);
  return `# Completes ${name} in bash. Made by its command "completion".

${call}() {
  # The words up to the cursor. Bash's own COMP_WORDS are cut at = and : too.
  local line=\${COMP_LINE:0:COMP_POINT} full="" previous command="" candidate
  local -a words
  read -ra words <<<"$line"
  if [[ $line != *[[:space:]] ]]; then
    full=\${words[\${#words[@]} - 1]}
    unset "words[\${#words[@]} - 1]"
  fi
  previous=\${words[\${#words[@]} - 1]}
  for candidate in "\${words[@]:1}"; do
    [[ $candidate == -* ]] || { command=$candidate; break; }
  done
  # --option=value
  local word=$full before=""
  if [[ $full == --*=* ]]; then
    previous=\${full%%=*} word=\${full#*=} before=\${full%%=*}=
  fi

  # kind: of what is to be completed. An option is offered once, unless it may be repeated.
  local kind=options candidates="" options=${quoted(optionNames(common))} repeated=""
  case $command in
    "") [[ $word == -* ]] || kind=words candidates=${quoted(["help", ...names])} ;;
    help) kind=words candidates=${quoted(names)} ;;
${commands.map((command) => commandCase(command, common)).join("\n")}
  esac

  COMPREPLY=()
  case $kind in
    files) return ;; # left to readline, which knows how to quote
    folders) compopt -o dirnames +o default 2>/dev/null; return ;;
  esac
  compopt +o default 2>/dev/null
  if [[ $kind == options ]]; then
    for candidate in $options; do
      [[ " \${words[*]} " == *" $candidate "* || " \${words[*]} " == *" $candidate="* ]] &&
        [[ " $repeated " != *" $candidate "* ]] && continue
      candidates+=" $candidate"
    done
  fi
  # Readline puts the reply behind the last of its word breaks.
  local breaks="" kept=""
  [[ $COMP_WORDBREAKS == *=* ]] && breaks+="="
  [[ $COMP_WORDBREAKS == *:* ]] && breaks+=":"
  [[ -n $breaks && $full == *[$breaks]* ]] && kept=\${full%"\${full##*[$breaks]}"}
  for candidate in $candidates; do
    [[ $before$candidate == "$full"* ]] && COMPREPLY+=("\${before}\${candidate}")
  done
  COMPREPLY=("\${COMPREPLY[@]#"$kept"}")
}

complete -o default -F ${call} ${name}
`;
}

/** Sets the options of a command, and, where the word before is one that wants a value, what that can be. */
function commandCase(command: Command, common: OptionSpecs): string {
  const options = allOptions(command, common);
  const repeated = options.filter(([, spec]) => "repeated" in spec).map(([name]) => `--${name}`);
  const values = options.flatMap(([name, spec]) => {
    const kind = valueKind(spec);
    if (kind === "flag") return [];
    // A value that may be left out is only one behind "=".
    const implied = !("flag" in spec) && spec.implied !== undefined;
    return [`        --${name}) ${implied ? "[[ -n $before ]] && " : ""}${setKind(kind)} ;;`];
  });
  return `    ${command.name})
      options=${quoted(options.map(([name]) => `--${name}`))} repeated=${quoted(repeated)}${
    operandsKind(command)
  }
      case $previous in
${values.join("\n")}
      esac
      ;;`;
}

/** Where operands can stand; without any, options are offered even before a dash is typed. */
function operandsKind({ operands }: Command): string {
  if (operands === undefined) return "";
  return `\n      [[ $word == -* ]] || ${setKind(operands.completes ?? "unknown")}`;
}

function setKind(kind: "unknown" | Completes): string {
  if (kind === "file") return "kind=files";
  if (kind === "folder") return "kind=folders";
  return `kind=words candidates=${quoted(kind === "unknown" ? [] : kind)}`;
}

function optionNames(options: OptionSpecs): string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

/** Words without any character that a shell would look at. */
function quoted(words: readonly string[]): string {
  return `"${words.join(" ")}"`;
}
