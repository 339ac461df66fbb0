// Hints: what is proposed for mistyped words, and that no error is left without one.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hintOf } from "../cli/hints.ts";
import { main } from "../cli/main.ts";
import { nearest } from "../cli/nearest.ts";
import { VECTOR } from "./support/cli_statement.ts";
import { fileOf, runInMemory } from "./support/memory_runtime.ts";

const WORDS = ["prove", "verify", "verify-honk", "inspect", "plan", "vectors", "zsh"];
const letter = fc.constantFrom(..."abcxyz-");

/** Every way to change a word by one letter: one left out, one put in, one replaced, two neighbours swapped. */
function slips(word: string, other: string): string[] {
  return Array.from({ length: word.length }, (_, i) => [
    word.slice(0, i) + word.slice(i + 1),
    word.slice(0, i) + other + word.slice(i),
    word.slice(0, i) + other + word.slice(i + 1),
    word.slice(0, i) + word.slice(i, i + 2).split("").reverse().join("") + word.slice(i + 2),
  ]).flat();
}

Deno.test("nearest(): a slip of one letter is understood", () => {
  fc.assert(fc.property(fc.constantFrom(...WORDS), letter, (word, other) => {
    for (const slip of slips(word, other)) assertEquals(nearest(slip, WORDS), word, slip);
  }));
});

Deno.test("nearest(): what looks like no word is none", () => {
  for (const word of ["", "prove-all", "honk", "abcdef", "tcsh4", "pvorfy"]) {
    assertEquals(nearest(word, WORDS), undefined, word);
  }
  assertEquals(nearest("ab", ["cd"]), undefined, "all of a short word may not be changed");
});

for (
  const [line, hint] of [
    ["porve", "did you mean prove?"],
    ["hlep", "did you mean help?"],
    ["frobnicate", "--help shows the commands"],
    ["help vectros", "did you mean vectors?"],
    ["--jsno inspect", "did you mean --json?"],
    ["inspect --relation ultra-bb3", "did you mean --relations?"],
    ["inspect -relations ultra-bb3", "did you mean --relations?"],
    ["inspect --relations=ultrabb5", "did you mean ultra-bb5?"],
    ["inspect --relations", "one of ultra-bb3, ultra-bb5"],
    ["inspect", "one of ultra-bb3, ultra-bb5"],
    ["prove", "prove --help shows how it is called"],
    ["inspect --relations ultra-bb3 --color=nevre", "did you mean never?"],
    ["completion fihs", "did you mean fish?"],
    ["prove --relations ultra-bb3 --trace /t --distribution dinamic", "did you mean dynamic:64?"],
    ["prove --relations ultra-bb3 --trace /t --distribution dynamic", "did you mean dynamic:64?"],
    ["prove --relations ultra-bb3 --trace /t --distribution gided:8", "did you mean guided:16?"],
    [
      "prove --relations ultra-bb3 --trace /t --distribution strided:3",
      "use auto, dynamic:64, guided:16, strided:2, queued:16, contiguous",
    ],
    [
      "",
      "one of prove, verify, inspect, plan, new-relation, vectors, verify-honk, completion; --help says more",
    ],
  ]
) {
  Deno.test(`hint for "${line}": ${hint}`, async () => {
    const args = [...line.split(" ").filter((word) => word !== ""), "--json"];
    const { code, stdout } = await runInMemory(main, args);
    assertEquals([code, JSON.parse(stdout).error.hint], [2, hint]);
  });
}

Deno.test("hintOf(): a code without a hint of its own gets one too, whatever it is called", () => {
  for (const code of ["nested-pass", "", "__proto__", "constructor"]) {
    assertEquals(hintOf(code), "if the files are as they should be, please report this");
  }
});

Deno.test("errors about values name the file, the option or the parameter that they are from", async () => {
  const files = () =>
    new Map([
      ["/w/proof", fileOf({})],
      ["/w/trace", fileOf([])],
      ["/w/parameters", fileOf('{"beta": "x"}')],
      ["/w/list", fileOf("[]")],
      ["/w/v.json", fileOf(VECTOR)],
    ]);
  const bb5 = ["--relations", "ultra-bb5"], prove = ["prove", ...bb5, "--workers", "1"];
  for (
    const [args, where] of [
      [["verify", ...bb5, "--proof", "/w/proof"], 'in file "/w/proof"'],
      [["verify", ...bb5, "--proof", "/w/proof", "--trace", "/w/trace"], 'in file "/w/trace"'],
      [["verify", ...bb5, "--proof", "/w/proof", "--sum", "x"], "in --sum"],
      [["plan", "--trace-costs", "/w/proof", "--workers", "1"], 'in file "/w/proof"'],
      [[...prove, "--trace", "/w/v.json", "--parameters", "/w/list"], 'in file "/w/list"'],
      [[...prove, "--trace", "/w/v.json", "--parameters", "/w/parameters"], "in parameter beta"],
      [[...prove, "--trace", "/w/v.json", "--parameter", "gamma=0xg"], "in parameter gamma"],
    ] as const
  ) {
    const { code, stderr } = await runInMemory(main, args, files());
    assertEquals(code, 2);
    assert(stderr.includes(`, ${where} (`), stderr);
  }
});
