// The golden field vectors, made by another implementation.

import { assertEquals, assertThrows } from "@std/assert";
import { BN254_FQ, BN254_FR, FieldError, FieldVector, type PrimeField } from "../field/mod.ts";
import { writeWords } from "./support/field_oracle.ts";
import fq from "./vectors/field_bn254_fq.json" with { type: "json" };
import fr from "./vectors/field_bn254_fr.json" with { type: "json" };

/** The vectors write integers without leading zeros. */
function short(field: PrimeField, x: Uint32Array): string {
  return field.format(x).replace(/^0x0*(?=.)/, "0x");
}

for (const [field, vectors] of [[BN254_FR, fr], [BN254_FQ, fq]] as const) {
  Deno.test(`golden vectors: single elements of ${field.name}`, () => {
    assertEquals(field.modulus, writeWords(BigInt(vectors.modulus)));
    for (const t of vectors.triples) {
      const a = field.parse(t.a), b = field.parse(t.b);
      assertEquals(short(field, field.add(a, b)), t.add);
      assertEquals(short(field, field.sub(a, b)), t.sub);
      assertEquals(short(field, field.mul(a, b)), t.mul);
      assertEquals(short(field, field.square(a)), t.sqr_a);
      assertEquals(short(field, field.neg(a)), t.neg_a);
      if (t.a === "0x0") {
        assertThrows(() => field.inverse(a), FieldError, "it is 0");
      } else {
        assertEquals(short(field, field.inverse(a)), t.inv_a);
      }
    }
  });

  Deno.test(`golden vectors: Montgomery words of ${field.name}`, () => {
    assertEquals(
      field.montgomeryOne,
      writeWords(BigInt(vectors.montgomery_R_value)),
      "one is 2^256 mod p",
    );
    for (const { a, limbs_u32 } of vectors.montgomery) {
      assertEquals([...field.parse(a)], limbs_u32);
    }
    const packed = FieldVector.checked(
      field,
      Uint32Array.from(vectors.montgomery.flatMap((m) => m.limbs_u32)),
    );
    assertEquals(
      packed.toHex().map((text) => BigInt(text)),
      vectors.montgomery.map((m) => BigInt(m.a)),
    );
  });
}
