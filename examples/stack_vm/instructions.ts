// The instruction set. Words are integers below 2^32.
//
// The machine has a program, a memory of words that are 0 at first, a tape of inputs and a list of outputs. Its stack
// grows upwards in memory from STACK_START, but for the topmost word, which is in a register, `top`. A push writes the
// old `top` to memory, a pop reads the new one from there. Memory is one: a program may use its stack's words as data.
//
//   instruction       stack before → after                         accesses to memory
//   push n            … → … n                                      writes the old top
//   get a             … → … memory[a]                              writes the old top, reads a
//   in                … → … the next input                         writes the old top
//   dup               … x → … x x                                  writes the old top
//   set a             … x → …           and memory[a] = x          reads the new top, writes a
//   load a            … i → … memory[a + i]                        reads a + i
//   store a           … i x → … x       and memory[a + i] = x      reads i, writes a + i
//   drop              … x → …                                      reads the new top
//   out               … x → …           and x is the next output   reads the new top
//   jump n            … → …             and goes on at n
//   jz n              … x → …           and goes on at n if x = 0  reads the new top
//   add sub mul       … x y → … x + y, x − y, x·y modulo 2^32      reads x
//   div mod           … x y → … ⌊x / y⌋, x − y·⌊x / y⌋             reads x
//   lt                … x y → … 1 if x < y, else 0                 reads x
//   and or xor        … x y → … bit by bit                         reads x
//   halt              ends

/** Words are below this. */
export const WORD = 2 ** 32;

/** Where the stack begins in memory. */
export const STACK_START = 2 ** 20;

/** What rows of the execution distinguish. A kind's number is its place in this list. */
export const KINDS = [
  "push",
  "get",
  "in",
  "dup",
  "set",
  "load",
  "store",
  "drop",
  "out",
  "jump",
  "jz",
  "alu",
  "bitwise",
  "halt",
] as const;

/** A kind of instruction. */
export type Kind = typeof KINDS[number];

/** The kinds that write the old top to the stack. */
export const PUSHES: readonly Kind[] = ["push", "get", "in", "dup"];

/** The kinds that read the word below the top from the stack. */
export const POPS: readonly Kind[] = ["set", "store", "drop", "out", "jz", "alu", "bitwise"];

/** The kinds that have an access beside that to the stack. */
export const MEMORY_KINDS: readonly Kind[] = ["get", "set", "load", "store"];

/** Instructions of the kind "alu". A function's number, the instruction's operand, is its place in the list. */
export const ALU_FUNCTIONS = ["add", "sub", "mul", "div", "mod", "lt"] as const;

/** Instructions of the kind "bitwise". */
export const BITWISE_FUNCTIONS = ["and", "or", "xor"] as const;

/** One instruction of a program. */
export interface Instruction {
  readonly kind: Kind;
  /** A word: a constant, an address, the number of an instruction or of a function; 0 where there is none. */
  readonly operand: number;
}

/** A program: an instruction's number is its place in it. The machine begins at 0. */
export type Program = readonly Instruction[];
