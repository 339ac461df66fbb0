// Finds the command that is meant, runs it, and says how it went. Never a stack trace: whatever goes wrong ends as one
// line on stderr (and, with --json, as an object on stdout) and an exit code.

import type { Command, Context } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import {
  checkCommonOptions,
  COMMON_OPTIONS,
  FRONT_OPTIONS,
  type Wishes,
  wishesOf,
} from "./common_options.ts";
import { CliError, EXIT_CHECK_FAILED, EXIT_OK, failureOf } from "./errors.ts";
import { helpOf, overview } from "./help.ts";
import { didYouMean } from "./nearest.ts";
import { parseArguments, type ParsedArguments } from "./options.ts";
import type { Runtime } from "./runtime.ts";
import { PLAIN, styleOf } from "./style.ts";
import { VERSION } from "./version.ts";

/** Runs the command line and returns the exit code: 0 fine, 1 a check failed, 2 bad use. */
export async function main(runtime: Runtime): Promise<number> {
  const wishes = wishesOf(runtime.args);
  const context: Context = {
    runtime,
    style: wishes.json ? PLAIN : styleOf(runtime, "stdout", wishes.color),
    errorStyle: wishes.json ? PLAIN : styleOf(runtime, "stderr", wishes.color),
    line: async (text) => {
      if (!wishes.json) await runtime.print("stdout", `${text}\n`);
    },
  };
  try {
    return await dispatch(context, wishes);
  } catch (error) {
    return await tell(error, context, wishes);
  }
}

async function tell(error: unknown, context: Context, wishes: Wishes): Promise<number> {
  const { runtime, errorStyle } = context;
  const { code, message, hint, exitCode, details } = failureOf(error);
  if (wishes.json) {
    await printJson(runtime, {
      ok: false,
      ...details,
      error: { code, message, hint },
    });
  }
  const told = `${errorStyle.bad(`error: ${code}:`)} ${message} ${errorStyle.faint(`(${hint})`)}`;
  await runtime.print("stderr", `${told}\n`);
  return exitCode;
}

async function dispatch(context: Context, wishes: Wishes): Promise<number> {
  const { runtime, style } = context, { program } = runtime;
  const print = async (text: string) => {
    await runtime.print("stdout", text);
    return EXIT_OK;
  };
  const { front, name, rest } = splitArguments(runtime.args);
  if (front.includes("--version") || front.includes("-V")) return await print(`${VERSION}\n`);
  if (wishes.help || name === "help") {
    const topic = name === "help" ? rest.find((arg) => !arg.startsWith("-")) : name;
    const settings = { program, style };
    return await print(
      topic === undefined ? overview(COMMANDS, settings) : helpOf(commandOf(topic), settings),
    );
  }
  parseArguments(FRONT_OPTIONS, front);
  const command = commandOf(name);
  const { options, operands } = parseCall(command, [...front, ...rest]);
  const outcome = await command.run(options, operands, context);
  if (wishes.json) await printJson(runtime, { ok: outcome.ok, ...outcome.json });
  return outcome.ok ? EXIT_OK : EXIT_CHECK_FAILED;
}

/** The command's name is the first argument that is no option; common options may stand before it. */
function splitArguments(args: readonly string[]) {
  const at = args.findIndex((arg) => !arg.startsWith("-"));
  const end = at < 0 ? args.length : at;
  return { front: args.slice(0, end), name: args.at(end), rest: args.slice(end + 1) };
}

/** Reads the arguments as the command wants them; every error ends with a hint. */
function parseCall(command: Command, args: readonly string[]): ParsedArguments<Command["options"]> {
  const { name, options, operands } = command;
  const hint = `${name} --help shows how it is called`;
  try {
    const call = parseArguments({ ...options, ...COMMON_OPTIONS }, args);
    checkCommonOptions(call.options);
    const count = call.operands.length;
    const most = operands === undefined ? 0 : operands.name.endsWith("…") ? Infinity : 1;
    if (count > most) {
      const superfluous = JSON.stringify(call.operands[most]);
      throw new CliError(
        "unexpected-argument",
        `Cannot read the arguments: ${superfluous} ${
          most === 0
            ? "belongs to no option"
            : `is one too many, there is only one ${operands?.name}`
        }`,
      );
    }
    if (operands !== undefined && !operands.optional && count === 0) {
      throw new CliError(
        "missing-argument",
        `Cannot read the arguments: ${operands.name} is missing`,
      );
    }
    return call;
  } catch (error) {
    if (!(error instanceof CliError) || error.hint !== undefined) throw error;
    throw new CliError(error.code, error.message, { hint, cause: error });
  }
}

function commandOf(name: string | undefined): Command {
  const names = COMMANDS.map((command) => command.name);
  if (name === undefined) {
    throw new CliError("missing-argument", "Cannot start: a command is missing", {
      hint: `one of ${names.join(", ")}; --help says more`,
    });
  }
  const command = COMMANDS.find((command) => command.name === name);
  if (command !== undefined) return command;
  throw new CliError(
    "unknown-command",
    `Cannot start: ${JSON.stringify(name)} is not a command`,
    { hint: didYouMean(name, [...names, "help"], "--help shows the commands") },
  );
}

function printJson(runtime: Runtime, value: unknown): Promise<void> {
  return runtime.print("stdout", `${JSON.stringify(value)}\n`);
}
