// The heaviest main relation of `avm-shaped`: one Poseidon2 permutation (eprint 2023/323) of width 4 per row, each state
// in columns of its own, as the AVM has it: 8 full and 56 partial rounds, 4 subrelations of degree 6 each. The round
// constants are arbitrary ones. Declares the relation; fills nothing.

import { DIAGONAL } from "../../relations/ultra/poseidon2_internal.ts";
import { type Expression, relation, type SubrelationDefinition, sum } from "../../relations/mod.ts";
import { BN254_FR } from "../../field/mod.ts";
import type { MainRelation, SizedColumn, SolvedColumn } from "./avm_shaped_main.ts";
import { POSEIDON2 } from "./avm_shaped_roles.ts";
import { Random } from "./random.ts";

const WIDTH = 4, ROUNDS = 64, FULL_AT_EACH_END = 4;
/** Values are hashes: any element of the field. */
const BITS = 254;

const SELECTOR = `${POSEIDON2}_sel`;
const state = (name: string): string[] =>
  Array.from({ length: WIDTH }, (_, i) => `${POSEIDON2}_${name}_${i}`);

/** The inputs of the permutation. */
export const POSEIDON2_INPUTS: readonly SizedColumn[] = state("a").map((name) => ({
  name,
  bits: BITS,
}));

/** Makes the relation. */
export function poseidon2Permutation(): MainRelation {
  const random = new Random(ROUNDS);
  const constant = (): string => BN254_FR.format(random.element(BN254_FR));
  const states = [
    state("external"),
    ...Array.from({ length: ROUNDS }, (_, round) => state(`round${round}`)),
    state("b"),
  ];
  const inputs = POSEIDON2_INPUTS.map(({ name }) => name);
  const solved: SolvedColumn[] = [];
  const made = relation<string, string>({
    name: POSEIDON2,
    columns: [SELECTOR, ...inputs, ...states.flat()],
    skipIfZero: SELECTOR,
    subrelations: (c) => {
      const s = c[SELECTOR];
      const found: SubrelationDefinition[] = [
        { name: "selector", degree: 2, value: s.mul(s.sub(1)) },
      ];
      let last = inputs.map((name) => c[name]);
      states.forEach((names, number) => {
        const next = number === 0
          ? external(last)
          : number > ROUNDS
          ? last
          : round(number - 1, last, constant);
        names.forEach((name, i) => {
          solved.push({ name, value: next[i], bits: BITS });
          found.push({
            name: name.slice(POSEIDON2.length + 1),
            degree: number === 0 || number > ROUNDS ? 2 : 6,
            value: s.mul(c[name].sub(next[i])),
          });
        });
        last = names.map((name) => c[name]);
      });
      return found;
    },
  });
  return {
    relation: made,
    selector: SELECTOR,
    flags: [],
    bits: [],
    inputs: POSEIDON2_INPUTS,
    solved,
  };
}

function round(number: number, v: readonly Expression[], constant: () => string): Expression[] {
  const isFull = number < FULL_AT_EACH_END || number >= ROUNDS - FULL_AT_EACH_END;
  const boxed = v.map((x, i) => isFull || i === 0 ? x.add(x.graph.constant(constant())).pow(5) : x);
  return isFull ? external(boxed) : internal(boxed);
}

/** The matrix with rows (5 7 1 3), (4 6 1 1), (1 3 5 7), (1 1 4 6); Appendix B of the paper shares their parts. */
function external([v1, v2, v3, v4]: readonly Expression[]): Expression[] {
  const t1 = v1.add(v2), t2 = v3.add(v4);
  const t3 = v2.mul(2).add(t2), t4 = v4.mul(2).add(t1);
  const t5 = t2.mul(4).add(t4), t6 = t1.mul(4).add(t3);
  return [t4.add(t6), t6, t3.add(t5), t5];
}

/** Row i is Σ v + D_i·v_i. */
function internal(v: readonly Expression[]): Expression[] {
  const [first, ...others] = v;
  const total = sum(first, ...others);
  return v.map((x, i) => total.add(x.mul(DIAGONAL[i])));
}
