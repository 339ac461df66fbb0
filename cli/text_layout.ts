// Plain text in lines: paragraphs and tables of two columns.

import type { Style } from "./style.ts";

/** No line of a help text is longer, but for usage and examples, which are to be copied. */
export const WIDTH = 80;

/** Two columns, the second one wrapped. */
export function table(rows: readonly (readonly [string, string])[], style: Style): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => {
    const [first, ...others] = wrap(right, WIDTH - width - 4);
    return [
      `  ${style.literal(left)}${" ".repeat(width - left.length)}  ${first}`,
      ...others.map((text) => " ".repeat(width + 4) + text),
    ];
  });
}

/** A paragraph in lines of at most so many characters; one that begins with a space is kept as it is. */
export function wrap(paragraph: string, width: number): string[] {
  if (paragraph.startsWith(" ")) return paragraph.split("\n");
  const lines: string[] = [];
  for (const word of paragraph.split(/[ \n]/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
