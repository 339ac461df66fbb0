// Chooses what is to go wrong in a disturbed proof: every way in which a worker can be lost, at random moments.

import {
  auto,
  contiguous,
  type DistributionChoice,
  dynamic,
  guided,
  queued,
  strided,
} from "../../scheduler/distribution.ts";
import type { Random } from "../workloads/random.ts";
import { type Course, type FaultPlan, STALL_MS, type WorkerFate } from "./faults.ts";

/** The ways in which a plan disturbs its proof. */
export const FAULT_KINDS = [
  "terminated while the pool opens",
  "terminated at any moment",
  "terminated while parked",
  "ends itself at any moment",
  "vanishes at any moment",
  "vanishes while its part is set up",
  "vanishes holding the queue's lock",
  "two workers, each in any of these ways",
] as const;

/** One of {@linkcode FAULT_KINDS}. */
export type FaultKind = typeof FAULT_KINDS[number];

/** The part of a plan that is chosen first: the moments depend on how long it takes. */
export type FaultSetting = Pick<FaultPlan, "threads" | "distribution" | "lean">;

/** A worker that is gone comes back after so long, when it must do no more harm. */
const GONE_MS = 3 * STALL_MS;

/** How the pool of a plan of this kind is opened and used. */
export function anySetting(kind: FaultKind, random: Random): FaultSetting {
  const two = kind === "two workers, each in any of these ways";
  const distributions: readonly DistributionChoice[] = kind === "vanishes holding the queue's lock"
    ? [queued({ rows: 2 })]
    : [
      ...[auto(), contiguous(), strided({ rows: 2 }), queued({ rows: 2 }), dynamic({ rows: 2 })],
      ...[dynamic({ rows: 8 }), guided({ minRows: 2 })],
    ];
  return {
    threads: two ? random.pick([3, 4]) : random.pick([2, 3, 4]),
    distribution: random.pick(distributions),
    lean: random.below(2) === 0,
  };
}

/** What happens to the worker on a slot. */
function anyFate(kind: FaultKind, slot: number, course: Course, random: Random): WorkerFate {
  const { looks, rounds, ms } = course;
  const within = (what: "stall" | "close", looks: number, unlocks?: number): WorkerFate => ({
    slot,
    how: "within",
    fault: { what, looks, sleepMs: GONE_MS, ...(unlocks !== undefined && { unlocks }) },
  });
  const share = () => random.unit() * (random.below(5) === 0 ? 0.1 : 1);
  const anyLook = () => 1 + Math.floor(share() * looks);
  switch (kind) {
    case "terminated while the pool opens":
      return { slot, how: "terminate", when: { opening: random.below(random.pick([2, 20, 120])) } };
    case "terminated at any moment":
      return { slot, how: "terminate", when: { afterMs: share() * ms } };
    case "terminated while parked":
      return { slot, how: "terminate", when: { afterRounds: random.below(rounds) } };
    case "ends itself at any moment":
      return within("close", anyLook());
    case "vanishes at any moment":
      return within("stall", anyLook());
    case "vanishes while its part is set up":
      return within("stall", 0);
    case "vanishes holding the queue's lock":
      // It takes some turns in every round, at least one.
      return within("stall", -1, 1 + random.below(rounds));
    case "two workers, each in any of these ways":
      throw new Error("one of the others is to be chosen for each");
  }
}

/** A plan of this kind. */
export function anyPlan(
  kind: FaultKind,
  setting: FaultSetting,
  course: Course,
  random: Random,
): FaultPlan {
  const first = 1 + random.below(setting.threads - 1);
  // Another one.
  const second = 1 + first % (setting.threads - 1);
  const fate = (kind: FaultKind, slot: number) => anyFate(kind, slot, course, random);
  if (kind !== "two workers, each in any of these ways") {
    return { ...setting, fates: [fate(kind, first)] };
  }
  const isQueued = setting.distribution.kind === "queued";
  const kinds = FAULT_KINDS.filter((other) =>
    other !== kind && (isQueued || other !== "vanishes holding the queue's lock")
  );
  return { ...setting, fates: [first, second].map((slot) => fate(random.pick(kinds), slot)) };
}
