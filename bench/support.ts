// What the benches share: reading arguments, medians, and what the runtime tells of itself. Works in Deno and in Bun.

import { readFileSync, writeFileSync } from "node:fs";

interface Bun {
  readonly argv: readonly string[];
  readonly version: string;
  gc(force: boolean): void;
}

const bun = (globalThis as { Bun?: Bun }).Bun;
const deno = typeof Deno === "undefined" ? undefined : Deno;

/** The command line's options. */
export interface Arguments {
  /** Whether a flag is given. */
  has(flag: string): boolean;
  /** The value of an option. */
  text(option: string, fallback: string): string;
  /** The value of an option as a number. */
  number(option: string, fallback: number): number;
  /** The comma-separated values of an option. */
  list(option: string, fallback: string): string[];
}

/** The command line's words. */
export function wordsOfCommand(): string[] {
  return deno ? [...deno.args] : bun!.argv.slice(2);
}

/** Reads `--option value`, `--option=value` and `--flag`; anything else is an error. */
export function argumentsOf(options: readonly string[], flags: readonly string[]): Arguments {
  const given = new Map<string, string>();
  const known = [...options.map((o) => `--${o} …`), ...flags.map((f) => `--${f}`)];
  const words = wordsOfCommand();
  while (words.length > 0) {
    const word = words.shift()!;
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (flags.includes(name) && inline === undefined) given.set(name, "");
    else if (options.includes(name)) given.set(name, inline ?? words.shift() ?? "");
    else throw new Error(`Cannot read ${word}; options: ${known.join(" ")}`);
  }
  const text = (option: string, fallback: string): string => given.get(option) ?? fallback;
  return {
    has: (flag) => given.has(flag),
    text,
    number: (option, fallback) => Number(text(option, String(fallback))),
    list: (option, fallback) => text(option, fallback).split(","),
  };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y), middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Name and version of the runtime. */
export function runtime(): string {
  return deno ? `deno ${deno.version.deno}` : `bun ${bun!.version}`;
}

/** The most resident memory of this process since `resetPeak`, in bytes, where the system tells. */
export function peakBytes(): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    return found ? Number(found[1]) * 1024 : null;
  } catch {
    return null;
  }
}

/** Forgets the peak so far; collects garbage first, if the engine was started so that it can be asked to. */
export function resetPeak(): void {
  if (bun) bun.gc(true);
  (globalThis as { gc?: () => void }).gc?.();
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Not Linux: the peak is that of the whole process, or not told at all.
  }
}
