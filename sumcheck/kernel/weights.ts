// The weights of edges, as lanes, from the gate separator's split table.

import { type LaneKernel, LANES } from "../../field/lane_kernel.ts";
import { WORDS } from "../../field/words.ts";

/** The gate separator's tables as plain data; see gate_separator.ts for what they hold. */
export interface GateTables {
  /** Packed, 2^lowBits elements. */
  readonly low: Uint32Array;
  /** Packed. */
  readonly high: Uint32Array;
  /** Bits of the index that `low` covers. */
  readonly lowBits: number;
}

/** Gives the weights of consecutive edges in any round. */
export class EdgeWeights {
  readonly #kernel: LaneKernel;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #lowBits: number;
  readonly #highPart: Float64Array;
  #round = 0;

  /** @param window most edges asked for at a time */
  constructor(kernel: LaneKernel, tables: GateTables, window: number) {
    this.#kernel = kernel;
    this.#lowBits = tables.lowBits;
    this.#low = toLanes(kernel, tables.low);
    this.#high = toLanes(kernel, tables.high);
    this.#highPart = new Float64Array(window * LANES);
  }

  /** The round whose edges are asked for from now on. */
  startRound(round: number): void {
    this.#round = round;
  }

  /** out[k] = weight of edge first + k. */
  load(out: Float64Array, first: number, count: number): void {
    const step = 2 ** this.#round, lowBits = this.#lowBits, mask = (1 << lowBits) - 1;
    for (let k = 0; k < count; k++) {
      // Below 2^31: in rounds behind those of the rows there is only edge 0.
      const index = (first + k) * step | 0;
      const low = (index & mask) * LANES, high = (index >> lowBits) * LANES, to = k * LANES;
      for (let i = 0; i < LANES; i++) {
        out[to + i] = this.#low[low + i];
        this.#highPart[to + i] = this.#high[high + i];
      }
    }
    this.#kernel.mul(out, out, this.#highPart, count);
  }
}

function toLanes(kernel: LaneKernel, words: Uint32Array): Float64Array {
  const count = words.length / WORDS, lanes = new Float64Array(count * LANES);
  kernel.unpack(lanes, words, 0, count);
  return lanes;
}
