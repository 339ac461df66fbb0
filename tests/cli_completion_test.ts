// Completion scripts, in the shells that they are for: what is offered where, and what typing a few letters and the tab
// key makes of a line.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { COMMANDS } from "../cli/commands.ts";
import { main } from "../cli/main.ts";
import { REGISTRIES } from "../relations/registries.ts";
import { parseDistribution } from "../scheduler/distribution.ts";
import { runInMemory } from "./support/memory_runtime.ts";
import { ignoredNote, runProgram, RUNTIMES } from "./support/subprocess.ts";
import { quoted, runOnTerminal, terminalProgram } from "./support/terminal.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = typeof SHELLS[number];

async function scriptFor(shell: Shell, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInMemory(main, ["completion", shell, ...args]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout;
}

for (const shell of SHELLS) {
  Deno.test(`completion ${shell}: names everything that can be given`, async () => {
    const script = await scriptFor(shell);
    for (const { name, options } of COMMANDS) {
      assert(script.includes(name), name);
      const dashes = shell === "fish" ? "-l " : "--";
      for (const option of Object.keys(options)) assert(script.includes(dashes + option), option);
    }
    for (const { name } of REGISTRIES) assert(script.includes(name), name);
    const { stdout } = await runInMemory(main, ["completion", shell, "--json"]);
    assertEquals(JSON.parse(stdout), { ok: true, shell, name: "sumcheck", script });
  });

  Deno.test(`completion ${shell}: under another name`, async () => {
    const script = await scriptFor(shell, "--name", "limbs-dev");
    const told = script.split("\n").filter((line) => /^ *(complete|compdef|#compdef) /.test(line));
    assert(told.length > 0);
    for (const line of told) assertMatch(line, / limbs-dev( |$)/);
    assert(!script.includes("_sumcheck"));
  });
}

Deno.test("attack: completion with a name that would be run by the shell", async () => {
  for (const name of ["a b", "$(id)", "a;id", "-x", "", "a'b", "../a", "a\nb", "a".repeat(65)]) {
    const args = ["completion", "bash", `--name=${name}`];
    const { code, stdout, stderr } = await runInMemory(main, args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^error: bad-value: Cannot use --name: /);
  }
});

/** A test with the script of a shell in a folder with some files; ignored where the shell is missing. */
function shellTest(
  shell: Shell,
  name: string,
  body: (script: string, folder: string) => Promise<void>,
): void {
  const { missing } = terminalProgram(shell);
  Deno.test({
    name: `completion in ${shell}: ${name}${ignoredNote({ ...RUNTIMES[0], missing })}`,
    ignore: missing !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        for (const file of ["a trace.json", "other.bin"]) {
          await Deno.writeTextFile(`${folder}/${file}`, "");
        }
        await Deno.mkdir(`${folder}/subfolder`);
        await Deno.writeTextFile(`${folder}/.script`, await scriptFor(shell));
        await body(`${folder}/.script`, folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function sh(shell: Shell, text: string, cwd: string): Promise<string[]> {
  const args = shell === "fish" ? ["--no-config", "-c", text] : ["-c", text];
  const program = { ...RUNTIMES[0], command: shell };
  const { code, stdout, stderr } = await runProgram(program, args, { cwd, env: { HOME: cwd } });
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return stdout.split("\n").filter((line) => line !== "");
}

// What the shell offers for a line that ends here.

/** In bash the function is called as readline would: it leaves its offers in COMPREPLY. */
function offersInBash(script: string, cwd: string) {
  return (line: string) =>
    sh(
      "bash",
      `source ${quoted(script)}; COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
      COMP_LINE=${quoted(line)} COMP_POINT=\${#COMP_LINE}
      _sumcheck; printf '%s\\n' "\${COMPREPLY[@]}"`,
      cwd,
    );
}

function offersInFish(script: string, cwd: string) {
  return async (line: string) => {
    const text = `source ${quoted(script)}; complete -C ${quoted(line)}`;
    return (await sh("fish", text, cwd)).map((offer) => offer.split("\t")[0]);
  };
}

for (const [shell, offersIn] of [["bash", offersInBash], ["fish", offersInFish]] as const) {
  shellTest(shell, "offers commands, options and values", async (script, folder) => {
    const offers = offersIn(script, folder);
    const sorted = async (line: string) => (await offers(line)).sort();
    const names = COMMANDS.map(({ name }) => name);
    assertEquals(await sorted("sumcheck "), [...names, "help"].sort());
    assertEquals(await sorted("sumcheck help "), [...names].sort());
    assertEquals(await sorted("sumcheck ver"), ["verify", "verify-honk"]);
    assertEquals(await sorted("sumcheck --json ver"), ["verify", "verify-honk"]);
    assertEquals(await sorted("sumcheck nothing"), []);
    assertEquals(await sorted("sumcheck completion "), [...SHELLS].sort());

    const registries = REGISTRIES.map(({ name }) => name).sort();
    assertEquals(await sorted("sumcheck prove --relations "), registries);
    assertEquals(await sorted("sumcheck prove --workers "), []);
    assertEquals(await sorted("sumcheck prove --parameter "), []);
    assertEquals(await sorted("sumcheck new-relation "), []);
    const distributions = await sorted("sumcheck prove --distribution ");
    assertEquals(distributions.length, 6);
    for (const text of distributions) parseDistribution(text);
  });

  shellTest(shell, "offers the options that the command takes", async (script, folder) => {
    const offers = offersIn(script, folder);
    for (const { name } of COMMANDS) {
      const offered = await offers(`sumcheck ${name} --`);
      for (const option of ["--json", "--help"]) assert(offered.includes(option));
      for (const option of offered.map((text) => text.replace(/=$/, ""))) {
        // Whatever is wrong with such a call, it is not that the option is unknown.
        const { stderr } = await runInMemory(main, [name, option]);
        assert(!stderr.includes("unknown-option"), `${name} ${option}: ${stderr}`);
      }
    }
    assertEquals(await offers("sumcheck inspect --rel"), ["--relations"]);
  });
}

shellTest("bash", "offers an option once, unless it may be repeated", async (script, folder) => {
  const offers = offersInBash(script, folder);
  assert((await offers("sumcheck prove --")).includes("--trace"));
  for (const given of ["--trace x", "--trace=x"]) {
    assert(!(await offers(`sumcheck prove ${given} --`)).includes("--trace"), given);
  }
  assert((await offers("sumcheck prove --parameter a=1 --")).includes("--parameter"));
  assertEquals(await offers("sumcheck inspect --relations ultra-bb3 --rel"), []);
});

shellTest("bash", "replies with what is behind the last word break", async (script, folder) => {
  const offers = offersInBash(script, folder);
  assertEquals(await offers("sumcheck prove --relations=ultra-bb5"), ["ultra-bb5"]);
  assertEquals(await offers("sumcheck prove --distribution dynamic:"), ["64"]);
  assertEquals(await offers("sumcheck prove --distribution=dyn"), ["dynamic:64"]);
  assertEquals(await offers("sumcheck inspect --color="), ["auto", "always", "never"]);
  assertEquals(await offers("sumcheck inspect --color al"), []);
});

// What the tab key makes of a line.

/** Lines with tabs, and the arguments that the command must get. */
const TYPED: readonly (readonly [line: string, args: readonly string[]])[] = [
  ["insp\t--rel\tultra-bb3", ["inspect", "--relations", "ultra-bb3"]],
  ["prove --distribution dyn\t", ["prove", "--distribution", "dynamic:64"]],
  ["prove --distribution=que\t", ["prove", "--distribution=queued:16"]],
  ["prove --trace oth\t", ["prove", "--trace", "other.bin"]],
  ["prove --trace=oth\t", ["prove", "--trace=other.bin"]],
  ["vectors a\\ t\t", ["vectors", "a trace.json"]],
  ["new\tx --dir su\t", ["new-relation", "x", "--dir", "subfolder"]],
  ["completion z\t --na\ty", ["completion", "zsh", "--name", "y"]],
  ["help verify-h\t", ["help", "verify-honk"]],
];

const SESSIONS: Readonly<Record<Exclude<Shell, "fish">, readonly [start: string, set: string]>> = {
  bash: ["bash --noprofile --norc -i", "bind 'set bell-style none'"],
  zsh: ["zsh -f -i", "unsetopt beep; autoload -Uz compinit; compinit -u -D"],
};

for (const shell of ["bash", "zsh"] as const) {
  shellTest(shell, "the tab key completes a line that is typed", async (script, folder) => {
    const [start, set] = SESSIONS[shell];
    const keys = [
      `${set}; source ${script}; sumcheck() { printf 'GOT'; printf '<%s>' "$@"; echo; }`,
      ...TYPED.map(([line]) => `sumcheck ${line}`),
      "exit",
      "",
    ].join("\n");
    const env = { HOME: folder, TERM: "xterm", PS1: "" };
    const { stdout } = await runOnTerminal(start, { cwd: folder, env, keys });
    const got = [...stdout.matchAll(/GOT((?:<[^>\r\n]*>)+)\r/g)].map(([, args]) => args);
    // An option that wants a value may be followed by "=" instead of a space, a folder by "/".
    const normal = (args: string) =>
      args.replace(/<(--[a-z-]+)=([^>]*)>/g, "<$1><$2>").replaceAll("/>", ">");
    assertEquals(
      got.map(normal),
      TYPED.map(([, args]) => normal(args.map((arg) => `<${arg}>`).join(""))),
    );
  });
}

shellTest("fish", "offers files and folders where they belong", async (script, folder) => {
  const offers = offersInFish(script, folder);
  assertEquals(await offers("sumcheck prove --trace oth"), ["other.bin"]);
  assertEquals(await offers("sumcheck prove --trace=oth"), ["--trace=other.bin"]);
  assertEquals(await offers("sumcheck vectors a"), ["a trace.json"]);
  assertEquals(await offers("sumcheck new-relation x --dir "), ["subfolder/"]);
  assertEquals(await offers("sumcheck inspect oth"), []);
});
