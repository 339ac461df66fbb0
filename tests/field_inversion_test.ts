// The inversion by division steps against BigInt, over moduli of every kind of length.

import { assertEquals } from "@std/assert";
import { Inverter } from "../field/inversion.ts";
import {
  edgeResidues,
  FieldOracle,
  MODULI,
  randomResidues,
  readWords,
  writeWords,
} from "./support/field_oracle.ts";

const PRIMES: readonly bigint[] = [
  ...Object.values(MODULI),
  (1n << 255n) - 19n,
  (1n << 255n) - 31n,
  (1n << 224n) - (1n << 96n) + 1n,
  (1n << 127n) - 1n,
  (1n << 89n) - 1n,
  (1n << 61n) - 1n,
  (1n << 31n) - 1n,
  65537n,
  257n,
  7n,
  5n,
  3n,
];

for (const p of PRIMES) {
  Deno.test(`inversion modulo a prime of ${p.toString(2).length} bits (…${p % 1000n})`, () => {
    const inverter = new Inverter(writeWords(p)), oracle = new FieldOracle(p);
    const next = randomResidues(p, 3), out = new Uint32Array(8);
    const values = [...edgeResidues(p), ...Array.from({ length: 500 }, next)];
    for (let i = 1n; i < 64n; i++) values.push(i % p, oracle.mod(-i), (1n << (4n * i)) % p);
    for (const a of values) {
      if (a === 0n) continue;
      inverter.invert(out, writeWords(a));
      const inverse = readWords(out);
      assertEquals([inverse * a % p, inverse < p], [1n, true], `1/${a}`);
      const words = writeWords(a);
      inverter.invert(words, words);
      assertEquals(readWords(words), inverse, "in place");
    }
  });
}
