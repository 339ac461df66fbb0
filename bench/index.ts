// The benchmark that `bun bench` finds: field operations beside BigInt, noble-curves and ffjavascript, then one round of
// a prover by distribution. A picture of this machine in under a minute; the other files here ask one question each.
//
//   bun bench [FILTER]        deno run -A bench/index.ts [FILTER]
//
// FILTER is a regular expression that names must match, such as "multiply" or "round". Machines differ and are shared:
// compare figures of one run only.

import { barplot, bench, do_not_optimize, group, run, summary } from "mitata";
import { BN254_FR } from "../field/mod.ts";
import { ULTRA_BB5 } from "../relations/mod.ts";
import { contiguous, dynamic, formatDistribution, queued, strided } from "../scheduler/mod.ts";
import { openProverPool, SumcheckProver, Trace } from "../sumcheck/mod.ts";
import { fieldInputs, ourField } from "./field_ours.ts";
import { bigintPeer, ffjavascriptPeers, noblePeer, type Operation } from "./field_peers.ts";

const ELEMENTS = 4096, LOG_ROWS = 12, WORKERS = 2;

const OPERATIONS: readonly (readonly [Operation, string])[] = [
  ["mul", "multiply"],
  ["square", "square"],
  ["add", "add"],
  ["inverse", "invert"],
];

async function benchField(): Promise<void> {
  const inputs = fieldInputs(BN254_FR, ELEMENTS);
  const contestants = [
    ourField("lanes", BN254_FR, inputs),
    ourField("packed", BN254_FR, inputs),
    bigintPeer(inputs),
    noblePeer(inputs),
    ...await ffjavascriptPeers(inputs),
  ];
  for (const [operation, title] of OPERATIONS) {
    group(`${title} ${ELEMENTS} elements of ${BN254_FR.name}`, () => {
      barplot(() => {
        summary(() => {
          for (const { name, tasks } of contestants) {
            const task = tasks[operation];
            if (task !== undefined) bench(`${title}: ${name}`, task.run);
          }
        });
      });
    });
  }
}

/** A trace without a zero, the most work that a round can be. */
function denseTrace(): Trace {
  const columns = ULTRA_BB5.storedColumns.map((name) => {
    const column = BN254_FR.vector(2 ** LOG_ROWS, { shared: true });
    column.words.set(BN254_FR.randomVector(2 ** LOG_ROWS).words);
    return [name, column] as const;
  });
  return new Trace(BN254_FR, LOG_ROWS, new Map(columns));
}

/** Opens pools; closes them when the returned function is called. */
async function benchRound(): Promise<() => Promise<void>> {
  const trace = denseTrace();
  const parameters = BN254_FR.randomVector(ULTRA_BB5.parameters.length);
  const pools = [await openProverPool({ threads: 1 }), await openProverPool({ threads: WORKERS })];
  const [single, several] = pools;
  group(`round 0 of 2^${LOG_ROWS} dense rows, ${ULTRA_BB5.name}, from the trace on`, () => {
    barplot(() => {
      summary(() => {
        for (
          const [pool, distribution] of [
            [single, dynamic({ rows: 64 })],
            [several, contiguous()],
            [several, strided({ rows: 2 })],
            [several, queued({ rows: 16 })],
            [several, dynamic({ rows: 64 })],
          ] as const
        ) {
          const threads = `${pool.threads} thread${pool.threads === 1 ? "" : "s"}`;
          bench(`round: ${threads}, ${formatDistribution(distribution)}`, async () => {
            const first = new AbortController();
            const prover = new SumcheckProver(ULTRA_BB5, trace, {
              parameters,
              pool,
              distribution,
              signal: first.signal,
              onRound: () => first.abort(),
            });
            do_not_optimize(await prover.prove().catch(() => first.signal.aborted));
          });
        }
      });
    });
  });
  return async () => {
    for (const pool of pools) await pool.close();
  };
}

// deno-lint-ignore no-explicit-any
const { Deno, process } = globalThis as any;
const [filter] = (Deno?.args ?? process.argv.slice(2)) as readonly string[];
await benchField();
const close = await benchRound();
await run(filter === undefined ? {} : { filter: new RegExp(filter) });
await close();
// The wasm peer leaves its threads open.
(Deno?.exit ?? process.exit)(0);
