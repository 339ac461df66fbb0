// A soak: a thousand proofs on one pool, of mixed statements in mixed manners, some aborted, some two at a time. Every
// proof must be equal to the one made on a single thread, and memory must be flat.
//
//   deno run -A --v8-flags=--expose-gc bench/soak.ts [--proofs 1000] [--threads 3] [--seed 1] [--samples FILE]
//   bun bench/soak.ts …
//
// Prints tables in Markdown. Exit code 1: a proof differs, or the median of the resident memory or of the heap of the last
// fifth of the proofs is more than 5 % above that of the second fifth (the first warms up). Garbage of the calling thread
// is collected before each look; without --expose-gc it cannot be on Deno, and the figures say less. --samples writes all
// looks as CSV. With less than 500 proofs memory is not judged.

import { writeFileSync } from "node:fs";
import { auto, contiguous, dynamic, guided, queued, strided } from "../scheduler/distribution.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { openProverPool } from "../sumcheck/pool.ts";
import type { Technique } from "../sumcheck/prover.ts";
import type { WorkerPool } from "../scheduler/pool.ts";
import {
  CAN_COLLECT,
  createCollectingWorker,
  growth,
  type MemorySample,
  sampleMemory,
} from "./reliability/memory.ts";
import { type Manner, type SoakStatement, soakStatements } from "./reliability/statements.ts";
import { argumentsOf, runtime } from "./support.ts";
import { Random } from "./workloads/random.ts";

/** A look at the memory after so many proofs. */
const LOOK_PROOFS = 5;
/** Memory is judged from so many proofs on, and may grow by so much. */
const LEAST_PROOFS = 500, LIMIT = 0.05;

const DISTRIBUTIONS = [
  ...[auto(), contiguous(), strided({ rows: 2 }), strided({ rows: 8 }), queued({ rows: 4 })],
  ...[dynamic({ rows: 2 }), dynamic({ rows: 16 }), dynamic({ rows: 64 }), guided({ minRows: 4 })],
];

const TECHNIQUES: readonly Technique[] = ["divide", "specialize", "claims", "small"];

/** What became of the proofs. */
interface Tally {
  equal: number;
  aborted: number;
  /** Said to be satisfied, and refused because the trace is not. */
  unsatisfied: number;
  different: string[];
}

