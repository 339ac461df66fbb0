// A stand-in for the part of @std/assert that our tests use, with the same names and semantics, so that
// the tests run where JSR cannot be reached (deno.json `links`). deno.jsr.json uses the real one.

/** Thrown by every assertion of this module. */
export class AssertionError extends Error {
  /** Makes the error; `message` says what was expected. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error = Error> = abstract new (...args: any[]) => E;

function suffix(message?: string): string {
  return message ? `: ${message}` : ".";
}

/** Deno's way to print a value, or Bun's, which knows some of the same options. */
const { inspect } = "inspect" in (globalThis.Deno ?? {})
  ? Deno
  : (globalThis as unknown as { Bun: Pick<typeof Deno, "inspect"> }).Bun;

function show(value: unknown): string {
  const text = inspect(value, { depth: 6, sorted: true, compact: false, strAbbreviateSize: 400 });
  return text.length > 4000 ? `${text.slice(0, 4000)}…` : text;
}

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, message = ""): asserts expr {
  if (!expr) throw new AssertionError(message);
}

/** Fails unless `expr` is falsy. */
export function assertFalse(expr: unknown, message = ""): void {
  if (expr) throw new AssertionError(message);
}

/** Always fails. */
export function fail(message?: string): never {
  throw new AssertionError(`Failed assertion${suffix(message)}`);
}

/** Deep equality with the rules of @std/assert: same constructor, same own keys, NaN equals NaN. */
export function equal(a: unknown, b: unknown): boolean {
  const seen = new Map<unknown, unknown>();
  return (function compare(a: unknown, b: unknown): boolean {
    if (Object.is(a, b)) return true;
    if (typeof a === "number" && typeof b === "number") return a === b;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (
      a.constructor !== b.constructor && a.constructor !== undefined && b.constructor !== undefined
    ) {
      return false;
    }
    if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
    if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b);
    if (a instanceof URL && b instanceof URL) return String(a) === String(b);
    if (seen.get(a) === b) return true;
    if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && !(a instanceof DataView)) {
      const x = a as unknown as ArrayLike<unknown>, y = b as unknown as ArrayLike<unknown>;
      if (x.length !== y.length) return false;
      for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i]) && x[i] !== y[i]) return false;
      return true;
    }
    seen.set(a, b);
    if (a instanceof Map && b instanceof Map) {
      if (a.size !== b.size) return false;
      return [...a].every(([k, v]) => (b.has(k) ? compare(v, b.get(k)) : false));
    }
    if (a instanceof Set && b instanceof Set) {
      if (a.size !== b.size) return false;
      return [...a].every((v) => b.has(v) || [...b].some((w) => compare(v, w)));
    }
    const keys = (x: object) => Reflect.ownKeys(x);
    const [ka, kb] = [keys(a), keys(b)];
    if (ka.length !== kb.length) return false;
    return ka.every((k) =>
      Reflect.has(b, k) && compare(Reflect.get(a, k) as unknown, Reflect.get(b, k) as unknown)
    );
  })(a, b);
}

/** Fails unless `actual` and `expected` are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${suffix(message)}\nactual: ${show(actual)}\nexpected: ${show(expected)}`,
  );
}

/** Fails if `actual` and `expected` are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(`Expected values to differ${suffix(message)}\nboth: ${show(actual)}`);
}

/** Fails unless two numbers differ by at most `tolerance`; by default 10^-7 of `expected`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  if (delta <= (tolerance ?? (isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7))) return;
  throw new AssertionError(
    `Expected actual: ${show(actual)} to be close to ${show(expected)}, delta ${delta}${
      suffix(message)
    }`,
  );
}

/** Fails unless `Object.is(actual, expected)`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `Values are not strictly equal${suffix(message)}\nactual: ${show(actual)}\nexpected: ${
      show(expected)
    }`,
  );
}

/** Fails if `actual` is null or undefined. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(`Expected a value, got ${actual}${suffix(message)}`);
}

/** Fails unless `actual` is an instance of `type`. */
export function assertInstanceOf<T extends ErrorClass>(
  actual: unknown,
  type: T,
  message = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof type) return;
  throw new AssertionError(
    `Expected an instance of ${type.name}, got ${show(actual)}${suffix(message)}`,
  );
}

/** Fails unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  if (actual > expected) return;
  throw new AssertionError(`Expected ${show(actual)} > ${show(expected)}${suffix(message)}`);
}

/** Fails unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (actual >= expected) return;
  throw new AssertionError(`Expected ${show(actual)} >= ${show(expected)}${suffix(message)}`);
}

/** Fails unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (actual < expected) return;
  throw new AssertionError(`Expected ${show(actual)} < ${show(expected)}${suffix(message)}`);
}

/** Fails unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (actual <= expected) return;
  throw new AssertionError(`Expected ${show(actual)} <= ${show(expected)}${suffix(message)}`);
}

/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected ${show(actual)} to contain ${show(expected)}${suffix(message)}`,
  );
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(`Expected ${show(actual)} to match ${expected}${suffix(message)}`);
}

/** Fails unless `error` is of the class and its message contains the text. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  errorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(`Expected an Error, got ${show(error)}${suffix(message)}`);
  }
  if (errorClass && !(error instanceof errorClass)) {
    throw new AssertionError(
      `Expected ${errorClass.name}, got ${error.name}: ${error.message}${suffix(message)}`,
      { cause: error },
    );
  }
  if (includes !== undefined && !error.message.includes(includes)) {
    throw new AssertionError(
      `Expected the error's message to include ${show(includes)}, got ${show(error.message)}${
        suffix(message)
      }`,
    );
  }
}

/** Fails unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, message?: string): unknown;
/** Fails unless `fn` throws an error of the class whose message contains the text; returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  includes?: string,
  message?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMessage?: ErrorClass<E> | string,
  includes?: string,
  message?: string,
): unknown {
  try {
    fn();
  } catch (error) {
    if (typeof classOrMessage === "function") {
      assertIsError(error, classOrMessage, includes, message);
    }
    return error;
  }
  throw new AssertionError(
    `Expected function to throw${
      suffix(typeof classOrMessage === "string" ? classOrMessage : message)
    }`,
  );
}

/** Fails unless `fn` returns a promise that rejects; resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
/** Fails unless `fn` rejects with an error of the class whose message contains the text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMessage?: ErrorClass<E> | string,
  includes?: string,
  message?: string,
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    throw new AssertionError("Function throws when expected to reject.", { cause: error });
  }
  if (typeof promise?.then !== "function") {
    throw new AssertionError(`Function does not return a promise${suffix(message)}`);
  }
  try {
    await promise;
  } catch (error) {
    if (typeof classOrMessage === "function") {
      assertIsError(error, classOrMessage, includes, message);
    }
    return error;
  }
  throw new AssertionError(
    `Expected function to reject${
      suffix(typeof classOrMessage === "string" ? classOrMessage : message)
    }`,
  );
}
