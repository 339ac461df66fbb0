// examples/merkle_path.ts and poseidon2.ts: the hash is barretenberg's, paths are proved, forged ones are not.

import { assertEquals, assertMatch } from "@std/assert";
import {
  type Columns,
  MERKLE_PATH,
  pathColumns,
  pathOf,
  prove,
  type Statement,
  treeOf,
  verify,
} from "../examples/merkle_path.ts";
import { hashPair, permute, ROUND_CONSTANTS } from "../examples/poseidon2.ts";
import { BN254_FR, type FieldElement } from "../field/mod.ts";
import type { WorkerPool } from "../scheduler/mod.ts";
import { encodeProof, openProverPool } from "../sumcheck/mod.ts";
import { ignoredNote, programPath, runProgram, runtimesFor } from "./support/subprocess.ts";
import { assertRefusedLater } from "./support/sumcheck_errors.ts";
import { withElement } from "./support/tampering.ts";

const F = BN254_FR;
const element = (x: number | string): FieldElement => F.parse(x);

Deno.test("example poseidon2: the permutation's published vector", () => {
  // From HorizenLabs/poseidon2, the authors' implementation; barretenberg's poseidon2_params.hpp has it too.
  assertEquals(permute([0, 1, 2, 3].map(element)).map((x) => F.format(x)), [
    "0x01bd538c2ee014ed5141b29e9ae240bf8db3fe5b9a38629a9647cf8d76c01737",
    "0x239b62e7db98aa3a2a8f6a0d2fa1709e7a35959aa6c7034814d9daa90cbac662",
    "0x04cbb44c61d928ed06808456bf758cbf0c18d1e15a7b6dbc8245fa7515d5e3cb",
    "0x2e11c5cff2a22c64d01304b778d78f6998eff1ab73163a35603f54794c30847a",
  ]);
  assertEquals(ROUND_CONSTANTS.flat().length, 8 * 4 + 56);
});

Deno.test("example poseidon2: hashes of two elements as Noir and barretenberg give them", () => {
  for (
    const [left, right, hash] of [
      [0, 0, "0x0b63a53787021a4a962a452c2921b3663aff1ffd8d5510540f8e659e782956f1"],
      [1, 2, "0x038682aa1cb5ae4e0a3f13da432a95c77c5c111f6f030faf9cad641ce1ed7383"],
      [123, 456, "0x148c4666e2c5bce33dc53b30430808464f7ed76b28daf8a36722e93b49a31a5e"],
    ] as const
  ) {
    assertEquals(F.format(hashPair(element(left), element(right))), hash);
  }
});

/** A tree of eight leaves, its leaf 5 and the columns that prove it. */
const LEVELS = 3, INDEX = 5, ROWS = 66 * LEVELS + 1;
const TREE = treeOf([3, 1, 4, 1, 5, 9, 2, 6].map(element));
const LEAF = TREE[0][INDEX], ROOT = TREE[LEVELS][0];
const STATEMENT: Statement = { leaf: LEAF, root: ROOT, levels: LEVELS };
const PATH = pathOf(TREE, INDEX), COLUMNS = pathColumns(LEAF, PATH);

/** The columns with some cells changed. */
function forge(
  columns: Columns,
  ...cells: [name: string, row: number, x: FieldElement][]
): Columns {
  const copy = new Map(columns);
  for (const [name, row, x] of cells) copy.set(name, withElement(copy.get(name)!, row, x));
  return copy;
}

/** A test that proves on three threads. */
function test(name: string, body: (pool: WorkerPool) => Promise<void>): void {
  Deno.test(`example merkle path: ${name}`, async () => {
    await using pool = await openProverPool({ threads: 3 });
    await body(pool);
  });
}

/** Proves the statement with these columns, and expects that the proof claims another sum than 0. */
async function assertNotZero(
  statement: Statement,
  columns: Columns,
  pool: WorkerPool,
): Promise<void> {
  const proof = await prove(statement, columns, pool);
  await assertRefusedLater(() => verify(statement, columns, proof), "wrong-sum");
}

test("every leaf of a tree is proved, on one thread and on three with the same bytes", async (pool) => {
  await using alone = await openProverPool({ threads: 1 });
  assertEquals(F.format(ROOT), F.format(hashPair(TREE[2][0], TREE[2][1])));
  for (const [index, leaf] of TREE[0].entries()) {
    const statement = { leaf, root: ROOT, levels: LEVELS };
    const columns = pathColumns(leaf, pathOf(TREE, index));
    const proof = await prove(statement, columns, pool);
    await verify(statement, columns, proof);
    if (index > 0) continue;
    const again = await prove(statement, columns, alone);
    assertEquals(encodeProof(MERKLE_PATH, again), encodeProof(MERKLE_PATH, proof));
  }
});

