// The kernel between the scheduler and the field: a round's result does not depend on which chunks it is given, in
// which order, nor on work that was done and thrown away before. The kernel runs here on the calling thread, behind a
// job that deals with its chunks in other ways than a pool would.

import { assert, assertEquals } from "@std/assert";
import type { JobThread } from "../scheduler/job.ts";
import { dynamic } from "../scheduler/distribution.ts";
import { WorkerPool } from "../scheduler/pool.ts";
import { FixedTranscript } from "../sumcheck/fixed_transcript.ts";
import { SUMCHECK_JOB, sumcheckFactories } from "../sumcheck/job.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { SUMCHECK_VECTORS } from "./support/sumcheck_vectors.ts";

/** A chunk: first row and one past the last. */
type Chunk = readonly [first: number, end: number];

/** What to do with the chunks of a round; `begin` begins the round (again). */
type Handling = (chunks: readonly Chunk[], kernel: JobThread, begin: () => void) => void;

const run = (chunks: readonly Chunk[], kernel: JobThread): void =>
  chunks.forEach(([first, end]) => kernel.chunk(first, end));

/** Cuts of so many rows. */
function cut(chunks: readonly Chunk[], rows: number): Chunk[] {
  return chunks.flatMap(([first, end]) =>
    Array.from({ length: Math.ceil((end - first) / rows) }, (_, i): Chunk => {
      const at = first + i * rows;
      return [at, Math.min(end, at + rows)];
    })
  );
}

const HANDLINGS: Readonly<Record<string, Handling>> = {
  "in reverse order": (chunks, kernel) => run(chunks.toReversed(), kernel),
  "edge by edge": (chunks, kernel) => run(cut(chunks, 2), kernel),
  "edge by edge, backwards": (chunks, kernel) => run(cut(chunks, 2).toReversed(), kernel),
  "in pieces of 10 rows, every other one first": (chunks, kernel) => {
    const pieces = cut(chunks, 10);
    run(pieces.filter((_, i) => i % 2 === 1), kernel);
    run(pieces.filter((_, i) => i % 2 === 0), kernel);
  },
  "in one piece": (chunks, kernel) => {
    if (chunks.length > 0) run([[chunks[0][0], chunks[chunks.length - 1][1]]], kernel);
  },
  "half done, then from the start again": (chunks, kernel, begin) => {
    run(chunks.slice(0, Math.ceil(chunks.length / 2)), kernel);
    begin();
    run(chunks, kernel);
  },
  "done and ended, then from the start again": (chunks, kernel, begin) => {
    run(cut(chunks, 4), kernel);
    kernel.end();
    begin();
    run(chunks, kernel);
  },
};

/** The kernel behind a handling of its chunks: they are collected and dealt with when the round ends. */
function handled(kernel: JobThread, handling: Handling, seen: (chunks: number) => void): JobThread {
  let round = 0, chunks: Chunk[] = [];
  return {
    begin(code) {
      [round, chunks] = [code, []];
      kernel.begin(code);
    },
    chunk(first, end) {
      chunks.push([first, end]);
    },
    end() {
      seen(chunks.length);
      handling(chunks, kernel, () => kernel.begin(round));
      kernel.end();
    },
  };
}

for (const [how, handling] of Object.entries(HANDLINGS)) {
  Deno.test(`kernel: chunks ${how}`, async () => {
    let most = 0;
    const make = sumcheckFactories()[SUMCHECK_JOB];
    await using pool = await WorkerPool.open({
      threads: 1,
      source: "",
      factories: {
        [SUMCHECK_JOB]: (setup, slot) =>
          handled(make(setup, slot), handling, (count) => most = Math.max(most, count)),
      },
    });
    for (const [name, vector] of Object.entries(SUMCHECK_VECTORS)) {
      const { registry, trace, parameters, paddedLogRows } = vector;
      for (const lean of [false, true]) {
        const proof = await new SumcheckProver(registry, trace, {
          parameters,
          paddedLogRows,
          pool,
          lean,
          distribution: dynamic({ rows: 20 }),
          transcript: new FixedTranscript(registry.field, {
            alpha: vector.alphas,
            beta: vector.betas,
            round: vector.challenges,
          }),
        }).prove();
        const found = proof.univariates.map((u) => u.toHex());
        assertEquals(found, vector.univariates.map((u) => u.toHex()), name);
        assertEquals(proof.evaluations.toHex(), vector.evaluations.toHex(), name);
      }
    }
    assert(most > 5, "there were not several chunks");
  });
}