interface Reference extends SoakStatement {
  readonly bytes: Uint8Array;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * Every statement with its proof on a single thread, which is also the other program's where there is one. All that is
 * compiled once and kept is compiled here.
 */
async function references(): Promise<Reference[]> {
  const made: Reference[] = [];
  for (const statement of soakStatements()) {
    const { name, prove, satisfied, expected } = statement;
    const bytes = await prove({ distribution: contiguous() });
    for (const technique of TECHNIQUES) {
      for (const vouch of satisfied === true ? [false, true] : [false]) {
        const again = await prove({ without: [technique], satisfied: vouch });
        if (!isSame(again, bytes)) throw new Error(`two proofs of ${name} differ`);
      }
    }
    if (expected !== undefined && !isSame(bytes, expected)) {
      throw new Error(`the proof of ${name} is not the recorded one`);
    }
    made.push({ ...statement, bytes });
  }
  return made;
}

function anyManner(random: Random): Manner {
  return {
    distribution: random.pick(DISTRIBUTIONS),
    lean: random.below(3) === 0,
    trace: random.below(4) === 0,
    ...(random.below(4) === 0 &&
      { without: [random.pick(TECHNIQUES)] }),
    ...(random.below(4) === 0 && {
      onRound: ({ columns, subrelationSums }) => {
        columns?.();
        subrelationSums?.();
      },
    }),
  };
}

/** Proves once and counts what became of it. */
async function proveOnce(
  pool: WorkerPool,
  { name, prove, satisfied, bytes }: Reference,
  random: Random,
  tally: Tally,
): Promise<void> {
  const manner = { ...anyManner(random), pool };
  const kind = random.below(20);
  try {
    if (kind < 2) {
      // Aborted by the clock, at whatever moment.
      const signal = AbortSignal.timeout(random.below(random.pick([3, 20, 100])));
      await check(prove({ ...manner, signal }));
    } else if (kind === 2) {
      const controller = new AbortController(), last = random.below(6);
      const onRound: Manner["onRound"] = ({ round }) => round === last && controller.abort();
      await check(prove({ ...manner, onRound, signal: controller.signal }));
    } else if (kind === 3 && satisfied === false) {
      const { without: _, ...usual } = manner;
      await prove({ ...usual, satisfied: true });
      tally.different.push(`${name}, said to be satisfied`);
    } else {
      await check(prove({ ...manner, satisfied: satisfied === true && random.below(2) === 0 }));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    if (kind < 3 && (reason === "AbortError" || reason === "TimeoutError")) tally.aborted++;
    else if (kind === 3 && error instanceof SumcheckError && error.code === "unsatisfied") {
      tally.unsatisfied++;
    } else throw error;
  }

  async function check(proving: Promise<Uint8Array>): Promise<void> {
    if (isSame(await proving, bytes)) tally.equal++;
    else tally.different.push(name);
  }
}

interface Look extends MemorySample {
  readonly proofs: number;
}

async function soak(
  pool: WorkerPool,
  proofs: number,
  random: Random,
  tally: Tally,
): Promise<Look[]> {
  const all = await references();
  const looks: Look[] = [];
  let deck: Reference[] = [];
  for (let done = 0; done < proofs;) {
    const next: Reference[] = [];
    for (let n = Math.min(random.below(10) === 0 ? 2 : 1, proofs - done); n > 0; n--) {
      // Every statement in turn, in another order each time.
      if (deck.length === 0) deck = all.toSorted(() => random.unit() - 0.5);
      next.push(deck.pop()!);
    }
    await Promise.all(next.map((statement) => proveOnce(pool, statement, random, tally)));
    const before = done;
    done += next.length;
    if (Math.floor(done / LOOK_PROOFS) > Math.floor(before / LOOK_PROOFS)) {
      looks.push({ proofs: done, ...sampleMemory() });
      if (done % 50 < next.length) console.error(`${done} of ${proofs}`);
    }
  }
  return looks;
}

function printMemory(looks: readonly Look[], proofs: number): boolean {
  const between = (from: number, to: number) =>
    looks.filter((look) => look.proofs > from * proofs && look.proofs <= to * proofs);
  const early = between(0.2, 0.4), late = between(0.8, 1);
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `\n| memory | proofs ${range(early)} | proofs ${range(late)} | growth | of all looks |`,
  );
  console.log("|---|---:|---:|---:|---:|");
  let flat = true;
  for (const figure of ["resident", "heap", "buffers"] as const) {
    const found = growth(early, late, figure), all = looks.map((look) => look[figure]);
    console.log(
      `| ${figure} | ${mib(found.early)} | ${mib(found.late)} | ${
        (100 * found.growth).toFixed(1)
      } % | ${mib(Math.min(...all))} … ${mib(Math.max(...all))} |`,
    );
    // Buffers are counted in the resident memory.
    if (figure !== "buffers" && found.growth > LIMIT) flat = false;
  }
  return flat;
}

function range(looks: readonly Look[]): string {
  return `${looks[0].proofs}–${looks[looks.length - 1].proofs}`;
}

const { process } = globalThis as unknown as { process: { exitCode: number } };
const args = argumentsOf(["proofs", "threads", "seed", "samples"], []);
const proofs = args.number("proofs", 1000), threads = args.number("threads", 3);
const seed = args.number("seed", 1);
const tally: Tally = { equal: 0, aborted: 0, unsatisfied: 0, different: [] };
const start = performance.now();
let looks: Look[];
{
  await using pool = await openProverPool({
    threads,
    createWorker: createCollectingWorker(LOOK_PROOFS),
  });
  looks = await soak(pool, proofs, new Random(seed), tally);
  if (pool.threads !== threads) throw new Error(`${threads - pool.threads} workers were lost`);
}
const seconds = Math.round((performance.now() - start) / 1000);
const judged = proofs >= LEAST_PROOFS && CAN_COLLECT;
console.log(`${proofs} proofs, ${threads} threads, seed ${seed}, ${runtime()}, ${seconds} s\n`);
console.log("| proofs | |\n|---|---:|");
console.log(`| equal to the single-threaded proof | ${tally.equal} |`);
console.log(`| different | ${tally.different.length} |`);
console.log(`| aborted | ${tally.aborted} |`);
console.log(`| refused as not satisfied | ${tally.unsatisfied} |`);
for (const name of tally.different) console.log(`\nDIFFERENT: ${name}`);
const flat = printMemory(looks, proofs);
if (!judged) console.log("\nMemory is not judged: too few proofs, or garbage cannot be collected.");
else console.log(flat ? "\nMemory is flat." : "\nMEMORY GROWS.");
if (args.text("samples", "") !== "") {
  const lines = looks.map((l) => `${l.proofs},${l.resident},${l.heap},${l.buffers}\n`);
  writeFileSync(args.text("samples", ""), `proofs,resident,heap,buffers\n${lines.join("")}`);
}
process.exitCode = tally.different.length > 0 || judged && !flat ? 1 : 0;
