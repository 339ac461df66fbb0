// What `cli.ts verify-honk --explain` prints: a replayed check, value by value, in the order in which they are derived.

import type { UltraHonkReplayJson } from "../sumcheck/honk/replay_json.ts";
import type { Style } from "./style.ts";

/** Lines with every value on the way; the first that differs from another verifier's shows where to look. */
export function explainHonk(replay: UltraHonkReplayJson, style: Style): string[] {
  const verdict = (passes: boolean) => passes ? style.good("passes") : style.bad("FAILS");
  const { values, rounds, subrelations, target } = replay;
  const width = Math.max(...subrelations.map(({ name }) => name.length)) + 3;
  const row = (name: string, value: string) => `${name.padEnd(width)}${value}`;
  return [
    row("eta", values.eta),
    row("beta", values.beta),
    row("gamma", values.gamma),
    row("alpha", values.alpha),
    row("gate_challenge", values.gate_challenge),
    row("public_input_delta", values.public_input_delta),
    ...rounds.flatMap(({ round, passes, sum, expected, challenge, target }) => [
      `round ${round} ${verdict(passes)}`,
      row("  s(0) + s(1)", sum),
      ...(passes ? [] : [row("  must be", expected)]),
      row("  challenge u", challenge),
      row("  target s(u)", target),
    ]),
    row("gate_separator", values.gate_separator),
    "subrelations",
    ...subrelations.map(({ name, value }) => row(`  ${name}`, value)),
    `last check ${verdict(values.full_relation === target)}`,
    row("  full_relation", values.full_relation),
    row("  must be", target),
    "evaluations",
    ...Object.entries(replay.evaluations).map(([name, value]) => row(`  ${name}`, value)),
  ];
}
