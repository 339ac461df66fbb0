// A runtime of the command line that has its files in memory and remembers what was printed: the commands can be tested
// in this process, without permissions, and files can be made to fail.

import { fileError, type Runtime } from "../../cli/runtime.ts";

/** What a file operation is asked to do instead of its work. */
export type Fault = "rename" | "create";

/** What a run of the command line has left behind. */
export interface Run {
  /** The exit code. */
  readonly code: number;
  /** What was printed. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Files by path; a path that ends in a slash is a folder. */
export type Files = Map<string, Uint8Array>;

/** What the process around the command line would be like. */
export interface Surroundings {
  /** What fails. */
  readonly fault?: Fault;
  /** Whether both streams are terminals; default false. */
  readonly terminal?: boolean;
  /** The environment that may be read. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether NO_COLOR is set, which is known even where the environment may not be read. */
  readonly noColor?: boolean;
}

/** Runs `main` with these arguments on these files, which it may change. */
export async function runInMemory(
  main: (runtime: Runtime) => Promise<number>,
  args: readonly string[],
  files: Files = new Map(),
  { fault, terminal = false, env = {}, noColor = false }: Surroundings = {},
): Promise<Run> {
  const printed = { stdout: "", stderr: "" };
  const code = await main({
    args,
    program: "cli.ts",
    noColor,
    env: (name) => env[name],
    isTerminal: () => terminal,
    processors: 2,
    print(stream, text) {
      printed[stream] += text;
      return Promise.resolve();
    },
    async *read(path) {
      if (files.has(`${path}/`)) throw fileError("read", path, systemError("EISDIR"));
      const bytes = files.get(path);
      if (bytes === undefined) throw fileError("read", path, systemError("ENOENT"));
      // In uneven pieces, so that no reader can rely on more.
      for (let start = 0, size = 3; start < bytes.length; start += size, size = 65_536) {
        yield bytes.subarray(start, start + size);
      }
    },
    create(path, bytes) {
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      if (fault === "create") return Promise.reject(systemError("EACCES"));
      if (!files.has(folder)) return Promise.reject(systemError("ENOENT"));
      if (files.has(path)) return Promise.reject(systemError("EEXIST"));
      files.set(path, bytes);
      return Promise.resolve();
    },
    overwrite(path, bytes) {
      files.set(path, bytes);
      return Promise.resolve();
    },
    rename(from, to) {
      if (fault === "rename") return Promise.reject(systemError("EIO"));
      files.set(to, files.get(from) as Uint8Array);
      files.delete(from);
      return Promise.resolve();
    },
    remove(path) {
      files.delete(path);
      return Promise.resolve();
    },
    locate(path) {
      const kind = files.has(`${path.replace(/\/+$/, "")}/`)
        ? "directory"
        : path.startsWith("/dev/")
        ? "special"
        : files.has(path)
        ? "file"
        : "nothing";
      return Promise.resolve({ kind, path });
    },
    exit(code) {
      throw new Error(`the commands do not exit, but here with ${code}`);
    },
  });
  return { code, ...printed };
}

/** Text as a file's bytes; other values as JSON. */
export function fileOf(content: unknown): Uint8Array {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return new TextEncoder().encode(text);
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}
