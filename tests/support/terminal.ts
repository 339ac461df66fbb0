// Programs on a terminal of their own, which `script` of util-linux makes: for what depends on there being one.

import { type ProgramRun, type ProgramRuntime, runProgram, RUNTIMES } from "./subprocess.ts";

/** Something that can be run on a terminal, or the reason why not. */
export interface TerminalProgram {
  /** Why it cannot be used here; undefined if it can. */
  readonly missing: string | undefined;
}

/** Whether a program can be run on a terminal here; it must know --version. */
export function terminalProgram(program: string): TerminalProgram {
  const [{ missing }] = RUNTIMES;
  if (missing !== undefined) return { missing };
  if (!says("script", "util-linux")) return { missing: "needs script of util-linux" };
  return { missing: says(program, "") ? undefined : `needs ${program} on the PATH` };
}

/** Runs shell text on a terminal. What comes out of it, on stdout and stderr, is one text. */
export async function runOnTerminal(
  text: string,
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** What is typed; it may be typed ahead. */
    readonly keys?: string;
  } = {},
): Promise<ProgramRun> {
  const { keys = "", ...others } = options;
  const shell: ProgramRuntime = { ...RUNTIMES[0], command: "bash" };
  const typed = `printf %s ${quoted(keys)}`;
  return await runProgram(
    shell,
    ["-c", `${typed} | script -qec ${quoted(text)} /dev/null`],
    others,
  );
}

/** A word for a shell. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function says(program: string, text: string): boolean {
  try {
    const { stdout } = new Deno.Command(program, { args: ["--version"], stdin: "null" })
      .outputSync();
    return new TextDecoder().decode(stdout).includes(text);
  } catch {
    return false;
  }
}
