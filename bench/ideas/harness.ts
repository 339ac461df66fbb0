// Compiles and times experiments with the multiplication: programs of the generator that are not part of the library.
// Functions are made from text here, which the library never does; an experiment is thrown away.
//
//   deno run -A bench/ideas/<idea>.ts      bun bench/ideas/<idea>.ts

import { constantsOf, DOWN } from "../../field/constants.ts";
import { Program, type Value, value } from "../../field/generate/program.ts";
import { laneValues } from "../../field/generate/values.ts";
import { laneKernel } from "../../field/kernels.ts";
import { LANES } from "../../field/lane_kernel.ts";
import { MODULUS_CLASSES, type ModulusClass } from "../../field/modulus_class.ts";
import {
  FieldOracle,
  MODULI,
  modulo,
  Random,
  writeWords,
} from "../../tests/support/field_oracle.ts";
import { integerOfLanes, laneFault, setLanes } from "../../tests/support/lane_oracle.ts";

/** BN254's scalar field, which all experiments are about. */
export const P = MODULI["bn254-fr"]!;

/** Its class. */
export const CLASS: ModulusClass = MODULUS_CLASSES[0]!;

const COUNT = 1024;
const ROUNDS = 800;

/** Bounds of the operands. */
const SIZES = { class: CLASS.operands, tight: CLASS.operands };

/** A multiplication of arrays of lanes. */
export type Multiplication = (
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  count: number,
) => void;

/** Lanes of both operands, read into locals. */
export function operands(program: Program): [Value[], Value[]] {
  return ["a", "b"].map((name) => {
    for (let i = 0; i < LANES; i++) program.emit(`const ${name}${i} = ${name}[o + ${i}];`);
    return laneValues((i) => `${name}${i}`, SIZES);
  }) as [Value[], Value[]];
}

/** Writes lanes that are still times 2^256. */
export function store(program: Program, lanes: readonly Value[]): void {
  const down = program.constant(DOWN);
  lanes.forEach((lane, i) => program.emit(`out[o + ${i}] = ${lane.text} * ${down};`));
}

/** Makes a function of a program over (out, a, b, count). */
export function compile(program: Program): Multiplication {
  const constants = [...program.constants].map(([name, i]) => `const ${name} = constants[${i}];`);
  const make = new Function(
    "constants",
    `return function (out, a, b, count) {
      ${constants.join("\n")}
      for (let o = 0, end = count * ${LANES}; o < end; o += ${LANES}) {
        ${program.statements.join("\n")}
      }
    };`,
  );
  return make(constantsOf(writeWords(P))) as Multiplication;
}

/** A program built by `build`, compiled. */
export function experiment(
  build: (program: Program, a: Value[], b: Value[]) => void,
): Multiplication {
  const program = new Program();
  build(program, ...operands(program));
  return compile(program);
}

/** An inexact stand-in for a value, for experiments that only ask what the operations cost. */
export function unproven(text: string, place: number): Value {
  return value(text, 2 ** place, place);
}

/** Runs by turns; the lower quartile of each one's times in ns per element, without those of the first half. */
export function lowerQuartiles(runs: readonly (() => void)[], elements: number): number[] {
  const times: number[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, i) => {
      const start = performance.now();
      run();
      times[i]!.push(((performance.now() - start) / elements) * 1e6);
    });
  }
  return times.map((series) => series.slice(ROUNDS / 2).sort((x, y) => x - y)[ROUNDS / 8]!);
}

/** Times cases by turns beside the library's multiplication and prints lower quartiles in ns per element. */
export function compare(
  cases: readonly { name: string; run: Multiplication; exact: boolean }[],
): void {
  const random = new Random(1);
  const [a, b, out] = [0, 1, 2].map(() => new Float64Array(COUNT * LANES)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const values = Array.from({ length: COUNT }, (_, k) => {
    const pair = [random.below(P), random.below(P)] as const;
    setLanes(a, k, pair[0]);
    setLanes(b, k, pair[1]);
    return pair;
  });
  const kernel = laneKernel(writeWords(P));
  const all = [{ name: `library, ${kernel.order} order`, run: kernel.mul, exact: true }, ...cases];
  const inverse = new FieldOracle(P).rInverse;
  for (const { name, run, exact } of all.filter(({ exact }) => exact)) {
    run(out, a, b, COUNT);
    values.forEach(([x, y], k) => {
      const right = modulo(integerOfLanes(out, k) - x * y * inverse, P) === 0n;
      if (exact && (!right || laneFault(out, k) !== undefined)) throw new Error(`${name} is wrong`);
    });
  }
  const quartiles = lowerQuartiles(all.map(({ run }) => () => run(out, a, b, COUNT)), COUNT);
  const library = quartiles[0]!;
  all.forEach(({ name }, i) => {
    const ns = quartiles[i]!;
    console.log(
      `${name.padEnd(58)} ${ns.toFixed(1).padStart(6)} ns  ×${(library / ns).toFixed(2)}`,
    );
  });
}
