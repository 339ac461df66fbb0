// What the commands need of the runtime they run on: Deno when it is there, else Bun. The only file of this package
// that names either. Everything here works on single files and streams and knows no format.

import { CliError } from "./errors.ts";

/** Deno or Bun, as far as the commands use it. */
export interface Runtime {
  /** The arguments after the script's name. */
  readonly args: readonly string[];
  /** Is stderr a terminal? */
  readonly stderrIsTerminal: boolean;
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
    readonly stderr: { readonly isTTY?: boolean };
    getBuiltinModule(name: "fs"): { readonly promises: NodeFiles };
    exit(code: number): never;
  };
}

/** The runtime that this process runs on. */
export function currentRuntime(): Runtime {
  return "Deno" in globalThis ? denoRuntime() : bunRuntime(globalThis as unknown as BunGlobals);
}

/** Bytes read at a time. */
const PIECE_BYTES = 2 ** 18;

const processors = (): number => Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);

function denoRuntime(): Runtime {
  const streams = { stdout: Deno.stdout, stderr: Deno.stderr };
  return {
    args: Deno.args,
    stderrIsTerminal: Deno.stderr.isTerminal(),
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

function bunRuntime({ Bun, process }: BunGlobals): Runtime {
  const files = process.getBuiltinModule("fs").promises;
  return {
    args: process.argv.slice(2),
    stderrIsTerminal: process.stderr.isTTY === true,
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

const FILE_CODES: Readonly<Record<string, "not-found" | "permission-denied" | "is-directory">> = {
  ENOENT: "not-found",
  NotFound: "not-found",
  EACCES: "permission-denied",
  EPERM: "permission-denied",
  EROFS: "permission-denied",
  PermissionDenied: "permission-denied",
  NotCapable: "permission-denied",
  EISDIR: "is-directory",
  IsADirectory: "is-directory",
};

/** The error of a file operation, in our words; an error of ours stays as it is. */
export function fileError(what: string, path: string, error: unknown): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  const code = FILE_CODES[systemCode(error) ?? ""] ?? FILE_CODES[error.name] ?? "file-error";
  const why = code === "not-found"
    ? "is not there"
    : code === "is-directory"
    ? "is a folder"
    : code === "permission-denied"
    ? "may not be used"
    : `is not usable (${error.message})`;
  return new CliError(code, `Cannot ${what} a file: ${JSON.stringify(path)} ${why}`, {
    cause: error,
  });
}

function systemCode(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : undefined;
}
