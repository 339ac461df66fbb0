// A project as users of the package have it: the npm tarball unpacked into node_modules, the program of bundle_app/,
// and a bundler. The bundlers and @noble/hashes are installed beforehand, by `deno task bundlers`.

import { programPath } from "./subprocess.ts";

const ROOT = programPath("../../", import.meta.url);
const APP = programPath("./bundle_app/", import.meta.url);
const INSTALLED = `${ROOT}.tools/bundlers/node_modules`;
const LIMIT_MS = 120_000;

const PLAIN_PAGE = `<!DOCTYPE html>
<meta charset="utf-8">
<title>Bundled</title>
<script type="module" src="page_plain.js"></script>
<body></body>
`;

/** A bundler; all are asked for minified builds. */
export interface Bundler {
  readonly name: string;
  /** The arguments of the build; its result goes into the folder `out`. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether it has also bundled run.ts, as run.js, for runtimes. */
  readonly runs: boolean;
}

const ENTRIES = ["page_plain.ts", "worker.ts", "run.ts"];

/** The bundlers that are tested. */
export const BUNDLERS: readonly Bundler[] = [
  { name: "Vite", command: ["node", "node_modules/vite/bin/vite.js", "build"], runs: false },
  {
    name: "esbuild",
    command: [
      "node",
      "node_modules/esbuild/bin/esbuild",
      ...ENTRIES,
      "--bundle",
      "--minify",
      "--format=esm",
      "--outdir=dist",
    ],
    runs: true,
  },
  {
    name: "bun build",
    command: ["bun", "build", ...ENTRIES, "--minify", "--target=browser", "--outdir=dist"],
    runs: true,
  },
];

/** Why there are no bundlers here; undefined if there are. */
export const BUNDLERS_MISSING: string | undefined = missing();

function missing(): string | undefined {
  const denied = (["run", "read", "write"] as const).filter((name) =>
    Deno.permissions.querySync({ name }).state !== "granted"
  );
  if (denied.length > 0) return `needs ${denied.map((name) => `--allow-${name}`).join(" ")}`;
  for (const name of ["vite", "esbuild", "@noble/hashes"]) {
    try {
      Deno.statSync(`${INSTALLED}/${name}/package.json`);
    } catch {
      return `needs ${name}: deno task bundlers`;
    }
  }
  for (const program of ["node", "bun", "tar"]) {
    try {
      new Deno.Command(program, { args: ["--version"], stdout: "null" }).outputSync();
    } catch {
      return `needs ${program} on the PATH`;
    }
  }
  return undefined;
}

/** Calls `use` with the project's folder, and removes it after it. */
export async function withProject(use: (project: string) => Promise<void>): Promise<void> {
  const project = await Deno.makeTempDir();
  try {
    const modules = `${project}/node_modules`, library = `${modules}/@limbs/sumcheck`;
    await Deno.mkdir(library, { recursive: true });
    const tarball = `${project}/package.tgz`;
    await run(ROOT, "deno", ["pack", "--quiet", "--allow-dirty", "-o", tarball]);
    await run(project, "tar", ["-xzf", tarball, "--strip-components=1", "-C", library]);
    for (const name of ["@noble", "vite", "esbuild"]) {
      await Deno.symlink(`${INSTALLED}/${name}`, `${modules}/${name}`);
    }
    for await (const { name } of Deno.readDir(APP)) {
      await Deno.copyFile(APP + name, `${project}/${name}`);
    }
    await use(project);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

/** Builds the program; returns the folder with the result, which has an index.html. */
export async function build(project: string, { command, runs }: Bundler): Promise<string> {
  const [program, ...args] = command, out = `${project}/dist`;
  await Deno.remove(out, { recursive: true }).catch(() => {});
  await run(project, program, args);
  if (runs) await Deno.writeTextFile(`${out}/index.html`, PLAIN_PAGE);
  return out;
}

/** Runs a program in a folder and returns what it prints; an error if it fails. */
export async function run(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(
    program === "deno" ? Deno.execPath() : program,
    { args: [...args], cwd, env: { NO_COLOR: "1" }, signal: AbortSignal.timeout(LIMIT_MS) },
  ).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(
      `${program} ${args.join(" ")}: ${decoder.decode(stderr)}${decoder.decode(stdout)}`,
    );
  }
  return decoder.decode(stdout);
}
