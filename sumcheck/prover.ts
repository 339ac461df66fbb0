// The prover: round by round a pass over the rows, a univariate, a challenge. It owns the order of things; what is
// computed per chunk is the kernel's, how chunks reach threads the scheduler's.

import { FieldError } from "../field/errors.ts";
import type { FieldVector } from "../field/field_vector.ts";
import type { FieldElement } from "../field/prime_field.ts";
import { addVectors, mulVectors } from "../field/vector_arithmetic.ts";
import { WORDS } from "../field/words.ts";
import {
  compileRegistry,
  type CompilerOptions,
  type Knowledge,
} from "../relations/compiler/compile.ts";
import { evaluateScalars } from "../relations/compiler/scalars.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import {
  auto,
  checkDistributionChoice,
  type DistributionChoice,
  rowsPerChunk,
} from "../scheduler/distribution.ts";
import { memoryOf, type WorkerPool } from "../scheduler/pool.ts";
import { SumcheckError } from "./errors.ts";
import { GateSeparator } from "./gate_separator.ts";
import { KeccakTranscript } from "./keccak_transcript.ts";
import { type BoundProgram, type KernelSetup, slotWords } from "./kernel/round_kernel.ts";
import { MAX_PADDED_LOG_ROWS, MAX_WINDOW } from "./limits.ts";
import { openProverPool } from "./pool.ts";
import type { Proof } from "./proof.ts";
import { ProofMemory } from "./proof_memory.ts";
import { type PassSettings, ProofRun, sharedWords } from "./proof_run.ts";
import {
  absorbClaimedSum,
  absorbEvaluations,
  absorbUnivariate,
  openProtocol,
  type Separators,
} from "./protocol.ts";
import { RoundBatcher } from "./round.ts";
import { type RoundProgress, tellRound } from "./round_progress.ts";
import { smallBits, sourceColumns } from "./sources.ts";
import { allocateTables } from "./tables.ts";
import type { Trace } from "./trace.ts";
import { columnElements, type TraceColumn } from "./trace_column.ts";
import type { Transcript } from "./transcript.ts";
import { evaluateUnivariate } from "./univariate.ts";
import { batchRelations } from "./verifier_core.ts";
import { roundWork, workStride } from "./work.ts";

/** Options of {@linkcode SumcheckProver}. */
export interface ProverOptions {
  /** Values of the registry's parameters, by name (as `parameterVector` takes them) or in its order. */
  readonly parameters?: FieldVector | Readonly<Record<string, FieldElement | string | number>>;
  /**
   * The threads to work on; without one, the calling thread alone. The pool stays open, and keeps the memory of the
   * folded tables (and of what it copied into shared memory) for its next proof, which saves a good part of the time: see
   * `WorkerPool.memory`.
   */
  readonly pool?: WorkerPool;
  /** How rows reach the threads; `auto()` unless given: claimed in chunks as long as the rounds before suggest. */
  readonly distribution?: DistributionChoice;
  /** Rounds of the proof, at least the trace's d: more give proofs of constant shape. */
  readonly paddedLogRows?: number;
  /** Where challenges come from; a new Keccak transcript unless given. */
  readonly transcript?: Transcript;
  /** Ends the proof between chunks. */
  readonly signal?: AbortSignal;
  /** Called after each round. */
  readonly onRound?: (progress: RoundProgress) => void;
  /** Record every chunk's time in the reports. */
  readonly trace?: boolean;
  /**
   * The caller vouches that every row satisfies every row-wise subrelation; round 0 then costs less. If that is not
   * so, the proof is refused by its verifier, and `prove` says so first: `unsatisfied`.
   */
  readonly satisfied?: boolean;
  /**
   * Keep the folded tables packed, and none of round 1, whose rows are then folded twice: tables take 3/8 of the columns'
   * size (shifts counted) instead of 15/8.
   */
  readonly lean?: boolean;
  /** Techniques to leave out; none changes a single byte of the proof. For benches. */
  readonly without?: readonly Technique[];
}

/** What can be switched off: see {@linkcode CompilerOptions}; `small`: small columns are made field elements at once. */
export type Technique = "divide" | "specialize" | "claims" | "small";

/**
 * Proves one statement: that the registry's relations, batched, sum to the claimed sum over the trace's rows.
 *
 * @example
 * ```ts ignore
 * await using pool = await openProverPool({ threads: 4 });
 * const proof = await new SumcheckProver(ULTRA_BB5, trace, { parameters, pool }).prove();
 * ```
 */
export class SumcheckProver {
  readonly #registry: RelationRegistry;
  readonly #trace: Trace;
  readonly #options: ProverOptions;
  readonly #parameters: FieldVector;
  readonly #rounds: number;
  readonly #columns: readonly TraceColumn[];
  readonly #first: BoundProgram;
  readonly #later: BoundProgram;
  readonly #satisfied: boolean;
  readonly #settings: PassSettings;