test("attack: another sibling, that of another leaf", async (pool) => {
  for (let level = 0; level < LEVELS; level++) {
    const siblings = PATH.siblings.with(level, TREE[level][PATH.bits[level]]);
    await assertNotZero(STATEMENT, pathColumns(LEAF, { ...PATH, siblings }), pool);
  }
});

test("attack: a leaf that is not in the tree", async (pool) => {
  const leaf = element(7);
  await assertNotZero({ ...STATEMENT, leaf }, pathColumns(leaf, PATH), pool);
  await assertNotZero({ ...STATEMENT, leaf }, COLUMNS, pool);
});

test("attack: left and right exchanged", async (pool) => {
  await assertNotZero(STATEMENT, pathColumns(LEAF, { ...PATH, bits: [0, 0, 1] }), pool);
});

test("attack: a direction between left and right, where any leaf lies between the two", async (pool) => {
  // Without "bit is 0 or 1" this would hold: node = left + bit·(right − left) has a solution for every node.
  const leaf = element(7), [left, right] = [TREE[0][4], TREE[0][5]];
  const bit = F.mul(F.sub(leaf, left), F.inverse(F.sub(right, left)));
  const columns = forge(COLUMNS, ["w_l", 0, leaf], ["bit", 0, bit]);
  await assertNotZero({ ...STATEMENT, leaf }, columns, pool);
});

test("attack: the root written over the last hash of another path", async (pool) => {
  const siblings = PATH.siblings.with(0, element(8));
  const columns = forge(pathColumns(LEAF, { ...PATH, siblings }), ["w_l", ROWS - 1, ROOT]);
  await assertNotZero(STATEMENT, columns, pool);
});

test("attack: a state changed between two rounds, in each of its columns", async (pool) => {
  for (const [i, name] of ["w_l", "w_r", "w_o", "w_4"].entries()) {
    const row = 2 + 20 * i;
    const x = F.add(COLUMNS.get(name)!.get(row), F.one);
    await assertNotZero(STATEMENT, forge(COLUMNS, [name, row, x]), pool);
  }
});

test("attack: a hash of one input instead of two, and one with a third", async (pool) => {
  await assertNotZero(STATEMENT, forge(COLUMNS, ["w_4", 1, element("0x10000000000000000")]), pool);
  await assertNotZero(STATEMENT, forge(COLUMNS, ["w_o", 1, F.one]), pool);
});

test("attack: selectors of the prover's own, under which a forged path holds", async (pool) => {
  const leaf = element(7);
  const columns = forge(COLUMNS, ["w_l", 0, leaf], ["is_node", 0, F.zero]);
  const statement = { ...STATEMENT, leaf };
  const proof = await prove(statement, columns, pool);
  assertEquals(F.isZero(proof.claimedSum), true);
  await assertRefusedLater(() => verify(statement, columns, proof), "round-check-failed");
});

test("attack: an honest proof for another leaf or root", async (pool) => {
  const proof = await prove(STATEMENT, COLUMNS, pool);
  for (const changed of [{ leaf: element(7) }, { root: element(7) }]) {
    await assertRefusedLater(
      () => verify({ ...STATEMENT, ...changed }, COLUMNS, proof),
      "wrong-parameters",
    );
  }
});

for (const runtime of runtimesFor(["run", "read"])) {
  Deno.test({
    name: `example merkle path on ${runtime.name}: as its readers run it${ignoredNote(runtime)}`,
    ignore: runtime.missing !== undefined,
    async fn() {
      const example = programPath("../examples/merkle_path.ts", import.meta.url);
      const { code, stdout, stderr } = await runProgram(runtime, [
        ...runtime.run,
        example,
        "4",
        "2",
      ]);
      assertEquals(code, 0, stderr);
      const [first, second, third, ...rest] = stdout.trimEnd().split("\n");
      assertMatch(first, /^leaf 8 of 16 is under 0x[0-9a-f]{64}$/);
      assertMatch(second, /^proved on 2 threads in \d+ ms: 265 rows, sum 0$/);
      assertEquals([third, rest], ["the proof verifies", []]);
    },
  });
}
