// A replay as JSON data, for other programs. Its first words say what the check does not cover.

import type { FieldElement } from "../../field/prime_field.ts";
import { namedElements } from "../json.ts";
import { ULTRA_HONK_REGISTRY } from "./layout.ts";
import type { UltraHonkReplay } from "./verify.ts";
import type { UltraHonkValue } from "./vector_file.ts";

/** One round. */
export interface ReplayedRoundJson {
  /** Its number; the first is 0. */
  readonly round: number;
  /** s(0) + s(1) */
  readonly sum: string;
  /** What that must be. */
  readonly expected: string;
  /** Is it? */
  readonly passes: boolean;
  /** u */
  readonly challenge: string;
  /** s(u): what the next round must sum to. */
  readonly target: string;
}

/** A replay as JSON data; elements are 0x and 64 digits. */
export interface UltraHonkReplayJson {
  /** Did every check of the sumcheck pass? Not: is the proof valid. */
  readonly sumcheckAccepted: boolean;
  /** "not checked" */
  readonly commitmentOpenings: "not checked";
  /** The first check that failed, if one did. */
  readonly failure?: { readonly code: string; readonly message: string; readonly round?: number };
  /** Name of the registry. */
  readonly registry: string;
  /** log2 of the rows. */
  readonly logRows: number;
  /** The row of the first public input. */
  readonly publicInputsOffset: number;
  /** The circuit's own. */
  readonly publicInputs: readonly string[];
  /** eta, beta, gamma, alpha, gate_challenge, public_input_delta, gate_separator, full_relation. */
  readonly values: Readonly<Record<UltraHonkValue, string>>;
  /** Every round. */
  readonly rounds: readonly ReplayedRoundJson[];
  /** Every subrelation at the evaluations, not batched. */
  readonly subrelations: readonly {
    /** relation.subrelation */
    readonly name: string;
    /** row-wise ones are weighted by the gate separator. */
    readonly kind: "row-wise" | "sum-wise";
    /** Its value, row-wise ones times the gate separator. */
    readonly value: string;
    /** Its value alone. */
    readonly unweighted: string;
  }[];
  /** What full_relation must be: the last round at its challenge. */
  readonly target: string;
  /** The challenge point. */
  readonly point: readonly string[];
  /** The 41 values by column: the claim that is left to check. */
  readonly evaluations: Readonly<Record<string, string>>;
}

/** The single values of a replay by the names that vectors give them. */
export function replayedElements(
  replay: UltraHonkReplay,
): Readonly<Record<UltraHonkValue, FieldElement>> {
  const { eta, beta, gamma, alpha, gate } = replay.challenges;
  return {
    eta,
    beta,
    gamma,
    alpha,
    gate_challenge: gate,
    public_input_delta: replay.publicInputDelta,
    gate_separator: replay.gateSeparator,
    full_relation: replay.fullRelation,
  };
}

/** The replay as JSON data. */
export function replayToJson(replay: UltraHonkReplay): UltraHonkReplayJson {
  const { field, name, subrelations } = ULTRA_HONK_REGISTRY;
  const { failure, claim } = replay;
  const format = (x: FieldElement) => field.format(x);
  const values = replay.subrelations.toHex();
  const unweighted = replay.unweighted.toHex();
  return {
    sumcheckAccepted: failure === undefined,
    commitmentOpenings: claim.commitmentOpenings,
    ...(failure === undefined ? {} : {
      failure: {
        code: failure.code,
        message: failure.message,
        ...(failure.round === undefined ? {} : { round: failure.round }),
      },
    }),
    registry: name,
    logRows: replay.logRows,
    publicInputsOffset: replay.publicInputsOffset,
    publicInputs: replay.publicInputs.toHex(),
    values: mapValues(replayedElements(replay), format),
    rounds: replay.rounds.map(({ round, sum, expected, passes, challenge, target }) => ({
      round,
      sum: format(sum),
      expected: format(expected),
      passes,
      challenge: format(challenge),
      target: format(target),
    })),
    subrelations: subrelations.map(({ relation, name, kind }, j) => ({
      name: `${relation}.${name}`,
      kind,
      value: values[j],
      unweighted: unweighted[j],
    })),
    target: format(replay.target),
    point: claim.point.toHex(),
    evaluations: namedElements(claim.columns, claim.evaluations),
  };
}

function mapValues<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  map: (value: A) => B,
): Record<K, B> {
  const entries = Object.entries(record) as [K, A][];
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)])) as Record<K, B>;
}