  /**
   * Checks the statement; nothing is computed yet.
   *
   * @throws {SumcheckError} `missing-column`, `unknown-column`, `wrong-field`, `wrong-parameters`, `bad-option`
   * @throws {RelationError} `unknown-parameter`
   * @throws {SchedulerError} `bad-distribution`
   */
  constructor(registry: RelationRegistry, trace: Trace, options: ProverOptions = {}) {
    this.#registry = registry;
    this.#trace = trace;
    this.#options = options;
    this.#parameters = readParameters(registry, options.parameters ?? {});
    this.#rounds = options.paddedLogRows ?? trace.logRows;
    checkPadding(registry, trace.logRows, this.#rounds);
    const { satisfied = false, without = [] } = options;
    const columns = trace.columnsFor(registry);
    this.#columns = without.includes("small")
      ? columns.map((column) => columnElements(registry.field, column))
      : columns;
    this.#satisfied = satisfied;
    const small = smallBits(registry, this.#columns), isSmall = small.some((bits) => bits > 0);
    const bind = (knowledge: Knowledge, small: readonly number[] = []): BoundProgram =>
      bindProgram(registry, this.#parameters, without, { knowledge, small });
    this.#first = bind(satisfied ? "zeros" : "nothing", isSmall ? small : []);
    this.#later = satisfied || isSmall || !without.includes("claims")
      ? bind(without.includes("claims") ? "nothing" : "claims")
      : this.#first;
    const { distribution = auto(), signal, trace: timeline = false } = options;
    this.#settings = {
      distribution: checkDistributionChoice(distribution),
      signal,
      trace: timeline,
    };
  }

  /**
   * Makes the proof. The same statement and challenges give the same bytes, whatever the threads and distribution.
   * A worker that is lost on the way is done without: its round is run again by those left.
   *
   * @throws the signal's reason when it is aborted
   * @throws {SchedulerError} `worker-failed`, `closed`, …
   */
  async prove(): Promise<Proof> {
    const { signal, pool } = this.#options;
    signal?.throwIfAborted();
    if (pool !== undefined) return await this.#proveOn(pool);
    const own = await openProverPool({ threads: 1 });
    try {
      return await this.#proveOn(own);
    } finally {
      await own.close();
    }
  }

  async #proveOn(pool: WorkerPool): Promise<Proof> {
    const registry = this.#registry, { field } = registry;
    const { logRows } = this.#trace, rounds = this.#rounds;
    const transcript = this.#options.transcript ?? new KeccakTranscript(field);
    const { alphas, betas } = openProtocol(transcript, {
      registry,
      logRows,
      paddedLogRows: rounds,
      parameters: this.#parameters,
    });
    const gate = new GateSeparator(field, betas, logRows);
    const memory = new ProofMemory(memoryOf(pool), pool.slots > 1);
    const setup = this.#setup(pool, gate, memory);
    const run = await ProofRun.start(pool, registry, setup, this.#settings, memory);
    try {
      return await this.#proveRounds(run, transcript, { alphas, betas }, gate);
    } finally {
      await run.end();
    }
  }

  async #proveRounds(
    run: ProofRun,
    transcript: Transcript,
    { alphas, betas }: Separators,
    gate: GateSeparator,
  ): Promise<Proof> {
    const registry = this.#registry, { field, univariateLength } = registry;
    const rounds = this.#rounds;
    const batcher = new RoundBatcher(
      field,
      this.#first.program,
      this.#later.program,
      alphas,
      univariateLength,
    );
    const univariates: FieldVector[] = [];
    let claimedSum = field.zero, factor = field.one, target = field.zero;
    const stride = slotWords({ first: this.#first, later: this.#later });
    for (let round = 0; round < rounds; round++) {
      const report = await run.pass(round, this.#rowsInRound(round));
      const { slots } = run.setup, used = report.threads.map((t) => t.slot);
      const { rowWise, sumWise } = batcher.batch(round, slots, stride, used, betas.get(round));
      const weights = gate.roundFactor(round, factor, univariateLength);
      const univariate = field.vector(univariateLength);
      mulVectors(univariate, rowWise, weights);
      addVectors(univariate, univariate, sumWise);
      if (round === 0) {
        claimedSum = field.add(univariate.get(0), univariate.get(1));
        absorbClaimedSum(transcript, field, claimedSum);
      } else if (this.#satisfied) {
        // Where no value follows from the round before, the verifier's check of a round shows what round 0 left out.
        this.#checkSatisfied(field.add(univariate.get(0), univariate.get(1)), target);
      }
      univariates.push(univariate);
      const u = absorbUnivariate(transcript, round, univariate);
      batcher.bind(u);
      if (this.#satisfied) target = evaluateUnivariate(univariate, u);
      factor = gate.advance(round, factor, u);
      run.setup.challenges.set(u, round * WORDS);
      const { onRound } = this.#options;
      if (onRound !== undefined) {
        tellRound(onRound, (lend) => ({
          round,
          rounds,
          report,
          work: roundWork(
            (round === 0 ? this.#first : this.#later).program,
            run.setup.counts,
            workStride(this.#first.program, this.#later.program),
            used,
          ),
          ...(run.stores(round) && { columns: lend(() => run.columns(round)) }),
          ...(round === 0 && !this.#satisfied && {
            subrelationSums: lend(() => batcher.subrelationSums(slots, stride, used)),
          }),
        }));
      }
    }
    await run.pass(rounds, 1);
    const evaluations = run.evaluations(field.vector(registry.columns.length));
    if (this.#satisfied) {
      const last = batchRelations(registry, evaluations, this.#parameters, alphas, factor);
      this.#checkSatisfied(last.value, target);
    }
    absorbEvaluations(transcript, evaluations);
    return {
      registryName: registry.name,
      registryDigest: registry.digest(),
      logRows: this.#trace.logRows,
      paddedLogRows: rounds,
      parameters: this.#parameters,
      claimedSum,
      univariates,
      evaluations,
    };
  }

  /** A check of the verifier's, for a trace that was vouched for: the value must be what the rounds before promise. */
  #checkSatisfied(value: FieldElement, target: FieldElement): void {
    const { field, name } = this.#registry;
    if (field.equals(value, target)) return;
    throw new SumcheckError(
      "unsatisfied",
      `Cannot prove with ${name}: the trace is said to be satisfied and is not`,
    );
  }

  /** Rows that can matter in a round: up to the longest column, or all of them if zero rows count. */
  #rowsInRound(round: number): number {
    const { program } = this.#first;
    const rows = program.relations.every((r) => r.zeroRow || r.skip.length > 0)
      ? this.#trace.effectiveRows
      : this.#trace.rows;
    return Math.ceil(rows / 2 ** round);
  }

  #setup(pool: WorkerPool, gate: GateSeparator, memory: ProofMemory): KernelSetup {
    const registry = this.#registry, { field } = registry;
    const allocate = pool.slots > 1 ? sharedWords : (words: number) => new Uint32Array(words);
    const sources = sourceColumns(registry, this.#columns, pool.slots > 1 ? memory : undefined);
    const { distribution } = this.#settings;
    // A guided pass has longer chunks than its shortest.
    const chunkEdges = distribution.kind === "guided"
      ? Infinity
      : (rowsPerChunk(distribution) ?? Infinity) / 2;
    return {
      modulus: field.modulus,
      order: field.kernel().order,
      first: this.#first,
      later: this.#later,
      tables: allocateTables(this.#rounds, sources, this.#options.lean ?? false, memory),
      gate: { low: gate.low.words, high: gate.high.words, lowBits: gate.lowBits },
      challenges: allocate(this.#rounds * WORDS),
      slots: allocate(pool.slots * slotWords({ first: this.#first, later: this.#later })),
      counts: new Float64Array(
        allocate(
          2 * pool.slots * workStride(this.#first.program, this.#later.program),
        ).buffer,
      ),
      window: Math.min(MAX_WINDOW, chunkEdges),
      one: field.one,
    };
  }
}

function readParameters(
  registry: RelationRegistry,
  given: NonNullable<ProverOptions["parameters"]>,
): FieldVector {
  if (!("words" in given && "field" in given)) {
    return registry.parameterVector(
      given as Readonly<Record<string, FieldElement | string | number>>,
    );
  }
  const vector = given as FieldVector;
  if (vector.length !== registry.parameters.length || !registry.field.isSameAs(vector.field)) {
    throw new SumcheckError(
      "wrong-parameters",
      `Cannot prove with ${registry.name}: ${vector.length} parameters over ${vector.field.name} are given, ` +
        `${registry.parameters.length} over ${registry.field.name} are wanted`,
    );
  }
  return vector;
}

/** The program for these parameters: one that divides by a scalar is of no use where that is 0. */
function bindProgram(
  registry: RelationRegistry,
  parameters: FieldVector,
  without: readonly Technique[],
  options: Pick<CompilerOptions, "knowledge" | "small">,
): BoundProgram {
  const specialize = !without.includes("specialize");
  const bind = (divide: boolean): BoundProgram => {
    const compiled = compileRegistry(registry, { ...options, divide, specialize });
    return {
      program: compiled.program,
      scalars: evaluateScalars(registry, compiled, parameters),
    };
  };
  if (without.includes("divide")) return bind(false);
  try {
    return bind(true);
  } catch (error) {
    if (error instanceof FieldError && error.code === "no-inverse") return bind(false);
    throw error;
  }
}

function checkPadding(registry: RelationRegistry, logRows: number, rounds: number): void {
  if (!Number.isSafeInteger(rounds) || rounds < logRows || rounds > MAX_PADDED_LOG_ROWS) {
    throw new SumcheckError(
      "bad-option",
      `Cannot prove in ${rounds} rounds: paddedLogRows is not an integer from ${logRows} to ${MAX_PADDED_LOG_ROWS}`,
    );
  }
  if (rounds === logRows) return;
  const { program } = compileRegistry(registry);
  const odd = program.relations.findIndex((r) => !r.zeroRow);
  if (odd >= 0) {
    throw new SumcheckError(
      "bad-option",
      `Cannot prove in ${rounds} rounds: relation ${
        registry.relations[odd].name
      } is not zero on the all-zero row, ` +
        `so rows beyond 2^${logRows} would count`,
    );
  }
}
