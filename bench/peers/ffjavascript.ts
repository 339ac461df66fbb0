// ffjavascript (iden3) as a peer of the field benchmarks: its wasm batch entry, which multiplies a whole array inside
// wasm with no JavaScript boundary per element, and its public one-element API. BN254's scalar field only, because that
// is the curve the package ships a builder of without downloads.

import * as library from "ffjavascript";

/** The part of ffjavascript's untyped surface that is used here. */
interface WasmCurve {
  Fr: {
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
  };
  tm: {
    memory: WebAssembly.Memory;
    u32: Uint32Array;
    instance: {
      exports: {
        frm_mul(a: number, b: number, out: number): void;
        frm_batchToMontgomery(input: number, count: number, out: number): void;
        frm_batchInverse(
          input: number,
          inputStride: number,
          count: number,
          out: number,
          outputStride: number,
        ): void;
      };
    };
  };
  terminate(): Promise<void>;
}

const BYTES = 32;

/** Arrays of elements inside the peer's wasm memory, and the operations on them. */
export interface FfjavascriptPeer {
  /**
   * One Montgomery multiplication per element: the product of each with the constant R², which is what the package's
   * exported batch of multiplications computes.
   */
  batchMul(): void;
  /** Batch inversion of the array. */
  batchInverse(): void;
  /** The public API: one multiplication per call, 32-byte arrays in and out. */
  apiMul(): void;
  /** The products of the last batchMul, packed. */
  products(): Uint32Array;
  close(): Promise<void>;
}

/** Loads `words` (packed canonical elements, 8 words each) into the peer's memory, single-threaded. */
export async function ffjavascriptPeer(words: Uint32Array): Promise<FfjavascriptPeer> {
  const build = (library as unknown as {
    buildBn128(singleThread: boolean): Promise<WasmCurve>;
  }).buildBn128;
  const curve = await build(true);
  const count = words.length / 8;
  const { u32, memory, instance } = curve.tm;
  // The first word of the peer's memory is its allocator's mark.
  const allocate = () => {
    const at = u32[0]!;
    u32[0] = at + count * BYTES;
    return at;
  };
  const input = allocate();
  const output = allocate();
  const missing = u32[0]! - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  new Uint32Array(memory.buffer, input, words.length).set(words);
  const one = (k: number) => new Uint8Array(words.buffer, words.byteOffset + k * BYTES, BYTES);
  const wasm = instance.exports;
  return {
    batchMul: () => wasm.frm_batchToMontgomery(input, count, output),
    batchInverse: () => wasm.frm_batchInverse(input, BYTES, count, output, BYTES),
    apiMul: () => {
      for (let k = 0; k < count; k++) curve.Fr.mul(one(k), one(count - 1 - k));
    },
    products: () => new Uint32Array(memory.buffer, output, words.length).slice(),
    close: () => curve.terminate(),
  };
}
