// A server of some files on this machine, for pages under test.

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** A server that runs. */
export interface Site {
  /** Its address, without a slash at the end. */
  readonly origin: string;
}

/** Calls `use` with a server of what `handle` answers, and ends the server after it. */
export async function withServer(
  handle: (request: Request) => Response | Promise<Response>,
  use: (site: Site) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "localhost", onListen() {} }, handle);
  try {
    await use({ origin: `http://localhost:${server.addr.port}` });
  } finally {
    await server.shutdown();
  }
}

/** Answers with the files of a folder, all with these headers. */
export function folder(
  path: string,
  headers: Readonly<Record<string, string>>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const name = pathname === "/" ? "/index.html" : pathname;
    const type = TYPES[name.split(".").at(-1) as string] ?? "application/octet-stream";
    try {
      const body = await Deno.readFile(path + name);
      return new Response(body, { headers: { ...headers, "content-type": type } });
    } catch {
      return new Response("Not found\n", { status: 404, headers });
    }
  };
}
