// Sets the scalar provers beside ours: the same statement and challenges, the same messages. Times nothing before it has
// compared them.

import { type FieldVector, type PrimeField, toBigInts } from "../../field/mod.ts";
import { KeccakTranscript, type Proof, type Transcript } from "../../sumcheck/mod.ts";
import type { Workload } from "../workloads/mod.ts";
import { naiveProve } from "./naive_prover.ts";
import { nobleProve } from "./noble_prover.ts";
import type { ScalarStatement } from "./scalar_prover.ts";

/** Provers of which one call makes all messages of a proof. */
const PROVERS = { naive: naiveProve, noble: nobleProve } as const;

/** Name of a scalar prover. */
export type PeerName = keyof typeof PROVERS;

/** Every name. */
export const PEER_NAMES: readonly PeerName[] = Object.keys(PROVERS) as PeerName[];

/** A Keccak transcript that keeps what is drawn from it. */
export class RecordingTranscript implements Transcript {
  readonly field: PrimeField;
  readonly #transcript: Transcript;
  readonly #drawn = new Map<string, bigint[]>();

  constructor(field: PrimeField) {
    this.field = field;
    this.#transcript = new KeccakTranscript(field);
  }

  absorb(label: string, data: Uint8Array): void {
    this.#transcript.absorb(label, data);
  }

  challenges(label: string, count: number): FieldVector {
    const drawn = this.#transcript.challenges(label, count);
    this.#drawn.set(label, [...this.drawn(label), ...toBigInts(drawn)]);
    return drawn;
  }

  /** Everything drawn under a label, as plain integers. */
  drawn(label: string): readonly bigint[] {
    return this.#drawn.get(label) ?? [];
  }
}

/** The scalar provers, given a proof of ours to make again. */
export class PeerProvers {
  readonly #field: PrimeField;
  readonly #statement: ScalarStatement;
  readonly #expected: string;

  constructor({ registry, trace, parameters }: Workload, proof: Proof, drawn: RecordingTranscript) {
    const stored = registry.storedColumns.map((name) => toBigInts(trace.column(name)));
    this.#field = registry.field;
    this.#statement = {
      registry,
      columns: [
        ...stored,
        ...registry.shifts.map(({ base }) => stored[registry.columnIndex(base)].slice(1)),
      ],
      parameters: toBigInts(parameters),
      alphas: drawn.drawn("alpha"),
      betas: drawn.drawn("beta"),
      challenges: drawn.drawn("round"),
    };
    this.#expected = String([...proof.univariates, proof.evaluations].map(toBigInts));
  }

  /**
   * Makes the proof again; returns the milliseconds that it took. No hashing is in them: the challenges are given.
   * @throws {Error} if a single value differs from ours
   */
  time(name: PeerName): number {
    const start = performance.now();
    const { univariates, evaluations } = PROVERS[name](this.#field, this.#statement);
    const ms = performance.now() - start;
    if (String([...univariates, evaluations]) !== this.#expected) {
      throw new Error(`Cannot time the ${name} prover: its messages are not ours`);
    }
    return ms;
  }
}
