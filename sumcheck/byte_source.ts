// A cursor over bytes that arrive in chunks of any size. Knows no file format.

import { SumcheckError } from "./errors.ts";

/** Bytes in order: a stream (of a file, a response, …) or any iterable of chunks. */
export type ByteChunks =
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

/** Memory for bytes that are announced but not seen: so much, and then so many times what has arrived. */
const FIRST_BYTES = 2 ** 16, GROWTH = 4;

/** Reads chunks into the memory of the caller. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** Begins at the first chunk. */
  constructor(chunks: ByteChunks) {
    this.#chunks = iteratorOf(chunks);
  }

  /**
   * Fills `target` with the next bytes.
   *
   * @throws {SumcheckError} `truncated` when there are fewer.
   */
  async fill(target: Uint8Array, what: string): Promise<void> {
    let filled = 0;
    while (filled < target.length) {
      if (!await this.#more()) {
        throw new SumcheckError(
          "truncated",
          `Cannot read ${what}: the file ends at byte ${this.#offset}, in the middle of it`,
        );
      }
      const piece = this.#chunk.subarray(0, target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
      this.#offset += piece.length;
      this.#chunk = this.#chunk.subarray(piece.length);
    }
  }

  /**
   * The next `length` bytes, in memory that grows as they arrive.
   *
   * @throws {SumcheckError} `truncated` when there are fewer.
   */
  async take(length: number, what: string): Promise<Uint8Array> {
    let bytes = new Uint8Array(Math.min(length, FIRST_BYTES));
    for (let filled = 0;;) {
      await this.fill(bytes.subarray(filled), what);
      filled = bytes.length;
      if (filled === length) return bytes;
      const more = new Uint8Array(Math.min(length, GROWTH * filled));
      more.set(bytes);
      bytes = more;
    }
  }

  /**
   * Checks that no byte is left.
   *
   * @throws {SumcheckError} `trailing-bytes`
   */
  async finish(): Promise<void> {
    if (await this.#more()) {
      throw new SumcheckError(
        "trailing-bytes",
        `Cannot read the file: bytes follow its end at byte ${this.#offset}`,
      );
    }
  }

  /** Tells the source that no more will be read. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Is there a byte left? Gets the next chunk that is not empty, if need be. */
  async #more(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#chunk = next.value;
    }
    return true;
  }
}

/** The chunks' iterator; streams are read by hand, as not every browser can iterate them. */
function iteratorOf(chunks: ByteChunks): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  if (Symbol.iterator in chunks) return chunks[Symbol.iterator]();
  if (!("getReader" in chunks)) return chunks[Symbol.asyncIterator]();
  const reader = chunks.getReader();
  return {
    async next(): Promise<IteratorResult<Uint8Array>> {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return(): Promise<IteratorResult<Uint8Array>> {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
