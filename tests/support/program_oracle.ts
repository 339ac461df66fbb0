// Compiled programs run by BigInt on one edge, word by word as relations/program.ts describes them, with every promise
// about bounds checked on the way (field/lane_kernel.ts): an operand of a product within the kernel's `maxValue`, a sum
// within its 512·p, nothing read that was not written. Shares no code with the compiler or the kernel.

import { type Block, Op, type Program, WEIGHT_PLANE } from "../../relations/program.ts";

/** What the program may rely on. */
export interface KernelLimits {
  readonly maxValue: number;
  readonly ratio: number;
}

/** One plane's value on the edge, and what its absolute value is at most, in units of p, on any edge. */
interface Plane {
  readonly value: bigint;
  readonly bound: number;
}

/** What a block did, counted while it was done. */
export interface Counts {
  multiplications: number;
  squarings: number;
  additions: number;
  loads: number;
}

/** The promises of LaneKernel, written a second time. */
const SUM_LIMIT = 512, REDUCED = 0.51, MAX_INPUTS = 4;
/** What the difference of two rows is at most: rows are from 0 to p, or from −0.501·p to 0.501·p. */
const SLOPE = 1.01;

/** Runs blocks of one program on one edge; planes and column slots live on from block to block. */
export class ProgramOracle {
  /** The accumulators' values, by number; those never added to are missing. */
  readonly sums = new Map<number, bigint>();
  readonly #p: bigint;
  readonly #planes = new Map<number, Plane>();
  readonly #held = new Map<number, number>();

  /**
   * @param scalars the program's scalars, plain integers
   * @param edge per registry column its values in the edge's two rows
   */
  constructor(
    readonly program: Program,
    p: bigint,
    readonly limits: KernelLimits,
    readonly scalars: readonly bigint[],
    readonly edge: readonly (readonly [bigint, bigint])[],
    weight: bigint,
  ) {
    this.#p = p;
    if (scalars.length !== program.scalars) throw new RangeError("not the program's scalars");
    this.#planes.set(WEIGHT_PLANE, { value: weight, bound: 1 });
  }

