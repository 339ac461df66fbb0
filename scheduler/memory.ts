// Large memory that a pool keeps for the next job when one is done. The first use of fresh memory is dear: the system
// maps and clears it page by page, which may cost as much as computing on it. It knows nothing of what lies in it.

/**
 * Buffers of a pool that are in nobody's use. Never more than were in use at once: a buffer that is too small for what
 * is asked is let go for the larger one that is made instead. Empty, and staying so, once the pool is closed.
 */
export class PoolMemory {
  /** By rising length. */
  #free: ArrayBufferLike[] = [];
  #closed = false;

  /** Bytes that are kept for later. */
  get keptBytes(): number {
    return this.#free.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /**
   * A buffer of at least so many bytes, shared or not; what it holds is arbitrary.
   *
   * @throws {RangeError} if there is no memory for it
   */
  take(bytes: number, shared: boolean): ArrayBufferLike {
    const fits = this.#free.findIndex((b) => b.byteLength >= bytes && isShared(b) === shared);
    if (fits >= 0) return this.#free.splice(fits, 1)[0];
    const smaller = this.#free.findLastIndex((b) => isShared(b) === shared);
    if (smaller >= 0) this.#free.splice(smaller, 1);
    return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  }

  /** Takes a buffer back. Nothing may read or write it any more: not a worker that was lost, either. */
  give(buffer: ArrayBufferLike): void {
    if (this.#closed || buffer.byteLength === 0) return;
    const at = this.#free.findIndex((b) => b.byteLength >= buffer.byteLength);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, buffer);
  }

  /** Lets go of what is kept, and of whatever is given from now on. */
  close(): void {
    this.#closed = true;
    this.#free = [];
  }

  /** Lets go of what is kept. */
  clear(): void {
    this.#free = [];
  }
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}
