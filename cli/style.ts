// Colours, by what they mean. Whether there are any is decided once for each stream; nothing else writes escape codes
// but the progress bar, to clear its line.

import type { Runtime } from "./runtime.ts";

/** Kinds of text. Without colours each gives its text back as it is. */
export interface Style {
  /** The heading of a part. */
  heading(text: string): string;
  /** Something to be typed: a command, an option. */
  literal(text: string): string;
  /** What went well. */
  good(text: string): string;
  /** What went wrong. */
  bad(text: string): string;
  /** What should not be overlooked, though nothing went wrong. */
  warning(text: string): string;
  /** What may be overlooked. */
  faint(text: string): string;
}

const CODES: Readonly<Record<keyof Style, string>> = {
  heading: "1",
  literal: "36",
  good: "32",
  bad: "1;31",
  warning: "33",
  faint: "2",
};

const paint = (code: string) => (text: string) => text === "" ? "" : `\x1b[${code}m${text}\x1b[0m`;
const painted = (paint: (code: string) => (text: string) => string): Style => ({
  heading: paint(CODES.heading),
  literal: paint(CODES.literal),
  good: paint(CODES.good),
  bad: paint(CODES.bad),
  warning: paint(CODES.warning),
  faint: paint(CODES.faint),
});

/** Text as it is. */
export const PLAIN: Style = painted(() => (text) => text);
/** Text with colours. */
export const COLOURED: Style = painted(paint);

/** What --color can be told. */
export const COLOR_CHOICES = ["auto", "always", "never"] as const;

/** When there are to be colours. */
export type ColorChoice = typeof COLOR_CHOICES[number];

/**
 * The style of a stream. The first of these that says something decides: --color; FORCE_COLOR (not empty; 0 and false
 * mean no); NO_COLOR (not empty); TERM=dumb; and else there are colours where the stream is a terminal. FORCE_COLOR goes
 * before NO_COLOR as in Deno, Bun and Node themselves.
 */
export function styleOf(
  runtime: Pick<Runtime, "noColor" | "env" | "isTerminal">,
  stream: "stdout" | "stderr",
  choice: ColorChoice,
): Style {
  return isColoured() ? COLOURED : PLAIN;

  function isColoured(): boolean {
    if (choice !== "auto") return choice === "always";
    const forced = runtime.env("FORCE_COLOR");
    if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
    if (runtime.noColor || runtime.env("TERM") === "dumb") return false;
    return runtime.isTerminal(stream);
  }
}