  /** Runs a block. */
  run(block: Block): Counts {
    const { code, reduceEvery, accumulators: [first, count] } = block;
    const counts: Counts = { multiplications: 0, squarings: 0, additions: 0, loads: 0 };
    for (let pc = 0; pc < code.length;) {
      const op = code[pc];
      const next = (): number => {
        if (pc + 1 >= code.length) throw new RangeError("the code ends within an instruction");
        return code[++pc];
      };
      switch (op) {
        case Op.load: {
          const [plane, slot, column] = [next(), next(), next()];
          counts.loads++;
          this.#load(plane, slot, column);
          break;
        }
        case Op.mul: {
          const [out, a, b, planes] = [next(), next(), next(), next()];
          counts.multiplications += planes;
          this.#each(planes, (i) => this.#write(out + i, this.#product(a + i, this.#read(b + i))));
          break;
        }
        case Op.square: {
          const [out, a, planes] = [next(), next(), next()];
          counts.multiplications += planes;
          counts.squarings += planes;
          this.#each(planes, (i) => this.#write(out + i, this.#product(a + i, this.#read(a + i))));
          break;
        }
        case Op.scale: {
          const [out, a, scalar, planes] = [next(), next(), next(), next()];
          counts.multiplications += planes;
          this.#each(
            planes,
            (i) => {
              const { value } = this.#product(a + i, this.#scalar(scalar));
              this.#write(out + i, { value, bound: REDUCED });
            },
          );
          break;
        }
        case Op.weigh: {
          const [out, a, by, planes] = [next(), next(), next(), next()];
          counts.multiplications += planes;
          const factor = this.#read(by);
          this.#each(planes, (i) => this.#write(out + i, this.#product(a + i, factor)));
          break;
        }
        case Op.combine: {
          const [out, planes, reduce, inputs] = [next(), next(), next(), next()];
          const terms = Array.from({ length: inputs }, () => [next(), next()] as const);
          counts.additions += planes * inputs;
          if (reduce !== 0 && reduce !== 1) throw new RangeError(`reduce is ${reduce}`);
          this.#each(planes, (i) => this.#write(out + i, this.#combine(terms, i, reduce === 1)));
          break;
        }
        case Op.addScalar: {
          const [out, a, scalar, planes] = [next(), next(), next(), next()];
          counts.additions += planes;
          const { value, bound } = this.#scalar(scalar);
          this.#each(planes, (i) => {
            const x = this.#read(a + i);
            this.#write(out + i, { value: x.value + value, bound: x.bound + bound });
          });
          break;
        }
        case Op.accumulate: {
          const [to, a, planes] = [next(), next(), next()];
          this.#each(planes, (i) => {
            const x = this.#read(a + i), at = to + i;
            if (at < first || at >= first + count) {
              throw new RangeError(`accumulator ${at} is not the block's`);
            }
            if (reduceEvery < 1 || x.bound * reduceEvery > SUM_LIMIT) {
              throw new RangeError(`${reduceEvery} times ${x.bound}·p is too much to add up`);
            }
            this.sums.set(at, this.#mod((this.sums.get(at) ?? 0n) + x.value));
          });
          break;
        }
        case Op.accumulateProducts: {
          const [sum, a, b, planes, step] = [next(), next(), next(), next(), next()];
          counts.multiplications += planes;
          if (step !== 0 && step !== 1) throw new RangeError(`step is ${step}`);
          this.#each(planes, (i) => {
            const [at, sign] = this.#productSum(block, sum + i);
            const product = this.#product(a + i, this.#read(b + i * step));
            this.sums.set(at, this.#mod((this.sums.get(at) ?? 0n) + sign * product.value));
          });
          break;
        }
        default:
          throw new RangeError(`there is no operation ${op}`);
      }
      pc++;
    }
    return counts;
  }

  /** Where a sum of products is added in the end, and with which sign. */
  #productSum(block: Block, sum: number): [accumulator: number, sign: bigint] {
    const { firstProductSum, productSums, accumulators: [first, count] } = block;
    const at = 2 * (sum - firstProductSum),
      accumulator = productSums[at],
      sign = productSums[at + 1];
    if (!(at >= 0 && at < productSums.length) || sum >= this.program.productSums) {
      throw new RangeError(`sum of products ${sum} is not the block's`);
    }
    if (accumulator < first || accumulator >= first + count || Math.abs(sign) !== 1) {
      throw new RangeError(`sum of products ${sum} belongs to ${sign}·accumulator ${accumulator}`);
    }
    return [accumulator, BigInt(sign)];
  }

  #each(planes: number, act: (i: number) => void): void {
    if (!(planes >= 1)) throw new RangeError(`an instruction has ${planes} planes`);
    for (let i = 0; i < planes; i++) act(i);
  }

  #load(plane: number, slot: number, column: number): void {
    if (slot < 0 || slot >= this.program.slots) throw new RangeError(`there is no slot ${slot}`);
    const rows = this.edge[column];
    if (rows === undefined) throw new RangeError(`there is no column ${column}`);
    if (this.#held.get(slot) === column) return;
    this.#held.set(slot, column);
    const [at0, at1] = rows;
    // Canonical values are from 0 to p, so differences are from −p to p.
    this.#write(plane, { value: at0, bound: 1 });
    this.#write(plane + 1, { value: at1, bound: 1 });
    this.#write(plane + 2, { value: at1 - at0, bound: SLOPE });
  }

  #product(a: number, y: Plane): Plane {
    const x = this.#read(a), { maxValue, ratio } = this.limits;
    for (const { bound } of [x, y]) {
      if (bound > maxValue) throw new RangeError(`a factor may be ${bound}·p, not ${maxValue}·p`);
    }
    return { value: x.value * y.value, bound: x.bound * y.bound * ratio + 0.5 };
  }

  #combine(terms: readonly (readonly [number, number])[], i: number, reduce: boolean): Plane {
    if (terms.length < 1 || terms.length > MAX_INPUTS) {
      throw new RangeError(`a sum has ${terms.length} inputs`);
    }
    let value = 0n, bound = 0, weight = 0;
    for (const [plane, coefficient] of terms) {
      const x = this.#read(plane + i);
      value += BigInt(coefficient) * x.value;
      bound += Math.abs(coefficient) * x.bound;
      weight += Math.abs(coefficient);
    }
    if (weight > SUM_LIMIT) throw new RangeError(`coefficients add up to ${weight}`);
    if (bound > SUM_LIMIT) throw new RangeError(`a sum may be ${bound}·p`);
    return { value, bound: reduce ? REDUCED : bound };
  }

  #scalar(number: number): Plane {
    const value = this.scalars[number];
    if (value === undefined) throw new RangeError(`there is no scalar ${number}`);
    return { value, bound: 1 };
  }

  #read(plane: number): Plane {
    const found = this.#planes.get(plane);
    if (found === undefined) throw new RangeError(`plane ${plane} is read before it is written`);
    return found;
  }

  #write(plane: number, { value, bound }: Plane): void {
    if (plane === WEIGHT_PLANE || plane < 0 || plane >= this.program.planes) {
      throw new RangeError(`plane ${plane} is not to be written`);
    }
    this.#planes.set(plane, { value: this.#mod(value), bound });
  }

  #mod(x: bigint): bigint {
    const r = x % this.#p;
    return r < 0n ? r + this.#p : r;
  }
}
