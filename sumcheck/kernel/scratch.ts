// Memory that the kernels on one thread take turns with, proof after proof. What is in it does not outlast a chunk, and a
// thread does one chunk at a time, so kernels of several proofs can have the same.

/** The scratch memory of one thread. */
export class KernelScratch {
  #arena = new Float64Array(0);

  /** At least so many doubles, with arbitrary values; the same for everybody who asks, unless they ask for more. */
  arena(doubles: number): Float64Array {
    if (this.#arena.length < doubles) this.#arena = new Float64Array(doubles);
    return this.#arena;
  }
}
