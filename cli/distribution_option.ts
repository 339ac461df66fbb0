// The option that says how rows reach the threads.

import { type DistributionChoice, parseDistribution } from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";
import { CliError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** One of each kind, with rows that suit many traces. */
const FORMS = ["auto", "dynamic:64", "guided:16", "strided:2", "queued:16", "contiguous"];
const kindOf = (form: string) => form.split(":")[0];

/** `--distribution HOW`. */
export const DISTRIBUTION_OPTION = {
  value: "HOW",
  help: `how rows reach the threads: ${FORMS.join(", ")}; auto unless given`,
  completes: FORMS,
} as const;

/**
 * The distribution of this form.
 *
 * @throws {CliError} "bad-distribution"
 */
export function readDistribution(text: string): DistributionChoice {
  try {
    return parseDistribution(text);
  } catch (error) {
    if (!(error instanceof SchedulerError) || error.code !== "bad-distribution") throw error;
    throw new CliError(error.code, error.message, { hint: hintFor(text), cause: error });
  }
}

/** The kind that is likely meant, unless it is the rows that are wrong. */
function hintFor(text: string): string {
  const kind = kindOf(text), near = nearest(kind, FORMS.map(kindOf));
  const form = FORMS.find((form) => kindOf(form) === near);
  const rowsAreWrong = near === kind && text.includes(":");
  return form === undefined || rowsAreWrong ? `use ${FORMS.join(", ")}` : `did you mean ${form}?`;
}
