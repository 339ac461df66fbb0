// The machine: runs a program and writes down every step. Knows nothing of proofs.

import {
  ALU_FUNCTIONS,
  BITWISE_FUNCTIONS,
  type Kind,
  POPS,
  type Program,
  PUSHES,
  STACK_START,
  WORD,
} from "./instructions.ts";

/** One access to memory. */
export interface Access {
  readonly address: number;
  readonly value: number;
  readonly isWrite: boolean;
}

/** One step: the registers before it, and what it accesses, the stack before the memory. */
export interface Step {
  /** Number of the step. */
  readonly clk: number;
  /** Number of the instruction. */
  readonly pc: number;
  readonly kind: Kind;
  readonly operand: number;
  /** Where a push writes the top. */
  readonly sp: number;
  readonly top: number;
  /** How many words of the tape are read. */
  readonly inputs: number;
  /** How many outputs are made. */
  readonly outputs: number;
  readonly stack?: Access;
  readonly memory?: Access;
}

/** What happened. */
export interface Execution {
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
}

/** What is on the tape: how many inputs there are, then the inputs. */
export function tapeOf(inputs: readonly number[]): readonly number[] {
  return [inputs.length, ...inputs];
}

/**
 * Runs a program from instruction 0 to `halt`.
 * @throws {RangeError} for an input that is not a word; naming the instruction, if the program leaves itself or its
 * tape, takes from an empty stack, divides by 0, accesses an address that is not a word, or does not end within
 * `maxSteps`
 */
export function run(program: Program, inputs: readonly number[], maxSteps = 2 ** 20): Execution {
  inputs.forEach((word, i) => {
    if (Number.isInteger(word) && word >= 0 && word < WORD) return;
    throw new RangeError(`Cannot run the program: input ${i} is ${word}, not a word below 2^32`);
  });
  const tape = tapeOf(inputs), memory = new Map<number, number>();
  const steps: Step[] = [], outputs: number[] = [];
  let pc = 0, sp = STACK_START, top = 0, read = 0;
  const access = (address: number, written?: number): Access => {
    if (address >= WORD) throw stopped(pc, `address ${address} is not below 2^32`);
    if (written !== undefined) memory.set(address, written);
    return { address, value: memory.get(address) ?? 0, isWrite: written !== undefined };
  };
  for (let clk = 0; clk < maxSteps; clk++) {
    if (pc >= program.length) throw stopped(pc, "there is no such instruction");
    const { kind, operand } = program[pc];
    const before = { clk, pc, kind, operand, sp, top, inputs: read, outputs: outputs.length };
    if (kind === "halt") {
      steps.push(before);
      return { steps, outputs };
    }

    let stack: Access | undefined, data: Access | undefined;
    if (PUSHES.includes(kind)) stack = access(sp++, top);
    else if (POPS.includes(kind)) {
      if (sp === STACK_START) throw stopped(pc, "the stack is empty");
      stack = access(--sp);
    }
    const below = stack?.value ?? 0;

    if (kind === "get") data = access(operand);
    else if (kind === "set") data = access(operand, top);
    else if (kind === "load") data = access(operand + top);
    else if (kind === "store") data = access(operand + below, top);

    if (kind === "out") outputs.push(top);
    if (kind === "in" && read === tape.length) throw stopped(pc, "the tape is at its end");
    const jumps = kind === "jump" || (kind === "jz" && top === 0);

    if (kind === "push") top = operand;
    else if (kind === "get" || kind === "load") top = data!.value;
    else if (kind === "in") top = tape[read++];
    else if (kind === "alu") {
      const divides = ["div", "mod"].includes(ALU_FUNCTIONS[operand]);
      if (divides && top === 0) throw stopped(pc, "division by 0");
      top = alu(operand, below, top);
    } else if (kind === "bitwise") top = bitwise(operand, below, top);
    else if (POPS.includes(kind) && kind !== "store") top = below;

    pc = jumps ? operand : pc + 1;
    steps.push({
      ...before,
      ...(stack !== undefined && { stack }),
      ...(data !== undefined && { memory: data }),
    });
  }
  throw stopped(pc, `the program has not ended after ${maxSteps} steps`);
}

/** x ∘ y of an ALU function. */
export function alu(number: number, x: number, y: number): number {
  switch (ALU_FUNCTIONS[number]) {
    case "add":
      return (x + y) % WORD;
    case "sub":
      return (x - y + WORD) % WORD;
    case "mul":
      return Math.imul(x, y) >>> 0;
    case "div":
      return Math.floor(x / y);
    case "mod":
      return x % y;
    case "lt":
      return x < y ? 1 : 0;
  }
}

/** x ∘ y of a bitwise function. */
export function bitwise(number: number, x: number, y: number): number {
  switch (BITWISE_FUNCTIONS[number]) {
    case "and":
      return (x & y) >>> 0;
    case "or":
      return (x | y) >>> 0;
    case "xor":
      return (x ^ y) >>> 0;
  }
}

function stopped(pc: number, why: string): RangeError {
  return new RangeError(`Cannot run the program: at instruction ${pc}: ${why}`);
}
