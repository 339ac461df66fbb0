// Point addition (q_m = 0) and doubling (q_m = 1) on Grumpkin, y² = x³ − 17; q_l is the sign of the second point.
// Source of the formulas: barretenberg, elliptic_relation.hpp (both releases agree).

import { type Relation, relation } from "../relation.ts";

/**
 * With points (x1, y1), (x2, y2), (x3, y3) and s = q_l·y2. Addition: (x1 + x2 + x3)·(x2 − x1)² = (s − y1)², with y2² for
 * s² as q_l is ±1; (y1 + y3)·(x2 − x1) = (x1 − x3)·(s − y1). Doubling: (x3 + 2·x1)·4·y1² = 9·x1·(y1² + 17), as x1³ = y1² + 17;
 * 2·y1·(y1 + y3) = 3·x1²·(x1 − x3).
 */
export const elliptic: Relation = relation({
  name: "elliptic",
  columns: ["q_elliptic", "q_m", "q_l", "w_r", "w_o"],
  shifts: ["w_l", "w_r", "w_o", "w_4"],
  skipIfZero: "q_elliptic",
  subrelations: (c) => {
    const { q_elliptic, q_m, w_r: x1, w_o: y1 } = c;
    const { w_l_shift: x2, w_4_shift: y2, w_r_shift: x3, w_o_shift: y3 } = c;
    const dx = x2.sub(x1), signed = y2.mul(c.q_l), y1Squared = y1.square(), back = x1.sub(x3);
    const addX = x1.add(x2).add(x3).mul(dx.square())
      .sub(y2.square()).sub(y1Squared).add(y1.mul(signed).mul(2));
    const addY = y1.add(y3).mul(dx).sub(back.mul(signed.sub(y1)));
    // 4·y1²·(x3 + 2·x1) − 9·x1·(y1² + 17), with 9·17 = 3·51 kept in coefficients
    const doubleX = y1Squared.mul(x3.mul(4).sub(x1)).sub(x1.mul(51).mul(3));
    const doubleY = x1.square().mul(back).mul(3).sub(y1.mul(y1.add(y3)).mul(2));
    return [
      { name: "x", degree: 5, value: q_elliptic.mul(addX.add(q_m.mul(doubleX.sub(addX)))) },
      { name: "y", degree: 5, value: q_elliptic.mul(addY.add(q_m.mul(doubleY.sub(addY)))) },
    ];
  },
});
