// Finds the command that is meant, runs it, and says how it went. Never a stack trace: whatever goes wrong ends as one
// line on stderr (and, with --json, as an object on stdout) and an exit code.

import type { Command, Context } from "./command.ts";
import { CliError, EXIT_CHECK_FAILED, EXIT_OK, failureOf } from "./errors.ts";
import { inspect } from "./inspect.ts";
import { describeOptions, nearest, type OptionSpecs, parseArguments } from "./options.ts";
import { plan } from "./plan.ts";
import { prove } from "./prove.ts";
import type { Runtime } from "./runtime.ts";
import { vectors } from "./vectors.ts";
import { verify } from "./verify.ts";
import { verifyHonk } from "./verify_honk.ts";

const COMMANDS: readonly Command[] = [prove, verify, inspect, plan, vectors, verifyHonk];

/** Options that every command has. */
const COMMON = {
  json: { flag: true, help: "print one JSON object for machines" },
  help: { flag: true, help: "print this text" },
} as const satisfies OptionSpecs;

/** Runs the command line and returns the exit code: 0 fine, 1 a check failed, 2 bad use. */
export async function main(runtime: Runtime): Promise<number> {
  const json = runtime.args.includes("--json");
  try {
    return await dispatch(runtime, json);
  } catch (error) {
    const { code, message, hint, exitCode, details } = failureOf(error);
    if (json) {
      await printJson(runtime, {
        ok: false,
        ...details,
        error: { code, message, ...(hint === "" ? {} : { hint }) },
      });
    }
    const advice = hint === "" ? "" : ` (${hint})`;
    await runtime.print("stderr", `error: ${code}: ${message}${advice}\n`);
    return exitCode;
  }
}

async function dispatch(runtime: Runtime, json: boolean): Promise<number> {
  const [name, ...args] = runtime.args;
  if (name === "help" || name === "--help" || name === "-h") {
    await runtime.print("stdout", overview());
    return EXIT_OK;
  }
  const command = COMMANDS.find((command) => command.name === name);
  if (command === undefined) throw unknownCommand(name);
  if (args.includes("--help")) {
    await runtime.print("stdout", helpOf(command));
    return EXIT_OK;
  }
  const { options, operands } = parseArguments({ ...command.options, ...COMMON }, args);
  if (command.operands === undefined && operands.length > 0) {
    throw new CliError(
      "unexpected-argument",
      `Cannot read the arguments: ${JSON.stringify(operands[0])} belongs to no option`,
      { hint: `cli.ts ${command.name} --help shows the options` },
    );
  }
  if (command.operands !== undefined && !command.operandsOptional && operands.length === 0) {
    throw new CliError(
      "missing-argument",
      `Cannot read the arguments: ${command.operands} is missing`,
      { hint: `cli.ts ${command.name} --help shows how it is called` },
    );
  }
  const context: Context = {
    runtime,
    line: async (text) => {
      if (!json) await runtime.print("stdout", `${text}\n`);
    },
  };
  const outcome = await command.run(options, operands, context);
  if (json) await printJson(runtime, { ok: outcome.ok, ...outcome.json });
  return outcome.ok ? EXIT_OK : EXIT_CHECK_FAILED;
}

function printJson(runtime: Runtime, value: unknown): Promise<void> {
  return runtime.print("stdout", `${JSON.stringify(value)}\n`);
}

function unknownCommand(name: string | undefined): CliError {
  if (name === undefined) {
    return new CliError("missing-argument", "Cannot start: a command is missing", {
      hint: `one of ${COMMANDS.map((command) => command.name).join(", ")}; cli.ts --help says more`,
    });
  }
  const near = nearest(name, COMMANDS.map((command) => command.name));
  return new CliError(
    "unknown-command",
    `Cannot start: ${JSON.stringify(name)} is not a command`,
    { hint: near === undefined ? "cli.ts --help shows the commands" : `is ${near} meant?` },
  );
}

function overview(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  return [
    "Sumcheck proofs of execution traces.",
    "",
    "cli.ts COMMAND [options]",
    "",
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "cli.ts COMMAND --help shows the options of a command.",
    "Exit codes: 0 fine, 1 a check failed, 2 bad use.",
    "",
  ].join("\n");
}

function helpOf(command: Command): string {
  const { name, summary, details, options, operands, operandsOptional } = command;
  const usage = ["cli.ts", name, "[options]"];
  if (operands !== undefined) usage.push(operandsOptional ? `[${operands}]` : operands);
  return [
    `${name}: ${summary}`,
    "",
    usage.join(" "),
    "",
    describeOptions({ ...options, ...COMMON }),
    "",
    details,
    "",
  ].join("\n");
}
