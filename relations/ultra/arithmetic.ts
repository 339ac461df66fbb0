// Arithmetic gates: q_arith in {0, 1, 2, 3} selects nothing, the width-4 gate, its extension by the next row's w_4, or
// that together with the second identity.
// Source of the formulas: barretenberg, arithmetic_relation.hpp (both releases agree).

import { type Relation, relation } from "../relation.ts";

/** 1/2 in BN254's scalar field. */
const HALF = "0x183227397098d014dc2822db40c0ac2e9419f4243cdcb848a1f0fac9f8000001";

/** q_arith·(q_m·w_l·w_r·(3 − q_arith)/2 + Σ q·w + q_c + (q_arith − 1)·w_4_shift), and the identity of q_arith = 3. */
export const arithmetic: Relation = relation({
  name: "arithmetic",
  columns: ["q_arith", "q_m", "q_l", "q_r", "q_o", "q_4", "q_c", "w_l", "w_r", "w_o", "w_4"],
  shifts: ["w_l", "w_4"],
  skipIfZero: "q_arith",
  subrelations: (
    { q_arith, q_m, q_l, q_r, q_o, q_4, q_c, w_l, w_r, w_o, w_4, w_l_shift, w_4_shift },
  ) => {
    const multiplication = q_m.mul(w_r).mul(q_arith.neg().add(3).mul(HALF));
    const gate = w_l.mul(multiplication.add(q_l))
      .add(q_r.mul(w_r)).add(q_o.mul(w_o)).add(q_4.mul(w_4)).add(q_c)
      .add(q_arith.sub(1).mul(w_4_shift));
    const carry = w_l.add(w_4).sub(w_l_shift).add(q_m);
    return [
      { name: "gate", degree: 5, value: q_arith.mul(gate) },
      {
        name: "carry",
        degree: 4,
        value: q_arith.mul(q_arith.sub(1)).mul(q_arith.sub(2).mul(carry)),
      },
    ];
  },
});
