// The messages between the pool and a worker, and the checks of those that come from a worker.

/** Changed with every change of the messages, of the control words or of the pass block. */
export const PROTOCOL = 2;

/** From the pool to a worker. Every request is answered by exactly one reply of the types named. */
export type Request =
  /** First message after "hello"; answered by "ready". */
  | {
    readonly type: "open";
    readonly control: Int32Array;
    readonly blocks: SharedArrayBuffer;
    readonly slot: number;
    readonly slots: number;
  }
  /** Answered by "clock". */
  | { readonly type: "clock" }
  /** Makes a thread of a job; answered by "attached" or "refused". */
  | {
    readonly type: "attach";
    readonly job: number;
    readonly kind: string;
    readonly setup: unknown;
  }
  /** Forgets a job; answered by "detached". */
  | { readonly type: "detach"; readonly job: number };

/** An error on its way between threads, where error objects may not survive. */
export interface ErrorText {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** From a worker to the pool. */
export type Reply =
  /** The script is running. */
  | { readonly type: "hello"; readonly protocol: number }
  | { readonly type: "ready" }
  /** `nowMs`: the worker's `performance.now()`. */
  | { readonly type: "clock"; readonly nowMs: number }
  | { readonly type: "attached"; readonly job: number }
  | {
    readonly type: "refused";
    readonly job: number;
    readonly known: boolean;
    readonly error: ErrorText;
  }
  | { readonly type: "detached"; readonly job: number }
  /** The job threw while doing `doing`. Posted before the worker leaves the pass. */
  | {
    readonly type: "failed";
    readonly pass: number;
    readonly doing: string;
    readonly error: ErrorText;
  }
  /** The chunks done in a traced pass. Posted before the worker leaves the pass. */
  | { readonly type: "timeline"; readonly pass: number; readonly chunks: Float64Array }
  /** Answer to the stop word; nothing follows. */
  | { readonly type: "bye" };

/** Takes an error, or whatever else was thrown, apart. */
export function errorText(error: unknown): ErrorText {
  if (error instanceof Error) {
    return { name: `${error.name}`, message: `${error.message}`, stack: `${error.stack}` };
  }
  let message = "(unprintable)";
  try {
    message = String(error);
  } catch {
    // A thrown value whose conversion throws: the text above has to do.
  }
  return { name: "Error", message, stack: "" };
}

/** Puts an error together again. */
export function errorFromText(text: ErrorText): Error {
  const error = new Error(text.message);
  error.name = text.name;
  if (text.stack !== "") error.stack = text.stack;
  return error;
}

/** The message if it is one that a worker may send, otherwise undefined. */
export function parseReply(value: unknown): Reply | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const { type, job, pass, error } = fields;
  switch (type) {
    case "ready":
    case "bye":
      return { type };
    case "hello":
      return isCount(fields.protocol) ? { type, protocol: fields.protocol } : undefined;
    case "clock":
      return Number.isFinite(fields.nowMs) ? { type, nowMs: fields.nowMs as number } : undefined;
    case "attached":
    case "detached":
      return isCount(job) ? { type, job } : undefined;
    case "refused": {
      const { known } = fields;
      return isCount(job) && typeof known === "boolean" && isErrorText(error)
        ? { type, job, known, error }
        : undefined;
    }
    case "failed": {
      const { doing } = fields;
      return isCount(pass) && typeof doing === "string" && isErrorText(error)
        ? { type, pass, doing, error }
        : undefined;
    }
    case "timeline": {
      const { chunks } = fields;
      return isCount(pass) && chunks instanceof Float64Array && chunks.length % 4 === 0
        ? { type, pass, chunks }
        : undefined;
    }
    default:
      return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isErrorText(value: unknown): value is ErrorText {
  if (typeof value !== "object" || value === null) return false;
  const { name, message, stack } = value as Record<string, unknown>;
  return typeof name === "string" && typeof message === "string" && typeof stack === "string";
}
