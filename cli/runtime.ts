// What the commands need of the runtime they run on: Deno when it is there, else Bun. The only file of this package
// that names either. Everything here works on single files and streams and knows no format.

import { CliError } from "./errors.ts";
import { programOf } from "./program.ts";

/** Deno or Bun, as far as the commands use it. */
export interface Runtime {
  /** The arguments after the script's name. */
  readonly args: readonly string[];
  /** What starts this command line, as it can be typed: arguments follow. */
  readonly program: string;
  /** Is NO_COLOR set? */
  readonly noColor: boolean;
  /** A variable of the environment; undefined too where it may not be read, for which nobody is asked. */
  env(name: string): string | undefined;
  /** Is it a terminal that is written to? */
  isTerminal(stream: "stdout" | "stderr"): boolean;
  /** Logical processors, at least 1. */
  readonly processors: number;
  /** Writes all of a text; a reader that has gone away is no error. */
  print(stream: "stdout" | "stderr", text: string): Promise<void>;
  /** A file's bytes in pieces, each valid until the next is asked for. Errors come from iterating. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** Creates a new file. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes into something that is there and need not be a file. */
  overwrite(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts a file in the place of another. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  remove(path: string): Promise<void>;
  /** What is at a path, and where it really is if there are links on the way. */
  locate(path: string): Promise<Located>;
  /** Ends the process. */
  exit(code: number): never;
}

/** What is at a path. */
export interface Located {
  /** `special` is a device, a pipe and the like. */
  readonly kind: "file" | "directory" | "special" | "nothing";
  /** The path without links, when something is there. */
  readonly path: string;
}

/** Files in the manner of Node, which Bun has as well; reached without importing anything. */
interface NodeFiles {
  writeFile(path: string, bytes: Uint8Array, options: { flag: string }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<{ isFile(): boolean; isDirectory(): boolean }>;
}

/** The part of Bun's globals that is used here. */
interface BunGlobals {
  readonly Bun: {
    readonly stdout: unknown;
    readonly stderr: unknown;
    file(path: string): { stream(): ReadableStream<Uint8Array> };
    write(target: unknown, data: string): Promise<number>;
  };
  readonly process: {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly stdout: { readonly isTTY?: boolean };
    readonly stderr: { readonly isTTY?: boolean };
    cwd(): string;
    getBuiltinModule(name: "fs"): { readonly promises: NodeFiles };
    exit(code: number): never;
  };
}

/**
 * The runtime that this process runs on.
 *
 * @param url where the program's main module is from
 * @throws {CliError} "unknown-runtime" on others
 */
export function currentRuntime(url: string): Runtime {
  if ("Deno" in globalThis) return denoRuntime(url);
  if ("Bun" in globalThis) return bunRuntime(url, globalThis as unknown as BunGlobals);
  throw new CliError("unknown-runtime", "Cannot start: the command line needs Deno or Bun");
}

/** Bytes read at a time. */
const PIECE_BYTES = 2 ** 18;

const processors = (): number => Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);

function denoRuntime(url: string): Runtime {
  const streams = { stdout: Deno.stdout, stderr: Deno.stderr };
  const granted = (permission: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(permission).state === "granted";
  return {
    args: Deno.args,
    program: programOf("deno run -RW", url, granted({ name: "read", path: "." }) ? Deno.cwd() : ""),
    noColor: Deno.noColor,
    env: (variable) => granted({ name: "env", variable }) ? Deno.env.get(variable) : undefined,
    isTerminal: (stream) => streams[stream].isTerminal(),
    processors: processors(),
    async print(stream, text) {
      const bytes = new TextEncoder().encode(text);
      for (let done = 0; done < bytes.length;) {
        try {
          done += await streams[stream].write(bytes.subarray(done));
        } catch (error) {
          if (error instanceof Deno.errors.BrokenPipe) return;
          throw error;
        }
      }
    },
    async *read(path) {
      try {
        // One buffer for all pieces: a stream's own would pile up until they are collected.
        using file = await Deno.open(path);
        const buffer = new Uint8Array(PIECE_BYTES);
        for (;;) {
          const length = await file.read(buffer);
          if (length === null) return;
          yield buffer.subarray(0, length);
        }
      } catch (error) {
        throw fileError("read", path, error);
      }
    },
    create: (path, bytes) => Deno.writeFile(path, bytes, { createNew: true }),
    overwrite: (path, bytes) => Deno.writeFile(path, bytes),
    rename: (from, to) => Deno.rename(from, to),
    remove: (path) => Deno.remove(path),
    async locate(path) {
      try {
        const real = await Deno.realPath(path), { isFile, isDirectory } = await Deno.stat(real);
        return { kind: isFile ? "file" : isDirectory ? "directory" : "special", path: real };
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return { kind: "nothing", path };
        throw error;
      }
    },
    exit: (code) => Deno.exit(code),
  };
}

function bunRuntime(url: string, { Bun, process }: BunGlobals): Runtime {
  const files = process.getBuiltinModule("fs").promises;
  return {
    args: process.argv.slice(2),
    program: programOf("bun", url, process.cwd()),
    noColor: (process.env.NO_COLOR ?? "") !== "",
    env: (name) => process.env[name],
    isTerminal: (stream) => process[stream].isTTY === true,
    processors: processors(),
    async print(stream, text) {
      try {
        await Bun.write(Bun[stream], text);
      } catch (error) {
        if (systemCode(error) !== "EPIPE") throw error;
      }
    },
    async *read(path) {
      try {
        yield* Bun.file(path).stream() as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw fileError("read", path, error);
      }
    },
    create: (path, bytes) => files.writeFile(path, bytes, { flag: "wx" }),
    overwrite: (path, bytes) => files.writeFile(path, bytes, { flag: "w" }),
    rename: (from, to) => files.rename(from, to),
    remove: (path) => files.unlink(path),
    async locate(path) {
      try {
        const real = await files.realpath(path), stat = await files.stat(real);
        const kind = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "special";
        return { kind, path: real };
      } catch (error) {
        if (systemCode(error) === "ENOENT") return { kind: "nothing", path };
        throw error;
      }
    },
    exit: (code) => process.exit(code),
  };
}

const FILE_CODES: Readonly<
  Record<string, "not-found" | "permission-denied" | "is-directory" | "already-there">
> = {
  ENOENT: "not-found",
  NotFound: "not-found",
  EACCES: "permission-denied",
  EPERM: "permission-denied",
  EROFS: "permission-denied",
  PermissionDenied: "permission-denied",
  NotCapable: "permission-denied",
  EISDIR: "is-directory",
  IsADirectory: "is-directory",
  EEXIST: "already-there",
  AlreadyExists: "already-there",
};

/** The error of a file operation, in our words; an error of ours stays as it is. */
export function fileError(what: string, path: string, error: unknown): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  const code = FILE_CODES[systemCode(error) ?? ""] ?? FILE_CODES[error.name] ?? "file-error";
  const why = {
    "not-found": "is not there",
    "is-directory": "is a folder",
    "permission-denied": "may not be used",
    "already-there": "is there already",
    "file-error": `is not usable (${error.message})`,
  }[code];
  return new CliError(code, `Cannot ${what} a file: ${JSON.stringify(path)} ${why}`, {
    cause: error,
  });
}

function systemCode(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : undefined;
}
