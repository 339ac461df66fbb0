// Large memory that a pool keeps for the next job when one is done. The first use of fresh memory is dear: the system
// maps and clears it page by page, which may cost as much as computing on it. It knows nothing of what lies in it.

/** What a pool keeps for its next jobs. */
export interface KeptMemory {
  /** Bytes that are kept for later. */
  readonly keptBytes: number;
  /** Lets go of what is kept. */
  clear(): void;
}

/**
 * Buffers of a pool that are in nobody's use: together with those in use never more bytes than were asked for at once.
 * Empty, and staying so, once the pool is closed.
 */
export class PoolMemory implements KeptMemory {
  /** By rising length. */
  #free: ArrayBufferLike[] = [];
  #keptBytes = 0;
  /** Of the buffers in use: how much was asked for, each, all together, and at most so far. */
  readonly #asked = new WeakMap<ArrayBufferLike, number>();
  #askedBytes = 0;
  #mostAskedBytes = 0;
  #closed = false;

  /** See {@linkcode KeptMemory.keptBytes}. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /**
   * A buffer of at least so many bytes, shared or not; what it holds is arbitrary.
   *
   * @throws {RangeError} if there is no memory for it
   */
  take(bytes: number, shared: boolean): ArrayBufferLike {
    const buffer = this.#kept(bytes, shared) ??
      (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
    this.#asked.set(buffer, bytes);
    this.#askedBytes += bytes;
    this.#mostAskedBytes = Math.max(this.#mostAskedBytes, this.#askedBytes);
    this.#trim();
    return buffer;
  }

  /** Takes a buffer back. Nothing may read or write it any more: not a worker that was lost, either. */
  give(buffer: ArrayBufferLike): void {
    this.forget(buffer);
    if (this.#closed || buffer.byteLength === 0) return;
    const at = this.#free.findIndex((b) => b.byteLength >= buffer.byteLength);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, buffer);
    this.#keptBytes += buffer.byteLength;
    this.#trim();
  }

  /** A buffer that was taken will not come back. */
  forget(buffer: ArrayBufferLike): void {
    this.#askedBytes -= this.#asked.get(buffer) ?? 0;
    this.#asked.delete(buffer);
  }

  /** See {@linkcode KeptMemory.clear}. */
  clear(): void {
    this.#free = [];
    this.#keptBytes = 0;
  }

  /** Lets go of what is kept, and of whatever is given from now on. */
  close(): void {
    this.#closed = true;
    this.clear();
  }

  /** The smallest buffer that is large enough, not kept any more; without one, the largest of the others goes. */
  #kept(bytes: number, shared: boolean): ArrayBufferLike | undefined {
    if (bytes === 0) return undefined;
    const fits = this.#free.findIndex((b) => b.byteLength >= bytes && isShared(b) === shared);
    if (fits >= 0) return this.#drop(fits);
    const smaller = this.#free.findLastIndex((b) => isShared(b) === shared);
    if (smaller >= 0) this.#drop(smaller);
    return undefined;
  }

  /** Small requests are served by large buffers too, so the sizes drift upwards: the smallest ones go. */
  #trim(): void {
    while (this.#keptBytes + this.#askedBytes > this.#mostAskedBytes) this.#drop(0);
  }

  #drop(at: number): ArrayBufferLike {
    const [buffer] = this.#free.splice(at, 1);
    this.#keptBytes -= buffer!.byteLength;
    return buffer!;
  }
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}
