// A Merkle path: that a leaf is in the tree of a known root, hashed with Poseidon2 as Noir hashes (poseidon2.ts). Shows
// relations taken from a registry that exists, the two Poseidon2 rounds of UltraHonk, joined with relations of one's own.
//
//   deno run examples/merkle_path.ts [levels] [threads]
//
// What is proved: there are siblings and directions that lead from `leaf` to `root` in so many levels. Both are
// parameters. There are no commitments here, and nothing is hidden: the verifier is given the prover's columns and
// checks the proof's last claim against them.
//
// A level takes 66 rows of the state's columns w_l, w_r, w_o, w_4:
//
//   node          w_l is the leaf, or the hash of the level below
//   pair          left and right: one is the node, the other its sibling; then 0 and the number of inputs
//   64 rounds     the state before each round; the first is the external matrix times the pair
//   node          the state after the last round: the next level begins

import { argv } from "node:process";
import {
  absorbTrace,
  BN254_FR,
  type FieldElement,
  type FieldVector,
  KeccakTranscript,
  openProverPool,
  type Proof,
  relation,
  RelationRegistry,
  sum,
  SumcheckProver,
  Trace,
  ULTRA_BB5,
  verifyWithTrace,
  type WorkerPool,
} from "@limbs/sumcheck";
import { EXTERNAL, hashPair, isFull, ROUND_CONSTANTS, states, TWO_INPUTS } from "./poseidon2.ts";

const FIELD = BN254_FR;
const ROUNDS = ROUND_CONSTANTS.length, ROWS_PER_LEVEL = ROUNDS + 2;
const STATE = ["w_l", "w_r", "w_o", "w_4"] as const;

/** Columns by name. */
export type Columns = ReadonlyMap<string, FieldVector>;

/** What everyone knows. */
export interface Statement {
  readonly leaf: FieldElement;
  readonly root: FieldElement;
  readonly levels: number;
}

/** What the prover knows besides, from the leaf upwards. */
export interface Path {
  readonly siblings: readonly FieldElement[];
  /** 1 where the node is the right one of its pair. */
  readonly bits: readonly number[];
}

// ---- Relations ----

/** The next row is a pair, and the bit says which of the two is this row's node. */
const choice = relation({
  name: "choice",
  columns: ["is_node", "bit", "w_l"],
  shifts: STATE,
  skipIfZero: "is_node",
  subrelations: ({ is_node, bit, w_l, w_l_shift, w_r_shift, w_o_shift, w_4_shift }) => {
    const chosen = w_l_shift.add(bit.mul(w_r_shift.sub(w_l_shift)));
    const count = FIELD.format(TWO_INPUTS);
    return [
      { name: "bit", degree: 3, value: is_node.mul(bit).mul(bit.sub(1)) },
      { name: "node", degree: 3, value: is_node.mul(w_l.sub(chosen)) },
      { name: "third-is-0", degree: 2, value: is_node.mul(w_o_shift) },
      { name: "count-of-inputs", degree: 2, value: is_node.mul(w_4_shift.sub(count)) },
    ];
  },
});

/** Before the rounds, the pair is multiplied by the external matrix. */
const start = relation({
  name: "start",
  columns: ["is_pair", ...STATE],
  shifts: STATE,
  skipIfZero: "is_pair",
  subrelations: (c) => {
    const next = [c.w_l_shift, c.w_r_shift, c.w_o_shift, c.w_4_shift];
    return EXTERNAL.map(([l, r, o, four], i) => {
      const product = sum(c.w_l.mul(l), c.w_r.mul(r), c.w_o.mul(o), c.w_4.mul(four));
      return { name: STATE[i], degree: 2, value: c.is_pair.mul(next[i].sub(product)) };
    });
  },
});

/** The first node is the leaf, the last one the root. */
const ends = relation({
  name: "ends",
  columns: ["is_leaf", "is_root", "w_l"],
  parameters: ["leaf", "root"],
  skipIfZero: ["is_leaf", "is_root"],
  subrelations: ({ is_leaf, is_root, w_l }, { leaf, root }) => [
    { name: "leaf", degree: 2, value: is_leaf.mul(w_l.sub(leaf)) },
    { name: "root", degree: 2, value: is_root.mul(w_l.sub(root)) },
  ],
});

/** The relations of a path. The rounds are UltraHonk's, which read their constants in q_l, q_r, q_o and q_4. */
export const MERKLE_PATH: RelationRegistry = new RelationRegistry({
  name: "merkle-path",
  field: FIELD,
  relations: [
    ULTRA_BB5.relation("poseidon2_external"),
    ULTRA_BB5.relation("poseidon2_internal"),
    choice,
    start,
    ends,
  ],
});

// ---- Columns ----

/** Elements put at given rows, zero elsewhere. */
class ColumnSet {
  readonly #columns = new Map<string, FieldVector>();
  readonly #rows: number;

  constructor(rows: number) {
    this.#rows = rows;
  }

  put(name: string, row: number, x: FieldElement): void {
    let column = this.#columns.get(name);
    if (column === undefined) this.#columns.set(name, column = FIELD.vector(this.#rows));
    column.set(row, x);
  }

