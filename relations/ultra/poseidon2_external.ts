// A full round of Poseidon2 (eprint 2023/323) of width 4 over BN254's scalar field; the round constants stand in q_l,
// q_r, q_o and q_4.
// Source of the formulas: barretenberg, poseidon2_external_relation.hpp (both releases agree).

import { type Relation, relation } from "../relation.ts";

/** The next row is M·u, with u the fifth powers and M the matrix of the paper, section 5.1. */
export const poseidon2External: Relation = relation({
  name: "poseidon2_external",
  columns: ["q_poseidon2_external", "q_l", "q_r", "q_o", "q_4", "w_l", "w_r", "w_o", "w_4"],
  shifts: ["w_l", "w_r", "w_o", "w_4"],
  skipIfZero: "q_poseidon2_external",
  subrelations: (c) => {
    const u1 = c.w_l.add(c.q_l).pow(5), u2 = c.w_r.add(c.q_r).pow(5);
    const u3 = c.w_o.add(c.q_o).pow(5), u4 = c.w_4.add(c.q_4).pow(5);
    // The rows of M are (5 7 1 3), (4 6 1 1), (1 3 5 7), (1 1 4 6); Appendix B of the paper shares their parts.
    const t1 = u1.add(u2), t2 = u3.add(u4);
    const t3 = u2.mul(2).add(t2), t4 = u4.mul(2).add(t1);
    const v4 = t2.mul(4).add(t4), v2 = t1.mul(4).add(t3);
    const q = c.q_poseidon2_external;
    return [
      { name: "state_1", degree: 6, value: q.mul(t4.add(v2).sub(c.w_l_shift)) },
      { name: "state_2", degree: 6, value: q.mul(v2.sub(c.w_r_shift)) },
      { name: "state_3", degree: 6, value: q.mul(t3.add(v4).sub(c.w_o_shift)) },
      { name: "state_4", degree: 6, value: q.mul(v4.sub(c.w_4_shift)) },
    ];
  },
});
