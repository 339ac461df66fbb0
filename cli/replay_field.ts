// Replays a vector of the kind `field`: single elements, and the same operations in bulk on both forms of the lane
// kernels, against values that another implementation made.

import { FieldError } from "../field/errors.ts";
import { fieldByName } from "../field/fields.ts";
import { FieldVector } from "../field/field_vector.ts";
import { LANES } from "../field/lane_kernel.ts";
import { type FieldElement, PrimeField } from "../field/prime_field.ts";
import { WORDS } from "../field/words.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import {
  type JsonObject,
  readAnyObject,
  readArray,
  readCount,
  readElement,
  readString,
} from "../sumcheck/json.ts";
import type { Checks } from "./checks.ts";

/** Results of a triple, by the vector's names; each is compared where the file has it. */
const OPERATIONS = ["add", "sub", "mul", "sqr_a", "neg_a", "inv_a"] as const;
type Operation = typeof OPERATIONS[number];

/** @throws {Mismatch}, or the error of a room for a file that is not as it should be */
export function replayField(file: JsonObject, checks: Checks): void {
  const field = readField(file);
  const triples = readArray(file.triples ?? [], "triples").map((item, i) =>
    readTriple(field, readAnyObject(item, `triple ${i}`), i)
  );
  for (const triple of triples) replayTriple(field, triple, checks);
  for (const order of ["columns", "quadrants"] as const) {
    replayInBulk(field, order, triples, checks);
  }
  replayMontgomery(field, readArray(file.montgomery ?? [], "montgomery"), checks);
  if (file.montgomery_R_value !== undefined) {
    const recorded = readElement(field, file.montgomery_R_value, "montgomery_R_value");
    const one = field.fromWords(field.montgomeryOne);
    checks.element(field, "2^256 mod p", one, recorded);
  }
}

/** The file's field: one of this package, or any prime that the file gives. */
function readField(file: JsonObject): PrimeField {
  const name = readString(file.field, "the field's name").replaceAll("_", "-");
  const modulus = file.modulus === undefined ? undefined : readString(file.modulus, "the modulus");
  let known: PrimeField;
  try {
    known = fieldByName(name);
  } catch (error) {
    if (!(error instanceof FieldError) || modulus === undefined) throw error;
    return new PrimeField({ name, modulus });
  }
  if (modulus === undefined) return known;
  const given = new PrimeField({ name, modulus });
  if (given.isSameAs(known)) return known;
  throw new SumcheckError(
    "wrong-field",
    `Cannot replay the vector: its modulus is not that of ${known.name}`,
  );
}

interface Triple {
  readonly at: string;
  readonly a: FieldElement;
  readonly b: FieldElement;
  readonly results: ReadonlyMap<Operation, FieldElement>;
}

function readTriple(field: PrimeField, item: JsonObject, i: number): Triple {
  const at = `triple ${i}`;
  const read = (name: string) => readElement(field, item[name], `${name} of ${at}`);
  return {
    at,
    a: read("a"),
    b: read("b"),
    results: new Map(
      OPERATIONS.filter((name) => item[name] !== undefined).map((name) => [name, read(name)]),
    ),
  };
}

function replayTriple(field: PrimeField, { at, a, b, results }: Triple, checks: Checks): void {
  const compute: Record<Operation, () => FieldElement> = {
    add: () => field.add(a, b),
    sub: () => field.sub(a, b),
    mul: () => field.mul(a, b),
    sqr_a: () => field.square(a),
    neg_a: () => field.neg(a),
    // The vectors give 0 as the inverse of 0, which has none.
    inv_a: () => field.isZero(a) ? field.zero : field.inverse(a),
  };
  for (const [name, recorded] of results) {
    checks.element(field, `${name} of ${at}`, compute[name](), recorded);
  }
}

function replayInBulk(
  field: PrimeField,
  order: "columns" | "quadrants",
  triples: readonly Triple[],
  checks: Checks,
): void {
  const count = triples.length, kernel = field.kernel(order);
  const lanes = (pick: (triple: Triple) => FieldElement) => {
    const packed = field.vectorOf(triples.map(pick)), out = new Float64Array(count * LANES);
    kernel.unpack(out, packed.words, 0, count);
    return out;
  };
  const a = lanes((t) => t.a), b = lanes((t) => t.b), out = new Float64Array(count * LANES);
  const bulk: Partial<Record<Operation, () => void>> = {
    add: () => kernel.add(out, a, b, count),
    sub: () => kernel.sub(out, a, b, count),
    mul: () => kernel.mul(out, a, b, count),
    sqr_a: () => kernel.square(out, a, count),
  };
  for (const [name, run] of Object.entries(bulk) as [Operation, () => void][]) {
    run();
    const packed = new FieldVector(field, new Uint32Array(count * WORDS));
    kernel.pack(packed.words, 0, out, count);
    triples.forEach(({ at, results }, i) => {
      const recorded = results.get(name);
      if (recorded === undefined) return;
      checks.element(field, `${name} of ${at} in lanes (${order})`, packed.get(i), recorded);
    });
  }
}

function replayMontgomery(field: PrimeField, list: readonly unknown[], checks: Checks): void {
  list.forEach((entry, i) => {
    const item = readAnyObject(entry, `Montgomery form ${i}`);
    const a = readElement(field, item.a, `a of Montgomery form ${i}`);
    const limbs = readArray(item.limbs_u32, `limbs_u32 of Montgomery form ${i}`);
    checks.number(`the number of limbs of Montgomery form ${i}`, WORDS, limbs.length);
    const words = Uint32Array.from(limbs, (limb, k) => {
      const what = `limb ${k} of Montgomery form ${i}`, word = readCount(limb, what);
      checks.number(what, a[k], word);
      return word;
    });
    const back = FieldVector.checked(field, words).get(0);
    checks.element(field, `Montgomery form ${i}`, back, a);
  });
}
