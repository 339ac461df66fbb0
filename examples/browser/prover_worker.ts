// The prover of the page, in a worker of its own: makes the statement, opens the pool, proves, verifies.
//
// Why not on the page's main thread? It works there: the pool's calling thread never blocks in
// Atomics.wait, which browsers forbid on the main thread, and lets its event loop turn every 15 ms. But
// then no frame is drawn for 15 ms at a time, and none at all while a trace is made, relations are
// compiled, a proof is set up or verified. Measured in Chromium on two busy cores, a page that proved on
// its main thread stood still for 1.9 s (circuit, 2^16 rows) and for 4.5 s (virtual machine, 2^12 rows);
// with the prover in a worker the longest gap between two frames was 0.13 s. What the page draws does
// not keep the other threads waiting either.

import { sha256 } from "@noble/hashes/sha2.js";
import {
  encodeProof,
  formatDistribution,
  openProverPool,
  parseDistribution,
  type Proof,
  type RoundProgress,
  SumcheckError,
  SumcheckProver,
  verifyWithTrace,
  type WorkerPool,
} from "@limbs/sumcheck";
import { type Workload, workload } from "../../bench/workloads/mod.ts";
import { CHUNK_NUMBERS, type Order, type Phase, type Reply, type Request } from "./messages.ts";

const page = globalThis as unknown as {
  postMessage(reply: Reply, transfer?: readonly ArrayBuffer[]): void;
  onmessage: (event: MessageEvent<Request>) => void;
};

let cancel = new AbortController();
// Both are kept for the next proof.
let pool: WorkerPool | undefined;
let made: { readonly key: string; readonly statement: Workload } | undefined;

page.onmessage = ({ data }) => {
  if (data.type === "cancel") cancel.abort();
  else void answer(data.order);
};

async function answer(order: Order): Promise<void> {
  cancel = new AbortController();
  try {
    await prove(order, cancel.signal);
  } catch (error) {
    if (cancel.signal.aborted) page.postMessage({ type: "cancelled" });
    else page.postMessage({ type: "failed", message: describe(error) });
  }
}

async function prove(order: Order, signal: AbortSignal): Promise<void> {
  await enter("trace", signal);
  const { registry, trace, parameters } = statementFor(order);

  await enter("threads", signal);
  const threads = await poolOf(order.threads);

  await enter("compile", signal);
  const prover = new SumcheckProver(registry, trace, {
    parameters,
    pool: threads,
    distribution: parseDistribution(order.distribution),
    // A spoilt trace is not satisfied; its claimed sum is not zero then.
    satisfied: !order.spoil,
    trace: true,
    signal,
    onRound: (progress) => report(progress, startMs),
  });

  await enter("prove", signal);
  const startMs = performance.now();
  const proof = await prover.prove();
  const proveMs = performance.now() - startMs;

  await enter("verify", signal);
  const verifyStartMs = performance.now();
  const refusal = refusalOf(() => verifyWithTrace(registry, proof, trace, { parameters }));
  const verifyMs = performance.now() - verifyStartMs;

  const bytes = encodeProof(registry, proof as Proof) as Uint8Array<ArrayBuffer>;
  const fingerprint = Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, "0"));
  page.postMessage({
    type: "done",
    outcome: {
      proveMs,
      verifyMs,
      refusal,
      proof: bytes,
      fingerprint: fingerprint.join(""),
      threads: threads.threads,
    },
  });
}

/** Says what comes next, and lets a request to cancel arrive before it begins. */
async function enter(phase: Phase, signal: AbortSignal): Promise<void> {
  page.postMessage({ type: "phase", phase });
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}

/** The statement, made unless it is the one that was proved last. */
function statementFor({ statement: name, logRows, spoil }: Order): Workload {
  const key = `${name} ${logRows} ${spoil}`;
  if (made?.key !== key) {
    made = undefined;
    const statement = workload(name, { logRows });
    if (spoil) spoilRow(statement, 1);
    made = { key, statement };
  }
  return made.statement;
}

/** Adds 1 to every column in one row. */
function spoilRow({ trace }: Workload, row: number): void {
  const { field } = trace;
  for (const name of trace.columns.keys()) {
    const column = trace.column(name);
    if (row < column.length) column.set(row, field.add(column.get(row), field.one));
  }
}

/** The pool, opened unless the last one has as many threads. */
async function poolOf(threads: number): Promise<WorkerPool> {
  if (pool?.threads !== threads) {
    const old = pool;
    pool = undefined;
    await old?.close();
    pool = await openProverPool({ threads });
  }
  return pool;
}

function refusalOf(verify: () => void): string | undefined {
  try {
    verify();
    return undefined;
  } catch (error) {
    if (error instanceof SumcheckError) return describe(error);
    throw error;
  }
}

/** Tells the page about a round that is done. */
function report({ round, rounds, report }: RoundProgress, startMs: number): void {
  const { rows, distribution, wallMs, imbalance, threads, chunks = [] } = report;
  const numbers = new Float64Array(CHUNK_NUMBERS * chunks.length);
  const roundMs = report.startMs - startMs;
  chunks.forEach((chunk, i) => {
    const { slot, first, end, durationMs } = chunk;
    numbers.set([slot, first, end, roundMs + chunk.startMs, durationMs], CHUNK_NUMBERS * i);
  });
  page.postMessage({
    type: "round",
    round: {
      round,
      rounds,
      rows,
      distribution: formatDistribution(distribution),
      startMs: roundMs,
      wallMs,
      imbalance,
      threads,
      chunks: numbers,
    },
  }, [numbers.buffer]);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? `${error.message} (${code})` : error.message;
}
