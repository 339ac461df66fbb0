// examples/verify_honk_proof.ts, run as its readers will run it.

import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { EVERY_GATE, EVERY_GATE_KEY } from "./support/honk_vectors.ts";
import { bigWords } from "./support/honk_oracle.ts";
import { runProgram, RUNTIMES } from "./support/subprocess.ts";
import { BB5_COLUMNS } from "./support/ultra_oracle.ts";

const EXAMPLE = decodeURIComponent(
  new URL("../examples/verify_honk_proof.ts", import.meta.url).pathname,
);
const deno = RUNTIMES.find(({ name }) => name === "deno")!;

Deno.test({
  name: `honk example: prints the claim of a good proof, refuses a damaged one${
    deno.missing === undefined ? "" : ` (ignored: ${deno.missing})`
  }`,
  ignore: deno.missing !== undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { proof, publicInputs } = EVERY_GATE.vector;
      const damaged = proof.slice();
      damaged[32 * 24 + 31] ^= 1;
      const write = (name: string, bytes: Uint8Array) => Deno.writeFile(`${folder}/${name}`, bytes);
      await write("proof", proof);
      await write("damaged", damaged);
      await write("public_inputs", publicInputs);
      await write("vk", EVERY_GATE_KEY);
      const example = (name: string) =>
        runProgram(deno, [...deno.runWithAll, EXAMPLE, name, "public_inputs", "vk"], {
          cwd: folder,
        });

      const good = await example("proof");
      const evaluations = bigWords(proof).slice(24 + 8 * 16);
      assertEquals(
        good.stdout,
        BB5_COLUMNS.map((column, i) =>
          `${column} at the challenge point: 0x${evaluations[i].toString(16).padStart(64, "0")}\n`
        ).join(""),
      );
      assertEquals(good.code, 0);

      const bad = await example("damaged");
      assertEquals([bad.code, bad.stdout], [1, ""]);
      assertStringIncludes(bad.stderr, "Cannot accept round 0: ");

      const source = await Deno.readTextFile(EXAMPLE);
      assertLessOrEqual(source.trimEnd().split("\n").length, 15);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
