// What the benches share: reading arguments, medians, and what the runtime tells of itself. Works in Deno and in Bun.

interface BunProcess {
  readonly argv: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  memoryUsage(): { readonly rss: number };
  resourceUsage(): { readonly maxRSS: number };
}

// Bun's global of that name; Deno's own namespace is used there.
const bun = (globalThis as { process?: BunProcess }).process;
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
  const words = wordsOfCommand();
  while (words.length > 0) {
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(words.shift()!) ?? [];
    if (flags.includes(name) && inline === undefined) given.set(name, "");
    else if (options.includes(name)) given.set(name, inline ?? words.shift() ?? "");
    else {throw new Error(`options: ${
        [
          ...options.map((o) => `--${o} …`),
          ...flags.map((f) =>
            `--${f}`
          ),
        ].join(" ")
      }`);}
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
  return deno ? `deno ${deno.version.deno}` : `bun ${bun!.versions.bun}`;
}

/** The most resident memory of this process so far, in bytes, where the system tells. */
export function peakBytes(): number | null {
  if (!deno) return bun!.resourceUsage().maxRSS * 1024;
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(deno.readTextFileSync("/proc/self/status"));
    return found ? Number(found[1]) * 1024 : null;
  } catch {
    return null;
  }
}
