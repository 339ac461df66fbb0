// A few cases of the stress job, with a new seed each time; `deno task stress` runs it longer. And what it is there to
// notice, planted: a worker whose sums are wrong.

import { assert, assertEquals, AssertionError, assertRejects } from "@std/assert";
import { strided } from "../scheduler/distribution.ts";
import { WORKER_SOURCE } from "../sumcheck/worker.generated.ts";
import { drawCase, type StressCase } from "./support/stress_case.ts";
import { emptyTally, runCase, StandingPools } from "./support/stress_run.ts";

const CASES = 8;

Deno.test("stress: whatever is drawn, every proof is one thread's, and only what is planted goes wrong", async () => {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0], tally = emptyTally();
  await using pools = new StandingPools();
  for (let number = 0; number < CASES; number++) {
    await runCase(drawCase(seed, number), pools, tally).catch((cause) => {
      throw new Error(`deno task stress --seed ${seed} --case ${number}`, { cause });
    });
  }
  assert(tally.equal >= CASES, `${tally.equal} proofs`);
});

Deno.test("stress: a seed and a number bring the same case back, and other numbers others", () => {
  for (const number of [0, 1, 1000]) assertEquals(drawCase(7, number), drawCase(7, number));
  const drawn = Array.from({ length: 20 }, (_, number) => JSON.stringify(drawCase(7, number).runs));
  assertEquals(new Set(drawn).size, drawn.length);
});

/** Runs in the worker: one limb of its gate separator is another than the calling thread's. */
function spoil(): void {
  const scope = globalThis as unknown as {
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void;
  };
  const listen = scope.addEventListener.bind(scope);
  scope.addEventListener = (type, listener) =>
    listen(type, ({ data }) => {
      const message = data as {
        readonly type: string;
        readonly setup?: { readonly gate: { readonly low: Uint32Array } };
      };
      if (message.type === "attach" && message.setup !== undefined) {
        const { gate } = message.setup, low = gate.low.slice();
        low[0] ^= 1;
        listener({ data: { ...message, setup: { ...message.setup, gate: { ...gate, low } } } });
      } else listener({ data });
    });
}

Deno.test("attack: a worker whose weights are wrong by one bit is noticed by the stress job", async () => {
  const blob = new Blob([`(${spoil})();\n${WORKER_SOURCE}`], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  await using pools = new StandingPools({
    createWorker: () => new Worker(url, { type: "module" }),
  });
  const everyEdge: StressCase = {
    statement: { recorded: "ultra-bb3 d6 dense" },
    threads: 2,
    runs: [{
      distribution: strided({ rows: 2 }),
      without: [],
      lean: false,
      trace: false,
      vouch: false,
      small: false,
    }],
    together: false,
    disturbance: { kind: "none" },
  };
  await assertRejects(() => runCase(everyEdge, pools, emptyTally()), AssertionError);
});
