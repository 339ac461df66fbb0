// Non-native field arithmetic: products of numbers in 68-bit limbs, and limbs made of five 14-bit sub-limbs.
// Source of the formulas: barretenberg, non_native_field_relation.hpp (both releases agree).

import { type Relation, relation } from "../relation.ts";

/** 2^68, one limb. */
const LIMB = "0x100000000000000000";
/** 2^14, one sub-limb, and its fourth power. */
const SUBLIMB = 1 << 14, SUBLIMB_4 = "0x100000000000000";

/** Three steps of a limb product under q_r and two accumulations under q_o, chosen by q_o, q_4 and q_m. */
export const nonNativeField: Relation = relation({
  name: "non_native_field",
  columns: ["q_nnf", "q_m", "q_r", "q_o", "q_4", "w_l", "w_r", "w_o", "w_4"],
  shifts: ["w_l", "w_r", "w_o", "w_4"],
  skipIfZero: "q_nnf",
  subrelations: (c) => {
    const { q_nnf, q_m, q_r, q_o, q_4, w_l, w_r, w_o, w_4 } = c;
    const { w_l_shift, w_r_shift, w_o_shift, w_4_shift } = c;
    const cross = w_l.mul(w_r_shift).add(w_l_shift.mul(w_r));
    const full = cross.mul(LIMB).add(w_l_shift.mul(w_r_shift));
    const first = full.sub(w_o).sub(w_4);
    const second = w_l.mul(w_4).add(w_r.mul(w_o)).sub(w_o_shift).mul(LIMB)
      .add(cross).sub(w_4_shift);
    const third = full.add(w_4).sub(w_o_shift).sub(w_4_shift);
    const products = q_o.mul(first).add(q_4.mul(second)).add(q_m.mul(third));

    // w_r_shift·S³ + w_l_shift·S², a part of both accumulations (there times S and times 1)
    const high = w_r_shift.mul(SUBLIMB).add(w_l_shift).mul(SUBLIMB).mul(SUBLIMB);
    const sublimbs1 = high.add(w_o.mul(SUBLIMB)).add(w_r).mul(SUBLIMB).add(w_l).sub(w_4);
    const sublimbs2 = high.add(w_o_shift.mul(SUBLIMB_4)).add(w_4.mul(SUBLIMB)).add(w_o)
      .sub(w_4_shift);
    const accumulations = q_4.mul(sublimbs1).add(q_m.mul(sublimbs2));
    return [
      {
        name: "gate",
        degree: 5,
        value: q_nnf.mul(q_r.mul(products).add(q_o.mul(accumulations))),
      },
    ];
  },
});
