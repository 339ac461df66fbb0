// Programs of this repository in processes of their own, on Deno and on Bun, with a time limit.

/** A runtime that programs can be run on. */
export interface ProgramRuntime {
  /** "deno" or "bun". */
  readonly name: string;
  readonly command: string;
  /** Arguments before the program's path; without permissions. */
  readonly run: readonly string[];
  /** The same with all permissions. */
  readonly runWithAll: readonly string[];
  /** Why it cannot be used here; undefined if it can. */
  readonly missing: string | undefined;
}

/** What a program has left behind. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Deno and Bun, for tests that need permission to write files too. */
export const RUNTIMES: readonly ProgramRuntime[] = runtimesFor(["run", "read", "write"]);

/** Deno and Bun, for tests that need these permissions themselves. */
export function runtimesFor(
  permissions: readonly ("run" | "read" | "write" | "net")[],
): readonly ProgramRuntime[] {
  const denied = permissions.filter((name) =>
    Deno.permissions.querySync({ name }).state !== "granted"
  );
  const missing = denied.length === 0
    ? undefined
    : `needs ${denied.map((name) => `--allow-${name}`).join(" ")}`;
  const run = ["run", "--quiet", "--no-lock"];
  return [
    { name: "deno", run, runWithAll: [...run, "--allow-all"] },
    { name: "bun", run: ["run"], runWithAll: ["run"] },
  ].map(({ name, ...args }) => {
    if (missing !== undefined) return { name, command: name, missing, ...args };
    const command = name === "deno" ? Deno.execPath() : name;
    return {
      name,
      command,
      missing: starts(command) ? undefined : `needs ${name} on the PATH`,
      ...args,
    };
  });
}

/** What to add to the name of a test that is ignored. */
export function ignoredNote({ missing }: ProgramRuntime): string {
  return missing === undefined ? "" : ` (ignored: ${missing})`;
}

/** The path of a program beside the file that names it. */
export function programPath(relative: string, base: string): string {
  return decodeURIComponent(new URL(relative, base).pathname);
}

/** Runs a program and kills it after the limit, which is an error. */
export async function runProgram(
  { command }: ProgramRuntime,
  args: readonly string[],
  { cwd, limitMs = 60_000, env = { NO_COLOR: "1" } }: {
    readonly cwd?: string;
    readonly limitMs?: number;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<ProgramRun> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
  }).spawn();
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    child.kill("SIGKILL");
  }, limitMs);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  const run = { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  if (killed) {
    throw new Error(`not ended after ${limitMs} ms: ${args.join(" ")}\n${JSON.stringify(run)}`);
  }
  return run;
}

function starts(command: string): boolean {
  try {
    new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}
