// `cli.ts completion`: scripts by which shells complete this command line. They are made from the same tables as the
// help, so they know what the commands know; how each shell is told is in a file of its own.

import { type Command, command } from "./command.ts";
import { COMMON_OPTIONS } from "./common_options.ts";
import { bashCompletion } from "./completion_bash.ts";
import { fishCompletion } from "./completion_fish.ts";
import type { CompletionModel } from "./completion_model.ts";
import { zshCompletion } from "./completion_zsh.ts";
import { CliError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

const SCRIPTS: Readonly<Record<string, (model: CompletionModel) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};
const SHELLS = Object.keys(SCRIPTS);
const DEFAULT_NAME = "sumcheck";

/** The command `completion` for these commands, of which it is one. */
export function completionOf(commands: () => readonly Command[]): Command {
  return command({
    name: "completion",
    summary: "print a script for a shell that completes this command line",
    details:
      `Shells complete a command by its name, so this command line has to have one: install it, which calls it
${DEFAULT_NAME}, or define a function for a clone of the repository:

  deno install -g -RW jsr:@limbs/sumcheck/cli
  ${DEFAULT_NAME}() { deno run -RW /PATH/TO/cli.ts "$@"; }           # bash, zsh
  function ${DEFAULT_NAME}; bun /PATH/TO/cli.ts $argv; end           # fish

Then put the script where the shell looks for it:

  bash  ~/.local/share/bash-completion/completions/${DEFAULT_NAME}
        (or anywhere, sourced in ~/.bashrc)
  zsh   _${DEFAULT_NAME} in a folder of $fpath
        (or anywhere, sourced in ~/.zshrc behind compinit)
  fish  ~/.config/fish/completions/${DEFAULT_NAME}.fish`,
    examples: [
      { purpose: "for bash", command: `completion bash > ${DEFAULT_NAME}.bash` },
      {
        purpose: "for zsh, under another name",
        command: "completion zsh --name limbs > _limbs",
      },
      { purpose: "for fish", command: `completion fish > ${DEFAULT_NAME}.fish` },
    ],
    options: {
      name: { value: "NAME", help: `the name to complete; ${DEFAULT_NAME} unless given` },
    },
    operands: { name: "SHELL", completes: SHELLS },
    async run({ name = DEFAULT_NAME }, [shell], { line }) {
      if (!Object.hasOwn(SCRIPTS, shell)) {
        throw new CliError(
          "bad-value",
          `Cannot complete for ${JSON.stringify(shell)}: it is none of ${SHELLS.join(", ")}`,
          { hint: didYouMean(shell, SHELLS, `use ${SHELLS.join(", ")}`) },
        );
      }
      if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) {
        throw new CliError(
          "bad-value",
          `Cannot use --name: ${JSON.stringify(name)} is not the name of a command`,
          { hint: "a letter, then letters, digits, - or _" },
        );
      }
      const script = SCRIPTS[shell]({ name, commands: commands(), common: COMMON_OPTIONS });
      await line(script.trimEnd());
      return { ok: true, json: { shell, name, script } };
    },
  });
}
