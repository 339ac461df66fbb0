// ROM and RAM: records w_4 = η·w_l + η₂·w_r + η₃·w_o + q_c, their order, their consistency, and timestamps. The two
// releases are given the powers of eta differently.
// Source of the formulas: barretenberg, memory_relation.hpp.

import type { Expression } from "../expression.ts";
import { type Relation, relation } from "../relation.ts";

/** The gates, by selector beside q_memory: q_l·q_r ROM order, q_l·q_m record, q_l·q_4 timestamps, q_o RAM order. */
function memory<P extends string>(
  parameters: readonly P[],
  weights: (parameters: Readonly<Record<P, Expression>>) => readonly [
    Expression,
    Expression,
    Expression,
  ],
): Relation {
  return relation({
    name: "memory",
    columns: ["q_memory", "q_m", "q_l", "q_r", "q_o", "q_4", "q_c", "w_l", "w_r", "w_o", "w_4"],
    shifts: ["w_l", "w_r", "w_o", "w_4"],
    parameters,
    skipIfZero: "q_memory",
    subrelations: (c, p) => {
      const [eta, etaTwo, etaThree] = weights(p);
      const record = c.w_l.mul(eta).add(c.w_r.mul(etaTwo)).add(c.w_o.mul(etaThree))
        .add(c.q_c).sub(c.w_4);
      const stepIndex = c.w_l_shift.sub(c.w_l), sameIndex = stepIndex.neg().add(1);
      const stepRecord = c.w_4_shift.sub(c.w_4), stepValue = c.w_o_shift.sub(c.w_o);
      const monotone = stepIndex.mul(stepIndex.sub(1));
      const nextAccess = c.w_4_shift.sub(c.w_l_shift.mul(eta)).sub(c.w_r_shift.mul(etaTwo))
        .sub(c.w_o_shift.mul(etaThree));
      const timestamp = sameIndex.mul(c.w_r_shift.sub(c.w_r)).sub(c.w_o);
      // Products of selectors that several subrelations share.
      const access = c.q_memory.mul(c.q_l), rom = access.mul(c.q_r), ram = c.q_memory.mul(c.q_o);
      return [
        {
          name: "access",
          degree: 5,
          value: access.mul(record.mul(c.q_r.add(c.q_m)).add(timestamp.mul(c.q_4)))
            .add(ram.mul(record.mul(record.add(1)))),
        },
        { name: "rom_record", degree: 5, value: rom.mul(sameIndex.mul(stepRecord)) },
        { name: "rom_index", degree: 5, value: rom.mul(monotone) },
        {
          name: "ram_value",
          degree: 5,
          value: ram.mul(sameIndex.mul(stepValue).mul(nextAccess.neg().add(1))),
        },
        { name: "ram_index", degree: 4, value: ram.mul(monotone) },
        { name: "ram_access", degree: 4, value: ram.mul(nextAccess.mul(nextAccess.sub(1))) },
      ];
    },
  });
}

/** Release bb3: three parameters. */
export const memoryBb3: Relation = memory(
  ["eta", "eta_two", "eta_three"],
  (p) => [p.eta, p.eta_two, p.eta_three],
);
/** Release bb5: powers of one parameter. */
export const memoryBb5: Relation = memory(
  ["eta"],
  ({ eta }) => [eta, eta.square(), eta.square().mul(eta)],
);
