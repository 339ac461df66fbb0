// Distributions as plain data: how the rows of a pass are cut and shared out, their text form, and
// their checks. How a thread finds its next chunk under each of them is in claimers.ts; no shared
// memory is touched here.

import { SchedulerError } from "./errors.ts";

/**
 * A way of sharing out the rows of a pass; plain data. `rows` is the length of one chunk: even, at
 * least 2.
 */
export type Distribution =
  | { readonly kind: "contiguous" }
  | { readonly kind: "strided"; readonly rows: number }
  | { readonly kind: "queued"; readonly rows: number }
  | { readonly kind: "dynamic"; readonly rows: number }
  | { readonly kind: "guided"; readonly minRows: number };

/**
 * Not one distribution but a new one for each pass, from what the passes before it cost: see
 * {@linkcode Tuner}.
 */
export interface Auto {
  /** The name. */
  readonly kind: "auto";
}

/** What runs of many passes can be told: a distribution for all of them, or to choose one for each. */
export type DistributionChoice = Distribution | Auto;

/** The name of a distribution. */
export type DistributionKind = Distribution["kind"];

/** Rows per chunk, as the functions of this module take them. */
export interface RowsPerChunk {
  /** Even, from 2 to {@linkcode MAX_ROWS}. */
  readonly rows: number;
}

/** The most rows of one pass, and of one chunk. */
export const MAX_ROWS: number = 2 ** 30;

/**
 * Every kind of distribution. A kind's place in this list is how a pass names it in shared memory.
 */
export const DISTRIBUTION_KINDS: readonly DistributionKind[] = [
  "contiguous",
  "strided",
  "queued",
  "dynamic",
  "guided",
];

/** Rows per chunk at the end of a guided pass. */
export interface MinRowsPerChunk {
  /** Even, from 2 to {@linkcode MAX_ROWS}. */
  readonly minRows: number;
}

/** Fixed: one run of rows for each thread, all equally long. */
export function contiguous(): Distribution {
  return { kind: "contiguous" };
}

/**
 * Fixed: chunk `p` goes to thread `p mod N`.
 *
 * @throws {SchedulerError} "bad-distribution" if `rows` is not an even integer from 2 to
 * {@linkcode MAX_ROWS}.
 */
export function strided(options: RowsPerChunk): Distribution {
  return { kind: "strided", rows: checkRows("strided", options) };
}

/**
 * Whoever is free takes the next chunk from a queue that a lock guards.
 *
 * @throws {SchedulerError} "bad-distribution" if `rows` is not an even integer from 2 to
 * {@linkcode MAX_ROWS}.
 */
export function queued(options: RowsPerChunk): Distribution {
  return { kind: "queued", rows: checkRows("queued", options) };
}

/**
 * Whoever is free claims the next chunk with one atomic addition.
 *
 * @throws {SchedulerError} "bad-distribution" if `rows` is not an even integer from 2 to
 * {@linkcode MAX_ROWS}.
 */
export function dynamic(options: RowsPerChunk): Distribution {
  return { kind: "dynamic", rows: checkRows("dynamic", options) };
}

/**
 * Whoever is free claims the next chunk with one atomic addition; chunks are long at first and grow
 * shorter, down to `minRows`, as the rows run out.
 *
 * @throws {SchedulerError} "bad-distribution" if `minRows` is not an even integer from 2 to
 * {@linkcode MAX_ROWS}.
 */
export function guided(options: MinRowsPerChunk): Distribution {
  return { kind: "guided", minRows: checkRows("guided", { rows: options?.minRows }) };
}

/** `dynamic` with rows per chunk chosen before each pass: see {@linkcode Tuner}. */
export function auto(): Auto {
  return { kind: "auto" };
}

/**
 * Reads the text form of a distribution: `contiguous`, `strided:2`, `queued:16`, `dynamic:64`,
 * `guided:16`, `auto`.
 *
 * @throws {SchedulerError} "bad-distribution" if the name is unknown, or the rows are missing,
 * superfluous or not an even integer from 2 to {@linkcode MAX_ROWS}.
 *
 * @example
 * ```ts
 * import { dynamic, parseDistribution } from "@limbs/sumcheck/scheduler";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseDistribution("dynamic:64"), dynamic({ rows: 64 }));
 * ```
 */
export function parseDistribution(text: string): DistributionChoice {
  if (typeof text !== "string") throw bad(`its text is ${describe(text)}`);
  const match = /^([a-z]+)(?::([0-9]{1,10}))?$/.exec(text);
  if (match === null) throw bad(`its text is ${describe(text)}, not "name" or "name:rows"`);
  const [, kind, digits] = match;
  if (digits === undefined) return checkDistributionChoice({ kind });
  const rows = Number(digits);
  return checkDistributionChoice(kind === "guided" ? { kind, minRows: rows } : { kind, rows });
}

/** The text form of a distribution, as {@linkcode parseDistribution} reads it. */
export function formatDistribution(distribution: DistributionChoice): string {
  const rows = rowsPerChunk(distribution);
  return rows === undefined ? distribution.kind : `${distribution.kind}:${rows}`;
}

/** Rows of a chunk, the shortest of a guided pass; undefined where the distribution does not say. */
export function rowsPerChunk(distribution: DistributionChoice): number | undefined {
  switch (distribution.kind) {
    case "contiguous":
    case "auto":
      return undefined;
    case "guided":
      return distribution.minRows;
    default:
      return distribution.rows;
  }
}

/**
 * Checks a distribution that comes from outside and returns a copy with nothing but the known
 * fields.
 *
 * @throws {SchedulerError} "bad-distribution" if it is not one.
 */
export function checkDistribution(value: unknown): Distribution {
  if (typeof value !== "object" || value === null) throw bad(`it is ${describe(value)}`);
  const { kind, rows, minRows } = value as Record<"kind" | "rows" | "minRows", unknown>;
  switch (kind) {
    case "contiguous":
      if (rows !== undefined) {
        throw bad(`contiguous takes no rows per chunk, but rows is ${describe(rows)}`);
      }
      return { kind };
    case "strided":
    case "queued":
    case "dynamic":
      return { kind, rows: checkRows(kind, { rows }) };
    case "guided":
      return { kind, minRows: checkRows(kind, { rows: minRows }) };
    case "auto":
      throw bad("auto stands for a choice before each pass, not for a distribution of one pass");
    default:
      throw bad(`its name is ${describe(kind)}, not one of ${DISTRIBUTION_KINDS.join(", ")}, auto`);
  }
}

/**
 * The same where a choice may be made for each pass: {@linkcode auto} is allowed too.
 *
 * @throws {SchedulerError} "bad-distribution" if it is neither.
 */
export function checkDistributionChoice(value: unknown): DistributionChoice {
  const { kind, rows } = Object(value) as Record<"kind" | "rows", unknown>;
  if (kind !== "auto") return checkDistribution(value);
  if (rows !== undefined) {
    throw bad(`auto takes no rows per chunk, but rows is ${describe(rows)}`);
  }
  return { kind };
}

function checkRows(kind: DistributionKind, options: { readonly rows?: unknown }): number {
  const rows = options?.rows;
  if (!Number.isInteger(rows) || (rows as number) < 2 || (rows as number) > MAX_ROWS) {
    throw bad(`rows of ${kind} is ${describe(rows)}, not an integer from 2 to ${MAX_ROWS}`);
  }
  if ((rows as number) % 2 !== 0) throw bad(`rows of ${kind} is ${rows}, which is not even`);
  return rows as number;
}

function bad(what: string): SchedulerError {
  return new SchedulerError("bad-distribution", `Cannot use the distribution: ${what}`);
}

function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
