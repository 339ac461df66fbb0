// Counts the memory that code asks for: while the meter runs, every buffer made by its constructor is looked at first.
// A file of a few bytes that declares gigabytes is seen here, on every engine and whether or not the memory is there.
// Views of a buffer and copies that an engine makes of an existing array are not counted: they are no larger than it.

import { Finding } from "./attempt.ts";

const METERED = [
  "ArrayBuffer",
  "SharedArrayBuffer",
  "Uint8Array",
  "Uint16Array",
  "Uint32Array",
  "Int32Array",
  "Float64Array",
] as const;

type Constructor = new (...args: unknown[]) => object;

/** Replaces the constructors of buffers by ones that count. */
export class AllocationMeter {
  /** The largest buffer that was asked for since the last `start`, in bytes. */
  largest = 0;
  #limit = Infinity;
  readonly #replaced = new Map<string, Constructor>();

  /** Puts the counting constructors in place. */
  install(): void {
    const scope = globalThis as unknown as Record<string, Constructor | undefined>;
    for (const name of METERED) {
      const original = scope[name];
      if (original === undefined) continue;
      this.#replaced.set(name, original);
      const bytesPerItem = "BYTES_PER_ELEMENT" in original ? Number(original.BYTES_PER_ELEMENT) : 1;
      scope[name] = new Proxy(original, {
        construct: (target, args, self) => {
          const [first] = args;
          if (typeof first === "number") this.#count(first * bytesPerItem, name);
          else if (Array.isArray(first)) this.#count(first.length * bytesPerItem, name);
          return Reflect.construct(target, args, self);
        },
      });
    }
  }

  /** Puts the engine's constructors back. */
  remove(): void {
    const scope = globalThis as unknown as Record<string, Constructor>;
    for (const [name, original] of this.#replaced) scope[name] = original;
    this.#replaced.clear();
  }

  /** From now on a single buffer of more bytes is a {@linkcode Finding}. */
  start(limitBytes: number): void {
    this.largest = 0;
    this.#limit = limitBytes;
  }

  /** Counts no more. */
  stop(): void {
    this.#limit = Infinity;
  }

  #count(bytes: number, name: string): void {
    if (bytes > this.largest) this.largest = bytes;
    if (bytes <= this.#limit) return;
    throw new Finding("allocation", `${name} of ${bytes} bytes, over ${this.#limit}`);
  }
}
