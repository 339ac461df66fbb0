// Range gates: consecutive wires, from w_l to the next row's w_l, differ by 0, 1, 2 or 3.
// Source of the formulas: barretenberg, delta_range_constraint_relation.hpp (both releases agree).

import { type Relation, relation } from "../relation.ts";

/** q_range·d·(d − 1)·(d − 2)·(d − 3) for four differences d; with e = d·(d − 3) that is q_range·e·(e + 2). */
export const range: Relation = relation({
  name: "range",
  columns: ["q_range", "w_l", "w_r", "w_o", "w_4"],
  shifts: ["w_l"],
  skipIfZero: "q_range",
  subrelations: ({ q_range, w_l, w_r, w_o, w_4, w_l_shift }) =>
    [w_r.sub(w_l), w_o.sub(w_r), w_4.sub(w_o), w_l_shift.sub(w_4)].map((d, i) => {
      const e = d.mul(d.sub(3));
      return { name: `difference_${i + 1}`, degree: 5, value: q_range.mul(e.mul(e.add(2))) };
    }),
});
