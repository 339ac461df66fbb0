// The calling thread's side of one pass: sends the workers in, takes part, watches over the others,
// waits for the last one and makes the report, or the error. One pass at a time: the pool sees to
// that.

import { SchedulerError } from "./errors.ts";
import type { JobThread } from "./job.ts";
import { errorFromText, type Reply } from "./messages.ts";
import { FAILED, type PassBlock, type PassOrder } from "./pass_block.ts";
import { NUMBERS_PER_CHUNK, Participation } from "./participation.ts";
import { type Breather, nextTurn, waitForChange } from "./pause.ts";
import { type ChunkReport, imbalanceOf, type PassReport, type ThreadReport } from "./report.ts";
import type { WorkerLink } from "./worker_link.ts";

/** What a pass needs of its pool. */
export interface PassSetting {
  /** What is to be done, and by which slots. */
  readonly order: PassOrder;
  /** The pass's memory, and its number. */
  readonly block: PassBlock;
  readonly blockIndex: number;
  /** The job's part on the calling thread. */
  readonly thread: JobThread;
  /** The workers that take part. */
  readonly links: readonly WorkerLink[];
  /** Dismiss a worker that shows no progress for so long. */
  readonly stallTimeoutMs: number;
  /** Ends the pass early. */
  readonly signal: AbortSignal | undefined;
  /** When to let the event loop turn. */
  readonly breather: Breather;
  /** Runs code of the job, so that the pool can refuse calls from inside. */
  readonly inside: <T>(call: () => T) => T;
}

// A worker's message about its failure is posted before it leaves the pass, so it is already on its
// way.
const MESSAGE_TIMEOUT_MS = 2000;
// How often the tail of a pass looks for stalled workers.
const LOOK_MS = 100;

/**
 * Runs one pass.
 *
 * @throws {SchedulerError} "worker-lost", else "worker-failed"; else the signal's reason if it was
 * aborted. Every thread that is not lost has left the pass by then.
 */
export async function runPass(setting: PassSetting): Promise<PassReport> {
  const { order, block, links, signal } = setting;
  block.prepare(order);
  const abandon = () => block.abandon();
  signal?.addEventListener("abort", abandon, { once: true });
  try {
    const startMs = performance.now();
    for (const link of links) link.enter(order.pass, setting.blockIndex);
    const own = new Participation(block, 0, setting.thread);
    const watch = new StallWatch(setting);
    const ownFailure = await takePart(setting, own, watch);
    while (!everyoneLeft(setting)) {
      const { pending } = block;
      // Looked at again after `pending` is read: whoever leaves from now on changes it.
      if (everyoneLeft(setting)) break;
      const timeoutMs = Math.min(LOOK_MS, setting.stallTimeoutMs);
      await waitForChange(block.words, block.pendingIndex, pending, timeoutMs);
      watch.look();
    }
    const wallMs = performance.now() - startMs;
    await throwIfSpoilt(setting, own, ownFailure);
    const chunks = order.trace ? await collectChunks(setting, own, startMs) : undefined;
    return makeReport(order, block, startMs, wallMs, chunks);
  } finally {
    signal?.removeEventListener("abort", abandon);
    for (const link of links) link.clearInbox();
  }
}

/**
 * Does the calling thread's part; returns what the job threw, wrapped so that `undefined` can be
 * thrown too.
 */
async function takePart(
  { block, breather, inside }: PassSetting,
  own: Participation,
  watch: StallWatch,
): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    inside(() => own.begin());
    while (!inside(() => own.work(breather.due, false))) {
      // Before the breath is due, another thread was in the way: it needs no more than a moment.
      await (performance.now() < breather.due ? nextTurn() : breather.breathe());
      watch.look();
    }
    inside(() => own.end());
    return undefined;
  } catch (thrown) {
    block.abandon();
    return { thrown };
  }
}

// Without a loss only the count will do: a worker is done with the block when it has taken itself
// off, not before. With a loss the count may never be 0, and the block is not used again.
function everyoneLeft({ block, links }: PassSetting): boolean {
  if (block.pending === 0) return true;
  return links.some((link) => link.loss !== undefined) &&
    links.every((link) => link.loss !== undefined || block.hasLeft(link.slot));
}

/** Dismisses workers that show no progress. */
class StallWatch {
  readonly #setting: PassSetting;
  readonly #seen: { readonly link: WorkerLink; steps: number; atMs: number }[];

