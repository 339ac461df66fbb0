// What every vector operation does before and around its arithmetic: checking that the operands belong together, and
// bringing packed operands into lanes, a chunk at a time.

import { FieldError } from "./errors.ts";
import type { FieldVector } from "./field_vector.ts";
import { type LaneKernel, LANES } from "./lane_kernel.ts";
import { LaneVector, largestBound, REDUCED } from "./lane_vector.ts";
import type { FieldElement, PrimeField } from "./prime_field.ts";
import { WORDS } from "./words.ts";

/** A vector in either form; operations take any mixture of the two. */
export type ElementVector = FieldVector | LaneVector;

/** Elements `start` to `end` − 1, of every operand alike; all elements if left out. */
export interface VectorRange {
  /** The first element, 0 if left out. */
  readonly start?: number;
  /** One past the last element, the length if left out. */
  readonly end?: number;
}

/** Elements that are brought into lanes at a time: three operands fit into a first-level cache. */
export const CHUNK = 128;

const scratches: Float64Array[] = [];

/** The scratch that results are packed from: 0 and 1 are those of inputs, those above 2 are for operations to use. */
const OUTPUT_SCRATCH = 2;

/** Room for CHUNK elements; the same room for the same number. */
export function scratch(index: number): Float64Array {
  return scratches[index] ??= new Float64Array(CHUNK * LANES);
}

/**
 * Checks that all vectors are over one field and of one length, and the range within them.
 * @throws {FieldError} "field-mismatch", "length-mismatch" or "out-of-range"
 */
export function checkOperands(
  task: string,
  vectors: readonly ElementVector[],
  range: VectorRange = {},
): { start: number; end: number } {
  const first = vectors[0]!;
  for (const other of vectors) {
    if (!first.field.isSameAs(other.field)) {
      throw new FieldError(
        "field-mismatch",
        `Cannot ${task}: an operand is over ${other.field.name}, another over ${first.field.name}`,
      );
    }
    if (first.length !== other.length) {
      throw new FieldError(
        "length-mismatch",
        `Cannot ${task}: an operand has ${other.length} elements, another ${first.length}`,
      );
    }
  }
  const { start = 0, end = first.length } = range;
  if (
    !Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start ||
    end > first.length
  ) {
    throw new FieldError(
      "out-of-range",
      `Cannot ${task}: ${String(start)} to ${
        String(end)
      } is not a range in vectors of ${first.length}`,
    );
  }
  return { start, end };
}

/**
 * Checks that `out` shares no memory with an input, unless it begins where that input begins and `inPlace` is set.
 * @throws {FieldError} "overlap"
 */
export function checkOverlap(
  task: string,
  out: ElementVector,
  inputs: readonly ElementVector[],
  inPlace: boolean = true,
): void {
  const a = memory(out);
  for (const input of inputs) {
    const b = memory(input);
    const same = a.byteOffset === b.byteOffset && a.constructor === b.constructor;
    if (a.buffer !== b.buffer || (inPlace && same)) continue;
    if (a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength) {
      throw new FieldError(
        "overlap",
        `Cannot ${task}: the output's memory overlaps an input's`,
      );
    }
  }
}

function memory(vector: ElementVector): Uint32Array | Float64Array {
  return vector instanceof LaneVector ? vector.lanes : vector.words;
}

/** The words of operands that are all packed (the output's first), once they are checked. */
export interface PackedOperands {
  readonly words: readonly Uint32Array[];
  readonly modulus: Uint32Array;
  /** The range: the index of its first word and the number of its elements. */
  readonly offset: number;
  readonly count: number;
}

/**
 * The operands' words if all are packed, else undefined.
 * @throws {FieldError} as checkOperands and checkOverlap
 */
export function packedOperands(
  task: string,
  out: ElementVector,
  inputs: readonly ElementVector[],
  range: VectorRange | undefined,
): PackedOperands | undefined {
  const words: Uint32Array[] = [];
  for (const vector of [out, ...inputs]) {
    if (vector instanceof LaneVector) return undefined;
    words.push(vector.words);
  }
  const { start, end } = checkOperands(task, [out, ...inputs], range);
  checkOverlap(task, out, inputs);
  return { words, modulus: out.field.modulus, offset: start * WORDS, count: end - start };
}

