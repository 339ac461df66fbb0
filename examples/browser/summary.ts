// What a proof took, in figures and tables: the same as the timeline shows, for reading.
/// <reference lib="dom" />

import type { Outcome, Round } from "./messages.ts";
import { threadName } from "./timeline.ts";

/** A time for people. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
}

/** A whole number for people. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** One thread's share of a whole proof. */
interface ThreadTotal {
  readonly slot: number;
  chunks: number;
  rows: number;
  busyMs: number;
}

function totals(rounds: readonly Round[]): ThreadTotal[] {
  const bySlot = new Map<number, ThreadTotal>();
  for (const { threads } of rounds) {
    for (const { slot, chunks, rows, busyMs } of threads) {
      const total = bySlot.get(slot) ?? { slot, chunks: 0, rows: 0, busyMs: 0 };
      bySlot.set(slot, total);
      total.chunks += chunks;
      total.rows += rows;
      total.busyMs += busyMs;
    }
  }
  return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
}

/** Longest busy time ÷ mean busy time, both summed over the rounds: every round waits for its slowest thread. */
export function imbalanceOf(rounds: readonly Round[]): number {
  let longest = 0, mean = 0;
  for (const { threads } of rounds) {
    const busy = threads.map(({ busyMs }) => busyMs);
    longest += Math.max(...busy);
    mean += busy.reduce((sum, ms) => sum + ms, 0) / busy.length;
  }
  return mean > 0 ? longest / mean : 1;
}

/** Fills the list of figures. */
export function showFigures(
  list: HTMLElement,
  rounds: readonly Round[],
  { proveMs, verifyMs, proof, threads }: Outcome,
): void {
  const figures: [id: string, name: string, value: string][] = [
    ["time", `to prove, on ${threads} thread${threads === 1 ? "" : "s"}`, formatMs(proveMs)],
    ["imbalance", "imbalance: longest busy time ÷ mean", imbalanceOf(rounds).toFixed(2)],
    ["verifyTime", "to verify, columns included", formatMs(verifyMs)],
    ["size", "size of the proof", `${formatCount(proof.length)} bytes`],
  ];
  list.replaceChildren(...figures.map(([id, name, value]) => {
    const term = element("dt", name), text = element("dd", value);
    text.id = id;
    const pair = element("div");
    pair.append(term, text);
    return pair;
  }));
}

/** Fills the table with a line for each thread. */
export function showThreads(table: HTMLTableElement, rounds: readonly Round[]): void {
  const wallMs = rounds.reduce((sum, round) => sum + round.wallMs, 0);
  const rows = totals(rounds).map(({ slot, chunks, rows, busyMs }) => [
    threadName(slot),
    formatCount(chunks),
    formatCount(rows),
    formatMs(busyMs),
    `${(wallMs > 0 ? 100 * busyMs / wallMs : 100).toFixed(1)} %`,
  ]);
  fill(table, "By thread", ["Thread", "Chunks", "Rows", "Busy", "Busy share"], rows);
}

/** Fills the table with a line for each round. */
export function showRounds(table: HTMLTableElement, rounds: readonly Round[]): void {
  const rows = rounds.map(({ round, rows, distribution, wallMs, imbalance }) => [
    String(round),
    formatCount(rows),
    distribution,
    formatMs(wallMs),
    imbalance.toFixed(2),
  ]);
  fill(table, "By round", ["Round", "Rows", "Distribution", "Time", "Imbalance"], rows);
}

function fill(
  table: HTMLTableElement,
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const heads = head.map((text) => {
    const cell = element("th", text);
    cell.scope = "col";
    return cell;
  });
  const headRow = element("tr"), thead = element("thead"), body = element("tbody");
  headRow.append(...heads);
  thead.append(headRow);
  body.append(...rows.map(([name, ...values]) => {
    const row = element("tr"), title = element("th", name);
    title.scope = "row";
    row.append(title, ...values.map((value) => element("td", value)));
    return row;
  }));
  table.replaceChildren(element("caption", caption), thead, body);
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
