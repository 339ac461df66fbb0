// A table as data, and as Markdown.

/** A table; every row is as long as the head. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Markdown, with columns that line up in plain text too. */
export function formatTable({ title, head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(3, ...lines.map((line) => line[i].length)));
  const numeric = head.map((_, i) => rows.every((row) => /^-?[0-9]|^$/.test(row[i])));
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, i) => numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))
        .join(" | ")
    } |`;
  const rule = `|${
    widths.map((width, i) => `${"-".repeat(width + 1)}${numeric[i] ? ":" : "-"}`).join("|")
  }|`;
  return [`**${title}**`, "", line(head), rule, ...rows.map(line)].join("\n");
}