/** One operand of an operation on lanes. */
export interface LaneOperand {
  /** Its lanes: `count` elements at least. */
  readonly lanes: Float64Array;
  /** Its largest |value|, in units of p. */
  readonly bound: number;
}

/** The lanes of `count` elements from `start`; a packed vector is unpacked into `room`, which others ignore. */
export function laneOperand(
  kernel: LaneKernel,
  vector: ElementVector,
  start: number,
  count: number,
  room: Float64Array,
): LaneOperand {
  if (vector instanceof LaneVector) {
    return {
      lanes: vector.lanes.subarray(start * LANES, (start + count) * LANES),
      bound: vector.bound,
    };
  }
  kernel.unpack(room, vector.words, start * WORDS, count);
  return { lanes: room, bound: 1 };
}

/** The lanes of one element. */
export function laneElement(field: PrimeField, x: FieldElement): Float64Array {
  const lanes = new Float64Array(LANES);
  field.kernel().unpack(lanes, field.checked(x), 0, 1);
  return lanes;
}

/**
 * One element as a factor of many.
 * @throws {FieldError} as `laneElement`
 */
export function fixedElement(field: PrimeField, x: FieldElement): Float64Array {
  return field.kernel().fixedFactor(laneElement(field, x));
}

/**
 * Writes the lanes of elements `at` to `at + count` − 1 of the result to `out` and returns their bound.
 */
export type ChunkOperation = (
  kernel: LaneKernel,
  out: Float64Array,
  at: number,
  count: number,
) => number;

/**
 * Runs an operation over a range of `out`, chunk by chunk if `out` is packed or `chunked` is set. A result too large for
 * the next operation is reduced.
 * @throws {FieldError} as checkOperands and checkOverlap
 */
export function runChunks(
  task: string,
  out: ElementVector,
  inputs: readonly ElementVector[],
  range: VectorRange | undefined,
  operation: ChunkOperation,
  chunked: boolean,
): void {
  const { start, end } = checkOperands(task, [out, ...inputs], range);
  checkOverlap(task, out, inputs);
  const kernel = out.field.kernel();
  const laneOut = out instanceof LaneVector;
  const step = chunked || !laneOut ? CHUNK : Math.max(1, end - start);
  let bound = 0;
  for (let at = start; at < end; at += step) {
    const count = Math.min(step, end - at);
    const target = laneOut
      ? out.lanes.subarray(at * LANES, (at + count) * LANES)
      : scratch(OUTPUT_SCRATCH);
    bound = operation(kernel, target, at, count);
    if (!laneOut) {
      if (bound < 1) kernel.packProducts(out.words, at * WORDS, target, count);
      else kernel.pack(out.words, at * WORDS, target, count);
    } else if (bound > largestBound(kernel)) {
      kernel.reduce(target, target, count);
      bound = REDUCED;
    }
  }
  if (laneOut) {
    const everything = start === 0 && end === out.length;
    out.bound = everything ? bound : Math.max(out.bound, bound);
  }
}

/** Arithmetic on `count` elements in lanes; returns the bound of what it wrote. `out` may be the lanes of an input. */
export type LaneOperation = (
  kernel: LaneKernel,
  out: Float64Array,
  inputs: readonly LaneOperand[],
  count: number,
) => number;

/**
 * Runs an operation on one or two inputs over a range of vectors in either form, a chunk at a time where an operand is
 * packed or `chunked` is set.
 * @throws {FieldError} as checkOperands and checkOverlap
 */
export function runOnLanes(
  task: string,
  out: ElementVector,
  inputs: readonly ElementVector[],
  range: VectorRange | undefined,
  operation: LaneOperation,
  chunked: boolean = false,
): void {
  const cut = chunked || inputs.some((input) => !(input instanceof LaneVector));
  runChunks(task, out, inputs, range, (kernel, to, at, count) => {
    const operands = inputs.map((input, k) => laneOperand(kernel, input, at, count, scratch(k)));
    return operation(kernel, to, operands, count);
  }, cut);
}