  constructor(setting: PassSetting) {
    this.#setting = setting;
    const atMs = performance.now();
    this.#seen = setting.links.map((link) => ({ link, steps: 0, atMs }));
  }

  look(): void {
    const { block, stallTimeoutMs } = this.#setting;
    const now = performance.now();
    for (const seen of this.#seen) {
      const { link } = seen, steps = block.steps(link.slot);
      if (steps !== seen.steps) {
        seen.steps = steps;
        seen.atMs = now;
      } else if (
        now - seen.atMs > stallTimeoutMs && link.loss === undefined && !block.hasLeft(link.slot)
      ) {
        link.dismiss(`showed no progress for ${stallTimeoutMs} ms`);
      }
    }
  }
}

async function throwIfSpoilt(
  setting: PassSetting,
  own: Participation,
  ownFailure: { readonly thrown: unknown } | undefined,
): Promise<void> {
  const { order, block, links, signal } = setting;
  const lost = links.filter((link) => link.loss !== undefined);
  if (lost.length > 0) throw lostError(lost, block);
  if (ownFailure !== undefined) throw failedError(0, own.doing, ownFailure.thrown);
  const failed = links.filter((link) => block.state(link.slot) === FAILED);
  for (const link of failed) {
    let report: Reply;
    try {
      report = await link.expect(
        (reply) => reply.type === "failed" && reply.pass === order.pass,
        MESSAGE_TIMEOUT_MS,
      );
    } catch {
      throw lostError([link], block);
    }
    if (report.type === "failed") {
      throw failedError(link.slot, report.doing, errorFromText(report.error));
    }
  }
  signal?.throwIfAborted();
}

function failedError(slot: number, doing: string, cause: unknown): SchedulerError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SchedulerError(
    "worker-failed",
    `Cannot finish the pass: ${doing} on slot ${slot} threw: ${why}`,
    { slot, cause },
  );
}

/** The error for lost workers; in the pass in `block`, if any. */
export function lostError(lost: readonly WorkerLink[], block?: PassBlock): SchedulerError {
  const stillRunning = lost.some((link) => !link.hasEnded && !block?.hasLeft(link.slot));
  const reasons = lost.map((link) => link.loss?.message).join("; ");
  const now = stillRunning ? "may still be running" : "no longer runs";
  return new SchedulerError("worker-lost", `Cannot go on with all threads: ${reasons}; it ${now}`, {
    slot: lost[0]?.slot ?? 0,
    stillRunning,
    cause: lost[0]?.loss,
  });
}

async function collectChunks(
  { order, block, links }: PassSetting,
  own: Participation,
  startMs: number,
): Promise<ChunkReport[]> {
  const chunks: ChunkReport[] = [];
  const add = (slot: number, timeline: ArrayLike<number>, offsetMs: number) => {
    for (let at = 0; at < timeline.length; at += NUMBERS_PER_CHUNK) {
      const number = (index: number) => timeline[at + index] as number;
      const [first, end, start, stop] = [number(0), number(1), number(2), number(3)];
      const chunkStartMs = start + offsetMs - startMs;
      chunks.push({ slot, first, end, startMs: chunkStartMs, durationMs: stop - start });
    }
  };
  add(0, own.timeline, 0);
  for (const link of links) {
    try {
      const reply = await link.expect(
        (reply) => reply.type === "timeline" && reply.pass === order.pass,
        MESSAGE_TIMEOUT_MS,
      );
      if (reply.type === "timeline") add(link.slot, reply.chunks, link.clockOffsetMs);
    } catch {
      throw lostError([link], block);
    }
  }
  return chunks.sort((a, b) => a.startMs - b.startMs);
}

function makeReport(
  order: PassOrder,
  block: PassBlock,
  startMs: number,
  wallMs: number,
  chunks: readonly ChunkReport[] | undefined,
): PassReport {
  const threads: ThreadReport[] = order.slots.map((slot) => {
    const record = block.recordOf(slot);
    return { slot, ...record, waitMs: Math.max(0, wallMs - record.busyMs) };
  });
  const { rows, code, distribution } = order;
  const imbalance = imbalanceOf(threads);
  const report = { rows, code, distribution, startMs, wallMs, threads, imbalance };
  return chunks === undefined ? report : { ...report, chunks };
}
