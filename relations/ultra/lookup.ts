// Lookups of three wires and a table index in the plookup tables, by logarithmic derivatives (Haböck, eprint 2022/1530).
// The two releases weigh the entries of a tuple differently.
// Source of the formulas: barretenberg, logderiv_lookup_relation.hpp.

import type { Expression } from "../expression.ts";
import { type Relation, relation } from "../relation.ts";

/**
 * With the compressed read r and table entry t of a row: inverses·r·t = 1 where the row reads or is read, 0 elsewhere;
 * Σ over rows of q_lookup/r − read_counts/t = 0; and the tags, which mark the entries that are read, are boolean.
 */
function lookup<P extends string>(
  parameters: readonly P[],
  weights: (parameters: Readonly<Record<P, Expression>>) => readonly [
    Expression,
    Expression,
    Expression,
  ],
): Relation {
  return relation({
    name: "lookup",
    columns: [
      "q_lookup",
      "table_1",
      "table_2",
      "table_3",
      "table_4",
      "q_m",
      "q_r",
      "q_o",
      "q_c",
      "w_l",
      "w_r",
      "w_o",
      "lookup_inverses",
      "lookup_read_counts",
      "lookup_read_tags",
    ],
    shifts: ["w_l", "w_r", "w_o"],
    parameters: ["gamma", ...parameters],
    skipIfZero: ["q_lookup", "lookup_inverses", "lookup_read_tags"],
    subrelations: (c, p) => {
      const [second, third, fourth] = weights(p);
      const entry = c.table_1.add(p.gamma)
        .add(c.table_2.mul(second)).add(c.table_3.mul(third)).add(c.table_4.mul(fourth));
      const read = c.w_l.add(c.q_r.mul(c.w_l_shift)).add(p.gamma)
        .add(c.w_r.add(c.q_m.mul(c.w_r_shift)).mul(second))
        .add(c.w_o.add(c.q_c.mul(c.w_o_shift)).mul(third))
        .add(c.q_o.mul(fourth));
      const { q_lookup, lookup_inverses, lookup_read_counts, lookup_read_tags } = c;
      const exists = lookup_read_tags.add(q_lookup.mul(lookup_read_tags.neg().add(1)));
      return [
        {
          name: "inverse",
          degree: 4,
          value: lookup_inverses.mul(entry).mul(read).sub(exists),
        },
        {
          name: "sum",
          degree: 4,
          kind: "sum-wise",
          value: lookup_inverses.mul(q_lookup.mul(entry).sub(lookup_read_counts.mul(read))),
        },
        {
          name: "boolean_tag",
          degree: 2,
          value: lookup_read_tags.mul(lookup_read_tags.sub(1)),
        },
      ];
    },
  });
}

/** Release bb3: entries weighed by eta, eta_two and eta_three. */
export const lookupBb3: Relation = lookup(
  ["eta", "eta_two", "eta_three"],
  (p) => [p.eta, p.eta_two, p.eta_three],
);
/** Release bb5: entries weighed by beta, beta² and beta³. */
export const lookupBb5: Relation = lookup(
  ["beta"],
  ({ beta }) => [beta, beta.square(), beta.square().mul(beta)],
);
