// Input files: traces, proofs and vectors, told apart by their content and never by their names.

import type { FieldVector } from "../field/field_vector.ts";
import type { RelationRegistry } from "../relations/registry.ts";
import { registryByName } from "../relations/registries.ts";
import { concatBytes, equalBytes } from "../sumcheck/bytes.ts";
import { SumcheckError } from "../sumcheck/errors.ts";
import { parseJson } from "../sumcheck/json.ts";
import type { Proof } from "../sumcheck/proof.ts";
import { decodeProof, PROOF_MAGIC } from "../sumcheck/proof_binary.ts";
import { proofFromJson } from "../sumcheck/proof_json.ts";
import { TRACE_MAGIC } from "../sumcheck/trace_header.ts";
import { traceFromJson } from "../sumcheck/trace_json.ts";
import { readTrace } from "../sumcheck/trace_reader.ts";
import type { Trace } from "../sumcheck/trace.ts";
import { isSumcheckVector, readSumcheckVector } from "../sumcheck/vector_file.ts";
import { CliError } from "./errors.ts";
import { inFile, located } from "./located.ts";
import type { Runtime } from "./runtime.ts";

/** A trace, with what its file says about the statement beside it. */
export interface TraceInput {
  /** The trace. */
  readonly trace: Trace;
  /** The parameters, if the file is a vector; traces have none. */
  readonly parameters?: FieldVector;
  /** Rounds, padded ones included, if the file is a vector. */
  readonly rounds?: number;
}

/**
 * Reads a trace: binary, JSON, or a vector of the kind `sumcheck`.
 *
 * @param shared whether to put the columns of a binary trace into memory that workers see
 * @throws {CliError} of the file
 * @throws {SumcheckError} of its content; "wrong-registry" for a vector of another registry
 */
export async function readTraceFile(
  runtime: Runtime,
  path: string,
  registry: RelationRegistry,
  shared: boolean,
): Promise<TraceInput> {
  const file = await FrontReader.open(runtime.read(path));
  return await located(inFile(path), () => readTraceOf(file, path, registry, shared));
}

async function readTraceOf(
  file: FrontReader,
  path: string,
  registry: RelationRegistry,
  shared: boolean,
): Promise<TraceInput> {
  const { field } = registry;
  if (file.beginsWith(TRACE_MAGIC)) return { trace: await readTrace(file, { field, shared }) };
  const value = parseJson(await file.text(path));
  if (!isSumcheckVector(value)) return { trace: traceFromJson(value, { field }) };
  const vector = readSumcheckVector(value, registryByName);
  if (vector.registry.name !== registry.name) {
    throw new SumcheckError(
      "wrong-registry",
      `Cannot use the vector: its registry is ${vector.registry.name}, not ${registry.name}`,
    );
  }
  return { trace: vector.trace, parameters: vector.parameters, rounds: vector.paddedLogRows };
}

/**
 * Reads a proof, binary or JSON.
 *
 * @throws {CliError} of the file
 * @throws {SumcheckError} of its content
 */
export async function readProofFile(
  runtime: Runtime,
  path: string,
  registry: RelationRegistry,
): Promise<Proof> {
  const file = await FrontReader.open(runtime.read(path));
  return await located(
    inFile(path),
    async () =>
      file.beginsWith(PROOF_MAGIC)
        ? decodeProof(registry, await file.bytes())
        : proofFromJson(registry, parseJson(await file.text(path))),
  );
}

/**
 * Reads a file as JSON.
 *
 * @throws {CliError} of the file
 * @throws {SumcheckError} "bad-json", "duplicate-key"
 */
export async function readJsonFile(runtime: Runtime, path: string): Promise<unknown> {
  return parseJson(await (await FrontReader.open(runtime.read(path))).text(path));
}

/**
 * Reads a file as bytes.
 *
 * @throws {CliError} of the file
 */
export async function readBytesFile(runtime: Runtime, path: string): Promise<Uint8Array> {
  return await (await FrontReader.open(runtime.read(path))).bytes();
}

/** A file whose first bytes are looked at before the whole of it is read, once. */
class FrontReader implements AsyncIterable<Uint8Array> {
  readonly #front: Uint8Array;
  readonly #rest: AsyncIterator<Uint8Array>;

  private constructor(front: Uint8Array, rest: AsyncIterator<Uint8Array>) {
    this.#front = front;
    this.#rest = rest;
  }

  static async open(chunks: AsyncIterable<Uint8Array>): Promise<FrontReader> {
    const rest = chunks[Symbol.asyncIterator]();
    let front: Uint8Array = new Uint8Array();
    while (front.length < FRONT_BYTES) {
      const next = await rest.next();
      if (next.done) break;
      front = concatBytes(front, next.value);
    }
    return new FrontReader(front, rest);
  }

  beginsWith(magic: Uint8Array): boolean {
    return equalBytes(this.#front.subarray(0, magic.length), magic);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield this.#front;
    yield* { [Symbol.asyncIterator]: () => this.#rest };
  }

  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this) chunks.push(chunk.slice());
    return concatBytes(...chunks);
  }

  async text(path: string): Promise<string> {
    const bytes = await this.bytes();
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (cause) {
      throw new CliError(
        "not-text",
        `Cannot read a file: ${
          JSON.stringify(path)
        } is neither text nor a binary file of this package`,
        { cause },
      );
    }
  }
}

/** Enough for every magic. */
const FRONT_BYTES = Math.max(TRACE_MAGIC.length, PROOF_MAGIC.length);
