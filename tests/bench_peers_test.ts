// The textbook provers of the bench make our messages, and a message that is not theirs is seen.

import { assertEquals, assertThrows } from "@std/assert";
import { PEER_NAMES, PeerProvers, RecordingTranscript } from "../bench/peers/provers.ts";
import { workload } from "../bench/workloads/mod.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";

Deno.test("bench: the textbook provers make our proof of ultra-shaped again, and only ours", async () => {
  const statement = workload("ultra-shaped", { logRows: 5 });
  const { registry, trace, parameters } = statement;
  const transcript = new RecordingTranscript(registry.field);
  const proof = await new SumcheckProver(registry, trace, { parameters, transcript }).prove();
  assertEquals(transcript.drawn("round").length, 5);
  const peers = new PeerProvers(statement, proof, transcript);
  for (const name of PEER_NAMES) peers.time(name);

  const univariates = [...proof.univariates];
  univariates[3] = univariates[3].slice(0);
  univariates[3].set(2, registry.field.add(univariates[3].get(2), registry.field.one));
  const other = new PeerProvers(statement, { ...proof, univariates }, transcript);
  for (const name of PEER_NAMES) {
    assertThrows(() => other.time(name), Error, "its messages are not ours");
  }
});
