// examples/fibonacci.ts: it proves what it says, and its range check catches what the other relations let pass.

import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { MACHINE, prove, run, verify } from "../examples/fibonacci.ts";
import type { FieldVector } from "../field/mod.ts";
import { fillCounts, RelationError, RelationRegistry } from "../relations/mod.ts";
import type { WorkerPool } from "../scheduler/mod.ts";
import {
  encodeProof,
  openProverPool,
  SumcheckProver,
  Trace,
  verifyWithTrace,
} from "../sumcheck/mod.ts";
import { ignoredNote, programPath, runProgram, runtimesFor } from "./support/subprocess.ts";
import { assertRefusedLater } from "./support/sumcheck_errors.ts";

/** The Fibonacci number itself. */
function fibonacci(n: number): bigint {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}

type Columns = ReadonlyMap<string, FieldVector>;

/** The columns with one cell changed. */
function withCell(columns: Columns, name: string, row: number, value: number): Columns {
  const column = columns.get(name)!.slice();
  column.set(row, MACHINE.field.parse(value));
  return new Map([...columns, [name, column]]);
}

// F(24) = 46368 is the last one below 2^16, so the step to row 24 is the first with a carry: F(25) = 75025.
const STEPS = 25, LAST = STEPS - 2, F_25 = 75025;

/** A test that proves on three threads. */
function test(name: string, body: (pool: WorkerPool) => Promise<void>): void {
  Deno.test(`example fibonacci: ${name}`, async () => {
    await using pool = await openProverPool({ threads: 3 });
    await body(pool);
  });
}

Deno.test("example fibonacci: the result is the Fibonacci number modulo 2^16", () => {
  for (const steps of [1, 2, 24, 25, 100, 1000]) {
    assertEquals(run(steps).result, Number(fibonacci(steps) % 65536n));
  }
  assertEquals(fibonacci(100), 354224848179261915075n); // oeis.org/A000045
});

test("proves and verifies, the same bytes on one thread and on three", async (pool) => {
  await using alone = await openProverPool({ threads: 1 });
  for (const steps of [1, 1000]) {
    const { columns, result } = run(steps);
    const proved = await prove(steps, result, columns, pool);
    await verify(steps, result, proved.columns, proved.proof);
    const again = await prove(steps, result, columns, alone);
    assertEquals(encodeProof(MACHINE, again.proof), encodeProof(MACHINE, proved.proof));
  }
});

test("attack: a sum that is left unreduced, which only the lookup catches", async (pool) => {
  const { columns } = run(STEPS);
  // low + 256·high = a + b holds without a carry, but for a high byte of 293; row 25 then holds F(25) itself.
  let forged = withCell(columns, "carry", LAST, 0);
  forged = withCell(forged, "high", LAST, F_25 >> 8);
  forged = withCell(forged, "b", LAST + 1, F_25);
  forged = withCell(forged, "a", LAST + 2, F_25);
  // The step after it goes on from there: 46368 + 75025 = 121393.
  forged = withCell(forged, "low", LAST + 1, 121393 & 255);
  forged = withCell(forged, "high", LAST + 1, (121393 - 65536) >> 8);
  forged = withCell(forged, "carry", LAST + 1, 1);
  forged = withCell(forged, "b", LAST + 2, 121393 - 65536);
  // Without the lookups the machine would accept it.
  const relations = [MACHINE.relation("step"), MACHINE.relation("ends")];
  const unlooked = new RelationRegistry({ name: "unlooked", field: MACHINE.field, relations });
  const kept = unlooked.storedColumns.map((name) => [name, forged.get(name)!] as const);
  const trace = new Trace(MACHINE.field, 8, new Map(kept));
  const parameters = { result: F_25 };
  const accepted = await new SumcheckProver(unlooked, trace, { parameters, pool }).prove();
  verifyWithTrace(unlooked, accepted, trace);
  // With them, the counts cannot be filled, and the honest ones do not fit.
  assertThrows(() => fillCounts(MACHINE, forged), RelationError, '"high-is-byte"');
  const { proof, columns: all } = await prove(STEPS, F_25, forged, pool);
  await assertRefusedLater(() => verify(STEPS, F_25, all, proof), "wrong-sum");
});

test("attack: counts that admit the unreduced high byte", async (pool) => {
  const { columns } = run(STEPS);
  const forged = withCell(withCell(columns, "high", LAST, 256), "high_counts", 0, 99);
  const { proof, columns: all } = await prove(STEPS, run(STEPS).result, forged, pool);
  await assertRefusedLater(() => verify(STEPS, run(STEPS).result, all, proof), "wrong-sum");
});

test("attack: another result, proved honestly and claimed of an honest proof", async (pool) => {
  const { columns, result } = run(STEPS);
  const wrong = await prove(STEPS, result + 1, columns, pool);
  await assertRefusedLater(
    () => verify(STEPS, result + 1, wrong.columns, wrong.proof),
    "wrong-sum",
  );
  const right = await prove(STEPS, result, columns, pool);
  await assertRefusedLater(
    () => verify(STEPS, result + 1, right.columns, right.proof),
    "wrong-parameters",
  );
});

test("attack: fewer steps, by a selector that is 0 where a step should be", async (pool) => {
  const { columns, result } = run(STEPS);
  assertNotEquals(result, 1);
  let forged = withCell(columns, "is_step", LAST + 1, 0);
  forged = withCell(forged, "a", STEPS, 1);
  forged = fillCounts(MACHINE, forged);
  // With these selectors the relations hold; but the verifier has his own.
  const { proof, columns: all } = await prove(STEPS, 1, forged, pool);
  assertEquals(MACHINE.field.isZero(proof.claimedSum), true);
  await assertRefusedLater(() => verify(STEPS, 1, all, proof), "wrong-parameters");
});

test("attack: a proof whose sum is put to 0 afterwards", async (pool) => {
  const { columns, result } = run(STEPS);
  const { proof, columns: all } = await prove(STEPS, result + 1, columns, pool);
  const forged = { ...proof, claimedSum: MACHINE.field.zero };
  await assertRefusedLater(() => verify(STEPS, result + 1, all, forged), "round-check-failed");
});

for (const runtime of runtimesFor(["run", "read"])) {
  Deno.test({
    name: `example fibonacci on ${runtime.name}: as its readers run it${ignoredNote(runtime)}`,
    ignore: runtime.missing !== undefined,
    async fn() {
      const example = programPath("../examples/fibonacci.ts", import.meta.url);
      const { code, stdout, stderr } = await runProgram(runtime, [
        ...runtime.run,
        example,
        "300",
        "2",
      ]);
      assertEquals(code, 0, stderr);
      const [first, second, third, ...rest] = stdout.trimEnd().split("\n");
      assertEquals(first, `Fibonacci number 300 mod 2^16 is ${fibonacci(300) % 65536n}`);
      assertMatch(second, /^proved on 2 threads in \d+ ms: 2\^9 rows, sum 0$/);
      assertEquals([third, rest], ["the proof verifies", []]);
    },
  });
}
