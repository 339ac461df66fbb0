// Which statement order suits the engine this runs on: decided once, by a short race the first time a kernel is made
// without being told, or by the caller. It only times; what is raced is given to it (kernels.ts). Both orders give the
// same results, so a wrong decision costs time and nothing else.

import type { LaneKernel } from "./lane_kernel.ts";

/** Statement order of generated code; see {@linkcode LaneKernel.order}. */
export type LaneOrder = LaneKernel["order"];

/** An order has run compiled when a multiplication took it less than this many nanoseconds. */
const COMPILED_NS = 500;

/** The race ends this many heats after both orders have … */
const FINAL_HEATS = 24;

/** … and in any case after this many milliseconds, undecided. Most of a race is waiting for the engine's compilers. */
const LIMIT_MS = 25;

/**
 * How much slower the column order must be to lose. A race this short ends in the middle tier of both engines. There the
 * quadrants lead by 1.2 in V8, whose top tier then prefers columns by 1.3; in JavaScriptCore they lead by 1.5, and by 3
 * in the top tier.
 */
const DECISIVE = 1.35;

let chosen: LaneOrder | undefined;

/** The order for an undecided race: by the name of the engine's host, if it says (Bun and Safari run JavaScriptCore). */
function likelyOrder(): LaneOrder {
  const host = globalThis.navigator?.userAgent ?? "";
  return /\bBun\//.test(host) || (/AppleWebKit/.test(host) && !/Chrom/.test(host))
    ? "quadrants"
    : "columns";
}

/**
 * Sets the statement order of kernels made from now on without an explicit one; `undefined` makes the next of them race
 * the orders again. Kernels that exist keep theirs.
 */
export function useLaneOrder(order: LaneOrder | undefined): void {
  chosen = order;
}

/**
 * The order to use on this engine. The first call races the two by turns and compares their fastest heats (not the
 * means: early heats run in an interpreter, and any may be interrupted); later calls return what that decided. On a
 * machine too busy to compile in time the order is guessed from the host's name.
 *
 * @param heat multiplies `elements` elements in the given order
 */
export function laneOrder(heat: (order: LaneOrder) => void, elements: number): LaneOrder {
  if (chosen !== undefined) return chosen;
  const best = { columns: Infinity, quadrants: Infinity };
  const compiled = (COMPILED_NS * elements) / 1e6;
  const start = performance.now();
  let finals = 0;
  while (finals < FINAL_HEATS && performance.now() - start < LIMIT_MS) {
    if (Math.max(best.columns, best.quadrants) < compiled) finals++;
    for (const order of ["columns", "quadrants"] as const) {
      const from = performance.now();
      heat(order);
      best[order] = Math.min(best[order], performance.now() - from);
    }
  }
  const winner = best.columns > DECISIVE * best.quadrants ? "quadrants" : "columns";
  chosen = finals < FINAL_HEATS ? likelyOrder() : winner;
  return chosen;
}