  get columns(): Columns {
    return this.#columns;
  }
}

function rowsFor(levels: number): number {
  return ROWS_PER_LEVEL * levels + 1;
}

/** Selectors and round constants: fixed by the number of levels. The verifier makes these himself. */
function publicColumns(levels: number): Columns {
  const set = new ColumnSet(rowsFor(levels));
  set.put("is_leaf", 0, FIELD.one);
  set.put("is_root", rowsFor(levels) - 1, FIELD.one);
  for (let level = 0; level < levels; level++) {
    const node = ROWS_PER_LEVEL * level, pair = node + 1, first = node + 2;
    set.put("is_node", node, FIELD.one);
    set.put("is_pair", pair, FIELD.one);
    ROUND_CONSTANTS.forEach((constants, round) => {
      const selector = isFull(round) ? "q_poseidon2_external" : "q_poseidon2_internal";
      set.put(selector, first + round, FIELD.one);
      constants.forEach((x, i) => set.put(["q_l", "q_r", "q_o", "q_4"][i], first + round, x));
    });
  }
  return set.columns;
}

/** The columns of a path; they satisfy the relations if it leads to the root that is claimed. */
export function pathColumns(leaf: FieldElement, { siblings, bits }: Path): Columns {
  const levels = siblings.length;
  const set = new ColumnSet(rowsFor(levels));
  const putState = (row: number, state: readonly FieldElement[]) =>
    state.forEach((x, i) => set.put(STATE[i], row, x));
  set.put(STATE[0], 0, leaf);
  let node = leaf;
  siblings.forEach((sibling, level) => {
    const row = ROWS_PER_LEVEL * level;
    const [left, right] = bits[level] === 1 ? [sibling, node] : [node, sibling];
    const pair = [left, right, FIELD.zero, TWO_INPUTS], found = states(pair);
    set.put("bit", row, FIELD.parse(bits[level]));
    putState(row + 1, pair);
    found.forEach((state, round) => putState(row + 2 + round, state));
    node = found[ROUNDS][0];
  });
  return new Map([...set.columns, ...publicColumns(levels)]);
}

// ---- Prover and verifier ----

/** What both sides make the proof about: the statement, the columns, and a transcript that has absorbed them. */
async function open({ leaf, root, levels }: Statement, columns: Columns) {
  const trace = new Trace(FIELD, Math.ceil(Math.log2(rowsFor(levels))), columns);
  const transcript = new KeccakTranscript(FIELD);
  await absorbTrace(transcript, MERKLE_PATH, trace);
  return { trace, transcript, parameters: MERKLE_PATH.parameterVector({ leaf, root }) };
}

/** Proves the statement with these columns. */
export async function prove(
  statement: Statement,
  columns: Columns,
  pool: WorkerPool,
): Promise<Proof> {
  const { trace, transcript, parameters } = await open(statement, columns);
  return await new SumcheckProver(MERKLE_PATH, trace, { parameters, transcript, pool }).prove();
}

/** Throws unless the proof shows that the leaf is under the root. */
export async function verify(statement: Statement, columns: Columns, proof: Proof): Promise<void> {
  const own = new Map([...columns, ...publicColumns(statement.levels)]);
  const { trace, transcript, parameters } = await open(statement, own);
  verifyWithTrace(MERKLE_PATH, proof, trace, { transcript, parameters }); // expects the sum 0
}

// ---- A tree to try it on ----

/** All levels of the tree over 2^n leaves, the leaves first. */
export function treeOf(leaves: readonly FieldElement[]): readonly FieldElement[][] {
  const tree = [[...leaves]];
  for (let below = tree[0]; below.length > 1; below = tree.at(-1)!) {
    tree.push(
      Array.from({ length: below.length / 2 }, (_, i) => hashPair(below[2 * i], below[2 * i + 1])),
    );
  }
  return tree;
}

/** The path from leaf `index` to the root. */
export function pathOf(tree: readonly (readonly FieldElement[])[], index: number): Path {
  const below = tree.slice(0, -1);
  return {
    siblings: below.map((nodes, level) => nodes[(index >> level) ^ 1]),
    bits: below.map((_, level) => (index >> level) & 1),
  };
}

if (import.meta.main) {
  const [levels = 8, threads = 4] = argv.slice(2).map(Number);
  const leaves = Array.from({ length: 2 ** levels }, (_, i) => FIELD.parse(1000 + i));
  const tree = treeOf(leaves), index = leaves.length >> 1;
  const statement = { leaf: leaves[index], root: tree[levels][0], levels };
  const columns = pathColumns(statement.leaf, pathOf(tree, index));
  await using pool = await openProverPool({ threads });
  const begun = performance.now();
  const proof = await prove(statement, columns, pool);
  const ms = Math.round(performance.now() - begun);
  await verify(statement, columns, proof);
  console.log(`leaf ${index} of ${leaves.length} is under ${FIELD.format(statement.root)}`);
  console.log(`proved on ${threads} threads in ${ms} ms: ${rowsFor(levels)} rows, sum 0`);
  console.log("the proof verifies");
}
