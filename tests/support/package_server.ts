// The repository's files over HTTP on this machine: as any server has them, and as JSR has the package.
//
//   /raw/PATH                             a file, as it is
//   /@limbs/sumcheck/meta.json            the package's versions: that of deno.json
//   /@limbs/sumcheck/VERSION_meta.json    its entry points, and every module's size and checksum
//   /@limbs/sumcheck/VERSION/PATH         a module, in which names from deno.json's import map are written out, as
//                                         `deno publish` does
//
// Deno takes packages from here when the environment has JSR_URL.

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const PACKAGE = "/@limbs/sumcheck/";
const CODE = ["mod.ts", "cli.ts", "cli", "field", "relations", "scheduler", "sumcheck"];

interface Config {
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** A server that listens. */
export interface PackageServer extends AsyncDisposable {
  /** "127.0.0.1:PORT" */
  readonly host: string;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
}

/** Starts a server on a free port of 127.0.0.1. Needs permission to read and for the net. */
export async function servePackage(): Promise<PackageServer> {
  const config: Config = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const modules = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const path of listModules()) modules.set(path, await published(path, config));
  const manifest: Record<string, unknown> = {};
  for (const [path, bytes] of modules) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    manifest[`/${path}`] = { size: bytes.length, checksum: `sha256-${hex}` };
  }

  const requests: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      requests.push(path);
      const { version, exports } = config;
      if (path === `${PACKAGE}meta.json`) {
        const versions = { [version]: {} };
        return Response.json({ scope: "limbs", name: "sumcheck", latest: version, versions });
      }
      if (path === `${PACKAGE}${version}_meta.json`) return Response.json({ manifest, exports });
      const module = modules.get(path.replace(`${PACKAGE}${version}/`, ""));
      if (module !== undefined) return new Response(module);
      if (!path.startsWith("/raw/")) return new Response("not here", { status: 404 });
      const file = path.slice("/raw/".length);
      const type = file.endsWith(".ts") ? "application/typescript" : "application/json";
      return new Response(await Deno.readFile(ROOT + file), { headers: { "content-type": type } });
    },
  );
  return {
    host: `127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Every module that is published. */
async function* listModules(paths: readonly string[] = CODE): AsyncGenerator<string> {
  for (const path of paths) {
    if (path.endsWith(".ts")) yield path;
    else {
      const entries = await Array.fromAsync(Deno.readDir(ROOT + path));
      yield* listModules(entries.map(({ name }) => `${path}/${name}`));
    }
  }
}

async function published(path: string, { imports }: Config): Promise<Uint8Array<ArrayBuffer>> {
  let text = await Deno.readTextFile(ROOT + path);
  for (const [name, place] of Object.entries(imports)) {
    text = text.replaceAll(`from "${name}`, `from "${place}`);
  }
  return new TextEncoder().encode(text);
}
