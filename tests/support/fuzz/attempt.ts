// What is fuzzed, one input at a time: an attempt is one input and how it is read. Knows no file format.

import type { Random } from "../../../bench/workloads/random.ts";

/** One input. */
export interface Attempt {
  /** Bytes or characters: what the time and the memory of reading it are held against. */
  readonly size: number;
  /**
   * Reads the input, and looks at what came out. Returns when the input was accepted and all is well.
   *
   * @throws what the reader throws; a {@linkcode Finding} for what was accepted and is wrong
   */
  read(): void | Promise<void>;
  /** Inputs that are the same but for some part of them that is gone, the smallest first. */
  smaller(): Iterable<Attempt>;
  /** The input as text for a report, from which it can be made again. */
  show(): string;
}

/** A reader and a way of making inputs for it. */
export interface Target {
  /** Its name for the command line and reports. */
  readonly name: string;
  /** What share of all inputs it is given, relative to the others. */
  readonly weight: number;
  /** The codes that its documentation names. */
  readonly codes: readonly string[];
  /** The names of further classes of errors that it may throw, which have no code. */
  readonly uncoded?: readonly string[];
  /** Makes an input; the same for the same state of `random`. */
  make(random: Random): Attempt;
}

/** Something that is not as it must be. */
export class Finding extends Error {
  /** What kind of thing it is; inputs with the same kind of finding are taken for the same fault. */
  readonly kind: string;
  /** Makes the error. */
  constructor(kind: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Finding";
    this.kind = kind;
  }
}

/** An attempt at a file. */
export function fileAttempt<File extends string | Uint8Array>(
  file: File,
  read: (file: File) => void | Promise<void>,
): Attempt {
  return {
    size: file.length,
    read: () => read(file),
    *smaller() {
      for (const less of smallerFiles(file)) yield fileAttempt(less, read);
    },
    show: () => typeof file === "string" ? JSON.stringify(file) : hexText(file),
  };
}

/**
 * The file without a half of it, a quarter, … a byte; brackets without what is between them; then bytes set to 0, or
 * characters to "0".
 */
function* smallerFiles<File extends string | Uint8Array>(file: File): Generator<File> {
  if (typeof file === "string") yield* lessNested(file) as Generator<File>;
  for (let size = file.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < file.length; at += size) yield without(file, at, at + size, "");
  }
  for (let at = 0; at < file.length; at++) {
    const isPlain = typeof file === "string" ? file[at] === "0" : file[at] === 0;
    if (!isPlain) yield without(file, at, at + 1, "0");
  }
}

/** The text with the inside of many brackets put into fewer. */
function* lessNested(text: string): Generator<string> {
  const open: number[] = [], spans: (readonly [start: number, end: number])[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "[" || text[at] === "{") open.push(at);
    else if ((text[at] === "]" || text[at] === "}") && open.length > 0) {
      spans.push([open.pop()!, at + 1]);
    }
  }
  spans.sort(([a], [b]) => a - b);
  for (let size = spans.length >> 1; size >= 1; size >>= 1) {
    for (let i = 0; i + size < spans.length; i += size) {
      const [start, end] = spans[i], [from, to] = spans[i + size];
      if (to < end) yield text.slice(0, start) + text.slice(from, to) + text.slice(end);
    }
  }
}

function without<File extends string | Uint8Array>(
  file: File,
  start: number,
  end: number,
  instead: "" | "0",
): File {
  if (typeof file === "string") return file.slice(0, start) + instead + file.slice(end) as File;
  const bytes = new Uint8Array(start + instead.length + Math.max(0, file.length - end));
  bytes.set(file.subarray(0, start));
  bytes.set(file.subarray(end), start + instead.length);
  return bytes as File;
}

function hexText(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
