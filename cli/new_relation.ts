// `cli.ts new-relation`: writes the first files of a relation of one's own.

import { command } from "./command.ts";
import { CliError, oneLine } from "./errors.ts";
import { relationFiles, type TextFile } from "./relation_files.ts";
import { fileError, type Runtime } from "./runtime.ts";

/** The command `new-relation`. */
export const newRelation = command({
  name: "new-relation",
  summary: "write the first files of a relation of your own",
  details:
    `NAME is lower-case words joined by - or _: range-check is written into range_check.ts and range_check_test.ts. What
is there already is never written over.

The files import this package by its public name, so it has to be installed where they are: by deno add
jsr:@limbs/sumcheck, or by bunx jsr add @limbs/sumcheck. The test runs under deno test and under bun test.`,
  examples: [
    { purpose: "into this folder", command: "new-relation running-sums" },
    { purpose: "only look at it", command: "new-relation range_check --stdout" },
  ],
  options: {
    dir: {
      value: "DIR",
      help: "the folder to write into; this one unless given",
      completes: "folder",
    },
    stdout: { flag: true, help: "print the files and write nothing" },
  },
  operands: { name: "NAME" },
  async run({ dir, stdout }, [name], { runtime, style, line }) {
    const files = relationFiles(checkName(name)).map((file) => ({
      ...file,
      path: dir === undefined ? file.name : `${dir.replace(/(.)\/+$/, "$1")}/${file.name}`,
    }));
    if (stdout) {
      for (const { name, text } of files) await line(`${style.heading(`// ${name}`)}\n\n${text}`);
      return { ok: true, json: { files: files.map(({ path, text }) => ({ path, text })) } };
    }
    if (dir !== undefined) await checkFolder(runtime, dir);
    await createAll(runtime, files);
    const paths = files.map(({ path }) => path), [, test] = paths.map(oneLine);
    for (const path of paths) await line(`${style.good("wrote")} ${oneLine(path)}`);
    await line("To try it:");
    await line(`  deno add jsr:@limbs/sumcheck && deno test ${test}`);
    await line(`  bunx jsr add @limbs/sumcheck && bun test ./${test}`);
    return { ok: true, json: { files: paths.map((path) => ({ path })) } };
  },
});

/** Longer names make longer file names than some systems take. */
const MAX_NAME = 64;

function checkName(name: string): string {
  if (name.length <= MAX_NAME && /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name)) return name;
  const proposed = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-").slice(0, MAX_NAME).replaceAll(/^[-0-9]+|-+$/g, "");
  throw new CliError(
    "bad-value",
    `Cannot name a relation ${
      JSON.stringify(name)
    }: that is not lower-case words and numbers joined by - or _, ${MAX_NAME} characters at most`,
    { hint: proposed === "" ? "for example range-check" : `did you mean ${proposed}?` },
  );
}

async function checkFolder(runtime: Runtime, path: string): Promise<void> {
  const { kind } = await runtime.locate(path).catch((error) => {
    throw fileError("write into", path, error);
  });
  if (kind === "directory") return;
  const [code, why, hint] = kind === "nothing"
    ? ["not-found", "not there", "make the folder first"] as const
    : ["bad-value", "not a folder", "give the path of a folder"] as const;
  throw new CliError(code, `Cannot write into a folder: ${JSON.stringify(path)} is ${why}`, {
    hint,
  });
}

/** Creates all of the files or none. */
async function createAll(
  runtime: Runtime,
  files: readonly (TextFile & { readonly path: string })[],
): Promise<void> {
  const created: string[] = [];
  for (const { path, text } of files) {
    try {
      await runtime.create(path, new TextEncoder().encode(text));
      created.push(path);
    } catch (error) {
      for (const other of created) await runtime.remove(other).catch(() => {});
      throw fileError("write", path, error);
    }
  }
}
