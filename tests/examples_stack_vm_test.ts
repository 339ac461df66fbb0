// examples/stack_vm: the assembler, the machine beside another way of computing, and proofs of what it does.

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { assemble } from "../examples/stack_vm/assembler.ts";
import { ALU_FUNCTIONS, BITWISE_FUNCTIONS } from "../examples/stack_vm/instructions.ts";
import { STACK_VM } from "../examples/stack_vm/links.ts";
import { run } from "../examples/stack_vm/machine.ts";
import { buildColumns, prove, verify } from "../examples/stack_vm/prove.ts";
import { encodeProof, openProverPool } from "../sumcheck/mod.ts";
import { runText } from "./support/stack_vm.ts";
import { assertRefused, assertRefusedLater } from "./support/sumcheck_errors.ts";
import {
  ignoredNote,
  programPath,
  runProgram,
  RUNTIMES,
  runtimesFor,
} from "./support/subprocess.ts";

const MASK = 2n ** 32n - 1n;
/** Every function on integers. */
const FUNCTIONS: Readonly<Record<string, (x: bigint, y: bigint) => bigint>> = {
  add: (x, y) => (x + y) & MASK,
  sub: (x, y) => (x - y) & MASK,
  mul: (x, y) => (x * y) & MASK,
  div: (x, y) => x / y,
  mod: (x, y) => x % y,
  lt: (x, y) => BigInt(x < y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
};

/** Words, those at the ends more often. */
const word = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 1, 2, 2 ** 16, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1),
);
const operation = fc.record({ name: fc.constantFrom(...Object.keys(FUNCTIONS)), x: word, y: word })
  .filter(({ name, y }) => y > 0 || (name !== "div" && name !== "mod"));

Deno.test("example stack vm: has all functions that are tried here", () => {
  assertEquals(Object.keys(FUNCTIONS), [...ALU_FUNCTIONS, ...BITWISE_FUNCTIONS]);
});

Deno.test("example stack vm: every function gives what BigInt gives, and is proved", async () => {
  const operations = fc.array(operation, { minLength: 100, maxLength: 100 });
  const rounds = fc.asyncProperty(operations, async (list) => {
    const lines = list.map(({ name, x, y }) => `push ${x}\npush ${y}\n${name}\nout\n`);
    const { statement, columns } = runText(`${lines.join("")}halt`);
    assertEquals(
      statement.outputs,
      list.map(({ name, x, y }) => Number(FUNCTIONS[name](BigInt(x), BigInt(y)))),
    );
    await verify(statement, await prove(columns));
  });
  await fc.assert(rounds, { numRuns: 3 });
});

Deno.test("example stack vm: a stack, memory, tape and jumps, done by hand", () => {
  // 3 + 2 + 1 by a loop, then a cell by its address, then what is below it on the stack.
  const { execution } = runText(
    `
    in
    set i
    push 40
  loop:
    get i
    jz end
    get sum
    get i
    add
    set sum
    get i
    push 1
    sub
    set i
    jump loop
  end:
    get sum
    out           ; 6
    push 5
    in
    store array   ; array[5] = the input
    out           ; which is left
    push 4
    load next     ; array[5] again
    out
    dup
    out
    out           ; 40
    halt
    i = 0
    sum = 1
    array = 100
    next = 101
    `,
    [9, 1, 1],
  );
  assertEquals(execution.outputs, [6, 9, 9, 40, 40]);
});

Deno.test("example stack vm: proofs on one thread and on three are the same bytes", async () => {
  await using pool = await openProverPool({ threads: 3 });
  const { statement, columns } = runText(
    "in\ndrop\nin\nin\ndup\nset 1\nget 1\nxor\nout\nout\nhalt",
    [
      12,
      10,
    ],
  );
  assertEquals(statement.outputs, [0, 12]);
  const proved = await prove(columns, { pool }), again = await prove(columns);
  await verify(statement, proved);
  assertEquals(encodeProof(STACK_VM, again.proof), encodeProof(STACK_VM, proved.proof));
});

Deno.test("example stack vm: the shortest program has no accesses and is proved", async () => {
  const { statement, columns } = runText("halt");
  await verify(statement, await prove(columns));
});

Deno.test("example stack vm: the machine refuses what it cannot do, naming the instruction", () => {
  for (
    const [text, why] of [
      ["push 1", "at instruction 1: there is no such instruction"],
      ["jump 7", "at instruction 7: there is no such instruction"],
      ["drop\nhalt", "at instruction 0: the stack is empty"],
      ["in\nin\nhalt", "at instruction 1: the tape is at its end"],
      ["push 1\npush 0\ndiv\nhalt", "at instruction 2: division by 0"],
      ["push 1\npush 0\nmod\nhalt", "at instruction 2: division by 0"],
      ["push 2\nload 0xffffffff\nhalt", "at instruction 1: address 4294967297 is not below 2^32"],
      ["loop:\njump loop", "at instruction 0: the program has not ended after 1048576 steps"],
    ]
  ) {
    assertThrows(() => run(assemble(text), []), RangeError, `Cannot run the program: ${why}`);
  }
  for (const input of [-1, 0.5, 2 ** 32, NaN]) {
    assertThrows(() => run(assemble("halt"), [1, input]), RangeError, `input 1 is ${input}`);
  }
});

