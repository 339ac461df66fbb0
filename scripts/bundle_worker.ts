// Bundles worker entries into self-contained module texts, `export const WORKER_SOURCE`, so that
// workers start from a Blob with no permission. Usage: deno run -A scripts/bundle_worker.ts
// [--check] ENTRY.ts… writes ENTRY.generated.ts beside each entry; with --check it writes nothing
// and fails if a file is out of date.

if (import.meta.main) await main(Deno.args);

async function main(args: string[]): Promise<void> {
  const check = args.includes("--check");
  const entries = args.filter((arg) => arg !== "--check");
  if (entries.length === 0 || entries.some((entry) => !/^[^-].*\.ts$/.test(entry))) {
    console.error("usage: bundle_worker.ts [--check] ENTRY.ts…");
    Deno.exit(2);
  }
  let stale = 0;
  for (const entry of entries) {
    const target = entry.replace(/\.ts$/, ".generated.ts");
    const text = generatedModule(entry, await bundle(entry));
    const old = await Deno.readTextFile(target).catch(() => undefined);
    if (old === text) continue;
    if (check) {
      console.error(`${target} is out of date: run "deno task bundle"`);
      stale++;
    } else {
      await Deno.writeTextFile(target, text);
      console.log(`wrote ${target}`);
    }
  }
  if (stale > 0) Deno.exit(1);
}

/** The entry and all that it imports as one JavaScript module. */
async function bundle(entry: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", entry],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0 || text === "") {
    throw new Error(`Cannot bundle ${entry}: ${new TextDecoder().decode(stderr)}`);
  }
  // The bundler heads each file's part with its path, which for a package is a path of this
  // machine.
  return text.split("\n").filter((line) => !/^\/\/ \S+\.[cm]?[jt]s$/.test(line)).join("\n");
}

/** One line of the bundle on each line, so that a change shows as one in a diff. */
function generatedModule(entry: string, source: string): string {
  const lines = source.trimEnd().split("\n").map((line) => `  ${JSON.stringify(line)},`);
  const name = entry.split("/").at(-1);
  return [
    `// Generated from ${name} by scripts/bundle_worker.ts: do not edit.`,
    "",
    `/** The text of the worker script ${name} with all that it imports. */`,
    "export const WORKER_SOURCE: string = [",
    ...lines,
    '].join("\\n");',
    "",
  ].join("\n");
}
