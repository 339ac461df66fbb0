// Idea: a hybrid of doubles and Math.imul on packed words. A column of 32-bit products is summed twice: in doubles, which
// gives it to within 2^17 or so, and in int32s, which gives it modulo 2^32; together they give it exactly. 64 products
// instead of 100, no lanes and so no unpacking: the integer units take half of the work. Packed to packed, any odd p.

import { laneKernel } from "../../field/kernels.ts";
import { FieldOracle, Random, readWords, writeWords } from "../../tests/support/field_oracle.ts";
import { lowerQuartiles, P } from "./harness.ts";

const WORDS = 8;
const COUNT = 1024;

/** −p^−1 mod 2^32. */
function minusInverse(lowest: number): number {
  let x = lowest;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(lowest, x));
  return -x | 0;
}

/** The text of one multiplication of the elements at word `o`. */
function multiplication(): string {
  const lines: string[] = [];
  for (const name of ["a", "b"]) {
    for (let i = 0; i < WORDS; i++) {
      lines.push(`const d${name}${i} = ${name}[o + ${i}], ${name}${i} = d${name}${i} | 0;`);
    }
  }
  for (let k = 0; k < 2 * WORDS - 1; k++) {
    const doubles: string[] = [];
    const ints: string[] = [];
    for (let i = 0; i < WORDS; i++) {
      if (k - i < 0 || k - i >= WORDS) continue;
      doubles.push(`da${i} * db${k - i}`);
      ints.push(`Math.imul(a${i}, b${k - i})`);
    }
    for (let i = 0; i < Math.min(k, WORDS); i++) {
      if (k - i >= WORDS) continue;
      doubles.push(`dq${i} * dp${k - i}`);
      ints.push(`Math.imul(q${i}, p${k - i})`);
    }
    if (k > 0) {
      doubles.push(`c${k - 1}`);
      ints.push(`(c${k - 1} | 0)`);
    }
    lines.push(`const s${k} = ${doubles.join(" + ")};`);
    lines.push(`const l${k} = ${ints.reduce((sum, term) => `(${sum} + ${term} | 0)`)};`);
    // Lower half: a digit of the quotient clears the low word, so the carry is the rounded rest. Upper half: less the
    // low word, which is a word of the result.
    if (k < WORDS) {
      lines.push(`const q${k} = Math.imul(l${k}, mu), dq${k} = q${k} >>> 0;`);
      lines.push(`const c${k} = (s${k} + dq${k} * dp0) * down + magic - magic;`);
    } else {
      lines.push(`const c${k} = (s${k} - (l${k} >>> 0)) * down + magic - magic;`);
    }
  }
  const words = Array.from({ length: WORDS }, (_, i) => i);
  const results = words.map((i) => i < WORDS - 1 ? `l${i + WORDS}` : `(c${2 * WORDS - 2} | 0)`);
  lines.push(`let ${words.map((i) => `w${i} = ${results[i]}`).join(", ")};`);
  // The result is below 2p: subtract p if it is not below p, which its top word nearly always tells.
  lines.push("if (w7 >>> 0 >= dp7) {", "let borrow = 0, e;");
  for (const i of words) {
    lines.push(`e = (w${i} >>> 0) - dp${i} + borrow;`);
    lines.push(`const r${i} = e | 0; borrow = e < 0 ? -1 : 0;`);
  }
  lines.push(`if (borrow === 0) { ${words.map((i) => `w${i} = r${i};`).join(" ")} }`, "}");
  for (const i of words) lines.push(`out[o + ${i}] = w${i};`);
  return lines.join("\n");
}

const p = writeWords(P);
const constants = Float64Array.from([minusInverse(p[0]!), 2 ** -32, 1.5 * 2 ** 52, ...p]);
const hybrid = new Function(
  "constants",
  `return function (out, a, b, count) {
    const mu = constants[0] | 0, down = constants[1], magic = constants[2];
    ${Array.from(p, (_, i) => `const dp${i} = constants[${i + 3}], p${i} = dp${i} | 0;`).join("\n")}
    for (let o = 0, end = count * ${WORDS}; o < end; o += ${WORDS}) {
      ${multiplication()}
    }
  };`,
)(constants) as (out: Uint32Array, a: Uint32Array, b: Uint32Array, count: number) => void;

const random = new Random(1);
const [a, b, out] = [0, 1, 2].map(() => new Uint32Array(COUNT * WORDS)) as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
];
const pairs = Array.from({ length: COUNT }, (_, k) => {
  const pair = k < 4 ? [P - 1n, k < 2 ? P - 1n : 1n] as const : [random.below(P), random.below(P)];
  a.set(writeWords(pair[0]!), k * WORDS);
  b.set(writeWords(pair[1]!), k * WORDS);
  return pair;
});
hybrid(out, a, b, COUNT);
const inverse = new FieldOracle(P).rInverse;
pairs.forEach(([x, y], k) => {
  if (readWords(out, k * WORDS) !== (x! * y! * inverse) % P) throw new Error(`wrong: ${k}`);
});

const kernel = laneKernel(p);
const cases = [
  {
    name: `library, packed, ${kernel.order} order`,
    run: () => kernel.mulPacked(out, a, b, 0, COUNT),
  },
  { name: "hybrid of doubles and imul", run: () => hybrid(out, a, b, COUNT) },
];
const quartiles = lowerQuartiles(cases.map(({ run }) => run), COUNT);
cases.forEach(({ name }, i) => {
  const ratio = quartiles[0]! / quartiles[i]!;
  console.log(
    `${name.padEnd(40)} ${quartiles[i]!.toFixed(1).padStart(6)} ns  ×${ratio.toFixed(2)}`,
  );
});
