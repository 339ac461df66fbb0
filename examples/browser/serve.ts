// Serves the page beside this file, which proves in a browser:
//
//   deno task browser                              then open http://localhost:8000/
//   deno task browser --port 9000
//   deno task browser --without-isolation          without the two headers: the page has one thread then
//
// SharedArrayBuffer, and with it more than one thread, is only for pages that are cross-origin isolated.
// That takes two headers, on the page and on the scripts of its workers. Whatever server you use must
// send them; everything else here is bundling (`deno bundle`) and handing out five files.

const FOLDER = new URL(".", import.meta.url);
const HELP = "usage: serve.ts [--port NUMBER] [--without-isolation]";

/** What makes a page cross-origin isolated. */
export const ISOLATION: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/**
 * What the page may load. The library asks for nothing but workers from Blobs: no eval, no inline script.
 * Where even those are unwanted, see docs/browser.md.
 */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A file of the page. */
interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** The files of the page by path, the scripts bundled. */
export async function makeSite(): Promise<ReadonlyMap<string, PageFile>> {
  const text = (name: string) => Deno.readTextFile(new URL(name, FOLDER));
  const [html, colours, style, main, prover] = await Promise.all([
    text("index.html"),
    text("colours.css"),
    text("style.css"),
    bundle("main.ts"),
    bundle("prover_worker.ts"),
  ]);
  return new Map<string, PageFile>([
    ["/", { type: "text/html", body: html }],
    ["/colours.css", { type: "text/css", body: colours }],
    ["/style.css", { type: "text/css", body: style }],
    ["/main.js", { type: "text/javascript", body: main }],
    ["/prover_worker.js", { type: "text/javascript", body: prover }],
  ]);
}

/** The script and all that it imports in one text. */
async function bundle(name: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", name],
    cwd: FOLDER,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot bundle ${name}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Answers requests for the files of a site. */
export function handler(
  site: ReadonlyMap<string, PageFile>,
  { isolated }: { readonly isolated: boolean },
): (request: Request) => Response {
  return (request) => {
    const headers = {
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "content-security-policy": CONTENT_POLICY,
      ...(isolated ? ISOLATION : {}),
    };
    const file = site.get(new URL(request.url).pathname);
    if (file === undefined) return new Response("Not found\n", { status: 404, headers });
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Method not allowed\n", { status: 405, headers });
    }
    return new Response(request.method === "HEAD" ? null : file.body, {
      headers: { ...headers, "content-type": `${file.type}; charset=utf-8` },
    });
  };
}

/** What the arguments ask for; a text if they cannot be understood. */
function parseArguments(args: readonly string[]): { port: number; isolated: boolean } | string {
  const options = { port: 8000, isolated: true };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--without-isolation") {
      options.isolated = false;
    } else if (args[i] === "--port") {
      options.port = Number(args[++i]);
      if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535) {
        return `--port is ${args[i]}, not a number from 0 to 65535`;
      }
    } else {
      return `${args[i]} is not an option`;
    }
  }
  return options;
}

if (import.meta.main) {
  const options = parseArguments(Deno.args);
  if (Deno.args.includes("--help")) {
    console.log(HELP);
  } else if (typeof options === "string") {
    console.error(`${options}\n${HELP}`);
    Deno.exit(2);
  } else {
    const { port, isolated } = options;
    const handle = handler(await makeSite(), { isolated });
    // Only this machine: a browser gives shared memory to http pages of localhost alone.
    Deno.serve({
      port,
      hostname: "localhost",
      onListen: (address) =>
        console.log(
          `Open http://localhost:${address.port}/${isolated ? "" : " (without isolation)"}`,
        ),
    }, handle);
  }
}
