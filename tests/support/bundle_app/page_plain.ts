// The page for esbuild and `bun build`, which leave the address as it is: that of the bundle that they make of
// worker.ts.

import { show } from "./page.ts";

void show(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
