// Routines that fold: first + u·(second − first) of pairs of rows, from packed words to packed words in one go, so that
// nothing in between is written to memory. For the columns order only: see chunked_fold.ts.

import { WORDS } from "../grid.ts";
import { index, loadWords, packLanes, unpackDifference, unpackWords } from "./codec.ts";
import { addLanes } from "./linear.ts";
import { multiply } from "./multiply.ts";
import { Program } from "./program.ts";
import type { Routine } from "./routine.ts";
import { operandSizes, scalarOperand, type Target } from "./target.ts";

/** out[k] = first + u·(second − first) for the pairs k of packed elements; equal pairs are copied. */
function packedFold(target: Target): Routine {
  const program = new Program();
  const words = Array.from({ length: WORDS }, (_, j) => j);
  loadWords(program, "a", "words", "w");
  loadWords(program, "b", "words", `w + ${WORDS}`);
  program.emit(`if (${words.map((j) => `aw${j} === bw${j}`).join(" && ")}) {`);
  for (const j of words) program.emit(`  out[${index("o", j)}] = aw${j};`);
  program.emit("  continue;");
  program.emit("}");
  program.emit("multiplied++;");
  const a = unpackWords(program, "a");
  const slope = unpackDifference(program, "s", "b", "a");
  const u = scalarOperand(target, operandSizes(target));
  const step = multiply(program, target, slope, u.lanes);
  const folded = addLanes(program, "sum", a, step, "+");
  // The names that packing uses are taken above.
  program.emit("{");
  packLanes(program, folded, "out", "o");
  program.emit("}");
  return {
    name: "foldPairs",
    summary:
      "out = first + u·(second − first), packed; equal pairs are copied. Returns how many were not.",
    parameters: [
      "out: Uint32Array",
      "outOffset: number",
      "words: Uint32Array",
      "wordOffset: number",
      "scalar: Float64Array",
      "count: number",
    ],
    returns: "number",
    before: [...u.before, "let multiplied = 0;"],
    loop: `let k = 0, o = outOffset, w = wordOffset; k < count; k++, o += ${WORDS}, w += ${
      2 * WORDS
    }`,
    program,
    after: ["return multiplied;"],
  };
}

/** All routines of this kind. */
export function foldRoutines(target: Target): Routine[] {
  return [packedFold(target)];
}
