// How long does one check of an UltraHonk proof take? The first check of the process, as a command-line user meets it,
// and later ones, for the golden proofs; beside them a plain BigInt replay of the same proof, which checks neither form
// nor points. The two take turns; a ratio above 1 means that ours is faster.
//
//   deno run bench/honk.ts [--turns=9]          bun bench/honk.ts [--turns=9]
//
// Prints one JSON object per line: { runtime, proof, rows, first, ms, bigint, ratio }, times in milliseconds.

import { parseUltraHonkKey, verifyUltraHonkSumcheck } from "../sumcheck/honk/mod.ts";
import {
  EVERY_GATE,
  EVERY_GATE_KEY,
  HONK_CASES,
  type HonkCase,
} from "../tests/support/honk_vectors.ts";
import { replayOracle } from "../tests/support/honk_oracle.ts";
import { argumentsOf, median, runtime } from "./support.ts";

const turns = argumentsOf(["turns"], []).number("turns", 9);

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function check({ vector }: HonkCase): void {
  verifyUltraHonkSumcheck(vector.proof, vector.publicInputs, vector.vkHash, vector.options);
}

const round = (value: number) => Number(value.toFixed(2));

// Nothing may run before this: it is the first check, its key included.
const first = time(() => {
  const { proof, publicInputs } = EVERY_GATE.vector;
  const key = parseUltraHonkKey(EVERY_GATE_KEY);
  verifyUltraHonkSumcheck(proof, publicInputs, key.hash, key);
});

for (const honkCase of [...HONK_CASES].reverse()) {
  const ours: number[] = [], bigint: number[] = [], ratios: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(time(() => check(honkCase)));
    bigint.push(time(() => replayOracle(honkCase.words)));
    ratios.push(bigint[turn] / ours[turn]);
  }
  console.log(JSON.stringify({
    runtime: runtime(),
    proof: honkCase.name,
    rows: `2^${honkCase.words.logRows}`,
    ...(honkCase === EVERY_GATE ? { first: round(first) } : {}),
    ms: round(median(ours)),
    bigint: round(median(bigint)),
    ratio: round(median(ratios)),
  }));
}
