// Reading JSON that came from outside: strict objects, no key twice, elements as 0x hexadecimal. Knows no file format.

import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement, PrimeField } from "../field/prime_field.ts";
import { SumcheckError, type SumcheckErrorCode } from "./errors.ts";
import { asCanonical } from "./canonical.ts";
import { shown } from "./shown.ts";

/** A JSON object whose values are not yet looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Parses JSON and refuses objects with a key twice (of which `JSON.parse` would silently keep the last).
 *
 * @throws {SumcheckError} `bad-json`, `duplicate-key`.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SumcheckError(
      "bad-json",
      `Cannot parse JSON: ${error instanceof Error ? error.message : "it is malformed"}`,
      { cause: error },
    );
  }
  refuseDuplicateKeys(text);
  return value;
}

/**
 * Walks text that is known to be JSON; one set of keys per open object, null per open array. By hand: a regular
 * expression for strings runs out of stack on a long one, or quietly does not match it.
 */
function refuseDuplicateKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  /** Those of the innermost object, as long as the next string is one. */
  let keys: Set<string> | null = null;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
        open.push(keys = new Set());
        break;
      case "[":
        open.push(keys = null);
        break;
      case "}":
      case "]":
        open.pop();
        keys = null;
        break;
      case ",":
        keys = open[open.length - 1];
        break;
      case '"': {
        const start = at;
        at = endOfString(text, start);
        if (keys === null) break;
        const key = JSON.parse(text.slice(start, at + 1)) as string;
        if (keys.has(key)) {
          throw new SumcheckError(
            "duplicate-key",
            `Cannot parse JSON: the key ${shown(key)} is given twice`,
          );
        }
        keys.add(key);
        keys = null;
      }
    }
  }
}

/** Where the string ends that begins at `start`: at the first quote that no backslash escapes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1);; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text[first - 1] === "\\") first--;
    if ((end - first) % 2 === 0) return end;
  }
}

/**
 * `value` as an object with exactly these keys.
 *
 * @throws {SumcheckError} `bad-json`
 */
export function readObject(value: unknown, what: string, keys: readonly string[]): JsonObject {
  const object = readAnyObject(value, what);
  const missing = keys.find((key) => !Object.hasOwn(object, key));
  if (missing !== undefined) throw bad(what, `the key ${JSON.stringify(missing)} is missing`);
  const unknown = Object.keys(object).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw bad(what, `the key ${shown(unknown)} is unknown`);
  return object;
}

/**
 * `value` as an object with any keys.
 *
 * @throws {SumcheckError} `bad-json`
 */
export function readAnyObject(value: unknown, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(what, `${shown(value)} is not an object`);
  }
  return value as JsonObject;
}

/**
 * `value` as an array.
 *
 * @throws {SumcheckError} `bad-json`
 */
export function readArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(what, `${shown(value)} is not an array`);
  return value;
}

/**
 * `value` as a string.
 *
 * @throws {SumcheckError} `bad-json`
 */
export function readString(value: unknown, what: string): string {
  if (typeof value !== "string") throw bad(what, `${shown(value)} is not a string`);
  return value;
}

/**
 * `value` as a number that is a safe integer of at least 0.
 *
 * @throws {SumcheckError} `bad-json`
 */
export function readCount(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw bad(what, `${shown(value)} is not an integer of at least 0`);
  }
  return value as number;
}

/**
 * `value` as a field element: "0x" and 1 to 64 hexadecimal digits, below the modulus.
 *
 * @throws {SumcheckError} `bad-element`, `non-canonical`.
 */
export function readElement(field: PrimeField, value: unknown, what: string): FieldElement {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    throw new SumcheckError(
      "bad-element",
      `Cannot read ${what}: ${shown(value)} is not 0x and 1 to 64 hexadecimal digits`,
    );
  }
  return asCanonical(what, () => field.parse(value));
}

/**
 * `value` as an array of field elements; of exactly `length` when that is given.
 *
 * @throws {SumcheckError} `bad-json`, `bad-element`, `non-canonical`; `code` for another length.
 */
export function readElements(
  field: PrimeField,
  value: unknown,
  what: string,
  length?: number,
  code: SumcheckErrorCode = "wrong-shape",
): FieldVector {
  const list = readArray(value, what);
  if (length !== undefined && list.length !== length) {
    throw new SumcheckError(
      code,
      `Cannot read ${what}: the number of elements is ${list.length}, not ${length}`,
    );
  }
  const out = field.vector(list.length);
  list.forEach((item, i) => out.set(i, readElement(field, item, `${what}, element ${i}`)));
  return out;
}

/**
 * Elements by name, in the order of `names`: all of them and no other.
 *
 * @throws {SumcheckError} `bad-json`, `bad-element`, `non-canonical`; `missing` and `unknown` for names.
 */
export function readNamedElements(
  field: PrimeField,
  value: unknown,
  what: string,
  names: readonly string[],
  codes: { readonly missing: SumcheckErrorCode; readonly unknown: SumcheckErrorCode },
): FieldVector {
  const object = readAnyObject(value, what);
  const known = new Set(names);
  const unknown = Object.keys(object).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new SumcheckError(
      codes.unknown,
      `Cannot read ${what}: ${shown(unknown)} is unknown`,
    );
  }
  const out = field.vector(names.length);
  names.forEach((name, i) => {
    if (!Object.hasOwn(object, name)) {
      throw new SumcheckError(
        codes.missing,
        `Cannot read ${what}: ${JSON.stringify(name)} is missing`,
      );
    }
    out.set(i, readElement(field, object[name], `${what}, ${JSON.stringify(name)}`));
  });
  return out;
}

/** Elements by name, as `readNamedElements` takes them. */
export function namedElements(
  names: readonly string[],
  values: FieldVector,
): Record<string, string> {
  const hex = values.toHex();
  return Object.fromEntries(names.map((name, i) => [name, hex[i]]));
}

/**
 * Checks the `format` and `version` of a file, the two keys that every format of this package begins with.
 *
 * @throws {SumcheckError} `bad-json`, `bad-magic`, `bad-version`.
 */
export function checkFormat(value: unknown, format: string, version: number): JsonObject {
  const object = readAnyObject(value, "the file");
  if (object.format !== format) {
    throw new SumcheckError(
      "bad-magic",
      `Cannot read the file: its format is ${shown(object.format)}, not ${JSON.stringify(format)}`,
    );
  }
  if (object.version !== version) {
    throw new SumcheckError(
      "bad-version",
      `Cannot read the file: its version is ${shown(object.version)}, not ${version}`,
    );
  }
  return object;
}

function bad(what: string, why: string): SumcheckError {
  return new SumcheckError("bad-json", `Cannot read ${what}: ${why}`);
}
