// Counts the comparisons of a replay and stops at the first that does not hold.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";

/** A recorded value that is not the computed one. */
export class Mismatch extends Error {
  /** Says what differs, and both values. */
  constructor(what: string, found: string, recorded: string) {
    super(`${what} is ${found}, recorded is ${recorded}`);
    this.name = "Mismatch";
  }
}

/** Comparisons of one file. */
export class Checks {
  /** How many held. */
  count = 0;

  /** @throws {Mismatch} unless the element is the recorded one, bit for bit */
  element(field: PrimeField, what: string, found: FieldElement, recorded: FieldElement): void {
    if (!field.equals(found, recorded)) {
      throw new Mismatch(what, field.format(found), field.format(recorded));
    }
    this.count++;
  }

  /** Compares element by element. @throws {Mismatch} */
  vector(what: string, found: FieldVector, recorded: FieldVector): void {
    this.number(`the number of elements of ${what}`, found.length, recorded.length);
    for (let i = 0; i < recorded.length; i++) {
      this.element(recorded.field, `${what}, element ${i},`, found.get(i), recorded.get(i));
    }
  }

  /** Compares numbers; counts nothing, for a size alone shows little. @throws {Mismatch} */
  number(what: string, found: number, recorded: number): void {
    if (found !== recorded) throw new Mismatch(what, String(found), String(recorded));
  }

  /** Compares truth values. @throws {Mismatch} */
  flag(what: string, found: boolean, recorded: boolean): void {
    if (found !== recorded) throw new Mismatch(what, String(found), String(recorded));
    this.count++;
  }
}
