// Writes field/generated/ from its generator, or (--check) fails if what is committed is not what the generator makes.

import { generatedModules } from "../field/generate.ts";

const folder = new URL("../field/generated/", import.meta.url);
const modules = generatedModules();
const check = Deno.args.includes("--check");
const stale: string[] = [];

if (!check) await Deno.mkdir(folder, { recursive: true });
for await (const entry of Deno.readDir(folder)) {
  if (modules.has(entry.name)) continue;
  if (check) stale.push(`${entry.name} (not generated any more)`);
  else await Deno.remove(new URL(entry.name, folder));
}
for (const [name, text] of modules) {
  const file = new URL(name, folder);
  if (check) {
    const committed = await Deno.readTextFile(file).catch(() => undefined);
    if (committed !== text) stale.push(name);
  } else {
    await Deno.writeTextFile(file, text);
  }
}
if (stale.length > 0) {
  console.error(`Out of date in field/generated/ (run: deno task generate): ${stale.join(", ")}`);
  Deno.exit(1);
}
