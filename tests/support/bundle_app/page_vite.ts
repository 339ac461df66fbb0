// The page for Vite, which sees the address, bundles the file and puts the address of the bundle here.

import { show } from "./page.ts";

void show(() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
