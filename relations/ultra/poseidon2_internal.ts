// A partial round of Poseidon2 (eprint 2023/323) of width 4 over BN254's scalar field; the round constant stands in q_l.
// Source of the formulas: barretenberg, poseidon2_internal_relation.hpp (both releases agree).

import { sum } from "../expression.ts";
import { type Relation, relation } from "../relation.ts";

/** The diagonal of the internal matrix minus the identity's ones: row i is Σ v + D_i·v_i. */
export const DIAGONAL = [
  "0x10dc6e9c006ea38b04b1e03b4bd9490c0d03f98929ca1d7fb56821fd19d3b6e7",
  "0x0c28145b6a44df3e0149b3d0a30b3bb599df9756d4dd9b84a86b38cfb45a740b",
  "0x00544b8338791518b2c7645a50392798b21f75bb60e3596170067d00141cac15",
  "0x222c01175718386f2e2e82eb122789e352e105a3b8fa852613bc534433ee428b",
] as const;

/** The next row is the internal matrix times v, with v the row but for its first entry's fifth power. */
export const poseidon2Internal: Relation = relation({
  name: "poseidon2_internal",
  columns: ["q_poseidon2_internal", "q_l", "w_l", "w_r", "w_o", "w_4"],
  shifts: ["w_l", "w_r", "w_o", "w_4"],
  skipIfZero: "q_poseidon2_internal",
  subrelations: (c) => {
    const next = [c.w_l_shift, c.w_r_shift, c.w_o_shift, c.w_4_shift];
    const state = [c.w_l.add(c.q_l).pow(5), c.w_r, c.w_o, c.w_4] as const;
    const total = sum(...state);
    return state.map((v, i) => ({
      name: `state_${i + 1}`,
      degree: 6,
      value: c.q_poseidon2_internal.mul(total.add(v.mul(DIAGONAL[i]).sub(next[i]))),
    }));
  },
});