Deno.test("example stack vm: the assembler reads names, numbers and comments", () => {
  assertEquals(
    assemble("; nothing\n\n x = 0x10 ; a name\nstart:\n push x;\n push 7\n jump start"),
    [
      { kind: "push", operand: 16 },
      { kind: "push", operand: 7 },
      { kind: "jump", operand: 0 },
    ],
  );
  assertEquals(assemble("add\nsub\nmul\ndiv\nmod\nlt\nand\nor\nxor").map((i) => i.operand), [
    ...[0, 1, 2, 3, 4, 5],
    ...[0, 1, 2],
  ]);
});

Deno.test("example stack vm: the assembler refuses what it cannot read, naming the line", () => {
  for (
    const [text, why] of [
      ["push", 'line 1: "push" has no operand'],
      ["\nadd 1", 'line 2: "add 1" has an operand too many'],
      ["alu", 'line 1: there is no instruction "alu"'],
      ["alu 3", 'line 1: "alu 3" has an operand too many'],
      ["fly", 'line 1: there is no instruction "fly"'],
      ["push -1", 'line 1: "push -1" is neither a definition nor an instruction'],
      ["push 4294967296", 'line 1: "4294967296" is neither a name nor a number below 2^32'],
      ["jump nowhere", 'line 1: "nowhere" is neither a name nor a number below 2^32'],
      ["a:\na = 1", 'line 2: "a" is defined twice'],
    ]
  ) {
    assertThrows(() => assemble(text), SyntaxError, `Cannot assemble ${why}`);
  }
});

Deno.test("example stack vm: statements with what is not a word are refused", async () => {
  const { statement, execution, columns } = runText("push 1\nout\nhalt");
  const proved = await prove(columns);
  for (const outputs of [[2 ** 32 + 1], [-1], [0.5]]) {
    const changed = { ...statement, outputs };
    assertRefused(() => buildColumns(changed, execution), "value-too-large");
    await assertRefusedLater(() => verify(changed, proved), "value-too-large");
  }
});

// ---- The programs beside it ----

const [deno] = RUNTIMES;
const file = (name: string) => programPath(`../examples/stack_vm/${name}`, import.meta.url);

Deno.test({
  name: `example stack vm: sort.asm sorts, whatever the numbers${ignoredNote(deno)}`,
  ignore: deno.missing !== undefined,
  fn() {
    const program = assemble(Deno.readTextFileSync(file("sort.asm")));
    const some = (max: number) => fc.array(fc.integer({ min: 0, max }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(some(9), some(255), some(2 ** 16 - 1), some(2 ** 32 - 1)), (numbers) => {
        assertEquals(run(program, numbers).outputs, numbers.toSorted((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  },
});

for (const runtime of runtimesFor(["run", "read"])) {
  const test = (name: string, body: () => Promise<void>) =>
    Deno.test({
      name: `example stack vm on ${runtime.name}: ${name}${ignoredNote(runtime)}`,
      ignore: runtime.missing !== undefined,
      fn: body,
    });
  const main = async (...args: string[]) => {
    const permission = runtime.name === "deno" ? ["--allow-read"] : [];
    const { code, stdout, stderr } = await runProgram(runtime, [
      ...runtime.run,
      ...permission,
      ...[file("main.ts"), "--threads", "2"],
      ...args,
    ]);
    assertEquals(code, 0, stderr);
    return stdout.trimEnd().split("\n");
  };

  test("gcd.asm, as its readers run it", async () => {
    const lines = await main(file("gcd.asm"), "1071", "462");
    assertMatch(lines[0], /^run: \d+ ms$/);
    assertEquals(lines[1], "outputs: 21");
    assertMatch(lines[2], /^columns: \d+ ms$/);
    assertEquals(lines.slice(3, 5), [
      "  execution                   38 rows",
      "  memory                      53 rows",
    ]);
    assertMatch(lines.at(-4)!, /^proof, 2 threads: \d+ ms$/);
    assertMatch(
      lines.at(-3)!,
      /^passes: 10, \d+ ms; busy per thread \d+, \d+ ms; imbalance \d\.\d\d, of the first pass \d\.\d\d$/,
    );
    assertEquals(
      lines.at(-1),
      "the proof verifies: this program, given these inputs, halts with these outputs",
    );
  });

  if (runtime.name !== "deno") continue; // it takes some seconds
  test("sort.asm on a few numbers, in rows of every subtrace", async () => {
    const lines = await main(file("sort.asm"), "200", "7", "150", "7", "0", "99");
    assertEquals(lines[1], "outputs: 0 7 7 99 150 200");
    for (const part of ["execution", "memory", "arithmetic", "bitwise", "words"]) {
      const line = lines.find((line) => line.startsWith(`  ${part}`));
      assertMatch(line ?? "", / [1-9]\d* rows$/, part);
    }
    assertMatch(lines.at(-1)!, /^the proof verifies/);
  });
}
