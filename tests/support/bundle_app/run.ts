// For Deno, Bun and Node: prints what came of it. Node has no web Worker: one thread there.

import { prove } from "./prove.ts";

console.log(JSON.stringify(await prove({ threads: typeof Worker === "undefined" ? 1 : 3 })));
