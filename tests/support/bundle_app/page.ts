// For pages: writes what came of it into the page. `?threads=1` asks for fewer; `?worker=file` starts the workers from
// a file of the site instead of a Blob, for pages whose content security policy forbids Blobs.
/// <reference lib="dom" />

import { prove } from "./prove.ts";

/** Proves as the page's address asks, on the page's main thread and the workers. */
export async function show(startFile: () => Worker): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const told = await prove({
    threads: Number(asked.get("threads") ?? 3),
    ...(asked.get("worker") === "file" && { createWorker: startFile }),
  });
  const result = document.createElement("output");
  result.textContent = JSON.stringify(told);
  document.body.append(result);
}
