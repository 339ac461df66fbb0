// The copy constraints of the four wires, as a grand product z_perm; the two releases differ in one subrelation.
// Source of the formulas: barretenberg, permutation_relation.hpp; the argument is PLONK's (eprint 2019/953, section 5).

import { product } from "../expression.ts";
import { type Relation, relation } from "../relation.ts";

const WIRES = ["w_l", "w_r", "w_o", "w_4"] as const;

/**
 * (z + first)·Π(w_i + β·id_i + γ) − (z_shift + last·δ)·Π(w_i + β·σ_i + γ), and z_shift = 0 at the last row; `first` adds
 * that z = 0 at the first row.
 */
function permutation(first: boolean): Relation {
  return relation({
    name: "permutation",
    columns: [
      ...WIRES,
      "id_1",
      "id_2",
      "id_3",
      "id_4",
      "sigma_1",
      "sigma_2",
      "sigma_3",
      "sigma_4",
      "z_perm",
      "lagrange_first",
      "lagrange_last",
    ],
    shifts: ["z_perm"],
    parameters: ["beta", "gamma", "public_input_delta"],
    skipIfZero: ["z_perm", "z_perm_shift", "lagrange_first", "lagrange_last"],
    specialize: [{ lagrange_first: 0, lagrange_last: 0 }],
    subrelations: (c, { beta, gamma, public_input_delta }) => {
      const { z_perm, z_perm_shift, lagrange_first, lagrange_last } = c;
      const wires = WIRES.map((w) => c[w].add(gamma));
      const ids = [c.id_1, c.id_2, c.id_3, c.id_4].map((id, i) => wires[i].add(id.mul(beta)));
      const sigmas = [c.sigma_1, c.sigma_2, c.sigma_3, c.sigma_4]
        .map((sigma, i) => wires[i].add(sigma.mul(beta)));
      const before = z_perm.add(lagrange_first);
      const after = z_perm_shift.add(lagrange_last.mul(public_input_delta));
      const [i1, i2, i3, i4] = ids, [s1, s2, s3, s4] = sigmas;
      return [
        {
          name: "grand_product",
          degree: 5,
          value: product(before, i1, i2, i3, i4).sub(product(after, s1, s2, s3, s4)),
        },
        { name: "closes", degree: 2, value: lagrange_last.mul(z_perm_shift) },
        ...(first ? [{ name: "opens", degree: 2, value: lagrange_first.mul(z_perm) }] : []),
      ];
    },
  });
}

/** Release bb3: two subrelations. */
export const permutationBb3: Relation = permutation(false);
/** Release bb5: a third one says that z_perm is 0 at the first row. */
export const permutationBb5: Relation = permutation(true);
