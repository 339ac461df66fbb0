// Where values are kept: planes of the arena. Temporaries are taken and released within a relation; columns sit in
// slots of their own, so that a column loaded for one relation is still there for the next (the kernel checks that the
// slot holds the column for the same edges). Chosen at compile time; the kernel only follows.

interface Slot {
  column: number;
  busy: boolean;
  lastUse: number;
}

/** Hands out planes and column slots to one relation after the other. */
export class PlaneAllocator {
  readonly #slotPlanes: number;
  readonly #slots: Slot[];
  readonly #free: { at: number; count: number }[] = [];
  readonly #deferred: { at: number; count: number }[] = [];
  #planes: number;
  #clock = 0;

  /**
   * @param slots how many columns can be held at a time: at least as many as any one relation reads
   * @param slotPlanes planes per column slot: the most that any column is needed on
   */
  constructor(slots: number, slotPlanes: number) {
    this.#slotPlanes = slotPlanes;
    this.#slots = Array.from({ length: slots }, () => ({ column: -1, busy: false, lastUse: 0 }));
    this.#planes = 1 + slots * slotPlanes;
  }

  /** Number of column slots. */
  get slots(): number {
    return this.#slots.length;
  }

  /** Size of the arena so far, in planes: the weight, the slots, the temporaries. */
  get planes(): number {
    return this.#planes;
  }

  /** The slot that holds, or is to hold, the column, and its first plane. */
  takeColumn(column: number): { slot: number; plane: number } {
    let slot = this.#slots.findIndex((s) => s.column === column);
    if (slot < 0) {
      let oldest = Infinity;
      this.#slots.forEach((s, i) => {
        if (!s.busy && s.lastUse < oldest) [slot, oldest] = [i, s.lastUse];
      });
    }
    this.#slots[slot] = { column, busy: true, lastUse: ++this.#clock };
    return { slot, plane: 1 + slot * this.#slotPlanes };
  }

  /** The column is not read again in this relation; it stays in its slot until that is needed. */
  releaseColumn(column: number): void {
    const slot = this.#slots.find((s) => s.column === column);
    if (slot) {
      slot.busy = false;
      slot.lastUse = ++this.#clock;
    }
  }

  /** `count` consecutive planes for a temporary. */
  take(count: number): number {
    let best = -1;
    this.#free.forEach((f, i) => {
      if (f.count >= count && (best < 0 || f.count < this.#free[best].count)) best = i;
    });
    if (best >= 0) {
      const found = this.#free[best], at = found.at;
      found.at += count;
      found.count -= count;
      if (found.count === 0) this.#free.splice(best, 1);
      return at;
    }
    const at = this.#planes;
    this.#planes += count;
    return at;
  }

  /** Gives planes back. */
  release(at: number, count: number): void {
    this.#free.push({ at, count });
    this.#free.sort((a, b) => a.at - b.at);
    for (let i = this.#free.length - 1; i > 0; i--) {
      const [a, b] = [this.#free[i - 1], this.#free[i]];
      if (a.at + a.count === b.at) {
        a.count += b.count;
        this.#free.splice(i, 1);
      }
    }
  }

  /** Gives planes back at the next {@linkcode releaseDeferred}. */
  releaseLater(at: number, count: number): void {
    this.#deferred.push({ at, count });
  }

  /** Gives back what was released for later. */
  releaseDeferred(): void {
    for (const { at, count } of this.#deferred.splice(0)) this.release(at, count);
  }

  /** The end of a relation: all temporaries and columns are given back. */
  releaseAll(): void {
    this.releaseDeferred();
    const first = 1 + this.#slots.length * this.#slotPlanes;
    this.#free.splice(0);
    if (this.#planes > first) this.#free.push({ at: first, count: this.#planes - first });
    for (const slot of this.#slots) slot.busy = false;
  }
}
