// The large memory of one proof: taken from the pool, and given back for the next proof when this one is done.

import type { PoolMemory } from "../scheduler/memory.ts";

/** Hands out words and doubles, and remembers which buffers they are in. */
export class ProofMemory {
  readonly #pool: PoolMemory;
  readonly #shared: boolean;
  readonly #taken: ArrayBufferLike[] = [];

  /** @param shared whether several threads use the memory */
  constructor(pool: PoolMemory, shared: boolean) {
    this.#pool = pool;
    this.#shared = shared;
  }

  /** So many words, with arbitrary values. */
  words(count: number): Uint32Array {
    return new Uint32Array(this.#take(count * Uint32Array.BYTES_PER_ELEMENT), 0, count);
  }

  /** So many doubles, with arbitrary values. */
  doubles(count: number): Float64Array {
    return new Float64Array(this.#take(count * Float64Array.BYTES_PER_ELEMENT), 0, count);
  }

  /** A copy of these numbers. */
  copy<T extends Uint8Array | Uint16Array | Uint32Array>(numbers: T): T {
    const make = numbers.constructor as new (buffer: ArrayBufferLike, at: 0, length: number) => T;
    const copy = new make(this.#take(numbers.byteLength), 0, numbers.length);
    copy.set(numbers);
    return copy;
  }

  #take(bytes: number): ArrayBufferLike {
    const buffer = this.#pool.take(bytes, this.#shared);
    this.#taken.push(buffer);
    return buffer;
  }

  /** Gives everything back. Not to be called when a lost worker may still write to it. */
  release(): void {
    for (const buffer of this.#taken.splice(0)) this.#pool.give(buffer);
  }

  /** Gives nothing back, now or later. */
  abandon(): void {
    for (const buffer of this.#taken.splice(0)) this.#pool.forget(buffer);
  }
}
