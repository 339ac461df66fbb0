// Programs of this repository in processes of their own, on Deno and on Bun, with a time limit.

/** A runtime that programs can be run on. */
export interface ProgramRuntime {
  /** "deno" or "bun". */
  readonly name: string;
  readonly command: string;
  /** Arguments before the program's own. */
  readonly run: readonly string[];
  /** Why it cannot be used here; undefined if it can. */
  readonly missing: string | undefined;
}

/** What a program has left behind. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Deno with all permissions, and Bun. */
export const RUNTIMES: readonly ProgramRuntime[] = [
  runtime("deno", () => Deno.execPath(), ["run", "--quiet", "--no-lock", "--allow-all"]),
  runtime("bun", () => "bun", ["run"]),
];

/** Runs a program and kills it after the limit, which is an error. */
export async function runProgram(
  { command }: ProgramRuntime,
  args: readonly string[],
  { cwd, limitMs = 60_000 }: { readonly cwd?: string; readonly limitMs?: number } = {},
): Promise<ProgramRun> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { NO_COLOR: "1" },
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

function runtime(
  name: string,
  find: () => string,
  run: readonly string[],
): ProgramRuntime {
  const denied = (["run", "read", "write"] as const).filter((permission) =>
    Deno.permissions.querySync({ name: permission }).state !== "granted"
  );
  if (denied.length > 0) {
    const missing = `needs ${denied.map((permission) => `--allow-${permission}`).join(" ")}`;
    return { name, command: name, run, missing };
  }
  const command = find();
  try {
    new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return { name, command, run, missing: undefined };
  } catch {
    return { name, command, run, missing: `needs ${name} on the PATH` };
  }
}
