// The naive prover is what other tests compare with, so it is itself held against recorded sumchecks.

import { assertEquals } from "@std/assert";
import { ULTRA_BB3, ULTRA_BB5 } from "../relations/ultra/mod.ts";
import { naiveProve } from "./support/naive_prover.ts";
import bb3 from "./vectors/sumcheck_ultra_bb3_d4_dense.json" with { type: "json" };
import bb5Dense from "./vectors/sumcheck_ultra_bb5_d4_dense.json" with { type: "json" };
import bb5Ragged from "./vectors/sumcheck_ultra_bb5_d5_ragged.json" with { type: "json" };

const big = (texts: readonly string[]): bigint[] => texts.map(BigInt);
const bigByName = (texts: Readonly<Record<string, string>>): Record<string, bigint> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, BigInt(text)]));

for (
  const [name, registry, vector] of [
    ["ultra-bb3 with padded rounds", ULTRA_BB3, bb3],
    ["ultra-bb5 dense", ULTRA_BB5, bb5Dense],
    ["ultra-bb5 ragged", ULTRA_BB5, bb5Ragged],
  ] as const
) {
  Deno.test(`naive prover: the recorded sumcheck of ${name}`, () => {
    const columns: Record<string, readonly string[]> = vector.columns;
    const found = naiveProve({
      registry,
      columns: Object.fromEntries(Object.entries(columns).map(([name, c]) => [name, big(c)])),
      parameters: bigByName(vector.relation_parameters),
      alphas: big(vector.alphas),
      betas: big(vector.betas),
      challenges: big(vector.round_challenges),
    });
    const padded = "virtual_round_univariates" in vector ? vector.virtual_round_univariates : [];
    assertEquals(found.univariates, [...vector.round_univariates, ...padded].map(big));
    assertEquals(found.claimedSum, BigInt(vector.target_sum));
    const claimed: Record<string, string> = vector.claimed_evaluations;
    assertEquals(found.evaluations, registry.columns.map((name) => BigInt(claimed[name])));
    assertEquals(found.final, BigInt(vector.full_relation_purported_value));
  });
}
