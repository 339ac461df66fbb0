// The assembler: from text to a program. A line is one of these, a comment after it, or empty:
//
//   name = 5            a name for a number below 2^32
//   name:               a name for the number of the next instruction
//   push 5              an instruction; its operand is a number (also 0x…) or a name, which may be defined below

import {
  ALU_FUNCTIONS,
  BITWISE_FUNCTIONS,
  type Instruction,
  type Kind,
  type Program,
  WORD,
} from "./instructions.ts";

/** The kinds that are written as what they are, with an operand and without. */
const WITH_OPERAND: readonly Kind[] = ["push", "get", "set", "load", "store", "jump", "jz"];
const WITHOUT_OPERAND: readonly Kind[] = ["in", "dup", "drop", "out", "halt"];

/** An instruction as it is written. */
interface Line {
  readonly number: number;
  readonly mnemonic: string;
  readonly operand: string | undefined;
}

/**
 * Assembles a program. `;` begins a comment.
 * @throws {SyntaxError} naming the line
 */
export function assemble(text: string): Program {
  const names = new Map<string, number>(), lines: Line[] = [];
  const define = (line: number, name: string, value: number) => {
    if (names.has(name)) throw bad(line, `"${name}" is defined twice`);
    names.set(name, value);
  };
  text.split("\n").forEach((raw, i) => {
    const line = raw.replace(/;.*/, "").trim(), number = i + 1;
    const label = line.match(/^([A-Za-z_]\w*):$/);
    const constant = line.match(/^([A-Za-z_]\w*)\s*=\s*(\w+)$/);
    const instruction = line.match(/^([a-z]+)(?:\s+(\w+))?$/);
    if (label !== null) define(number, label[1], lines.length);
    else if (constant !== null) define(number, constant[1], parseNumber(number, constant[2]));
    else if (instruction !== null) {
      lines.push({ number, mnemonic: instruction[1], operand: instruction[2] });
    } else if (line !== "") {
      throw bad(number, `"${line}" is neither a definition nor an instruction`);
    }
  });
  return lines.map((line) => instruction(line, names));
}

function instruction({ number, mnemonic, operand }: Line, names: Map<string, number>): Instruction {
  const withOperand = WITH_OPERAND.find((kind) => kind === mnemonic);
  if (withOperand !== undefined) {
    if (operand === undefined) throw bad(number, `"${mnemonic}" has no operand`);
    return { kind: withOperand, operand: names.get(operand) ?? parseNumber(number, operand) };
  }
  if (operand !== undefined) throw bad(number, `"${mnemonic} ${operand}" has an operand too many`);
  const kind = WITHOUT_OPERAND.find((kind) => kind === mnemonic);
  if (kind !== undefined) return { kind, operand: 0 };
  const alu = ALU_FUNCTIONS.findIndex((name) => name === mnemonic);
  if (alu >= 0) return { kind: "alu", operand: alu };
  const bitwise = BITWISE_FUNCTIONS.findIndex((name) => name === mnemonic);
  if (bitwise >= 0) return { kind: "bitwise", operand: bitwise };
  throw bad(number, `there is no instruction "${mnemonic}"`);
}

function parseNumber(line: number, text: string): number {
  const value = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : NaN;
  if (!(value < WORD)) throw bad(line, `"${text}" is neither a name nor a number below 2^32`);
  return value;
}

function bad(line: number, why: string): SyntaxError {
  return new SyntaxError(`Cannot assemble line ${line}: ${why}`);
}
