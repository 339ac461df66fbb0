/**
 * Sumcheck over the columns of a trace: prover and verifier, traces and proofs, their files, transcripts.
 *
 * @module
 */

export * from "./errors.ts";
export { Trace, type TraceColumns } from "./trace.ts";
export type { TraceColumn } from "./trace_column.ts";
export {
  type SmallBits,
  SmallColumn,
  type SmallColumnOptions,
  type SmallValues,
} from "./small_column.ts";
export { absorbTrace, traceDigest } from "./trace_digest.ts";
export type { Transcript } from "./transcript.ts";
export { KeccakTranscript } from "./keccak_transcript.ts";
export { type FixedChallenges, FixedTranscript } from "./fixed_transcript.ts";
export {
  absorbClaimedSum,
  absorbEvaluations,
  absorbUnivariate,
  openProtocol,
  PROTOCOL,
  PROTOCOL_VERSION,
  type Separators,
  type Statement,
} from "./protocol.ts";
export { evaluateGateSeparator, gateFactor, GateSeparator } from "./gate_separator.ts";
export { evaluateUnivariate } from "./univariate.ts";
export { MultilinearEvaluator } from "./multilinear.ts";
export { checkProofForm, type Proof } from "./proof.ts";
export {
  formatProof,
  parseProof,
  proofFromJson,
  type ProofJson,
  proofToJson,
} from "./proof_json.ts";
export { decodeProof, encodeProof, PROOF_MAGIC } from "./proof_binary.ts";
export {
  checkClaim,
  type EvaluationClaim,
  type VerifyOptions,
  verifySumcheck,
  verifyWithTrace,
} from "./verifier.ts";
export {
  type BatchedRelations,
  batchRelations,
  checkFinalValue,
  checkRound,
  type ReplayedRound,
  replayRounds,
  type RoundsClaim,
  verifyRounds,
} from "./verifier_core.ts";
export {
  type ColumnJson,
  formatTrace,
  parseTrace,
  traceFromJson,
  type TraceJson,
  traceToJson,
} from "./trace_json.ts";
export type { FieldChoice } from "./trace_field.ts";
export {
  type ColumnLayout,
  decodeTraceHeader,
  encodeTraceHeader,
  TRACE_MAGIC,
  TRACE_PREFIX_BYTES,
  type TraceHeader,
  traceHeaderBytes,
  type TraceLayout,
} from "./trace_header.ts";
export {
  type ByteSink,
  encodeTrace,
  traceLayout,
  traceStream,
  TraceWriter,
  writeTrace,
} from "./trace_writer.ts";
export type { ByteChunks } from "./byte_source.ts";
export {
  decodeTrace,
  readTrace,
  type ReadTraceOptions,
  type TracePiece,
  TraceReader,
} from "./trace_reader.ts";
export {
  isSumcheckVector,
  parseSumcheckVector,
  readSumcheckVector,
  type SumcheckVector,
  vectorProof,
  vectorTranscript,
} from "./vector_file.ts";
export { type ProverOptions, SumcheckProver, type Technique } from "./prover.ts";
export type { RoundProgress } from "./round_progress.ts";
export type { RoundWork } from "./work.ts";
export { openProverPool, type ProverPoolOptions } from "./pool.ts";
export * from "./honk/mod.ts";
