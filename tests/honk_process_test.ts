// `cli.ts verify-honk` in processes of its own: every runtime finds the same values, from the prover's own files.

import { assertEquals } from "@std/assert";
import { replayToJson } from "../sumcheck/honk/replay_json.ts";
import { replayUltraHonkSumcheck } from "../sumcheck/honk/verify.ts";
import { EVERY_GATE, EVERY_GATE_KEY } from "./support/honk_vectors.ts";
import { runProgram, RUNTIMES } from "./support/subprocess.ts";

const CLI = decodeURIComponent(new URL("../cli.ts", import.meta.url).pathname);
const FILES = ["--proof", "proof", "--public-inputs", "public_inputs", "--vk", "vk"];

for (const runtime of RUNTIMES) {
  const { name, missing } = runtime;
  Deno.test({
    name: `verify-honk on ${name}: the files that the prover writes${
      missing === undefined ? "" : ` (ignored: ${missing})`
    }`,
    ignore: missing !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const { proof, publicInputs, vkHash, options } = EVERY_GATE.vector;
        const put = (file: string, bytes: Uint8Array) => Deno.writeFile(`${folder}/${file}`, bytes);
        await put("proof", proof);
        await put("public_inputs", publicInputs);
        await put("vk", EVERY_GATE_KEY);
        await put("vk_hash", vkHash);
        await put("empty", new Uint8Array(0));
        const call = (...args: string[]) =>
          runProgram(runtime, [...runtime.runWithAll, CLI, "verify-honk", ...args], {
            cwd: folder,
          });

        const good = await call(...FILES, "--vk-hash", "vk_hash", "--json");
        assertEquals([good.code, good.stderr], [0, ""]);
        const replay = replayUltraHonkSumcheck(proof, publicInputs, vkHash, options);
        assertEquals(JSON.parse(good.stdout), { ok: true, ...replayToJson(replay) });

        const without = await call(...FILES.with(3, "empty"));
        assertEquals([without.code, without.stdout], [1, ""]);
        assertEquals(without.stderr.slice(0, 27), "error: wrong-public-inputs:");
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
