// Runs attempts and judges what becomes of them: an input is accepted, or refused with a documented code, in time and
// without more memory than its size explains. Anything else is a finding, which is made small and can be made again from
// seed and number.

import { Random } from "../../../bench/workloads/random.ts";
import { FieldError } from "../../../field/errors.ts";
import { RelationError } from "../../../relations/errors.ts";
import { SchedulerError } from "../../../scheduler/errors.ts";
import { SumcheckError } from "../../../sumcheck/errors.ts";
import { type Attempt, Finding, type Target } from "./attempt.ts";
import { AllocationMeter } from "./meter.ts";

/** What became of an attempt. */
export type Verdict =
  | { readonly is: "accepted" }
  | { readonly is: "refused"; readonly code: string }
  | { readonly is: "finding"; readonly finding: Finding };

/** What was seen of one target. */
export interface TargetReport {
  cases: number;
  accepted: number;
  /** By code. */
  readonly refused: Record<string, number>;
  /** The longest that an input took to be read, in ms. */
  slowestMs: number;
  /** The largest buffer that was made, in bytes, beyond 64 times the size of the input. */
  largestBytes: number;
}

/** A finding and the input that shows it. */
export interface FoundCase {
  readonly target: string;
  readonly number: number;
  readonly finding: Finding;
  /** The smallest input found that shows it. */
  readonly smallest: Attempt;
}

/** An input may take so long, and so much more for every kilobyte of it, in ms. */
const LIMIT_MS = 5000, LIMIT_MS_PER_KB = 2;
/** A buffer may have so many bytes, and so many more for every byte of the input. */
const LIMIT_BYTES = 2 ** 20, LIMIT_BYTES_PER_BYTE = 64;
/** Messages are for people: at most so many characters, whatever the input has in it. */
const LIMIT_MESSAGE = 2000;
/** How many inputs are tried, and for how long, to make a finding small. */
const SHRINK_TRIES = 4000, SHRINK_MS = 20_000;

/** The targets' inputs by number, and the judging of them. */
export class Fuzzer {
  readonly #targets: readonly Target[];
  readonly #seed: number;
  readonly #meter = new AllocationMeter();
  readonly #weight: number;

  /** Inputs are numbered; the same seed and targets give the same inputs. */
  constructor(targets: readonly Target[], seed: number) {
    this.#targets = targets;
    this.#seed = seed;
    this.#weight = targets.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** The input of this number. */
  attempt(number: number): { readonly target: Target; readonly attempt: Attempt } {
    const random = new Random((Math.imul(this.#seed, 0x01000193) + number) >>> 0);
    let at = random.unit() * this.#weight;
    const target = this.#targets.find(({ weight }) => (at -= weight) < 0) ?? this.#targets[0];
    return { target, attempt: target.make(random) };
  }

  /**
   * Runs the inputs `first` … `end` − 1 and adds to the reports.
   *
   * @param before told each number before its input is made
   * @returns the first finding, made small; undefined if there is none
   */
  async run(
    first: number,
    end: number,
    reports: Map<string, TargetReport>,
    before: (number: number) => void = () => {},
  ): Promise<FoundCase | undefined> {
    this.#meter.install();
    try {
      for (let number = first; number < end; number++) {
        before(number);
        const { target, attempt } = this.attempt(number);
        const report = reportOf(reports, target.name);
        const verdict = await this.#judge(target, attempt, report);
        report.cases++;
        if (verdict.is === "accepted") report.accepted++;
        else if (verdict.is === "refused") {
          report.refused[verdict.code] = (report.refused[verdict.code] ?? 0) + 1;
        } else {
          const smallest = await this.#shrink(target, attempt, verdict.finding);
          return { target: target.name, number, ...smallest };
        }
      }
      return undefined;
    } finally {
      this.#meter.remove();
    }
  }

  async #judge(target: Target, attempt: Attempt, report?: TargetReport): Promise<Verdict> {
    const limitMs = LIMIT_MS + LIMIT_MS_PER_KB * attempt.size / 1000;
    for (let turn = 1;; turn++) {
      const allowed = LIMIT_BYTES_PER_BYTE * attempt.size;
      this.#meter.start(LIMIT_BYTES + allowed);
      const start = performance.now();
      let verdict: Verdict;
      try {
        const reading = attempt.read();
        if (reading !== undefined) await reading;
        verdict = { is: "accepted" };
      } catch (error) {
        verdict = judgeError(target, error);
      }
      const ms = performance.now() - start;
      this.#meter.stop();
      if (report !== undefined && (ms <= limitMs || turn === 2)) {
        report.slowestMs = Math.max(report.slowestMs, ms);
        report.largestBytes = Math.max(report.largestBytes, this.#meter.largest - allowed);
      }
      if (ms <= limitMs) return verdict;
      // The machine may have been busy with something else: the second time counts.
      if (turn === 2) {
        const finding = new Finding("slow", `${Math.round(ms)} ms for ${attempt.size} bytes`);
        return { is: "finding", finding };
      }
    }
  }

  async #shrink(
    target: Target,
    attempt: Attempt,
    finding: Finding,
  ): Promise<{ readonly smallest: Attempt; readonly finding: Finding }> {
    const deadline = performance.now() + SHRINK_MS;
    let best = { smallest: attempt, finding }, tries = 0;
    const isOver = () => ++tries > SHRINK_TRIES || performance.now() > deadline;
    for (let again = true; again;) {
      again = false;
      for (const smallest of best.smallest.smaller()) {
        if (isOver()) return best;
        const verdict = await this.#judge(target, smallest);
        if (verdict.is !== "finding" || verdict.finding.kind !== finding.kind) continue;
        best = { smallest, finding: verdict.finding };
        again = true;
        break;
      }
    }
    return best;
  }
}

/** A report with nothing in it. */
function reportOf(reports: Map<string, TargetReport>, name: string): TargetReport {
  let report = reports.get(name);
  if (report === undefined) {
    report = { cases: 0, accepted: 0, refused: {}, slowestMs: 0, largestBytes: 0 };
    reports.set(name, report);
  }
  return report;
}

function judgeError({ codes, uncoded = [] }: Target, error: unknown): Verdict {
  const finding = (kind: string, message: string): Verdict => ({
    is: "finding",
    finding: new Finding(kind, message, { cause: error }),
  });
  if (error instanceof Finding) return { is: "finding", finding: error };
  if (!(error instanceof Error)) return finding("no error", `${typeof error} was thrown`);
  const { name, message } = error;
  if (message.length > LIMIT_MESSAGE) {
    return finding("long message", `${name} has a message of ${message.length} characters`);
  }
  if (uncoded.includes(name)) return { is: "refused", code: name };
  const isTyped = error instanceof SumcheckError || error instanceof FieldError ||
    error instanceof RelationError || error instanceof SchedulerError;
  if (!isTyped) return finding(`untyped ${name}`, `${name}: ${message}`);
  const { code } = error;
  if (!codes.includes(code)) {
    return finding(`undocumented ${code}`, `${name} ${code}: ${message}`);
  }
  if (!message.startsWith("Cannot ")) return finding("message", `${name} ${code}: ${message}`);
  return { is: "refused", code };
}
